// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @notice What Colosseum asks of the Security Council.
interface ISecurityCouncil {
    /// @param data The call to Colosseum that dismisses the challenge, for the council to confirm.
    function requestValidation(bytes32 outputRoot, uint256 l2BlockNumber, bytes calldata data) external;
}
