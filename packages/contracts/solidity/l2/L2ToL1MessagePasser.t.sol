// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Test, Vm} from "../testing/Test.sol";
import {L2ToL1MessagePasser} from "./L2ToL1MessagePasser.sol";

contract L2ToL1MessagePasserTest is Test {
    L2ToL1MessagePasser private passer = new L2ToL1MessagePasser();

    address private constant ALICE = address(0xA11CE);

    function test_initiateWithdrawal_setsOneBitOfSlot0sMapping() public {
        vm.deal(ALICE, 1 ether);
        bytes32 hash = keccak256(abi.encode(uint256(1) << 240, ALICE, address(7), 1 ether, 21_000, hex"beef"));
        vm.recordLogs();
        vm.prank(ALICE);
        passer.initiateWithdrawal{value: 1 ether}(address(7), 21_000, hex"beef");

        assertTrue(passer.sentMessages(hash), "sent");
        assertEq(vm.load(address(passer), keccak256(abi.encode(hash, uint256(0)))), bytes32(uint256(1)), "slot");
        assertEq(passer.messageNonce(), (uint256(1) << 240) | 1, "next nonce");
        assertEq(vm.load(address(passer), bytes32(uint256(1))), bytes32(uint256(1)), "nonce's slot");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "logs");
        assertEq(
            logs[0].topics[0], 0x02a52367d10742d8032712c1bb8e0144ff1ec5ffda1ed7d70bb05a2744955054, "MessagePassed"
        );
        assertEq(logs[0].topics[1], bytes32(uint256(1) << 240), "nonce with its version");
        assertEq(logs[0].topics[2], bytes32(uint256(uint160(ALICE))), "sender");
        assertEq(logs[0].topics[3], bytes32(uint256(7)), "target");
        assertEq(logs[0].data, abi.encode(1 ether, 21_000, hex"beef", hash), "data");
    }

    function test_initiateWithdrawal_twiceTheSame_haveTwoHashes() public {
        passer.initiateWithdrawal(ALICE, 21_000, "");
        passer.initiateWithdrawal(ALICE, 21_000, "");
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 hash =
                keccak256(abi.encode((uint256(1) << 240) | i, address(this), ALICE, 0, 21_000, new bytes(0)));
            assertTrue(passer.sentMessages(hash), "sent");
        }
    }

    function test_receive_withdrawsToTheSender() public {
        vm.deal(ALICE, 3);
        vm.prank(ALICE);
        (bool ok,) = address(passer).call{value: 3}("");
        assertTrue(ok, "transfer");
        bytes32 hash = keccak256(abi.encode(uint256(1) << 240, ALICE, ALICE, 3, 100_000, new bytes(0)));
        assertTrue(passer.sentMessages(hash), "sent");
    }

    function test_burn_takesTheBalanceOutOfTheSupply() public {
        vm.deal(address(passer), 5 ether);
        passer.burn();
        assertEq(address(passer).balance, 0, "balance");
    }
}
