// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "../testing/Test.sol";
import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {AssetManager} from "./AssetManager.sol";
import {ValidatorManager} from "./ValidatorManager.sol";

/// @dev Turns, misses, rewards: what happens from one submission to the next.
contract ValidatorRewardsTest is ValidatorFixture {
    address private constant PUBLIC = address(type(uint160).max);

    function setUp() public override {
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
    }

    function test_nextValidator_nothingFinalized_isTheTrustedOne() public {
        _register(ALICE, MIN_ACTIVATE, 0);
        for (uint256 i = 0; i < 3; ++i) {
            _toNextRound();
            assertEq(manager.nextValidator(), TRUSTED, "trusted");
            vm.prank(ALICE);
            vm.expectRevert(ValidatorManager.NotSelectedPriorityValidator.selector);
            oracle.submitL2Output(keccak256("a"), i * interval, 0, 0);
            _submitBy(TRUSTED);
        }
        // Nobody is selected, so there is no public round either.
        vm.warp(block.timestamp + 10 days);
        assertEq(manager.nextValidator(), TRUSTED, "still");
    }

    function test_nextValidator_onceAnOutputIsFinalized_isDrawnByWeight() public {
        _register(ALICE, 10_000 ether, 0);
        _finalizeFirst();
        uint256 alices = 0;
        for (uint256 i = 0; i < 60; ++i) {
            _toNextRound();
            address next = manager.nextValidator();
            assertTrue(next == ALICE || next == TRUSTED, "one of the two");
            if (next == ALICE) ++alices;
            _submitBy(next);
        }
        assertTrue(alices > 15 && alices < 45, "about half of 60");
    }

    function test_nextValidator_afterTheRound_isEverybody() public {
        _finalizeFirst();
        vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND);
        assertEq(manager.nextValidator(), TRUSTED, "the round's last second");
        vm.warp(block.timestamp + 1);
        assertEq(manager.nextValidator(), PUBLIC, "public round");
        manager.checkSubmissionEligibility(TRUSTED);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.checkSubmissionEligibility(ALICE); // not active
    }

    function test_nextValidator_firstMptOutput_isTheTrustedOnes() public {
        ValidatorManager.ConstructorParams memory params = _managerParams();
        _finalizeFirst();
        _register(ALICE, 1_000_000 ether, 0);
        params._mptFirstOutputIndex = oracle.nextOutputIndex();
        _upgrade(address(manager), address(new ValidatorManager(params)), "");
        vm.warp(block.timestamp + 10 days);
        assertEq(manager.nextValidator(), TRUSTED, "however late");
    }

    function test_afterSubmit_thirdMiss_jailsSoftly() public {
        _register(ALICE, 1_000_000 ether, 0);
        _finalizeFirst();
        uint256 misses = 0;
        while (true) {
            _toNextRound();
            if (manager.nextValidator() == TRUSTED) {
                _submitBy(TRUSTED);
                continue;
            }
            vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
            assertEq(manager.noSubmissionCount(ALICE), misses, "misses so far");
            _submitBy(TRUSTED);
            if (++misses == 3) break;
        }
        assertTrue(manager.inJail(ALICE), "in jail");
        assertEq(manager.jailExpiresAt(ALICE), block.timestamp + SOFT_JAIL, "until");
        assertEq(manager.getWeight(ALICE), 0, "stopped");
        vm.warp(block.timestamp + SOFT_JAIL);
        vm.prank(ALICE);
        manager.tryUnjail();
        assertEq(manager.noSubmissionCount(ALICE), 0, "a fresh start");
        assertTrue(manager.isActive(ALICE), "active");
    }

    function test_afterSubmit_ownSubmission_clearsTheMisses() public {
        _register(ALICE, 1_000_000 ether, 0);
        _finalizeFirst();
        bool missed = false;
        while (true) {
            _toNextRound();
            if (manager.nextValidator() == TRUSTED) {
                _submitBy(TRUSTED);
                continue;
            }
            if (missed) break;
            vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
            _submitBy(TRUSTED);
            missed = true;
        }
        assertEq(manager.noSubmissionCount(ALICE), 1, "one miss");
        _submitBy(ALICE);
        assertEq(manager.noSubmissionCount(ALICE), 0, "cleared");
    }

    function test_submission_withoutFreeKro_revertsInsufficientAsset() public {
        _register(ALICE, MIN_ACTIVATE, 0); // two bonds
        _finalizeFirst();
        uint256 submitted = 0;
        while (submitted < 2) {
            _toNextRound();
            vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
            _submitBy(ALICE);
            ++submitted;
        }
        assertEq(assets.totalValidatorKroBonded(ALICE), 2 * BOND, "both bonded");
        vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
        uint256 number = oracle.nextBlockNumber();
        vm.prank(ALICE);
        vm.expectRevert(AssetManager.InsufficientAsset.selector);
        oracle.submitL2Output(keccak256("x"), number, 0, 0);
    }

    // With commission, delegated KRO and KGH; the formulas of the reference written out.
    function test_reward_ofAFinalizedOutput_isSplitByTheFormulas() public {
        _register(ALICE, 4000 ether, 15);
        _fund(DELEGATOR, 6000 ether);
        vm.prank(DELEGATOR);
        assets.delegate(ALICE, 6000 ether);
        _delegateKgh(10);
        _finalizeFirst();
        vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
        uint256 index = _submitBy(ALICE);
        while (oracle.nextFinalizeOutputIndex() < index) {
            _submitNext();
        }
        uint256 bonded = assets.totalValidatorKroBonded(ALICE);
        uint256 vaultBefore = kro.balanceOf(rewardVault);
        vm.recordLogs();
        _publicSubmit();

        // atan2(10, 100), of 40 % of 4 KRO
        uint256 boosted = uint256(109_586_842_339) * 1.6 ether >> 40;
        uint256 validatorReward = (4 ether + boosted) * 15 / 100 + uint256(3.4 ether) * 4 / 10;
        uint256 baseReward = uint256(3.4 ether) * 6 / 10;
        uint256 boostedReward = boosted * 85 / 100;
        (uint256 paidValidator, uint256 paidBase, uint256 paidBoosted) = _lastReward(index);
        _near(paidValidator, validatorReward);
        assertEq(paidBase, baseReward, "delegators");
        _near(paidBoosted, boostedReward);
        assertEq(assets.totalKroAssets(ALICE), 6000 ether + baseReward, "delegated");
        assertEq(assets.totalValidatorKro(ALICE), 4000 ether + paidValidator, "own");
        assertEq(assets.totalValidatorKroBonded(ALICE), bonded - BOND, "its bond is free again");
        assertEq(assets.getKghReward(ALICE, DELEGATOR), paidBoosted / 10 * 10, "KGH");
        assertEq(manager.getWeight(ALICE), 10_000 ether + paidValidator + paidBase, "weight follows");
        assertEq(vaultBefore - kro.balanceOf(rewardVault), paidValidator + paidBase + paidBoosted / 10 * 10, "vault");
        // The delegator's share: everything but what rounding keeps.
        uint256 owned = assets.getKroAssets(ALICE, DELEGATOR);
        assertTrue(owned <= 6000 ether + baseReward && owned + 10 ** 13 > 6000 ether + baseReward, "shares");
    }

    function test_reward_manyFinalized_paysAtMostTenPerSubmission() public {
        for (uint256 i = 0; i < 15; ++i) {
            _submitNext();
        }
        vm.warp(block.timestamp + FINALIZATION);
        _submitBy(TRUSTED);
        assertEq(oracle.nextFinalizeOutputIndex(), 10, "ten");
        _publicSubmit();
        assertEq(oracle.nextFinalizeOutputIndex(), 15, "the rest");
        assertEq(assets.totalValidatorKroBonded(TRUSTED), 2 * BOND, "only the last two bonded");
    }

    // Two outputs; the first is lost in a challenge, so all KRO of its submitter is gone when the other one pays.
    function test_reward_submitterWithoutAnyKro_stillPays() public {
        _register(ALICE, 2 * BOND + 20 ether, 0);
        _finalizeFirst();
        uint256 index = oracle.nextOutputIndex();
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
            _submitBy(ALICE);
        }
        vm.warp(block.timestamp + DELEGATION_PERIOD / 2);
        manager.slash(index, TRUSTED, ALICE);
        oracle.replaceL2Output(index, 0, TRUSTED);
        manager.bondValidatorKro(TRUSTED); // as the challenger's is
        vm.warp(block.timestamp + 2 * HARD_JAIL);
        vm.prank(_cold(ALICE));
        assets.withdraw(ALICE, 20 ether);
        while (oracle.nextFinalizeOutputIndex() <= index + 1) {
            _publicSubmit();
        }
        assertEq(assets.totalValidatorKro(ALICE), BOND + BASE_REWARD, "own");
    }

    // The lost bond is paid to who is the submitter at the end, less the tax.
    function test_challengeReward_ofAFinalizedOutput_goesToItsSubmitter() public {
        _register(ALICE, 10 * BOND, 0);
        _register(BOB, 10 * BOND, 0);
        _finalizeFirst();
        vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
        uint256 index = _submitBy(ALICE);
        manager.bondValidatorKro(BOB);
        manager.slash(index, BOB, ALICE);
        oracle.replaceL2Output(index, 0, BOB);
        vm.warp(block.timestamp + FINALIZATION);
        while (oracle.nextFinalizeOutputIndex() <= index) {
            _publicSubmit();
        }
        assertEq(assets.totalValidatorKro(BOB), 10 * BOND + BASE_REWARD + BOND * 80 / 100, "winner");
        assertEq(assets.totalValidatorKroBonded(BOB), 0, "the challenge's bond is free");
        assertEq(kro.balanceOf(COUNCIL), BOND * 20 / 100, "tax");
        assertEq(assets.totalValidatorKro(ALICE), 9 * BOND, "loser");
    }

    // A challenger who runs out of time after the output was paid.
    function test_slash_afterTheRewardWasPaid_paysTheWinnerNow() public {
        _register(ALICE, 10 * BOND, 0);
        _finalizeFirst();
        manager.bondValidatorKro(ALICE);
        uint256 before = assets.totalValidatorKro(TRUSTED);
        manager.slash(0, TRUSTED, ALICE);
        assertEq(assets.totalValidatorKro(TRUSTED), before + BOND * 80 / 100, "winner");
        assertEq(kro.balanceOf(COUNCIL), BOND * 20 / 100, "tax");
    }

    function test_reward_councilIsTheSubmitter_isPaidOut() public {
        uint256 index = _submitNext();
        manager.slash(index, COUNCIL, TRUSTED);
        oracle.replaceL2Output(index, 0, COUNCIL);
        vm.warp(block.timestamp + HARD_JAIL + FINALIZATION);
        vm.prank(TRUSTED);
        manager.tryUnjail();
        _submitBy(TRUSTED);
        assertEq(kro.balanceOf(COUNCIL), BASE_REWARD + BOND, "reward, and the whole bond without tax");
    }

    // ---- Steps ----

    // All in time, by the trusted validator, until the first output is finalized and somebody is selected.
    function _finalizeFirst() private {
        while (oracle.nextFinalizeOutputIndex() == 0) {
            _toNextRound();
            _submitBy(TRUSTED);
        }
    }

    function _publicSubmit() private {
        if (block.timestamp < oracle.nextOutputMinL2Timestamp() + ROUND + 1) {
            vm.warp(oracle.nextOutputMinL2Timestamp() + ROUND + 1);
        }
        vm.roll(block.number + 1);
        _submitBy(TRUSTED);
    }

    function _delegateKgh(uint256 count) private {
        vm.startPrank(DELEGATOR);
        kgh.setApprovalForAll(address(assets), true);
        for (uint256 i = 1; i <= count; ++i) {
            kgh.mint(DELEGATOR, i);
            assets.delegateKgh(ALICE, i);
        }
        vm.stopPrank();
    }

    function _lastReward(uint256 index) private returns (uint256, uint256, uint256) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == ValidatorManager.RewardDistributed.selector && logs[i].topics[1] == bytes32(index))
            {
                return abi.decode(logs[i].data, (uint256, uint256, uint256));
            }
        }
        revert("no reward");
    }

    // To what the arc tangent is exact to.
    function _near(uint256 actual, uint256 expected) private pure {
        uint256 off = actual > expected ? actual - expected : expected - actual;
        if (off > 10 ** 13) assertEq(actual, expected, "reward");
    }
}
