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

/// @dev A challenge: who claims what about which blocks, and whose turn it is. Status is computed from it.
struct Challenge {
    uint8 turn;
    uint64 timeoutAt;
    address asserter;
    address challenger;
    bytes32[] segments;
    uint256 segSize;
    uint256 segStart;
    bytes32 l1Head;
}

/// @dev A proof of SP1's and what it proves.
struct ZkVmProof {
    bytes32 zkVmProgramVKey;
    bytes publicValues;
    bytes proofBytes;
}
