// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

contract ValidatorRewardVaultTest is ValidatorFixture {
    function test_vault_onlyTheAssetManagerTakes() public {
        uint256 held = kro.balanceOf(rewardVault);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(this), 0, 1));
        kro.transferFrom(rewardVault, ALICE, 1);
        assertEq(kro.allowance(rewardVault, address(assets)), type(uint256).max, "allowance");
        _register(TRUSTED, 10_000 ether, 0);
        while (oracle.nextFinalizeOutputIndex() == 0) {
            _submitNext();
        }
        assertEq(kro.balanceOf(rewardVault), held - BASE_REWARD, "one reward");
    }

    // Nobody is paid with what is not there; the outputs wait.
    function test_vault_empty_stopsSubmissionsUntilFilled() public {
        _register(TRUSTED, 10_000 ether, 0);
        uint256 held = kro.balanceOf(rewardVault);
        vm.prank(address(assets));
        kro.transferFrom(rewardVault, address(0xE), held);
        _submitNext();
        vm.warp(block.timestamp + FINALIZATION);
        uint256 number = oracle.nextBlockNumber();
        bytes32 root = _rootOf(number);
        vm.prank(TRUSTED);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, rewardVault, 0, BASE_REWARD)
        );
        oracle.submitL2Output(root, number, 0, 0);
        kro.mint(rewardVault, BASE_REWARD);
        _submitBy(TRUSTED);
    }
}
