// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IL2OutputOracle} from "./IL2OutputOracle.sol";
import {IValidatorManager} from "./IValidatorManager.sol";
import {CheckpointOutput} from "./Types.sol";

/// @title L2OutputOracle
/// @notice The L2 states that validators vouch for, one each `SUBMISSION_INTERVAL` blocks.
///
///         An output's states:
///
///         | state | means | leaves it by |
///         |---|---|---|
///         | submitted | its root is a claim | `FINALIZATION_PERIOD_SECONDS` go by -> finalized; Colosseum replaces it with root 0 -> deleted |
///         | deleted | root 0; its submitter is who proved the fault, or the Security Council | the period goes by -> finalized; a dismissed challenge puts root and submitter back -> submitted |
///         | finalized | may not be replaced any more; withdrawals rely on the root, if it is not 0 | never |
///
///         The period runs from the submission, not from the replacement. Errors are strings, as in Kroma's oracle.
///         Kroma's first generation of validators (ValidatorPool) is left out: every output belongs to ValidatorManager.
contract L2OutputOracle is Initializable, IL2OutputOracle {
    IValidatorManager public immutable VALIDATOR_MANAGER;
    address public immutable COLOSSEUM;
    uint256 public immutable SUBMISSION_INTERVAL;
    uint256 public immutable L2_BLOCK_TIME;
    uint256 public immutable FINALIZATION_PERIOD_SECONDS;

    // Kroma's layout begins at slot 1.
    uint256 private __slot0;
    uint256 public startingBlockNumber;
    uint256 public startingTimestamp;
    CheckpointOutput[] internal l2Outputs;
    /// @notice First output whose reward is not paid yet.
    uint256 public nextFinalizeOutputIndex;

    event OutputSubmitted(
        bytes32 indexed outputRoot, uint256 indexed l2OutputIndex, uint256 indexed l2BlockNumber, uint256 l1Timestamp
    );
    event OutputReplaced(uint256 indexed outputIndex, address indexed newSubmitter, bytes32 newOutputRoot);

    constructor(
        IValidatorManager validatorManager,
        address colosseum,
        uint256 submissionInterval,
        uint256 l2BlockTime,
        uint256 finalizationPeriodSeconds
    ) {
        require(submissionInterval > 0, "L2OutputOracle: submission interval must be greater than 0");
        require(l2BlockTime > 0, "L2OutputOracle: L2 block time must be greater than 0");
        VALIDATOR_MANAGER = validatorManager;
        COLOSSEUM = colosseum;
        SUBMISSION_INTERVAL = submissionInterval;
        L2_BLOCK_TIME = l2BlockTime;
        FINALIZATION_PERIOD_SECONDS = finalizationPeriodSeconds;
        _disableInitializers();
    }

    function initialize(uint256 startingBlockNumber_, uint256 startingTimestamp_) external initializer {
        require(
            startingTimestamp_ <= block.timestamp,
            "L2OutputOracle: starting L2 timestamp must be less than current time"
        );
        startingBlockNumber = startingBlockNumber_;
        startingTimestamp = startingTimestamp_;
    }

    /// @notice Submits an output. @param l1BlockHash With `l1BlockNumber`, a block that the submitter saw: after a
    ///         reorganisation of L1 the submission fails instead of vouching for a chain that is gone. Zero: no check.
    ///         Blocks older than 256 are not checked, since L1 does not remember them.
    function submitL2Output(bytes32 outputRoot, uint256 l2BlockNumber, bytes32 l1BlockHash, uint256 l1BlockNumber)
        external
        payable
    {
        VALIDATOR_MANAGER.checkSubmissionEligibility(msg.sender);
        require(
            l2BlockNumber == nextBlockNumber(),
            "L2OutputOracle: block number must be equal to next expected block number"
        );
        require(nextOutputMinL2Timestamp() <= block.timestamp, "L2OutputOracle: cannot submit L2 output in the future");
        require(outputRoot != bytes32(0), "L2OutputOracle: L2 output root cannot be the zero hash");
        // Payable in the ABI only because Kroma's is.
        require(msg.value == 0, "L2OutputOracle: no ETH is taken");
        if (l1BlockHash != bytes32(0) && blockhash(l1BlockNumber) != bytes32(0)) {
            require(
                blockhash(l1BlockNumber) == l1BlockHash,
                "L2OutputOracle: block hash does not match the hash at the expected height"
            );
        }
        uint256 outputIndex = nextOutputIndex();
        l2Outputs.push(
            CheckpointOutput({
                submitter: msg.sender,
                outputRoot: outputRoot,
                timestamp: uint128(block.timestamp),
                l2BlockNumber: uint128(l2BlockNumber)
            })
        );
        emit OutputSubmitted(outputRoot, outputIndex, l2BlockNumber, block.timestamp);
        VALIDATOR_MANAGER.afterSubmitL2Output(outputIndex);
    }

    /// @notice Root and submitter change, the timestamp stays. Colosseum only.
    function replaceL2Output(uint256 outputIndex, bytes32 newOutputRoot, address submitter) external {
        require(msg.sender == COLOSSEUM, "L2OutputOracle: only the colosseum contract can replace an output");
        require(submitter != address(0), "L2OutputOracle: submitter address cannot be zero");
        require(
            outputIndex < l2Outputs.length, "L2OutputOracle: cannot replace an output after the latest output index"
        );
        CheckpointOutput storage output = l2Outputs[outputIndex];
        require(
            block.timestamp - output.timestamp < FINALIZATION_PERIOD_SECONDS,
            "L2OutputOracle: cannot replace an output that has already been finalized"
        );
        output.outputRoot = newOutputRoot;
        output.submitter = submitter;
        emit OutputReplaced(outputIndex, submitter, newOutputRoot);
    }

    function setNextFinalizeOutputIndex(uint256 outputIndex) external {
        require(
            msg.sender == address(VALIDATOR_MANAGER),
            "L2OutputOracle: only the validator manager contract can set next finalize output index"
        );
        nextFinalizeOutputIndex = outputIndex;
    }

    function getL2Output(uint256 outputIndex) external view returns (CheckpointOutput memory) {
        return l2Outputs[outputIndex];
    }

    function getL2OutputAfter(uint256 l2BlockNumber) external view returns (CheckpointOutput memory) {
        return l2Outputs[getL2OutputIndexAfter(l2BlockNumber)];
    }

    function getSubmitter(uint256 outputIndex) external view returns (address) {
        return l2Outputs[outputIndex].submitter;
    }

    function latestOutputIndex() external view returns (uint256) {
        return l2Outputs.length - 1;
    }

    function isFinalized(uint256 outputIndex) external view returns (bool) {
        return finalizedAt(outputIndex) <= block.timestamp;
    }

    /// @notice Index of the first output at or after a block.
    function getL2OutputIndexAfter(uint256 l2BlockNumber) public view returns (uint256) {
        require(
            l2BlockNumber <= latestBlockNumber(),
            "L2OutputOracle: cannot get output for a block that has not been submitted"
        );
        require(l2Outputs.length > 0, "L2OutputOracle: cannot get output as no outputs have been submitted yet");
        (uint256 low, uint256 high) = (0, l2Outputs.length);
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (l2Outputs[middle].l2BlockNumber < l2BlockNumber) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    function finalizedAt(uint256 outputIndex) public view returns (uint256) {
        return l2Outputs[outputIndex].timestamp + FINALIZATION_PERIOD_SECONDS;
    }

    function nextOutputIndex() public view returns (uint256) {
        return l2Outputs.length;
    }

    function latestBlockNumber() public view returns (uint256) {
        return l2Outputs.length == 0 ? startingBlockNumber : l2Outputs[l2Outputs.length - 1].l2BlockNumber;
    }

    /// @notice The block of the output to submit next; for the very first one, the starting block.
    function nextBlockNumber() public view returns (uint256) {
        return l2Outputs.length == 0 ? latestBlockNumber() : latestBlockNumber() + SUBMISSION_INTERVAL;
    }

    function computeL2Timestamp(uint256 l2BlockNumber) public view returns (uint256) {
        return startingTimestamp + (l2BlockNumber - startingBlockNumber) * L2_BLOCK_TIME;
    }

    /// @notice When the next output may be submitted: the time of the block after its block.
    function nextOutputMinL2Timestamp() public view returns (uint256) {
        return computeL2Timestamp(nextBlockNumber() + 1);
    }
}
