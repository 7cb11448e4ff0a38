// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {toAlias} from "../bridge/AddressAliasing.sol";
import {IL2OutputOracle} from "../l1/IL2OutputOracle.sol";
import {KromaPortal} from "../l1/KromaPortal.sol";
import {L1CrossDomainMessenger} from "../l1/L1CrossDomainMessenger.sol";
import {L1StandardBridge} from "../l1/L1StandardBridge.sol";
import {L2CrossDomainMessenger} from "../l2/L2CrossDomainMessenger.sol";
import {L2StandardBridge} from "../l2/L2StandardBridge.sol";
import {L2ToL1MessagePasser} from "../l2/L2ToL1MessagePasser.sol";
import {L2_CROSS_DOMAIN_MESSENGER, L2_STANDARD_BRIDGE, L2_TO_L1_MESSAGE_PASSER} from "../l2/Predeploys.sol";
import {SystemConfigFixture} from "./SystemConfigFixture.sol";
import {Vm} from "./Test.sol";

/// @dev Both sides of the bridge in one EVM. `_deliverDeposit` and `_deliverWithdrawal` do what derivation and the portal's
///      execution do with the last event, which have tests of their own.
abstract contract BridgeFixture is SystemConfigFixture {
    bytes32 internal constant L2_SENDER_SLOT = bytes32(uint256(49)); // of the portal
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);

    KromaPortal internal portal;
    L1CrossDomainMessenger internal l1Messenger;
    L1StandardBridge internal l1Bridge;
    L2CrossDomainMessenger internal l2Messenger = L2CrossDomainMessenger(L2_CROSS_DOMAIN_MESSENGER);
    L2StandardBridge internal l2Bridge = L2StandardBridge(payable(L2_STANDARD_BRIDGE));

    function setUp() public virtual {
        portal = KromaPortal(
            payable(
                _proxied(
                    address(new KromaPortal(IL2OutputOracle(address(0)), address(0), deploySystemConfig())),
                    abi.encodeCall(KromaPortal.initialize, (false))
                )
            )
        );
        l1Messenger = L1CrossDomainMessenger(
            _proxied(
                address(new L1CrossDomainMessenger(portal)),
                abi.encodeCall(L1CrossDomainMessenger.initialize, (L2_CROSS_DOMAIN_MESSENGER))
            )
        );
        l1Bridge = L1StandardBridge(
            payable(
                _proxied(
                    address(new L1StandardBridge(l1Messenger)),
                    abi.encodeCall(L1StandardBridge.initialize, (L2_STANDARD_BRIDGE))
                )
            )
        );
        vm.etch(L2_TO_L1_MESSAGE_PASSER, address(new L2ToL1MessagePasser()).code);
        vm.etch(L2_CROSS_DOMAIN_MESSENGER, address(new L2CrossDomainMessenger()).code);
        vm.etch(L2_STANDARD_BRIDGE, address(new L2StandardBridge()).code);
        vm.store(L2_CROSS_DOMAIN_MESSENGER, 0, bytes32(uint256(uint160(address(l1Messenger)))));
        vm.store(L2_STANDARD_BRIDGE, 0, bytes32(uint256(uint160(address(l1Bridge)))));
        vm.deal(ALICE, 100 ether);
        vm.deal(BOB, 100 ether);
    }

    // The deposit of the last TransactionDeposited, as L2 executes it.
    function _deliverDeposit() internal returns (bool ok) {
        Vm.Log memory log = _last(KromaPortal.TransactionDeposited.selector);
        bytes memory opaque = abi.decode(log.data, (bytes));
        address from = address(uint160(uint256(log.topics[1])));
        (uint256 mint, uint256 value, uint64 gasLimit) = _head(opaque);
        assertEq(from, toAlias(address(l1Messenger)), "the messenger's alias");
        vm.deal(from, mint);
        vm.prank(from);
        // What execution has of the gas after the transaction's own price.
        (ok,) = address(uint160(uint256(log.topics[2]))).call{
            value: value, gas: gasLimit - 21_000 - 16 * (opaque.length - 73)
        }(_tail(opaque));
    }

    // The withdrawal of the last MessagePassed, as the portal executes it.
    function _deliverWithdrawal() internal returns (bool ok) {
        Vm.Log memory log = _last(L2ToL1MessagePasser.MessagePassed.selector);
        (uint256 value, uint256 gasLimit, bytes memory data,) =
            abi.decode(log.data, (uint256, uint256, bytes, bytes32));
        vm.deal(address(portal), address(portal).balance + value);
        vm.store(address(portal), L2_SENDER_SLOT, log.topics[2]);
        assertEq(portal.l2Sender(), address(uint160(uint256(log.topics[2]))), "the slot of l2Sender");
        vm.prank(address(portal));
        (ok,) = address(uint160(uint256(log.topics[3]))).call{value: value, gas: gasLimit}(data);
        vm.store(address(portal), L2_SENDER_SLOT, bytes32(uint256(0xdEaD)));
    }

    function _last(bytes32 topic) internal returns (Vm.Log memory log) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = logs.length; i > 0; --i) {
            if (logs[i - 1].topics[0] == topic) return logs[i - 1];
        }
        revert("no such event");
    }

    function _head(bytes memory opaque) private pure returns (uint256 mint, uint256 value, uint64 gasLimit) {
        assembly ("memory-safe") {
            mint := mload(add(opaque, 32))
            value := mload(add(opaque, 64))
            gasLimit := shr(192, mload(add(opaque, 96)))
        }
    }

    function _tail(bytes memory opaque) private pure returns (bytes memory data) {
        data = new bytes(opaque.length - 73);
        for (uint256 i = 0; i < data.length; ++i) {
            data[i] = opaque[i + 73];
        }
    }
}
