// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ColosseumFixture} from "../testing/ColosseumFixture.sol";
import {Colosseum} from "./Colosseum.sol";
import {Challenge, CheckpointOutput, ZkVmProof} from "./Types.sol";

/// @dev The steps of tests in Kroma's repository, so that snapshots/gas.txt stands beside Kroma's own snapshot. Mainnet's
///      interval and turns. docs/contracts.md has the comparison.
contract KromaGasTest is ColosseumFixture {
    uint256 private constant LIE = 2417;
    uint256 private constant WRONG = 2;

    function setUp() public override {
        interval = 1800;
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
        _register(ALICE, 1000 ether, 0);
        kro.mint(BOB, 1000 ether);
        kro.mint(DELEGATOR, 1000 ether);
        _submitNext();
        _submitNext();
        _toNextRound();
        bytes32 wrong = _rootIn(1, 2 * interval);
        vm.prank(TRUSTED);
        oracle.submitL2Output(wrong, 2 * interval, 0, 0);
        _toNextRound();
    }

    function _lengths() internal pure override returns (uint256[] memory lengths) {
        lengths = new uint256[](4);
        (lengths[0], lengths[1], lengths[2], lengths[3]) = (9, 6, 10, 6);
    }

    function test_submitL2Output_trustedValidator() public {
        uint256 index = _submitBy(TRUSTED);
        assertEq(oracle.getL2Output(index).submitter, TRUSTED, "submitter");
    }

    function test_registerThenDelegate() public {
        _registerBob();
        uint128 shares = assets.previewDelegate(BOB, BOND);
        uint256 before = kro.balanceOf(DELEGATOR);
        uint120 weight = manager.getWeight(BOB);
        vm.startPrank(DELEGATOR);
        kro.approve(address(assets), BOND);
        assets.delegate(BOB, BOND);
        vm.stopPrank();
        assertEq(kro.balanceOf(DELEGATOR), before - BOND, "paid");
        assertEq(assets.totalKroAssets(BOB), BOND, "assets");
        assertEq(assets.getKroTotalShareBalance(BOB, DELEGATOR), shares, "shares");
        assertEq(assets.canUndelegateKroAt(BOB, DELEGATOR), block.timestamp + DELEGATION_PERIOD, "period");
        assertEq(manager.getWeight(BOB), weight + BOND, "weight");
    }

    function test_registerThenWithdraw() public {
        _registerBob();
        assertEq(manager.getWeight(BOB), MIN_ACTIVATE, "weight");
        uint256 before = kro.balanceOf(BOB);
        address cold = assets.getWithdrawAccount(BOB);
        vm.warp(assets.canWithdrawAt(BOB));
        vm.prank(cold);
        assets.withdraw(BOB, MIN_ACTIVATE);
        assertEq(assets.totalValidatorKro(BOB), 0, "nothing left");
        assertEq(manager.getWeight(BOB), 0, "no weight");
        assertEq(kro.balanceOf(BOB), before, "the validator's");
        assertEq(kro.balanceOf(cold), MIN_ACTIVATE, "the withdraw account's");
    }

    function test_createChallenge_nineSegments() public {
        _createChallenge();
        assertEq(assets.totalValidatorKroBonded(ALICE), BOND, "bonded");
    }

    function test_createChallenge_thenBisect() public {
        _createAndLook();
        _bisectAndLook(TRUSTED);
    }

    function test_createChallenge_toProvenFault() public {
        _createAndLook();
        _bisectAndLook(TRUSTED);
        _bisectAndLook(ALICE);
        _bisectAndLook(TRUSTED);
        assertTrue(colosseum.getStatus(WRONG, ALICE) == Colosseum.ChallengeStatus.READY_TO_PROVE, "ready");
        Challenge memory challenge = colosseum.getChallenge(WRONG, ALICE);
        vm.pauseGasMetering();
        _registerOutput(0, LIE + 1);
        ZkVmProof memory proof = _prove(0, LIE, LIE + 1, challenge.l1Head);
        uint256 position = _lastAgreement(challenge, 0, LIE);
        vm.resumeGasMetering();
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(WRONG, position, proof);
        assertEq(oracle.getL2Output(WRONG).submitter, ALICE, "submitter");
        assertTrue(colosseum.verifiedPublicInputs(keccak256(proof.publicValues)), "used");
        assertTrue(colosseum.getStatus(WRONG, ALICE) == Colosseum.ChallengeStatus.NONE, "over");
    }

    function _registerBob() private {
        vm.prank(BOB);
        kro.approve(address(assets), MIN_ACTIVATE);
        vm.prank(BOB, BOB);
        manager.registerValidator(MIN_ACTIVATE, 0, _cold(BOB));
    }

    // What making up roots, header and proof costs is the test's.
    function _createChallenge() private {
        vm.pauseGasMetering();
        bytes32[] memory segments = _segmentsOf(0, LIE, interval, interval / 8, 9);
        vm.resumeGasMetering();
        vm.prank(ALICE);
        colosseum.createChallenge(WRONG, 0, 0, segments);
    }

    function _createAndLook() private {
        CheckpointOutput memory output = oracle.getL2Output(WRONG);
        _createChallenge();
        Challenge memory challenge = colosseum.getChallenge(WRONG, ALICE);
        assertEq(challenge.asserter, output.submitter, "asserter");
        assertEq(challenge.challenger, ALICE, "challenger");
        assertEq(challenge.timeoutAt, block.timestamp + colosseum.BISECTION_TIMEOUT(), "timeout");
        assertEq(challenge.segments.length, colosseum.segmentsLengths(0), "segments");
        assertEq(challenge.turn, 1, "turn");
    }

    function _bisectAndLook(address party) private {
        Challenge memory challenge = colosseum.getChallenge(WRONG, ALICE);
        vm.pauseGasMetering();
        uint256 world = party == TRUSTED ? 1 : 0;
        uint256 size = challenge.segSize / (challenge.segments.length - 1);
        uint256 position = _lastAgreement(challenge, world, LIE);
        uint256 length = colosseum.segmentsLengths(challenge.turn);
        uint256 start = challenge.segStart + position * size;
        bytes32[] memory segments = _segmentsOf(world, LIE, start, size / (length - 1), length);
        vm.resumeGasMetering();
        vm.prank(party);
        colosseum.bisect(WRONG, ALICE, position, segments);
        assertEq(colosseum.getChallenge(WRONG, ALICE).turn, challenge.turn + 1, "turn");
    }
}
