// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title ValidatorRewardVault
/// @notice Holds the KRO that validators are paid with. Anyone fills it by a transfer; only the asset manager takes from it,
///         and nobody else ever can: there is no owner. Submissions stop while it holds less than the next rewards.
contract ValidatorRewardVault {
    using SafeERC20 for IERC20;

    IERC20 public immutable ASSET_TOKEN;
    address public immutable ASSET_MANAGER;

    constructor(IERC20 assetToken, address assetManager) {
        ASSET_TOKEN = assetToken;
        ASSET_MANAGER = assetManager;
        assetToken.forceApprove(assetManager, type(uint256).max);
    }
}
