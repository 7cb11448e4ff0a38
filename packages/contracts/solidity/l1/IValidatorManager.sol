// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @dev Computed, never stored; "in the tree" means activated.
enum ValidatorStatus {
    NONE,
    EXITED,
    REGISTERED,
    READY,
    INACTIVE,
    ACTIVE
}

/// @notice What the other contracts ask of the validator manager.
interface IValidatorManager {
    function afterSubmitL2Output(uint256 outputIndex) external;
    function tryActivateValidator(address validator) external;
    function updateValidatorTree(address validator, bool tryRemove) external;
    function bondValidatorKro(address validator) external;
    function unbondValidatorKro(address validator) external;
    function slash(uint256 outputIndex, address winner, address loser) external;
    function revertSlash(uint256 outputIndex, address loser) external;
    function checkSubmissionEligibility(address validator) external view;
    function checkChallengeEligibility(uint256 outputIndex) external view;
    function getStatus(address validator) external view returns (ValidatorStatus);
    function isActive(address validator) external view returns (bool);
    function inJail(address validator) external view returns (bool);
    function jailExpiresAt(address validator) external view returns (uint128);
}
