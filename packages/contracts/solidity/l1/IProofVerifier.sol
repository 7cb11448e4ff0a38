// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ZkVmProof} from "./Types.sol";

/// @dev What a fault proof must show: L1 up to `l1Head` leads from the agreed output root to another root of block
///      `l2BlockNumber` than the one that was asserted.
struct Fault {
    bytes32 agreedRoot;
    bytes32 assertedRoot;
    uint256 l2BlockNumber;
    bytes32 l1Head;
}

/// @notice Judges fault proofs for Colosseum. Each proof system has its own; see ZKProofVerifier for SP1's.
interface IProofVerifier {
    /// @notice Reverts unless the proof shows the fault.
    /// @return publicInputHash What the proof is known by, so that it counts once.
    function verifyFault(ZkVmProof calldata proof, Fault calldata fault) external view returns (bytes32 publicInputHash);
}
