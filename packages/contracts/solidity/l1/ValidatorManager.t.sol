// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Vm} from "../testing/Test.sol";
import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {AssetManager} from "./AssetManager.sol";
import {ValidatorStatus} from "./IValidatorManager.sol";
import {ValidatorManager} from "./ValidatorManager.sol";

/// @dev Registration, status, commission, jail. Turns and rewards are in ValidatorRewards.t.sol.
contract ValidatorManagerTest is ValidatorFixture {
    function test_registerValidator_enoughToActivate_isActiveAtOnce() public {
        _register(ALICE, MIN_ACTIVATE, 10);
        _assertStatus(ALICE, ValidatorStatus.ACTIVE);
        assertEq(manager.getWeight(ALICE), MIN_ACTIVATE, "weight");
        assertEq(manager.activatedValidatorCount(), 1, "count");
        assertEq(manager.activatedValidatorTotalWeight(), MIN_ACTIVATE, "total");
        assertEq(manager.getCommissionRate(ALICE), 10, "commission");
        assertEq(assets.getWithdrawAccount(ALICE), _cold(ALICE), "withdraw account");
        assertEq(kro.balanceOf(address(assets)), MIN_ACTIVATE, "the asset manager holds it");
    }

    function test_registerValidator_lessThanToActivate_isRegistered() public {
        _register(ALICE, MIN_REGISTER, 100);
        _assertStatus(ALICE, ValidatorStatus.REGISTERED);
        assertEq(manager.activatedValidatorCount(), 0, "count");
    }

    function test_registerValidator_byAContract_revertsNotAllowedCaller() public {
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.registerValidator(MIN_REGISTER, 0, ALICE);
        vm.prank(ALICE, BOB); // called through something
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.registerValidator(MIN_REGISTER, 0, ALICE);
    }

    function test_registerValidator_twice_revertsImproperValidatorStatus() public {
        _register(ALICE, MIN_REGISTER, 0);
        vm.prank(ALICE, ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.registerValidator(MIN_REGISTER, 0, ALICE);
    }

    function test_registerValidator_tooLittle_revertsInsufficientAsset() public {
        vm.prank(ALICE, ALICE);
        vm.expectRevert(ValidatorManager.InsufficientAsset.selector);
        manager.registerValidator(MIN_REGISTER - 1, 0, ALICE);
    }

    function test_registerValidator_commissionOver100_reverts() public {
        vm.prank(ALICE, ALICE);
        vm.expectRevert(ValidatorManager.MaxCommissionRateExceeded.selector);
        manager.registerValidator(MIN_REGISTER, 101, ALICE);
    }

    function test_registerValidator_zeroWithdrawAccount_revertsZeroAddress() public {
        _fund(ALICE, MIN_REGISTER);
        vm.prank(ALICE, ALICE);
        vm.expectRevert(AssetManager.ZeroAddress.selector);
        manager.registerValidator(MIN_REGISTER, 0, address(0));
    }

    function test_constructor_inconsistent_revertsInvalidConstructorParams() public {
        ValidatorManager.ConstructorParams memory params = _managerParams();
        params._minRegisterAmount = params._minActivateAmount + 1;
        vm.expectRevert(ValidatorManager.InvalidConstructorParams.selector);
        new ValidatorManager(params);
        params = _managerParams();
        params._jailThreshold = 256;
        vm.expectRevert(ValidatorManager.InvalidConstructorParams.selector);
        new ValidatorManager(params);
    }

    // Every row of the table at the top of the contract.
    function test_getStatus_goesThroughAllOfTheTable() public {
        _assertStatus(ALICE, ValidatorStatus.NONE);
        _register(ALICE, MIN_REGISTER, 0);
        _assertStatus(ALICE, ValidatorStatus.REGISTERED);
        _fund(DELEGATOR, MIN_ACTIVATE);
        vm.prank(DELEGATOR);
        assets.delegate(ALICE, MIN_ACTIVATE - MIN_REGISTER);
        _assertStatus(ALICE, ValidatorStatus.READY);
        vm.prank(ALICE);
        manager.activateValidator();
        _assertStatus(ALICE, ValidatorStatus.ACTIVE);
        // A lost challenge takes a bond of it: below MIN_REGISTER.
        manager.bondValidatorKro(ALICE);
        manager.slash(0, BOB, ALICE);
        _assertStatus(ALICE, ValidatorStatus.EXITED);
    }

    function test_getStatus_inTheTreeBelowMinActivate_isInactive() public {
        _register(ALICE, MIN_ACTIVATE, 0);
        // What a public caller cannot bring about, since every change of weight tries to remove: an upgrade that raises
        // the limit does.
        ValidatorManager.ConstructorParams memory params = _managerParams();
        params._minActivateAmount = MIN_ACTIVATE + 1;
        _upgrade(address(manager), address(new ValidatorManager(params)), "");
        _assertStatus(ALICE, ValidatorStatus.INACTIVE);
        assertFalse(manager.isActive(ALICE), "active");
        manager.updateValidatorTree(ALICE, false);
        assertEq(manager.activatedValidatorCount(), 1, "stays without tryRemove");
        manager.updateValidatorTree(ALICE, true);
        _assertStatus(ALICE, ValidatorStatus.REGISTERED);
        assertEq(manager.activatedValidatorCount(), 0, "removed");
    }

    function test_activateValidator_notReady_reverts() public {
        vm.prank(ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.activateValidator();
        _register(ALICE, MIN_ACTIVATE, 0);
        vm.prank(ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.activateValidator();
    }

    function test_activateValidator_inJail_reverts() public {
        _register(ALICE, 10 * MIN_ACTIVATE, 0);
        _slash(ALICE);
        _assertStatus(ALICE, ValidatorStatus.READY);
        vm.prank(ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.activateValidator();
        // Nor by a deposit.
        _fund(ALICE, 1);
        vm.prank(ALICE);
        assets.deposit(1);
        _assertStatus(ALICE, ValidatorStatus.READY);
    }

    function test_tryActivateValidator_notTheAssetManager_reverts() public {
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.tryActivateValidator(ALICE);
    }

    function test_commissionChange_afterTheDelay_holds() public {
        _register(ALICE, MIN_REGISTER, 10);
        vm.startPrank(ALICE);
        manager.initCommissionChange(20);
        assertEq(manager.getCommissionRate(ALICE), 10, "not yet");
        assertEq(manager.getPendingCommissionRate(ALICE), 20, "pending");
        assertEq(manager.canFinalizeCommissionChangeAt(ALICE), block.timestamp + COMMISSION_DELAY, "when");
        vm.warp(block.timestamp + COMMISSION_DELAY - 1);
        vm.expectRevert(ValidatorManager.NotElapsedCommissionChangeDelay.selector);
        manager.finalizeCommissionChange();
        vm.warp(block.timestamp + 1);
        manager.finalizeCommissionChange();
        assertEq(manager.getCommissionRate(ALICE), 20, "now");
        vm.expectRevert(ValidatorManager.NotInitiatedCommissionChange.selector);
        manager.finalizeCommissionChange();
        vm.stopPrank();
    }

    function test_initCommissionChange_reverts() public {
        vm.startPrank(ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.initCommissionChange(20);
        vm.stopPrank();
        _register(ALICE, 10 * MIN_REGISTER, 10);
        vm.startPrank(ALICE);
        vm.expectRevert(ValidatorManager.MaxCommissionRateExceeded.selector);
        manager.initCommissionChange(101);
        vm.expectRevert(ValidatorManager.SameCommissionRate.selector);
        manager.initCommissionChange(10);
        manager.initCommissionChange(20);
        vm.stopPrank();
        _slash(ALICE);
        vm.startPrank(ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.initCommissionChange(20);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.finalizeCommissionChange();
        vm.stopPrank();
    }

    function test_slash_jailsHardAndStops() public {
        _register(ALICE, 10 * MIN_ACTIVATE, 0);
        _slash(ALICE);
        assertTrue(manager.inJail(ALICE), "in jail");
        assertEq(manager.jailExpiresAt(ALICE), block.timestamp + HARD_JAIL, "until");
        assertEq(manager.activatedValidatorCount(), 0, "stopped");
        assertEq(assets.totalValidatorKro(ALICE), 10 * MIN_ACTIVATE - BOND, "one bond");
        assertEq(assets.totalValidatorKroBonded(ALICE), 0, "none bonded");
        _slash(ALICE);
        assertEq(manager.jailExpiresAt(ALICE), block.timestamp + 2 * HARD_JAIL, "one after the other");
    }

    function test_tryUnjail_afterTheTime_activatesAgain() public {
        _register(ALICE, 10 * MIN_ACTIVATE, 0);
        vm.prank(ALICE);
        vm.expectRevert(ValidatorManager.ImproperValidatorStatus.selector);
        manager.tryUnjail();
        _slash(ALICE);
        vm.warp(block.timestamp + HARD_JAIL - 1);
        vm.prank(ALICE);
        vm.expectRevert(ValidatorManager.NotElapsedJailPeriod.selector);
        manager.tryUnjail();
        vm.warp(block.timestamp + 1);
        assertTrue(manager.inJail(ALICE), "jail does not end by itself");
        vm.prank(ALICE);
        manager.tryUnjail();
        assertFalse(manager.inJail(ALICE), "free");
        _assertStatus(ALICE, ValidatorStatus.ACTIVE);
    }

    function test_revertSlash_inTime_putsEverythingBack() public {
        _register(ALICE, 10 * MIN_ACTIVATE, 0);
        _slash(ALICE);
        manager.revertSlash(0, ALICE);
        assertEq(assets.totalValidatorKro(ALICE), 10 * MIN_ACTIVATE, "own");
        assertEq(assets.totalValidatorKroBonded(ALICE), BOND, "bonded again");
        assertFalse(manager.inJail(ALICE), "free");
        _assertStatus(ALICE, ValidatorStatus.ACTIVE);
        assertEq(manager.getWeight(ALICE), 10 * MIN_ACTIVATE, "weight");
    }

    function test_revertSlash_jailedTwice_keepsTheOtherSentence() public {
        _register(ALICE, 10 * MIN_ACTIVATE, 0);
        _slash(ALICE);
        _slash(ALICE);
        manager.revertSlash(0, ALICE);
        assertEq(manager.jailExpiresAt(ALICE), block.timestamp + HARD_JAIL, "one left");
        assertEq(manager.activatedValidatorCount(), 0, "still stopped");
    }

    function test_colosseumsFunctions_byAnyoneElse_revertNotAllowedCaller() public {
        vm.startPrank(ALICE);
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.bondValidatorKro(ALICE);
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.unbondValidatorKro(ALICE);
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.slash(0, ALICE, BOB);
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.revertSlash(0, BOB);
        vm.expectRevert(ValidatorManager.NotAllowedCaller.selector);
        manager.afterSubmitL2Output(0);
        vm.stopPrank();
    }

    function test_checkChallengeEligibility_firstMptOutput_reverts() public {
        manager.checkChallengeEligibility(1);
        vm.expectRevert(ValidatorManager.MptFirstOutputRestricted.selector);
        manager.checkChallengeEligibility(MPT_FIRST_OUTPUT);
    }

    function test_storage_slots_areKromas() public {
        _register(ALICE, MIN_ACTIVATE, 7);
        assertEq(vm.load(address(manager), bytes32(uint256(1))), bytes32(uint256(1) | uint256(1) << 64), "tree");
        uint256 info = uint256(vm.load(address(manager), keccak256(abi.encode(ALICE, 4))));
        assertEq(info, 0x070001, "validator: initiated, no misses, commission 7");
        _slash(ALICE);
        assertEq(
            vm.load(address(manager), keccak256(abi.encode(ALICE, 5))), bytes32(block.timestamp + HARD_JAIL), "jail"
        );
        assertEq(vm.load(address(manager), keccak256(abi.encode(0, 6))), bytes32(uint256(BOND)), "pending reward");
    }

    function _slash(address validator) private {
        manager.bondValidatorKro(validator);
        manager.slash(0, BOB, validator);
    }

    function _assertStatus(address validator, ValidatorStatus expected) private view {
        assertEq(uint256(manager.getStatus(validator)), uint256(expected), "status");
    }
}
