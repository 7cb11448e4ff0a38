// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @notice What the other contracts ask of the asset manager.
interface IAssetManager {
    function SECURITY_COUNCIL() external view returns (address);
    function BOND_AMOUNT() external view returns (uint128);
    function depositToRegister(address validator, uint128 assets, address withdrawAccount) external;
    function bondValidatorKro(address validator) external;
    function unbondValidatorKro(address validator) external;
    function increaseBalanceWithReward(
        address validator,
        uint128 baseReward,
        uint128 boostedReward,
        uint128 validatorReward
    ) external;
    function increaseBalanceWithChallenge(address winner, uint128 challengeReward) external returns (uint128);
    function decreaseBalanceWithChallenge(address loser) external returns (uint128);
    function revertDecreaseBalanceWithChallenge(address loser) external returns (uint128);
    function totalValidatorKro(address validator) external view returns (uint128);
    function totalKroAssets(address validator) external view returns (uint128);
    function totalKghNum(address validator) external view returns (uint128);
    function reflectiveWeight(address validator) external view returns (uint128);
}
