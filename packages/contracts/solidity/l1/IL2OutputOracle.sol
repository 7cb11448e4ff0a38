// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {CheckpointOutput} from "./Types.sol";

/// @notice What the other contracts ask of the output oracle.
interface IL2OutputOracle {
    function COLOSSEUM() external view returns (address);
    function SUBMISSION_INTERVAL() external view returns (uint256);
    function FINALIZATION_PERIOD_SECONDS() external view returns (uint256);
    function startingTimestamp() external view returns (uint256);
    function getL2Output(uint256 outputIndex) external view returns (CheckpointOutput memory);
    function getSubmitter(uint256 outputIndex) external view returns (address);
    function isFinalized(uint256 outputIndex) external view returns (bool);
    function nextFinalizeOutputIndex() external view returns (uint256);
    function nextOutputIndex() external view returns (uint256);
    function nextOutputMinL2Timestamp() external view returns (uint256);
    function replaceL2Output(uint256 outputIndex, bytes32 newOutputRoot, address submitter) external;
    function setNextFinalizeOutputIndex(uint256 outputIndex) external;
}
