// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Fault, IProofVerifier} from "./IProofVerifier.sol";
import {OutputBlockRegistry} from "./OutputBlockRegistry.sol";
import {ZkVmProof} from "./Types.sol";

/// @dev SP1's verifier gateway. Reverts unless the proof is valid.
interface ISP1Verifier {
    function verifyProof(bytes32 programVKey, bytes calldata publicValues, bytes calldata proofBytes) external view;
}

/// @title ZKProofVerifier
/// @notice Fault proofs of Kroma's SP1 program, whose public values are 120 bytes: three words, each after its length as a
///         little-endian u64:
///
///         | bytes | word |
///         |---|---|
///         | 8..40 | output root that the program began with |
///         | 48..80 | output root that it came to |
///         | 88..120 | L1 head |
///
///         The block that it came to is not among them, and one proof may go over many blocks: a proof from block n-1 to
///         n+1 has another root than the correct one of n. So the proven root must be of the disputed block, which
///         `registerOutput` shows. The rollup's configuration is not among them either; only the program's key can bind
///         it, so a deployment must name a program that does.
///         The proofs from before the Merkle Patricia trie (zkEVM) are left out.
contract ZKProofVerifier is IProofVerifier, OutputBlockRegistry {
    uint256 private constant PUBLIC_VALUES_BYTES = 120;
    // 32 as a little-endian u64.
    bytes8 private constant LENGTH_PREFIX = 0x2000000000000000;

    ISP1Verifier public immutable sp1Verifier;
    bytes32 public immutable zkVmProgramVKey;

    error InvalidZkVmVKey();
    error SrcOutputMismatched();
    error DstOutputMatched();
    error InvalidPublicInput();
    /// @notice The proof is of another block than the disputed one.
    error BlockNumberMismatched(uint256 proven, uint256 disputed);

    constructor(ISP1Verifier sp1Verifier_, bytes32 zkVmProgramVKey_) {
        sp1Verifier = sp1Verifier_;
        zkVmProgramVKey = zkVmProgramVKey_;
    }

    function verifyFault(ZkVmProof calldata proof, Fault calldata fault) external view returns (bytes32) {
        bytes32 publicInputHash = verifyZkVmProof(proof, fault.agreedRoot, fault.assertedRoot, fault.l1Head);
        uint256 proven = blockOf(_word(proof.publicValues, 48));
        if (proven != fault.l2BlockNumber) revert BlockNumberMismatched(proven, fault.l2BlockNumber);
        return publicInputHash;
    }

    /// @notice As Kroma's: everything but the block. A zero `storedDstOutput` is compared as well, and never the same.
    function verifyZkVmProof(
        ZkVmProof calldata proof,
        bytes32 storedSrcOutput,
        bytes32 storedDstOutput,
        bytes32 storedL1Head
    ) public view returns (bytes32 publicInputHash) {
        if (proof.zkVmProgramVKey != zkVmProgramVKey) revert InvalidZkVmVKey();
        bytes calldata values = proof.publicValues;
        if (
            values.length != PUBLIC_VALUES_BYTES || bytes8(values[0:8]) != LENGTH_PREFIX
                || bytes8(values[40:48]) != LENGTH_PREFIX || bytes8(values[80:88]) != LENGTH_PREFIX
        ) revert InvalidPublicInput();
        if (_word(values, 8) != storedSrcOutput) revert SrcOutputMismatched();
        if (_word(values, 48) == storedDstOutput) revert DstOutputMatched();
        if (_word(values, 88) != storedL1Head) revert InvalidPublicInput();
        sp1Verifier.verifyProof(proof.zkVmProgramVKey, values, proof.proofBytes);
        return keccak256(values);
    }

    function _word(bytes calldata values, uint256 offset) private pure returns (bytes32) {
        return bytes32(values[offset:offset + 32]);
    }
}
