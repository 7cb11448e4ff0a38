// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {AssetManager} from "./AssetManager.sol";
import {ValidatorStatus} from "./IValidatorManager.sol";

contract AssetManagerTest is ValidatorFixture {
    function setUp() public override {
        super.setUp();
        _register(ALICE, 1000 ether, 10);
        _fund(DELEGATOR, 1000 ether);
        vm.prank(DELEGATOR);
        kgh.setApprovalForAll(address(assets), true);
        for (uint256 i = 1; i <= 4; ++i) {
            kgh.mint(DELEGATOR, i);
        }
    }

    // ---- A validator's own KRO ----

    function test_deposit_ofARegisteredOne_activates() public {
        _register(BOB, MIN_REGISTER, 0);
        _fund(BOB, 20 ether);
        vm.prank(BOB);
        assets.deposit(20 ether);
        assertTrue(manager.isActive(BOB), "active");
        assertEq(assets.totalValidatorKro(BOB), 120 ether, "own");
        assertEq(manager.getWeight(BOB), 120 ether, "weight");
        assertEq(assets.canWithdrawAt(BOB), block.timestamp + DELEGATION_PERIOD, "the period begins anew");
    }

    function test_deposit_reverts() public {
        vm.prank(ALICE);
        vm.expectRevert(AssetManager.NotAllowedZeroInput.selector);
        assets.deposit(0);
        vm.prank(BOB);
        vm.expectRevert(AssetManager.ImproperValidatorStatus.selector);
        assets.deposit(1);
    }

    function test_withdraw_byTheWithdrawAccount_paysIt() public {
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        vm.prank(_cold(ALICE));
        assets.withdraw(ALICE, 100 ether);
        assertEq(kro.balanceOf(_cold(ALICE)), 100 ether, "paid");
        assertEq(manager.getWeight(ALICE), 900 ether, "weight");
    }

    function test_withdraw_belowMinRegister_stopsTheValidator() public {
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        vm.prank(_cold(ALICE));
        assets.withdraw(ALICE, 1000 ether);
        assertEq(uint256(manager.getStatus(ALICE)), uint256(ValidatorStatus.EXITED), "exited");
        assertEq(manager.activatedValidatorCount(), 0, "stopped");
    }

    // The hot key, and whoever else, moves nothing.
    function testFuzz_withdraw_byAnyoneElse_revertsNotAllowedCaller(address caller) public {
        vm.assume(caller != _cold(ALICE) && caller != PROXY_ADMIN && caller != address(0));
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        vm.prank(caller);
        vm.expectRevert(AssetManager.NotAllowedCaller.selector);
        assets.withdraw(ALICE, 1);
    }

    function test_withdraw_reverts() public {
        vm.startPrank(_cold(ALICE));
        vm.expectRevert(AssetManager.NotAllowedZeroInput.selector);
        assets.withdraw(ALICE, 0);
        vm.warp(block.timestamp + DELEGATION_PERIOD - 1);
        vm.expectRevert(AssetManager.NotElapsedMinDelegationPeriod.selector);
        assets.withdraw(ALICE, 1);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(AssetManager.InsufficientAsset.selector);
        assets.withdraw(ALICE, 1000 ether + 1);
        vm.stopPrank();
    }

    function testFuzz_withdraw_bondedKro_revertsInsufficientAsset(uint256 bonds) public {
        bonds = bound(bonds, 1, 20);
        for (uint256 i = 0; i < bonds; ++i) {
            manager.bondValidatorKro(ALICE);
        }
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        uint128 free = uint128(1000 ether - bonds * BOND);
        vm.startPrank(_cold(ALICE));
        vm.expectRevert(AssetManager.InsufficientAsset.selector);
        assets.withdraw(ALICE, free + 1);
        if (free > 0) assets.withdraw(ALICE, free);
        vm.stopPrank();
        assertEq(assets.totalValidatorKroNotBonded(ALICE), 0, "nothing free");
    }

    function test_withdraw_inJail_revertsImproperValidatorStatus() public {
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        manager.bondValidatorKro(ALICE);
        manager.slash(0, BOB, ALICE);
        vm.prank(_cold(ALICE));
        vm.expectRevert(AssetManager.ImproperValidatorStatus.selector);
        assets.withdraw(ALICE, 1);
        vm.warp(block.timestamp + HARD_JAIL); // its time is over; it need not have left
        vm.prank(_cold(ALICE));
        assets.withdraw(ALICE, 1);
    }

    function test_managersFunctions_byAnyoneElse_revertNotAllowedCaller() public {
        bytes[7] memory calls = [
            abi.encodeCall(AssetManager.depositToRegister, (ALICE, 1, BOB)),
            abi.encodeCall(AssetManager.bondValidatorKro, (ALICE)),
            abi.encodeCall(AssetManager.unbondValidatorKro, (ALICE)),
            abi.encodeCall(AssetManager.increaseBalanceWithReward, (ALICE, 1, 1, 1)),
            abi.encodeCall(AssetManager.increaseBalanceWithChallenge, (ALICE, 1)),
            abi.encodeCall(AssetManager.decreaseBalanceWithChallenge, (ALICE)),
            abi.encodeCall(AssetManager.revertDecreaseBalanceWithChallenge, (ALICE))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok, bytes memory why) = address(assets).call(calls[i]);
            assertFalse(ok, "a stranger's call");
            assertEq(why, abi.encodePacked(AssetManager.NotAllowedCaller.selector), "reason");
        }
    }

    function test_bondValidatorKro_tooLittle_revertsInsufficientAsset() public {
        for (uint256 i = 0; i < 20; ++i) {
            manager.bondValidatorKro(ALICE);
        }
        vm.expectRevert(AssetManager.InsufficientAsset.selector);
        manager.bondValidatorKro(ALICE);
    }

    function testFuzz_increaseBalanceWithChallenge_taxIsRoundedUp(uint128 reward) public {
        reward = uint128(bound(reward, 1, 1000 ether));
        vm.prank(address(manager));
        uint128 net = assets.increaseBalanceWithChallenge(ALICE, reward);
        assertEq(net, uint256(reward) * 80 / 100, "net");
        assertEq(kro.balanceOf(COUNCIL), reward - net, "tax");
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether + net, "own");
    }

    // ---- Delegated KRO ----

    function test_delegate_addsWeight() public {
        vm.prank(DELEGATOR);
        uint128 shares = assets.delegate(ALICE, 100 ether);
        assertEq(shares, 100 ether * 10 ** 6, "shares of the first");
        assertEq(assets.getKroTotalShareBalance(ALICE, DELEGATOR), shares, "balance");
        assertEq(assets.getKroAssets(ALICE, DELEGATOR), 100 ether, "assets");
        assertEq(manager.getWeight(ALICE), 1100 ether, "weight");
        assertEq(assets.reflectiveWeight(ALICE), 1100 ether, "reflective weight");
    }

    function test_delegate_reverts() public {
        vm.startPrank(DELEGATOR);
        vm.expectRevert(AssetManager.NotAllowedZeroInput.selector);
        assets.delegate(ALICE, 0);
        vm.expectRevert(AssetManager.ImproperValidatorStatus.selector);
        assets.delegate(BOB, 1);
        vm.stopPrank();
        manager.bondValidatorKro(ALICE);
        manager.slash(0, BOB, ALICE);
        vm.prank(DELEGATOR);
        vm.expectRevert(AssetManager.ImproperValidatorStatus.selector);
        assets.delegate(ALICE, 1);
    }

    function test_undelegate_afterThePeriod_givesItBack() public {
        vm.startPrank(DELEGATOR);
        assets.delegate(ALICE, 100 ether);
        vm.warp(block.timestamp + DELEGATION_PERIOD - 1);
        vm.expectRevert(AssetManager.NotElapsedMinDelegationPeriod.selector);
        assets.undelegate(ALICE, 100 ether);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(AssetManager.NotAllowedZeroInput.selector);
        assets.undelegate(ALICE, 0);
        vm.expectRevert(AssetManager.InsufficientShare.selector);
        assets.undelegate(ALICE, 100 ether + 1);
        assets.undelegate(ALICE, 100 ether);
        vm.stopPrank();
        assertEq(kro.balanceOf(DELEGATOR), 1000 ether, "all of it");
        assertEq(manager.getWeight(ALICE), 1000 ether, "weight");
    }

    function test_undelegate_fromAJailedValidator_works() public {
        vm.prank(DELEGATOR);
        assets.delegate(ALICE, 100 ether);
        manager.bondValidatorKro(ALICE);
        manager.slash(0, BOB, ALICE);
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        vm.prank(DELEGATOR);
        assets.undelegate(ALICE, 100 ether);
        assertEq(kro.balanceOf(DELEGATOR), 1000 ether, "delegated KRO is not slashed");
    }

    // Whatever the exchange rate is, going in and out gains nothing.
    function testFuzz_shares_roundAgainstTheCaller(uint128 first, uint128 reward, uint128 second) public {
        first = uint128(bound(first, 1, 500 ether));
        reward = uint128(bound(reward, 0, 500 ether));
        second = uint128(bound(second, 1, 500 ether));
        vm.prank(DELEGATOR);
        assets.delegate(ALICE, first);
        manager.bondValidatorKro(ALICE);
        vm.prank(address(manager));
        assets.increaseBalanceWithReward(ALICE, reward, 0, 0);
        _fund(CAROL, second);
        vm.prank(CAROL);
        (bool entered,) = address(assets).call(abi.encodeCall(AssetManager.delegate, (ALICE, second)));
        if (!entered) return; // so little that it is no share
        uint128 carols = assets.getKroAssets(ALICE, CAROL);
        uint128 delegators = assets.getKroAssets(ALICE, DELEGATOR);
        assertTrue(carols <= second, "no gain by going in");
        assertTrue(uint256(carols) + delegators <= assets.totalKroAssets(ALICE), "never more than there is");
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        if (carols > 0) {
            vm.prank(CAROL);
            assets.undelegate(ALICE, carols);
        }
        assertTrue(assets.getKroAssets(ALICE, DELEGATOR) >= delegators, "the others lose nothing");
    }

    // The classic: a first delegator of 1 wei lifts the price of a share, to take what the next one loses by rounding.
    function test_delegate_inflatedShares_costTheAttacker() public {
        vm.prank(DELEGATOR);
        assets.delegate(ALICE, 1);
        manager.bondValidatorKro(ALICE);
        vm.prank(address(manager));
        assets.increaseBalanceWithReward(ALICE, 100 ether, 0, 0);
        _fund(CAROL, 100 ether);
        vm.prank(CAROL);
        assets.delegate(ALICE, 100 ether);
        assertTrue(assets.getKroAssets(ALICE, CAROL) > 99.99 ether, "the next one keeps its own");
    }

    // ---- KGH ----

    function test_delegateKgh_andBack() public {
        vm.startPrank(DELEGATOR);
        assets.delegateKgh(ALICE, 1);
        assertEq(kgh.ownerOf(1), address(assets), "taken in");
        assertEq(assets.getKghNum(ALICE, DELEGATOR), 1, "number");
        assertEq(assets.totalKghNum(ALICE), 1, "all");
        assertEq(manager.getWeight(ALICE), 1000 ether, "no weight");
        assertEq(
            assets.canUndelegateKghAt(ALICE, DELEGATOR, 1), block.timestamp + DELEGATION_PERIOD, "when it may leave"
        );
        vm.warp(block.timestamp + DELEGATION_PERIOD - 1);
        vm.expectRevert(AssetManager.NotElapsedMinDelegationPeriod.selector);
        assets.undelegateKgh(ALICE, 1);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(AssetManager.InvalidTokenIdsInput.selector);
        assets.undelegateKgh(ALICE, 2);
        assets.undelegateKgh(ALICE, 1);
        vm.expectRevert(AssetManager.InvalidTokenIdsInput.selector);
        assets.undelegateKgh(ALICE, 1);
        vm.stopPrank();
        assertEq(kgh.ownerOf(1), DELEGATOR, "given back");
        assertEq(assets.totalKghNum(ALICE), 0, "all");
    }

    function test_delegateKghBatch_andBack() public {
        uint256[] memory ids = new uint256[](3);
        (ids[0], ids[1], ids[2]) = (1, 3, 4);
        vm.startPrank(DELEGATOR);
        assets.delegateKghBatch(ALICE, ids);
        assertEq(assets.getKghNum(ALICE, DELEGATOR), 3, "number");
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        (ids[1], ids[2]) = (1, 1); // the same one three times
        vm.expectRevert(AssetManager.InvalidTokenIdsInput.selector);
        assets.undelegateKghBatch(ALICE, ids);
        (ids[1], ids[2]) = (3, 4);
        assets.undelegateKghBatch(ALICE, ids);
        vm.expectRevert(AssetManager.NotAllowedZeroInput.selector);
        assets.delegateKghBatch(ALICE, new uint256[](0));
        vm.expectRevert(AssetManager.NotAllowedZeroInput.selector);
        assets.undelegateKghBatch(ALICE, new uint256[](0));
        vm.stopPrank();
        assertEq(kgh.balanceOf(DELEGATOR), 4, "all back");
    }

    function test_delegateKgh_toAValidatorInJail_reverts() public {
        manager.bondValidatorKro(ALICE);
        manager.slash(0, BOB, ALICE);
        vm.prank(DELEGATOR);
        vm.expectRevert(AssetManager.ImproperValidatorStatus.selector);
        assets.delegateKgh(ALICE, 1);
    }

    function test_undelegateKgh_ofAnother_reverts() public {
        vm.prank(DELEGATOR);
        assets.delegateKgh(ALICE, 1);
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        vm.prank(CAROL);
        vm.expectRevert(AssetManager.InvalidTokenIdsInput.selector);
        assets.undelegateKgh(ALICE, 1);
    }

    function test_claimKghReward_isPerTokenSinceItCame() public {
        vm.prank(DELEGATOR);
        assets.delegateKgh(ALICE, 1);
        _boost(3 ether);
        kgh.mint(CAROL, 9);
        vm.startPrank(CAROL);
        kgh.setApprovalForAll(address(assets), true);
        assets.delegateKgh(ALICE, 9);
        vm.stopPrank();
        _boost(4 ether);
        assertEq(assets.getKghReward(ALICE, DELEGATOR), 5 ether, "3 and a half of 4");
        assertEq(assets.getKghReward(ALICE, CAROL), 2 ether, "half of 4");
        vm.prank(CAROL);
        assets.claimKghReward(ALICE);
        assertEq(kro.balanceOf(CAROL), 2 ether, "paid");
        vm.prank(CAROL);
        vm.expectRevert(AssetManager.InsufficientAsset.selector);
        assets.claimKghReward(ALICE);
        // A second token is paid what the first has earned, not more.
        uint256 before = kro.balanceOf(DELEGATOR);
        vm.prank(DELEGATOR);
        assets.delegateKgh(ALICE, 2);
        assertEq(kro.balanceOf(DELEGATOR) - before, 5 ether, "claimed on the way in");
        vm.warp(block.timestamp + DELEGATION_PERIOD);
        _boost(3 ether);
        vm.prank(DELEGATOR);
        assets.undelegateKgh(ALICE, 2);
        assertEq(kro.balanceOf(DELEGATOR) - before, 7 ether, "two thirds of 3 on the way out");
    }

    function _boost(uint128 amount) private {
        manager.bondValidatorKro(ALICE);
        vm.prank(address(manager));
        assets.increaseBalanceWithReward(ALICE, 0, amount, 0);
    }
}
