// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {BridgeFixture} from "../testing/BridgeFixture.sol";
import {Vm} from "../testing/Test.sol";
import {toAlias} from "../bridge/AddressAliasing.sol";
import {CrossDomainMessenger} from "../bridge/CrossDomainMessenger.sol";
import {L2_CROSS_DOMAIN_MESSENGER, L2_TO_L1_MESSAGE_PASSER} from "../l2/Predeploys.sol";

/// @dev What messages call.
contract Receiver {
    address public sender;
    uint256 public received;
    uint256 public gasSeen;
    bool public closed;
    bytes private inside;

    error Closed();

    function close(bool value) external {
        closed = value;
    }

    function prepare(bytes memory call) external {
        inside = call;
    }

    function take() external payable {
        gasSeen = gasleft();
        if (closed) revert Closed();
        (sender, received) = (CrossDomainMessenger(msg.sender).xDomainMessageSender(), received + msg.value);
        if (inside.length > 0) {
            (bool ok,) = msg.sender.call(inside);
            require(ok);
        }
    }
}

contract CrossDomainMessengerTest is BridgeFixture {
    Receiver private receiver;
    bytes private take = abi.encodeCall(Receiver.take, ());

    function setUp() public override {
        super.setUp();
        receiver = new Receiver();
        vm.recordLogs();
    }

    function test_message_toL2_arrivesWithSenderAndValue() public {
        vm.prank(ALICE);
        l1Messenger.sendMessage{value: 3}(address(receiver), take, 200_000);
        assertTrue(_deliverDeposit(), "deposit");
        assertEq(receiver.sender(), ALICE, "sender");
        assertEq(receiver.received(), 3, "value");
        assertTrue(receiver.gasSeen() >= 199_000, "gas");
        assertTrue(l2Messenger.successfulMessages(_hash(0, ALICE, 3, 200_000)), "relayed");
        assertEq(l1Messenger.messageNonce(), (uint256(1) << 240) | 1, "next nonce");
    }

    function test_message_toL1_arrivesWithSenderAndValue() public {
        vm.prank(ALICE);
        l2Messenger.sendMessage{value: 3}(address(receiver), take, 200_000);
        assertTrue(_deliverWithdrawal(), "withdrawal");
        assertEq(receiver.sender(), ALICE, "sender");
        assertEq(receiver.received(), 3, "value");
        assertTrue(l1Messenger.successfulMessages(_hash(0, ALICE, 3, 200_000)), "relayed");
    }

    function test_message_failed_isKeptAndRelayedByAnyone() public {
        receiver.close(true);
        vm.prank(ALICE);
        l1Messenger.sendMessage{value: 3}(address(receiver), take, 200_000);
        assertTrue(_deliverDeposit(), "the relay itself succeeds");
        assertTrue(l2Messenger.failedMessages(_hash(0, ALICE, 3, 200_000)), "failed");
        assertEq(L2_CROSS_DOMAIN_MESSENGER.balance, 3, "its ETH waits");
        _relay(BOB, 0, ALICE, 3);
        assertEq(receiver.received(), 0, "still closed");
        receiver.close(false);
        _relay(BOB, 0, ALICE, 3);
        assertEq(receiver.received(), 3, "now");
        vm.expectRevert(CrossDomainMessenger.AlreadyRelayed.selector);
        this.relay(0, ALICE, 3);
    }

    function test_relayMessage_byAStranger_reverts() public {
        vm.expectRevert(CrossDomainMessenger.NotFailedBefore.selector);
        this.relay(0, ALICE, 0);
        vm.deal(address(this), 1);
        vm.expectRevert(CrossDomainMessenger.ReplayWithValue.selector);
        l2Messenger.relayMessage{value: 1}(0, ALICE, address(receiver), 1, 0, take);
        // The messenger's own address, which is not its alias, and an alias of somebody else.
        vm.prank(address(l1Messenger));
        vm.expectRevert(CrossDomainMessenger.NotFailedBefore.selector);
        l2Messenger.relayMessage(0, ALICE, address(receiver), 0, 0, take);
        vm.prank(toAlias(BOB));
        vm.expectRevert(CrossDomainMessenger.NotFailedBefore.selector);
        l2Messenger.relayMessage(0, ALICE, address(receiver), 0, 0, take);
        // The portal, with a withdrawal that is not the messenger's.
        vm.store(address(portal), L2_SENDER_SLOT, bytes32(uint256(uint160(BOB))));
        vm.prank(address(portal));
        vm.expectRevert(CrossDomainMessenger.NotFailedBefore.selector);
        l1Messenger.relayMessage(0, ALICE, address(receiver), 0, 0, take);
    }

    function test_relayMessage_unsafeTarget_reverts() public {
        address[2] memory targets = [L2_CROSS_DOMAIN_MESSENGER, L2_TO_L1_MESSAGE_PASSER];
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(toAlias(address(l1Messenger)));
            vm.expectRevert(CrossDomainMessenger.UnsafeTarget.selector);
            l2Messenger.relayMessage(0, ALICE, targets[i], 0, 0, take);
        }
    }

    function test_relayMessage_wrongValue_reverts() public {
        vm.prank(toAlias(address(l1Messenger)));
        vm.expectRevert(abi.encodeWithSelector(CrossDomainMessenger.WrongValue.selector, 0, 1));
        l2Messenger.relayMessage(0, ALICE, address(receiver), 1, 0, take);
    }

    // A message that relays a failed one inside: the inner one stays failed, for a later relay.
    function test_relayMessage_insideARelay_isOnlyMarkedAsFailed() public {
        receiver.close(true);
        vm.prank(ALICE);
        l1Messenger.sendMessage(address(receiver), take, 200_000);
        _deliverDeposit();
        receiver.close(false);
        receiver.prepare(
            abi.encodeCall(
                CrossDomainMessenger.relayMessage, (uint256(1) << 240, ALICE, address(receiver), 0, 200_000, take)
            )
        );
        vm.prank(BOB);
        l1Messenger.sendMessage(address(receiver), take, 400_000);
        _deliverDeposit();
        assertEq(receiver.sender(), BOB, "the outer one");
        assertFalse(l2Messenger.successfulMessages(_hash(0, ALICE, 0, 200_000)), "the inner one waits");
    }

    // Whatever gas the relayer gives: either the target has what it asked for, or the message waits.
    function testFuzz_relayMessage_anyGas_losesNothing(uint256 gas) public {
        gas = bound(gas, 60_000, 600_000);
        vm.deal(toAlias(address(l1Messenger)), 3);
        vm.prank(toAlias(address(l1Messenger)));
        (bool ok,) = L2_CROSS_DOMAIN_MESSENGER.call{gas: gas, value: 3}(
            abi.encodeCall(
                CrossDomainMessenger.relayMessage, (uint256(1) << 240, ALICE, address(receiver), 3, 200_000, take)
            )
        );
        bytes32 hash = _hash(0, ALICE, 3, 200_000);
        if (!ok) assertEq(toAlias(address(l1Messenger)).balance, 3, "nothing happened");
        else if (l2Messenger.failedMessages(hash)) assertEq(L2_CROSS_DOMAIN_MESSENGER.balance, 3, "waits");
        else assertTrue(receiver.received() == 3 && receiver.gasSeen() >= 199_000, "called with its gas");
    }

    function test_xDomainMessageSender_outsideOfARelay_reverts() public {
        vm.expectRevert(CrossDomainMessenger.NoMessageIsRelayed.selector);
        l2Messenger.xDomainMessageSender();
    }

    function relay(uint256 nonce, address sender, uint256 value) external {
        _relay(BOB, nonce, sender, value);
    }

    function _relay(address by, uint256 nonce, address sender, uint256 value) private {
        vm.prank(by);
        l2Messenger.relayMessage((uint256(1) << 240) | nonce, sender, address(receiver), value, 200_000, take);
    }

    function _hash(uint256 nonce, address sender, uint256 value, uint256 gasLimit) private view returns (bytes32) {
        return keccak256(
            abi.encodeWithSignature(
                "relayMessage(uint256,address,address,uint256,uint256,bytes)",
                (uint256(1) << 240) | nonce,
                sender,
                address(receiver),
                value,
                gasLimit,
                take
            )
        );
    }
}
