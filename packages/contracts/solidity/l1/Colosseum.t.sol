// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ColosseumFixture} from "../testing/ColosseumFixture.sol";
import {Vm} from "../testing/Test.sol";
import {Colosseum} from "./Colosseum.sol";
import {OutputBlockRegistry} from "./OutputBlockRegistry.sol";
import {SecurityCouncil} from "./SecurityCouncil.sol";
import {Challenge, CheckpointOutput, ZkVmProof} from "./Types.sol";
import {ValidatorManager} from "./ValidatorManager.sol";
import {ZKProofVerifier} from "./ZKProofVerifier.sol";

/// @dev Every function and every way a challenge ends. The asserter is TRUSTED, who lies from block LIE on, in world 1.
contract ColosseumTest is ColosseumFixture {
    uint256 private constant LIE = 417; // the last true block of its output at 600
    uint256 private constant WRONG = 2; // that output's index
    uint256 private constant RIGHT = 1;

    function setUp() public override {
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
        _register(ALICE, 1000 ether, 0);
        _register(BOB, 1000 ether, 0);
        _submitNext();
        _submitNext();
        _toNextRound();
        bytes32 wrong = _rootIn(1, 2 * interval);
        vm.prank(TRUSTED);
        oracle.submitL2Output(wrong, 2 * interval, 0, 0);
    }

    // ---- Creation ----

    function test_createChallenge_stores_andBonds() public {
        vm.recordLogs();
        _create(ALICE, WRONG, 0, LIE);
        Challenge memory challenge = colosseum.getChallenge(WRONG, ALICE);
        assertEq(challenge.turn, 1, "turn");
        assertEq(challenge.timeoutAt, block.timestamp + BISECTION_TIMEOUT, "timeout");
        assertEq(challenge.asserter, TRUSTED, "asserter");
        assertEq(challenge.challenger, ALICE, "challenger");
        assertEq(challenge.segments.length, 6, "segments");
        assertEq(challenge.segStart, interval, "start");
        assertEq(challenge.segSize, interval, "size");
        assertEq(challenge.l1Head, blockhash(block.number - 1), "L1 head");
        assertEq(assets.totalValidatorKroBonded(ALICE), BOND, "bonded");
        _assertStatus(Colosseum.ChallengeStatus.ASSERTER_TURN);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(
            logs[logs.length - 1].topics[0],
            0xd2f7931a802085b3d0234d4c320ce7ee0041da96678ce2bf5c93e8d3d7e65f52,
            "ChallengeCreated"
        );
    }

    function test_createChallenge_reverts() public {
        bytes32[] memory good = _segmentsOf(0, 0, interval, 60, 6);
        vm.startPrank(ALICE);
        vm.expectRevert(Colosseum.NotAllowedGenesisOutput.selector);
        colosseum.createChallenge(0, 0, 0, good);
        vm.expectRevert(Colosseum.L1Reorged.selector);
        colosseum.createChallenge(WRONG, keccak256("gone"), block.number - 1, good);
        vm.expectRevert(Colosseum.InvalidSegmentsLength.selector);
        colosseum.createChallenge(WRONG, 0, 0, new bytes32[](5));
        vm.expectRevert(Colosseum.FirstSegmentMismatched.selector);
        colosseum.createChallenge(WRONG, 0, 0, new bytes32[](6));
        bytes32[] memory same = _segmentsOf(1, interval, interval, 60, 6);
        vm.expectRevert(Colosseum.LastSegmentMatched.selector);
        colosseum.createChallenge(WRONG, 0, 0, same);
        vm.stopPrank();
        vm.prank(TRUSTED);
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.createChallenge(WRONG, 0, 0, good);
        vm.prank(CAROL);
        vm.expectRevert(Colosseum.ImproperValidatorStatus.selector);
        colosseum.createChallenge(WRONG, 0, 0, good);
        _create(ALICE, WRONG, 0, LIE);
        vm.prank(ALICE);
        vm.expectRevert(Colosseum.ImproperChallengeStatus.selector);
        colosseum.createChallenge(WRONG, 0, 0, good);
    }

    function test_createChallenge_firstMptOutput_reverts() public {
        ValidatorManager.ConstructorParams memory params = _managerParams();
        params._mptFirstOutputIndex = WRONG;
        _upgrade(address(manager), address(new ValidatorManager(params)), "");
        bytes32[] memory good = _segmentsOf(0, 0, interval, 60, 6);
        vm.prank(ALICE);
        vm.expectRevert(ValidatorManager.MptFirstOutputRestricted.selector);
        colosseum.createChallenge(WRONG, 0, 0, good);
    }

    function test_createChallenge_creationPeriodOver_reverts() public {
        vm.warp(oracle.getL2Output(WRONG).timestamp + CREATION_PERIOD);
        assertTrue(colosseum.isInCreationPeriod(WRONG), "its last second");
        vm.warp(block.timestamp + 1);
        assertFalse(colosseum.isInCreationPeriod(WRONG), "over");
        bytes32[] memory good = _segmentsOf(0, 0, interval, 60, 6);
        vm.prank(ALICE);
        vm.expectRevert(Colosseum.CreationPeriodPassed.selector);
        colosseum.createChallenge(WRONG, 0, 0, good);
    }

    function test_createChallenge_afterOwnTimeout_losesTheFirstOne() public {
        _create(ALICE, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, ALICE, 1, LIE);
        vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
        _create(ALICE, WRONG, 0, LIE);
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether - BOND, "the first bond is lost");
        assertEq(assets.totalValidatorKroBonded(ALICE), BOND, "the second one bonded");
    }

    function test_createChallenge_severalChallengers_haveTheirOwn() public {
        _create(ALICE, WRONG, 0, LIE);
        _create(BOB, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, ALICE, 1, LIE);
        assertEq(colosseum.getChallenge(WRONG, ALICE).turn, 2, "one goes on");
        assertEq(colosseum.getChallenge(WRONG, BOB).turn, 1, "the other does not");
    }

    // ---- Turns ----

    function test_bisect_toTheEnd_isReadyToProve() public {
        _create(ALICE, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, ALICE, 1, LIE);
        Challenge memory challenge = colosseum.getChallenge(WRONG, ALICE);
        assertEq(challenge.segStart, 360, "start");
        assertEq(challenge.segSize, 60, "size");
        assertEq(challenge.segments.length, 5, "segments");
        _assertStatus(Colosseum.ChallengeStatus.CHALLENGER_TURN);
        _bisect(ALICE, WRONG, ALICE, 0, LIE);
        challenge = colosseum.getChallenge(WRONG, ALICE);
        assertEq(challenge.segStart, 405, "start");
        assertEq(challenge.segSize, 15, "size");
        _assertStatus(Colosseum.ChallengeStatus.ASSERTER_TURN);
        vm.expectEmit(address(colosseum));
        emit Colosseum.Bisected(WRONG, ALICE, 4, block.timestamp);
        vm.expectEmit(address(colosseum));
        emit Colosseum.ReadyToProve(WRONG, ALICE);
        _bisect(TRUSTED, WRONG, ALICE, 1, LIE);
        challenge = colosseum.getChallenge(WRONG, ALICE);
        assertEq(challenge.segStart, 417, "start");
        assertEq(challenge.segSize, 3, "size");
        assertEq(challenge.timeoutAt, block.timestamp + PROVING_TIMEOUT, "timeout");
        _assertStatus(Colosseum.ChallengeStatus.READY_TO_PROVE);
    }

    function test_bisect_notOnesTurn_revertsNotAllowedCaller() public {
        bytes32[] memory any = new bytes32[](5);
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.bisect(WRONG, ALICE, 0, any); // no challenge
        _create(ALICE, WRONG, 0, LIE);
        vm.prank(ALICE);
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.bisect(WRONG, ALICE, 0, any);
        vm.prank(BOB);
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.bisect(WRONG, ALICE, 0, any);
        vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
        vm.prank(TRUSTED);
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.bisect(WRONG, ALICE, 0, any);
    }

    function test_bisect_badSegments_revert() public {
        _create(ALICE, WRONG, 0, LIE);
        bytes32[] memory good = _segmentsOf(1, LIE, 360, 15, 5);
        vm.startPrank(TRUSTED);
        vm.expectRevert(Colosseum.InvalidSegmentsLength.selector);
        colosseum.bisect(WRONG, ALICE, 1, new bytes32[](6));
        vm.expectRevert(Colosseum.FirstSegmentMismatched.selector);
        colosseum.bisect(WRONG, ALICE, 0, good);
        bytes32[] memory same = _segmentsOf(0, LIE, 360, 15, 5);
        vm.expectRevert(Colosseum.LastSegmentMatched.selector);
        colosseum.bisect(WRONG, ALICE, 1, same);
        vm.expectRevert(Colosseum.InvalidPosition.selector);
        colosseum.bisect(WRONG, ALICE, 5, good);
        colosseum.bisect(WRONG, ALICE, 1, good);
        vm.stopPrank();
    }

    function test_bisect_finalizedOutput_reverts() public {
        vm.warp(oracle.getL2Output(WRONG).timestamp + CREATION_PERIOD);
        _create(ALICE, WRONG, 0, LIE);
        vm.warp(oracle.finalizedAt(WRONG));
        bytes32[] memory good = _segmentsOf(1, LIE, 360, 15, 5);
        vm.prank(TRUSTED);
        vm.expectRevert(Colosseum.OutputAlreadyFinalized.selector);
        colosseum.bisect(WRONG, ALICE, 1, good);
    }

    // ---- A proven fault ----

    function test_proveFault_deletesTheOutput() public {
        _toReady(ALICE);
        _registerOutput(0, LIE + 1);
        ZkVmProof memory proof = _prove(0, LIE, LIE + 1, _l1Head(ALICE));
        vm.recordLogs();
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);

        CheckpointOutput memory output = oracle.getL2Output(WRONG);
        assertEq(output.outputRoot, 0, "root");
        assertEq(output.submitter, ALICE, "submitter");
        assertEq(assets.totalValidatorKro(TRUSTED), 10_000 ether - BOND, "the asserter's bond");
        assertTrue(manager.inJail(TRUSTED), "in jail");
        assertEq(assets.totalValidatorKroBonded(ALICE), BOND, "the challenger's stays for the output");
        _assertStatus(Colosseum.ChallengeStatus.NONE);
        (address submitter, bytes32 root,,) = colosseum.deletedOutputs(WRONG);
        assertEq(submitter, TRUSTED, "kept submitter");
        assertEq(root, _rootIn(1, 600), "kept root");
        assertTrue(colosseum.verifiedPublicInputs(keccak256(proof.publicValues)), "used");
        assertEq(council.transactionCount(), 1, "the council is asked");
        vm.expectRevert(Colosseum.OutputAlreadyDeleted.selector);
        this.createBy(BOB);
    }

    function test_proveFault_notReady_revertsImproperChallengeStatus() public {
        ZkVmProof memory proof = _prove(0, LIE, LIE + 1, 0);
        vm.prank(ALICE);
        vm.expectRevert(Colosseum.ImproperChallengeStatus.selector);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
        _create(ALICE, WRONG, 0, LIE);
        vm.prank(ALICE);
        vm.expectRevert(Colosseum.ImproperChallengeStatus.selector);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
    }

    // Each part of what a proof must show, changed alone.
    function test_proveFault_anotherStatement_reverts() public {
        _toReady(ALICE);
        for (uint256 n = LIE; n <= LIE + 3; ++n) {
            _registerOutput(0, n);
        }
        _registerOutput(1, LIE + 1);
        bytes32 head = _l1Head(ALICE);
        _expectRefusal(0, _prove(0, LIE - 1, LIE + 1, head), ZKProofVerifier.SrcOutputMismatched.selector);
        _expectRefusal(0, _prove(0, LIE, LIE + 1, keccak256("head")), ZKProofVerifier.InvalidPublicInput.selector);
        bytes memory values = _publicValues(_rootIn(0, LIE), _rootIn(1, LIE + 1), head);
        _expectRefusal(
            0, ZkVmProof(VKEY, values, sp1.proofFor(VKEY, values)), ZKProofVerifier.DstOutputMatched.selector
        );
        ZkVmProof memory good = _prove(0, LIE, LIE + 1, head);
        ZkVmProof memory bad = _prove(0, LIE, LIE + 1, head);
        bad.zkVmProgramVKey = keccak256("other program");
        _expectRefusal(0, bad, ZKProofVerifier.InvalidZkVmVKey.selector);
        _expectRefusal(3, good, Colosseum.InvalidPosition.selector);
        bad = _prove(0, LIE, LIE + 1, head);
        bad.proofBytes = hex"00";
        _expectRefusal(0, bad, bytes4(keccak256("InvalidProof()")));
        for (uint256 i = 0; i < 3; ++i) {
            bad = _prove(0, LIE, LIE + 1, head);
            bad.publicValues[i * 40] = 0x1f;
            _expectRefusal(0, bad, ZKProofVerifier.InvalidPublicInput.selector);
        }
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(WRONG, 0, good);
    }

    // SOUNDNESS: a valid proof over two blocks ends at a root that differs from a correct one.
    function test_proveFault_proofOfAnotherBlock_revertsBlockNumberMismatched() public {
        _rightOutputToReady();
        bytes32 head = colosseum.getChallenge(RIGHT, ALICE).l1Head;
        uint256 block0 = colosseum.getChallenge(RIGHT, ALICE).segStart;
        ZkVmProof memory proof = _prove(0, block0, block0 + 2, head);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(OutputBlockRegistry.OutputBlockUnknown.selector, _rootIn(0, block0 + 2)));
        colosseum.proveFaultWithZkVm(RIGHT, 0, proof);
        _registerOutput(0, block0 + 2);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ZKProofVerifier.BlockNumberMismatched.selector, block0 + 2, block0 + 1));
        colosseum.proveFaultWithZkVm(RIGHT, 0, proof);
    }

    function test_proveFault_samePublicInputTwice_reverts() public {
        _toReady(ALICE);
        _toReady(BOB); // in the same L1 block, so their proofs are the same
        _registerOutput(0, LIE + 1);
        ZkVmProof memory proof = _prove(0, LIE, LIE + 1, _l1Head(ALICE));
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
        // The other one's call finds the output deleted and cancels.
        vm.prank(BOB);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
        assertEq(assets.totalValidatorKroBonded(BOB), 0, "bond back");
        assertEq(assets.totalValidatorKro(BOB), 1000 ether, "nothing lost");
    }

    // ---- Timeouts ----

    function test_asserterTimeout_wrongOutput_isProvenOverTheRange() public {
        _create(ALICE, WRONG, 0, LIE);
        bytes32 head = _l1Head(ALICE);
        vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
        _assertStatus(Colosseum.ChallengeStatus.ASSERTER_TIMEOUT);
        _registerOutput(0, 600);
        ZkVmProof memory proof = _prove(0, interval, 600, head);
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
        assertEq(oracle.getL2Output(WRONG).outputRoot, 0, "deleted");
    }

    function test_asserterTimeout_atALaterTurn_needsTheSmallerRangeOnly() public {
        _create(ALICE, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, ALICE, 1, LIE);
        _bisect(ALICE, WRONG, ALICE, 0, LIE);
        bytes32 head = _l1Head(ALICE);
        vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
        _registerOutput(0, 420);
        ZkVmProof memory proof = _prove(0, 405, 420, head);
        vm.prank(ALICE);
        vm.expectRevert(Colosseum.InvalidPosition.selector);
        colosseum.proveFaultWithZkVm(WRONG, 1, proof);
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
        assertEq(oracle.getL2Output(WRONG).outputRoot, 0, "deleted");
    }

    // SOUNDNESS: in Kroma's contract the challenger of a correct output deletes it with any valid proof once the asserter
    // has missed its time.
    function test_asserterTimeout_rightOutput_survivesEveryValidProof() public {
        _createAgainstTheRight();
        bytes32 head = colosseum.getChallenge(RIGHT, ALICE).l1Head;
        vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
        for (uint256 n = 1; n <= interval; ++n) {
            if (n % 37 == 1 || n == interval) {
                _registerOutput(0, n);
                ZkVmProof memory proof = _prove(0, 0, n, head);
                vm.prank(ALICE);
                (bool ok,) = address(colosseum).call(abi.encodeCall(Colosseum.proveFaultWithZkVm, (RIGHT, 0, proof)));
                assertFalse(ok, "a valid proof of the truth is no fault");
            }
        }
        // A made-up world as well: it does not begin where they agree.
        _registerOutput(7, interval);
        ZkVmProof memory madeUp = _prove(7, 0, interval, head);
        vm.prank(ALICE);
        vm.expectRevert(ZKProofVerifier.SrcOutputMismatched.selector);
        colosseum.proveFaultWithZkVm(RIGHT, 0, madeUp);
        vm.warp(block.timestamp + PROVING_TIMEOUT);
        colosseum.challengerTimeout(RIGHT, ALICE);
        assertEq(oracle.getL2Output(RIGHT).outputRoot, _rootOf(interval), "still there");
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether - BOND, "and the challenger has lost");
    }

    function test_challengerTimeout_inItsTurn_losesTheBond() public {
        _create(ALICE, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, ALICE, 1, LIE);
        vm.warp(block.timestamp + BISECTION_TIMEOUT);
        vm.expectRevert(Colosseum.ImproperChallengeStatus.selector);
        colosseum.challengerTimeout(WRONG, ALICE);
        vm.warp(block.timestamp + 1);
        _assertStatus(Colosseum.ChallengeStatus.CHALLENGER_TIMEOUT);
        vm.expectEmit(address(colosseum));
        emit Colosseum.ChallengerTimedOut(WRONG, ALICE, block.timestamp);
        colosseum.challengerTimeout(WRONG, ALICE);
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether - BOND, "lost");
        assertTrue(manager.inJail(ALICE), "in jail");
        _assertStatus(Colosseum.ChallengeStatus.NONE);
    }

    function test_challengerTimeout_readyButNoProof_losesTheBond() public {
        _toReady(ALICE);
        vm.warp(block.timestamp + PROVING_TIMEOUT + 1);
        colosseum.challengerTimeout(WRONG, ALICE);
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether - BOND, "lost");
    }

    function test_asserterTimeout_noProofInTime_becomesTheChallengers() public {
        _create(ALICE, WRONG, 0, LIE);
        vm.warp(block.timestamp + BISECTION_TIMEOUT + PROVING_TIMEOUT);
        _assertStatus(Colosseum.ChallengeStatus.ASSERTER_TIMEOUT);
        vm.warp(block.timestamp + 1);
        _assertStatus(Colosseum.ChallengeStatus.CHALLENGER_TIMEOUT);
    }

    // ---- Cancelling ----

    function test_cancelChallenge_outputDeleted_givesTheBondBack() public {
        _toReady(ALICE);
        _create(BOB, WRONG, 0, LIE);
        vm.prank(BOB);
        vm.expectRevert(Colosseum.CannotCancelChallenge.selector);
        colosseum.cancelChallenge(WRONG);
        _win(ALICE);
        vm.prank(TRUSTED);
        vm.expectRevert(Colosseum.OnlyChallengerCanCancel.selector);
        colosseum.bisect(WRONG, BOB, 0, new bytes32[](0));
        vm.prank(BOB);
        colosseum.cancelChallenge(WRONG);
        assertEq(assets.totalValidatorKroBonded(BOB), 0, "bond back");
        vm.prank(BOB);
        vm.expectRevert(Colosseum.ImproperChallengeStatusToCancel.selector);
        colosseum.cancelChallenge(WRONG);
    }

    function test_bisect_outputDeleted_cancels() public {
        _toReady(ALICE);
        _create(BOB, WRONG, 0, LIE);
        _win(ALICE);
        vm.prank(BOB);
        colosseum.bisect(WRONG, BOB, 0, new bytes32[](0));
        assertEq(assets.totalValidatorKroBonded(BOB), 0, "bond back");
    }

    function test_cancelChallenge_timedOutBefore_reverts() public {
        _create(BOB, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, BOB, 1, LIE);
        _toReady(ALICE);
        vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
        _win(ALICE);
        vm.prank(BOB);
        vm.expectRevert(Colosseum.ImproperChallengeStatusToCancel.selector);
        colosseum.cancelChallenge(WRONG);
        colosseum.challengerTimeout(WRONG, BOB);
        assertEq(assets.totalValidatorKro(BOB), 1000 ether - BOND, "lost");
    }

    // ---- After a deleted output ----

    function test_createChallenge_outputBeforeDeleted_startsFromTheLastOneThatIsNot() public {
        uint256 after_ = _submitAfter(_rootIn(1, 3 * interval));
        _toReady(ALICE);
        _win(ALICE);
        // The challenger may not name the first root itself.
        bytes32[] memory own = _segmentsOf(5, 0, 2 * interval, 60, 6);
        vm.prank(BOB);
        vm.expectRevert(Colosseum.FirstSegmentMismatched.selector);
        colosseum.createChallenge(after_, 0, 0, own);

        _createFrom(BOB, after_, 2, 0, LIE);
        assertEq(colosseum.skippedOutputs(after_, BOB), 1, "one between");
        _bisect(TRUSTED, after_, BOB, 1, LIE);
        _bisect(BOB, after_, BOB, 0, LIE);
        _bisect(TRUSTED, after_, BOB, 1, LIE);
        Challenge memory challenge = colosseum.getChallenge(after_, BOB);
        assertEq(challenge.segSize, 6, "three distances of two blocks");
        assertEq(uint256(colosseum.getStatus(after_, BOB)), uint256(Colosseum.ChallengeStatus.READY_TO_PROVE), "status");
        uint256 pos = _lastAgreement(challenge, 0, LIE);
        uint256 from = challenge.segStart + 2 * pos;
        _registerOutput(0, from + 1);
        _registerOutput(0, from + 2);
        ZkVmProof memory one = _prove(0, from, from + 1, challenge.l1Head);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(ZKProofVerifier.BlockNumberMismatched.selector, from + 1, from + 2));
        colosseum.proveFaultWithZkVm(after_, pos, one);
        ZkVmProof memory two = _prove(0, from, from + 2, challenge.l1Head);
        vm.prank(BOB);
        colosseum.proveFaultWithZkVm(after_, pos, two);
        assertEq(oracle.getL2Output(after_).outputRoot, 0, "deleted");
    }

    // SOUNDNESS: a liar's output, a correct one after it, and a challenge of the correct one by the liar's friend, in the
    // liar's world, which does lead from the liar's root to another one.
    function test_proveFault_fromADeletedOutput_cancelsInstead() public {
        uint256 after_ = _submitAfter(_rootOf(3 * interval));
        bytes32[] memory segments = _segmentsOf(1, 0, 2 * interval, 60, 6);
        vm.prank(BOB);
        colosseum.createChallenge(after_, 0, 0, segments);
        _bisectOnLiarsRoot(after_);
        _bisect(BOB, after_, BOB, 1, 0);
        _bisectOnLiarsRoot(after_);
        assertEq(uint256(colosseum.getStatus(after_, BOB)), uint256(Colosseum.ChallengeStatus.READY_TO_PROVE), "status");
        vm.prank(BOB);
        vm.expectRevert(Colosseum.CannotCancelChallenge.selector);
        colosseum.cancelChallenge(after_);
        _toReady(ALICE);
        _win(ALICE);
        uint256 left = assets.totalValidatorKro(TRUSTED);
        _registerOutput(1, 2 * interval + 1);
        ZkVmProof memory proof = _prove(1, 2 * interval, 2 * interval + 1, colosseum.getChallenge(after_, BOB).l1Head);
        vm.prank(BOB);
        colosseum.proveFaultWithZkVm(after_, 0, proof);
        assertEq(oracle.getL2Output(after_).outputRoot, _rootOf(3 * interval), "the correct output stands");
        assertEq(assets.totalValidatorKro(TRUSTED), left, "and costs nobody anything");
        assertEq(assets.totalValidatorKroBonded(BOB), 0, "the challenge is cancelled");
    }

    // ---- The council ----

    function test_dismissChallenge_putsTheOutputBack() public {
        _toReady(ALICE);
        vm.recordLogs();
        bytes32 publicInput = _win(ALICE);
        uint256 id = _requestedTransaction();
        vm.roll(block.number + 1);
        vm.prank(SEAT_1);
        council.confirmTransaction(id);
        assertEq(oracle.getL2Output(WRONG).outputRoot, 0, "one vote of three is not enough");
        vm.prank(SEAT_3);
        council.confirmTransaction(id);
        CheckpointOutput memory output = oracle.getL2Output(WRONG);
        assertEq(output.outputRoot, _rootIn(1, 600), "root");
        assertEq(output.submitter, TRUSTED, "submitter");
        assertEq(assets.totalValidatorKro(TRUSTED), 10_000 ether, "the slash is undone");
        assertFalse(manager.inJail(TRUSTED), "free");
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether - BOND, "the challenger has lost");
        assertTrue(manager.inJail(ALICE), "in jail");
        assertFalse(colosseum.verifiedPublicInputs(publicInput), "cleared");
        (address submitter,,,) = colosseum.deletedOutputs(WRONG);
        assertEq(submitter, address(0), "cleared");
    }

    function test_dismissChallenge_reverts() public {
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.dismissChallenge(WRONG, ALICE, TRUSTED, 0, 0);
        bytes32 root = _rootIn(1, 600);
        vm.prank(address(council));
        vm.expectRevert(Colosseum.OutputNotDeleted.selector);
        colosseum.dismissChallenge(WRONG, ALICE, TRUSTED, root, 0);
        _toReady(ALICE);
        bytes32 publicInput = _win(ALICE);
        vm.startPrank(address(council));
        vm.expectRevert(Colosseum.InvalidOutputGiven.selector);
        colosseum.dismissChallenge(WRONG, ALICE, TRUSTED, keccak256("x"), publicInput);
        vm.expectRevert(Colosseum.InvalidAddressGiven.selector);
        colosseum.dismissChallenge(WRONG, BOB, TRUSTED, root, publicInput);
        vm.expectRevert(Colosseum.InvalidAddressGiven.selector);
        colosseum.dismissChallenge(WRONG, ALICE, BOB, root, publicInput);
        vm.expectRevert(Colosseum.InvalidPublicInputHash.selector);
        colosseum.dismissChallenge(WRONG, ALICE, TRUSTED, root, keccak256("x"));
        vm.warp(oracle.finalizedAt(WRONG));
        vm.expectRevert(Colosseum.OutputAlreadyFinalized.selector);
        colosseum.dismissChallenge(WRONG, ALICE, TRUSTED, root, publicInput);
        vm.stopPrank();
    }

    function test_forceDeleteOutput_byTheCouncil() public {
        vm.expectRevert(Colosseum.NotAllowedCaller.selector);
        colosseum.forceDeleteOutput(WRONG);
        vm.recordLogs();
        vm.prank(SEAT_1);
        council.requestDeletion(WRONG, false);
        uint256 id = uint256(_find(SecurityCouncil.DeletionRequested.selector).topics[1]);
        vm.prank(SEAT_2);
        council.confirmTransaction(id);
        CheckpointOutput memory output = oracle.getL2Output(WRONG);
        assertEq(output.outputRoot, 0, "deleted");
        assertEq(output.submitter, address(council), "the council's");
        assertEq(assets.totalValidatorKro(TRUSTED), 10_000 ether - BOND, "slashed");
        vm.startPrank(address(council));
        vm.expectRevert(Colosseum.OutputAlreadyDeleted.selector);
        colosseum.forceDeleteOutput(WRONG);
        vm.warp(oracle.finalizedAt(RIGHT));
        vm.expectRevert(Colosseum.OutputAlreadyFinalized.selector);
        colosseum.forceDeleteOutput(RIGHT);
        vm.stopPrank();
    }

    // ---- Set-up ----

    function test_initialize_inconsistentLengths_revert() public {
        uint256[][4] memory bad = [new uint256[](0), new uint256[](3), new uint256[](2), new uint256[](2)];
        (bad[1][0], bad[1][1], bad[1][2]) = (6, 5, 16); // odd
        (bad[2][0], bad[2][1]) = (301, 1); // nothing to bisect
        (bad[3][0], bad[3][1]) = (301, 3); // 600
        for (uint256 i = 0; i < 4; ++i) {
            Colosseum implementation = new Colosseum(oracle, verifier, manager, address(council), interval, 1, 1, 1);
            vm.store(address(implementation), 0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00, 0);
            vm.expectRevert(Colosseum.InvalidSegmentsLength.selector);
            implementation.initialize(bad[i]);
        }
    }

    function test_storage_slots_areKromas() public view {
        assertEq(
            vm.load(address(colosseum), keccak256(abi.encode(2, 1))), bytes32(uint256(6)), "segmentsLengths of turn 3"
        );
    }

    // ---- Steps ----

    function createBy(address challenger) external {
        _create(challenger, WRONG, 0, LIE);
    }

    function _toReady(address challenger) private {
        _create(challenger, WRONG, 0, LIE);
        _bisect(TRUSTED, WRONG, challenger, 1, LIE);
        _bisect(challenger, WRONG, challenger, 0, LIE);
        _bisect(TRUSTED, WRONG, challenger, 1, LIE);
    }

    function _win(address challenger) private returns (bytes32 publicInput) {
        _registerOutput(0, LIE + 1);
        ZkVmProof memory proof = _prove(0, LIE, LIE + 1, _l1Head(challenger));
        vm.prank(challenger);
        colosseum.proveFaultWithZkVm(WRONG, 0, proof);
        return keccak256(proof.publicValues);
    }

    function _submitAfter(bytes32 root) private returns (uint256 index) {
        index = oracle.nextOutputIndex();
        _toNextRound();
        vm.prank(TRUSTED);
        oracle.submitL2Output(root, index * interval, 0, 0);
    }

    // A correct asserter, who must take the first root as it is and has its own from there on.
    function _bisectOnLiarsRoot(uint256 index) private {
        Challenge memory challenge = colosseum.getChallenge(index, BOB);
        uint256 length = colosseum.segmentsLengths(challenge.turn);
        uint256 step = challenge.segSize / (challenge.segments.length - 1) / (length - 1);
        bytes32[] memory segments = _segmentsOf(0, 0, challenge.segStart, step, length);
        segments[0] = challenge.segments[0];
        vm.prank(TRUSTED);
        colosseum.bisect(index, BOB, 0, segments);
    }

    // Somebody disputes a correct output, with another world's roots.
    function _createAgainstTheRight() private {
        _create(ALICE, RIGHT, 3, 100);
    }

    function _rightOutputToReady() private {
        _createAgainstTheRight();
        _bisect(TRUSTED, RIGHT, ALICE, 0, 0);
        _bisect(ALICE, RIGHT, ALICE, 3, 100);
        _bisect(TRUSTED, RIGHT, ALICE, 0, 0);
    }

    function _expectRefusal(uint256 pos, ZkVmProof memory proof, bytes4 reason) private {
        vm.prank(ALICE);
        vm.expectRevert(reason);
        colosseum.proveFaultWithZkVm(WRONG, pos, proof);
    }

    function _l1Head(address challenger) private view returns (bytes32) {
        return colosseum.getChallenge(WRONG, challenger).l1Head;
    }

    function _assertStatus(Colosseum.ChallengeStatus expected) private view {
        assertEq(uint256(colosseum.getStatus(WRONG, ALICE)), uint256(expected), "status");
    }

    function _requestedTransaction() private returns (uint256) {
        return uint256(_find(SecurityCouncil.ValidationRequested.selector).topics[1]);
    }

    function _find(bytes32 topic) private returns (Vm.Log memory) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) return logs[i];
        }
        revert("no such event");
    }
}
