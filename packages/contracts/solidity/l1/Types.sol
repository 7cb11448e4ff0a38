// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

// Structs of the ABI, in Kroma's order.

/// @dev What the oracle stores of an output.
struct CheckpointOutput {
    address submitter;
    bytes32 outputRoot;
    uint128 timestamp;
    uint128 l2BlockNumber;
}

/// @dev What an output root is the hash of. `nextBlockHash` is zero since the state is a Merkle Patricia trie.
struct OutputRootProof {
    bytes32 version;
    bytes32 stateRoot;
    bytes32 messagePasserStorageRoot;
    bytes32 latestBlockhash;
    bytes32 nextBlockHash;
}

struct WithdrawalTransaction {
    uint256 nonce;
    address sender;
    address target;
    uint256 value;
    uint256 gasLimit;
    bytes data;
}
