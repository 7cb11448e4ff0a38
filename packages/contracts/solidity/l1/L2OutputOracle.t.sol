// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "../testing/Test.sol";
import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {L2OutputOracle} from "./L2OutputOracle.sol";
import {CheckpointOutput} from "./Types.sol";
import {ValidatorManager} from "./ValidatorManager.sol";

contract L2OutputOracleTest is ValidatorFixture {
    function setUp() public override {
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
        _toNextRound();
    }

    function test_storage_slots_areKromas() public {
        _submitBy(TRUSTED);
        assertEq(vm.load(address(oracle), bytes32(uint256(1))), 0, "startingBlockNumber");
        assertEq(vm.load(address(oracle), bytes32(uint256(2))), bytes32(START), "startingTimestamp");
        assertEq(vm.load(address(oracle), bytes32(uint256(3))), bytes32(uint256(1)), "l2Outputs");
        vm.prank(address(manager));
        oracle.setNextFinalizeOutputIndex(7);
        assertEq(vm.load(address(oracle), bytes32(uint256(4))), bytes32(uint256(7)), "nextFinalizeOutputIndex");
    }

    function test_submitL2Output_first_isTheStartingBlock() public {
        vm.recordLogs();
        _submitBy(TRUSTED);
        Vm.Log memory log = vm.getRecordedLogs()[0];
        assertEq(log.topics[0], 0x457b4388026260019ae0b0b4f16c98235d74fe7359be469bdcba16e6d0d49689, "OutputSubmitted");
        assertEq(log.topics[1], _rootOf(0), "root");
        assertEq(log.topics[2], 0, "index");
        assertEq(log.topics[3], 0, "block");
        assertEq(log.data, abi.encode(block.timestamp), "time");
        CheckpointOutput memory output = oracle.getL2Output(0);
        assertEq(output.submitter, TRUSTED, "submitter");
        assertEq(output.outputRoot, _rootOf(0), "root");
        assertEq(output.timestamp, block.timestamp, "timestamp");
        assertEq(oracle.nextBlockNumber(), interval, "next");
        assertEq(oracle.latestOutputIndex(), 0, "latest");
    }

    function test_submitL2Output_notTheNextBlock_reverts() public {
        vm.prank(TRUSTED);
        vm.expectRevert("L2OutputOracle: block number must be equal to next expected block number");
        oracle.submitL2Output(_rootOf(1), 1, 0, 0);
    }

    function test_submitL2Output_beforeItsTime_reverts() public {
        _submitBy(TRUSTED);
        vm.warp(oracle.nextOutputMinL2Timestamp() - 1);
        vm.prank(TRUSTED);
        vm.expectRevert("L2OutputOracle: cannot submit L2 output in the future");
        oracle.submitL2Output(_rootOf(interval), interval, 0, 0);
    }

    function test_submitL2Output_zeroRoot_reverts() public {
        vm.prank(TRUSTED);
        vm.expectRevert("L2OutputOracle: L2 output root cannot be the zero hash");
        oracle.submitL2Output(0, 0, 0, 0);
    }

    function test_submitL2Output_withEth_reverts() public {
        vm.deal(TRUSTED, 1);
        vm.prank(TRUSTED);
        vm.expectRevert("L2OutputOracle: no ETH is taken");
        oracle.submitL2Output{value: 1}(_rootOf(0), 0, 0, 0);
    }

    function test_submitL2Output_afterAnL1Reorganisation_reverts() public {
        vm.prank(TRUSTED);
        vm.expectRevert("L2OutputOracle: block hash does not match the hash at the expected height");
        oracle.submitL2Output(_rootOf(0), 0, keccak256("gone"), block.number - 1);
    }

    function test_submitL2Output_hashOfAKnownOrAForgottenBlock_isTaken() public {
        bytes32 hash = blockhash(block.number - 1);
        vm.prank(TRUSTED);
        oracle.submitL2Output(_rootOf(0), 0, hash, block.number - 1);
        _toNextRound();
        vm.prank(TRUSTED);
        oracle.submitL2Output(_rootOf(interval), interval, keccak256("old"), block.number - 300);
    }

    function test_submitL2Output_notSelected_reverts() public {
        vm.expectRevert(ValidatorManager.NotSelectedPriorityValidator.selector);
        oracle.submitL2Output(_rootOf(0), 0, 0, 0);
    }

    function test_replaceL2Output_byTheColosseum_keepsTheTimestamp() public {
        _submitBy(TRUSTED);
        uint256 submittedAt = block.timestamp;
        vm.warp(submittedAt + FINALIZATION - 1);
        vm.recordLogs();
        oracle.replaceL2Output(0, 0, ALICE);
        Vm.Log memory log = vm.getRecordedLogs()[0];
        assertEq(log.topics[0], 0x1ec0d63ba3dd4b277ece3e578c4c9587edfa0d855192704c88f9a1d74316624f, "OutputReplaced");
        assertEq(oracle.getL2Output(0).outputRoot, 0, "root");
        assertEq(oracle.getSubmitter(0), ALICE, "submitter");
        assertEq(oracle.finalizedAt(0), submittedAt + FINALIZATION, "still finalized when it would have been");
    }

    function test_replaceL2Output_reverts() public {
        _submitBy(TRUSTED);
        vm.prank(ALICE);
        vm.expectRevert("L2OutputOracle: only the colosseum contract can replace an output");
        oracle.replaceL2Output(0, 0, ALICE);
        vm.expectRevert("L2OutputOracle: submitter address cannot be zero");
        oracle.replaceL2Output(0, 0, address(0));
        vm.expectRevert("L2OutputOracle: cannot replace an output after the latest output index");
        oracle.replaceL2Output(1, 0, ALICE);
        vm.warp(block.timestamp + FINALIZATION);
        vm.expectRevert("L2OutputOracle: cannot replace an output that has already been finalized");
        oracle.replaceL2Output(0, 0, ALICE);
    }

    function test_setNextFinalizeOutputIndex_byAnyoneElse_reverts() public {
        vm.expectRevert("L2OutputOracle: only the validator manager contract can set next finalize output index");
        oracle.setNextFinalizeOutputIndex(1);
    }

    function test_initialize_twiceOrInTheFuture_reverts() public {
        vm.expectRevert();
        oracle.initialize(0, START);
        L2OutputOracle fresh = new L2OutputOracle(manager, address(this), interval, BLOCK_TIME, FINALIZATION);
        vm.expectRevert();
        fresh.initialize(0, START);
    }

    function test_isFinalized_flipsWithThePeriodsLastSecond() public {
        _submitBy(TRUSTED);
        vm.warp(block.timestamp + FINALIZATION - 1);
        assertFalse(oracle.isFinalized(0), "before");
        vm.warp(block.timestamp + 1);
        assertTrue(oracle.isFinalized(0), "at");
    }

    function test_getL2OutputIndexAfter_isTheFirstAtOrAfter() public {
        for (uint256 i = 0; i < 5; ++i) {
            _submitNext();
        }
        for (uint256 number = 0; number <= 4 * interval; number += 50) {
            uint256 index = oracle.getL2OutputIndexAfter(number);
            assertEq(index, (number + interval - 1) / interval, "index");
            assertEq(oracle.getL2OutputAfter(number).l2BlockNumber, index * interval, "output");
        }
        vm.expectRevert("L2OutputOracle: cannot get output for a block that has not been submitted");
        oracle.getL2OutputIndexAfter(4 * interval + 1);
    }

    function test_getL2OutputIndexAfter_noOutputs_reverts() public {
        vm.expectRevert("L2OutputOracle: cannot get output as no outputs have been submitted yet");
        oracle.getL2OutputIndexAfter(0);
    }

    function test_nextOutputMinL2Timestamp_isTheTimeOfTheBlockAfter() public view {
        assertEq(oracle.nextOutputMinL2Timestamp(), START + BLOCK_TIME, "first");
        assertEq(oracle.computeL2Timestamp(10), START + 20, "block 10");
    }
}
