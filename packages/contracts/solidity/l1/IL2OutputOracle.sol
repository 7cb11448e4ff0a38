// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {CheckpointOutput} from "./Types.sol";

/// @notice What the other contracts ask of the output oracle.
interface IL2OutputOracle {
    function FINALIZATION_PERIOD_SECONDS() external view returns (uint256);
    function startingTimestamp() external view returns (uint256);
    function getL2Output(uint256 outputIndex) external view returns (CheckpointOutput memory);
    function isFinalized(uint256 outputIndex) external view returns (bool);
}
