// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @dev What this contract asks of ValidatorManager.
interface IValidators {
    function nextValidator() external view returns (address);
    function isActive(address validator) external view returns (bool);
}

/// @title ValidatorPool
/// @notice Kroma's first generation of validators, as it is on a chain that never had one: it holds nothing and ended with
///         output 0. Kroma's client asks it which generation an output belongs to, and for output 0 also whose turn it is;
///         the answers are ValidatorManager's.
contract ValidatorPool {
    uint256 public constant TERMINATE_OUTPUT_INDEX = 0;
    uint128 public constant REQUIRED_BOND_AMOUNT = 0;

    IValidators public immutable VALIDATOR_MANAGER;

    constructor(IValidators validatorManager) {
        VALIDATOR_MANAGER = validatorManager;
    }

    function nextValidator() external view returns (address) {
        return VALIDATOR_MANAGER.nextValidator();
    }

    function isValidator(address validator) external view returns (bool) {
        return VALIDATOR_MANAGER.isActive(validator);
    }

    /// @notice No bonds are held here.
    function balanceOf(address) external pure returns (uint256) {
        return 0;
    }

    function isTerminated(uint256 outputIndex) external pure returns (bool) {
        return outputIndex > TERMINATE_OUTPUT_INDEX;
    }
}
