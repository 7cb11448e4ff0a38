// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {OutputRootProof} from "./Types.sol";

/// @title OutputBlockRegistry
/// @notice Which block an output root is of. An output root is the hash of a block hash, which is the hash of a header with
///         the number in it; whoever shows both writes it down here, once and for all.
///
///         SOUNDNESS: proofs whose public values lack the block's number are bound to it by this. Both hashes are computed
///         here; test_registerOutput_* and test_proveFault_proofOfAnotherBlock_* in the tests tamper with each part.
abstract contract OutputBlockRegistry {
    // Place of the number in a header; the same since Ethereum began.
    uint256 private constant NUMBER_INDEX = 8;

    struct OutputBlock {
        bool isKnown;
        uint64 number;
    }

    mapping(bytes32 outputRoot => OutputBlock) internal _outputBlocks;

    event OutputRegistered(bytes32 indexed outputRoot, uint256 indexed l2BlockNumber);

    /// @notice The header is not the one that the output root speaks of.
    error HeaderMismatched(bytes32 headerHash, bytes32 blockHash);
    /// @notice Nobody has shown yet which block this root is of: call `registerOutput` first.
    error OutputBlockUnknown(bytes32 outputRoot);

    /// @notice Writes down the block of an output root. Anyone may call it. @param header The block's header in RLP.
    function registerOutput(OutputRootProof calldata output, bytes calldata header)
        external
        returns (bytes32 outputRoot, uint64 number)
    {
        bytes32 headerHash = keccak256(header);
        if (headerHash != output.latestBlockhash) revert HeaderMismatched(headerHash, output.latestBlockhash);
        Memory.Slice[] memory fields = RLP.decodeList(header);
        // Larger numbers are no block's; they must not be cut into one.
        number = _toUint64(RLP.readUint256(fields[NUMBER_INDEX]));
        outputRoot = keccak256(
            abi.encode(output.version, output.stateRoot, output.messagePasserStorageRoot, output.latestBlockhash)
        );
        _outputBlocks[outputRoot] = OutputBlock(true, number);
        emit OutputRegistered(outputRoot, number);
    }

    /// @notice The block of an output root. Reverts if nobody has shown it.
    function blockOf(bytes32 outputRoot) public view returns (uint256) {
        OutputBlock memory known = _outputBlocks[outputRoot];
        if (!known.isKnown) revert OutputBlockUnknown(outputRoot);
        return known.number;
    }

    function _toUint64(uint256 value) private pure returns (uint64) {
        require(value <= type(uint64).max);
        return uint64(value);
    }
}
