// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {Fault, IProofVerifier} from "./IProofVerifier.sol";
import {IL2OutputOracle} from "./IL2OutputOracle.sol";
import {ISecurityCouncil} from "./ISecurityCouncil.sol";
import {IValidatorManager} from "./IValidatorManager.sol";
import {Challenge, CheckpointOutput, ZkVmProof} from "./Types.sol";

/// @title Colosseum
/// @notice Where a validator (the challenger) disputes the output of another (the asserter). They narrow the dispute down
///         by turns to one block, whose transition the challenger then proves. Several challengers may dispute one output,
///         each in a challenge of its own.
///
///         A challenge's status, computed from what is stored:
///
///         | # | status | when | leaves it by |
///         |---|---|---|---|
///         | 0 | NONE | turn is 0 | createChallenge -> 2 |
///         | 1 | CHALLENGER_TURN | turn even and not the last, in time | bisect by the challenger -> 2; time -> 3 |
///         | 2 | ASSERTER_TURN | turn odd, in time | bisect by the asserter -> 1 or 5; time -> 4 |
///         | 3 | CHALLENGER_TIMEOUT | turn even, time over; or in 4 too long | challengerTimeout -> 0: the challenger loses |
///         | 4 | ASSERTER_TIMEOUT | turn odd, time over for less than PROVING_TIMEOUT | proveFaultWithZkVm -> 0: the asserter loses; time -> 3 |
///         | 5 | READY_TO_PROVE | the last turn, in time | proveFaultWithZkVm -> 0: the asserter loses; time -> 3 |
///
///         From 1, 2, 4 and 5 also: the output, or the one that the challenge starts from, was deleted in another challenge,
///         cancelChallenge (or the challenger's bisect or proof) -> 0, nobody loses.
///
///         `segments` are output roots at even distances from block `segStart` on; both parties agree on the first one and
///         disagree on the last one. Their number per turn is set so that the distances divide down to one block, at the
///         end of the last turn, which is the asserter's.
///
///         A challenge starts from the last output before that is not deleted; in Kroma's contract the challenger names the
///         first root itself when the output before is. With deleted outputs in between everything is longer by so many
///         times, down to the last distance, which is then more than one block.
///
///         What a proof must show here is more than in Kroma's contract, which a valid proof of a correct block could lead
///         to delete a correct output: the proven root is always compared with the asserter's, and is of the very block
///         that it is compared at. After an asserter's timeout that is the end of the range that the challenger named
///         last, and the proof starts at its beginning (position 0).
///
///         Reentrancy: only contracts of this system are called, none of which calls strangers; state is written before
///         the oracle's output is replaced.
contract Colosseum is Initializable {
    enum ChallengeStatus {
        NONE,
        CHALLENGER_TURN,
        ASSERTER_TURN,
        CHALLENGER_TIMEOUT,
        ASSERTER_TIMEOUT,
        READY_TO_PROVE
    }

    uint8 internal constant TURN_INIT = 1;
    bytes32 internal constant DELETED_OUTPUT_ROOT = bytes32(0);

    IL2OutputOracle public immutable L2_ORACLE;
    IProofVerifier public immutable ZK_PROOF_VERIFIER;
    IValidatorManager public immutable VALIDATOR_MANAGER;
    address public immutable SECURITY_COUNCIL;
    uint256 public immutable CREATION_PERIOD_SECONDS;
    uint256 public immutable BISECTION_TIMEOUT;
    uint256 public immutable PROVING_TIMEOUT;
    uint256 public immutable L2_ORACLE_SUBMISSION_INTERVAL;

    // Kroma's layout begins at slot 1.
    uint256 private __slot0;
    /// @notice How many segments belong to a turn; index 0 is turn 1.
    mapping(uint256 turnIndex => uint256) public segmentsLengths;
    mapping(uint256 outputIndex => mapping(address challenger => Challenge)) public challenges;
    mapping(bytes32 publicInputHash => bool) public verifiedPublicInputs;
    mapping(uint256 outputIndex => CheckpointOutput) public deletedOutputs;
    /// @notice The asserter's root of the block where the range of a challenge ends.
    mapping(uint256 outputIndex => mapping(address challenger => bytes32)) public assertedRoots;
    /// @notice How many deleted outputs lie between a challenge's output and the one that it starts from.
    mapping(uint256 outputIndex => mapping(address challenger => uint256)) public skippedOutputs;

    event ChallengeCreated(
        uint256 indexed outputIndex, address indexed asserter, address indexed challenger, uint256 timestamp
    );
    event Bisected(uint256 indexed outputIndex, address indexed challenger, uint8 turn, uint256 timestamp);
    event ReadyToProve(uint256 indexed outputIndex, address indexed challenger);
    event Proven(uint256 indexed outputIndex, address indexed challenger, uint256 timestamp);
    event ChallengeDismissed(uint256 indexed outputIndex, address indexed challenger, uint256 timestamp);
    event OutputForceDeleted(uint256 indexed outputIndex, address indexed asserter, uint256 timestamp);
    event ChallengeCanceled(uint256 indexed outputIndex, address indexed challenger, uint256 timestamp);
    event ChallengerTimedOut(uint256 indexed outputIndex, address indexed challenger, uint256 timestamp);

    error NotAllowedCaller();
    error NotAllowedGenesisOutput();
    error ImproperValidatorStatus();
    error ImproperChallengeStatus();
    error ImproperChallengeStatusToCancel();
    error CreationPeriodPassed();
    error L1Reorged();
    error InvalidSegmentsLength();
    error FirstSegmentMismatched();
    error LastSegmentMatched();
    error AlreadyVerifiedPublicInput();
    error InvalidPublicInputHash();
    error CannotCancelChallenge();
    error OnlyChallengerCanCancel();
    error OutputAlreadyFinalized();
    error OutputAlreadyDeleted();
    error OutputNotDeleted();
    error InvalidOutputGiven();
    error InvalidAddressGiven();
    /// @notice There is no pair of segments at this position; after an asserter's timeout only 0 is one.
    error InvalidPosition();

    modifier onlySecurityCouncil() {
        if (msg.sender != SECURITY_COUNCIL) revert NotAllowedCaller();
        _;
    }

    modifier outputNotFinalized(uint256 outputIndex) {
        if (L2_ORACLE.isFinalized(outputIndex)) revert OutputAlreadyFinalized();
        _;
    }

    constructor(
        IL2OutputOracle l2Oracle,
        IProofVerifier zkProofVerifier,
        IValidatorManager validatorManager,
        address securityCouncil,
        uint256 submissionInterval,
        uint256 creationPeriodSeconds,
        uint256 bisectionTimeout,
        uint256 provingTimeout
    ) {
        L2_ORACLE = l2Oracle;
        ZK_PROOF_VERIFIER = zkProofVerifier;
        VALIDATOR_MANAGER = validatorManager;
        SECURITY_COUNCIL = securityCouncil;
        L2_ORACLE_SUBMISSION_INTERVAL = submissionInterval;
        CREATION_PERIOD_SECONDS = creationPeriodSeconds;
        BISECTION_TIMEOUT = bisectionTimeout;
        PROVING_TIMEOUT = provingTimeout;
        _disableInitializers();
    }

    /// @param lengths Segments per turn: an even count, so that the asserter moves last, and distances that multiply to the
    ///        submission interval.
    function initialize(uint256[] calldata lengths) external initializer {
        if (lengths.length == 0 || lengths.length % 2 != 0) revert InvalidSegmentsLength();
        uint256 blocks = 1;
        for (uint256 i = 0; i < lengths.length; ++i) {
            if (lengths[i] < 2) revert InvalidSegmentsLength();
            blocks *= lengths[i] - 1;
            segmentsLengths[i] = lengths[i];
        }
        if (blocks != L2_ORACLE_SUBMISSION_INTERVAL) revert InvalidSegmentsLength();
    }

    /// @notice Disputes an output. @param l1BlockHash With `l1BlockNumber`, a block that the challenger saw, as in
    ///         `submitL2Output`. @param segments From the root of the last output before that is not deleted, which both
    ///         agree on, to the challenger's root of this output's block.
    function createChallenge(
        uint256 outputIndex,
        bytes32 l1BlockHash,
        uint256 l1BlockNumber,
        bytes32[] calldata segments
    ) external {
        if (outputIndex == 0) revert NotAllowedGenesisOutput();
        VALIDATOR_MANAGER.checkChallengeEligibility(outputIndex);
        if (!VALIDATOR_MANAGER.isActive(msg.sender)) revert ImproperValidatorStatus();
        CheckpointOutput memory output = L2_ORACLE.getL2Output(outputIndex);
        Challenge storage challenge = challenges[outputIndex][msg.sender];
        if (challenge.turn >= TURN_INIT) {
            // One after the other, once the first is lost.
            if (_status(challenge) != ChallengeStatus.CHALLENGER_TIMEOUT) revert ImproperChallengeStatus();
            _challengerTimeout(outputIndex, msg.sender, output.submitter);
        }
        if (block.timestamp > output.timestamp + CREATION_PERIOD_SECONDS) revert CreationPeriodPassed();
        if (output.outputRoot == DELETED_OUTPUT_ROOT) revert OutputAlreadyDeleted();
        if (msg.sender == output.submitter) revert NotAllowedCaller();
        if (
            l1BlockHash != bytes32(0) && blockhash(l1BlockNumber) != bytes32(0)
                && blockhash(l1BlockNumber) != l1BlockHash
        ) revert L1Reorged();
        (uint256 skipped, CheckpointOutput memory agreed) = _lastUndeletedBefore(outputIndex);
        _checkSegments(TURN_INIT, segments, agreed.outputRoot, output.outputRoot);

        VALIDATOR_MANAGER.bondValidatorKro(msg.sender);
        challenge.asserter = output.submitter;
        challenge.challenger = msg.sender;
        challenge.l1Head = blockhash(block.number - 1);
        assertedRoots[outputIndex][msg.sender] = output.outputRoot;
        if (skipped > 0) skippedOutputs[outputIndex][msg.sender] = skipped;
        _move(challenge, TURN_INIT, segments, agreed.l2BlockNumber, output.l2BlockNumber - agreed.l2BlockNumber);
        emit ChallengeCreated(outputIndex, output.submitter, msg.sender, block.timestamp);
    }

    /// @notice Answers the other party. @param pos Where in its segments the caller agrees, and disagrees with the next.
    /// @param segments The caller's own roots between the two.
    function bisect(uint256 outputIndex, address challenger, uint256 pos, bytes32[] calldata segments)
        external
        outputNotFinalized(outputIndex)
    {
        Challenge storage challenge = challenges[outputIndex][challenger];
        if (_cancelIfPointless(outputIndex, challenger)) return;
        ChallengeStatus status = _status(challenge);
        if (!_isTurnOf(challenge, status, msg.sender)) revert NotAllowedCaller();
        if (pos + 1 >= challenge.segments.length) revert InvalidPosition();
        uint8 turn = challenge.turn + 1;
        bytes32 disputed = challenge.segments[pos + 1];
        _checkSegments(turn, segments, challenge.segments[pos], disputed);
        // The next range ends where the other party's root is disputed.
        if (status == ChallengeStatus.CHALLENGER_TURN) assertedRoots[outputIndex][challenger] = disputed;
        uint256 size = _nextSegSize(challenge);
        _move(challenge, turn, segments, challenge.segStart + pos * size, size);
        emit Bisected(outputIndex, challenger, turn, block.timestamp);
        if (!_isAbleToBisect(challenge)) emit ReadyToProve(outputIndex, challenger);
    }

    /// @notice Wins the caller's own challenge by a proof. @param pos Where the parties agree, and not at the next.
    function proveFaultWithZkVm(uint256 outputIndex, uint256 pos, ZkVmProof calldata proof)
        external
        outputNotFinalized(outputIndex)
    {
        if (_cancelIfPointless(outputIndex, msg.sender)) return;
        Challenge storage challenge = challenges[outputIndex][msg.sender];
        Fault memory fault = _disputedFault(outputIndex, challenge, pos);
        bytes32 publicInputHash = ZK_PROOF_VERIFIER.verifyFault(proof, fault);
        if (verifiedPublicInputs[publicInputHash]) revert AlreadyVerifiedPublicInput();
        emit Proven(outputIndex, msg.sender, block.timestamp);

        CheckpointOutput memory output = L2_ORACLE.getL2Output(outputIndex);
        deletedOutputs[outputIndex] = output;
        verifiedPublicInputs[publicInputHash] = true;
        address asserter = challenge.asserter;
        _delete(outputIndex, msg.sender);
        ISecurityCouncil(SECURITY_COUNCIL)
            .requestValidation(
                output.outputRoot,
                output.l2BlockNumber,
                abi.encodeCall(
                    this.dismissChallenge, (outputIndex, msg.sender, asserter, output.outputRoot, publicInputHash)
                )
            );
        VALIDATOR_MANAGER.slash(outputIndex, msg.sender, asserter);
        L2_ORACLE.replaceL2Output(outputIndex, DELETED_OUTPUT_ROOT, msg.sender);
    }

    /// @notice Ends a challenge whose challenger has run out of time. Anyone may call it.
    function challengerTimeout(uint256 outputIndex, address challenger) external {
        if (_status(challenges[outputIndex][challenger]) != ChallengeStatus.CHALLENGER_TIMEOUT) {
            revert ImproperChallengeStatus();
        }
        _challengerTimeout(outputIndex, challenger, L2_ORACLE.getSubmitter(outputIndex));
    }

    /// @notice Ends the caller's own challenge, once its output or the one that it starts from was deleted in another one.
    ///         It has its bond back.
    function cancelChallenge(uint256 outputIndex) external {
        if (!_isPointless(outputIndex, msg.sender)) revert CannotCancelChallenge();
        _cancel(outputIndex, msg.sender);
    }

    /// @notice Undoes a proven fault: the output is back, the challenger has lost instead. Security Council only.
    function dismissChallenge(
        uint256 outputIndex,
        address challenger,
        address asserter,
        bytes32 outputRoot,
        bytes32 publicInputHash
    ) external onlySecurityCouncil outputNotFinalized(outputIndex) {
        CheckpointOutput memory output = L2_ORACLE.getL2Output(outputIndex);
        CheckpointOutput memory deleted = deletedOutputs[outputIndex];
        if (output.outputRoot != DELETED_OUTPUT_ROOT) revert OutputNotDeleted();
        if (outputRoot != deleted.outputRoot) revert InvalidOutputGiven();
        if (challenger != output.submitter || asserter != deleted.submitter) revert InvalidAddressGiven();
        if (!verifiedPublicInputs[publicInputHash]) revert InvalidPublicInputHash();
        delete verifiedPublicInputs[publicInputHash];
        delete deletedOutputs[outputIndex];
        L2_ORACLE.replaceL2Output(outputIndex, outputRoot, asserter);
        VALIDATOR_MANAGER.revertSlash(outputIndex, asserter);
        VALIDATOR_MANAGER.slash(outputIndex, asserter, challenger);
        emit ChallengeDismissed(outputIndex, challenger, block.timestamp);
    }

    /// @notice Deletes an output that nobody proved wrong in time. Security Council only.
    function forceDeleteOutput(uint256 outputIndex) external onlySecurityCouncil outputNotFinalized(outputIndex) {
        CheckpointOutput memory output = L2_ORACLE.getL2Output(outputIndex);
        if (output.outputRoot == DELETED_OUTPUT_ROOT) revert OutputAlreadyDeleted();
        L2_ORACLE.replaceL2Output(outputIndex, DELETED_OUTPUT_ROOT, SECURITY_COUNCIL);
        VALIDATOR_MANAGER.slash(outputIndex, SECURITY_COUNCIL, output.submitter);
        emit OutputForceDeleted(outputIndex, output.submitter, block.timestamp);
    }

    function getChallenge(uint256 outputIndex, address challenger) external view returns (Challenge memory) {
        return challenges[outputIndex][challenger];
    }

    function getStatus(uint256 outputIndex, address challenger) external view returns (ChallengeStatus) {
        return _status(challenges[outputIndex][challenger]);
    }

    function isInCreationPeriod(uint256 outputIndex) external view returns (bool) {
        return L2_ORACLE.getL2Output(outputIndex).timestamp + CREATION_PERIOD_SECONDS >= block.timestamp;
    }

    /// @notice What a proof must show now to win a challenge. Reverts if it is not the time for one.
    function disputedFault(uint256 outputIndex, address challenger, uint256 pos) external view returns (Fault memory) {
        return _disputedFault(outputIndex, challenges[outputIndex][challenger], pos);
    }

    // ---- Inside ----

    function _disputedFault(uint256 outputIndex, Challenge storage challenge, uint256 pos)
        private
        view
        returns (Fault memory)
    {
        ChallengeStatus status = _status(challenge);
        if (status == ChallengeStatus.ASSERTER_TIMEOUT) {
            // SOUNDNESS: the other segments are the challenger's alone. The first one is the asserter's too, and what
            // the asserter claimed of the range's end was kept.
            if (pos != 0) revert InvalidPosition();
            return Fault({
                agreedRoot: challenge.segments[0],
                assertedRoot: assertedRoots[outputIndex][challenge.challenger],
                l2BlockNumber: challenge.segStart + challenge.segSize,
                l1Head: challenge.l1Head
            });
        }
        if (status != ChallengeStatus.READY_TO_PROVE) revert ImproperChallengeStatus();
        // The asserter moved last, so all segments are its claims.
        if (pos + 1 >= challenge.segments.length) revert InvalidPosition();
        return Fault({
            agreedRoot: challenge.segments[pos],
            assertedRoot: challenge.segments[pos + 1],
            l2BlockNumber: challenge.segStart + (pos + 1) * _nextSegSize(challenge),
            l1Head: challenge.l1Head
        });
    }

    function _checkSegments(uint8 turn, bytes32[] calldata segments, bytes32 agreed, bytes32 disputed) private view {
        if (segments.length != segmentsLengths[turn - 1]) revert InvalidSegmentsLength();
        if (segments[0] != agreed) revert FirstSegmentMismatched();
        if (segments[segments.length - 1] == disputed) revert LastSegmentMatched();
    }

    function _move(
        Challenge storage challenge,
        uint8 turn,
        bytes32[] calldata segments,
        uint256 segStart,
        uint256 segSize
    ) private {
        challenge.turn = turn;
        challenge.segments = segments;
        challenge.segStart = segStart;
        challenge.segSize = segSize;
        challenge.timeoutAt =
            uint64(block.timestamp + (_isAbleToBisect(challenge) ? BISECTION_TIMEOUT : PROVING_TIMEOUT));
    }

    function _challengerTimeout(uint256 outputIndex, address challenger, address submitter) private {
        _delete(outputIndex, challenger);
        emit ChallengerTimedOut(outputIndex, challenger, block.timestamp);
        VALIDATOR_MANAGER.slash(outputIndex, submitter, challenger);
    }

    function _cancelIfPointless(uint256 outputIndex, address challenger) private returns (bool) {
        if (!_isPointless(outputIndex, challenger)) return false;
        if (msg.sender != challenger) revert OnlyChallengerCanCancel();
        _cancel(outputIndex, challenger);
        return true;
    }

    // SOUNDNESS: from a root that was shown to be wrong anything can be proven, also against a correct output after it.
    function _isPointless(uint256 outputIndex, address challenger) private view returns (bool) {
        if (_isDeleted(outputIndex)) return true;
        if (challenges[outputIndex][challenger].turn < TURN_INIT) return false;
        return _isDeleted(outputIndex - 1 - skippedOutputs[outputIndex][challenger]);
    }

    function _isDeleted(uint256 outputIndex) private view returns (bool) {
        return L2_ORACLE.getL2Output(outputIndex).outputRoot == DELETED_OUTPUT_ROOT;
    }

    function _lastUndeletedBefore(uint256 outputIndex)
        private
        view
        returns (uint256 skipped, CheckpointOutput memory output)
    {
        output = L2_ORACLE.getL2Output(outputIndex - 1);
        // Each step is a bond that somebody has lost.
        while (output.outputRoot == DELETED_OUTPUT_ROOT && skipped + 1 < outputIndex) {
            ++skipped;
            output = L2_ORACLE.getL2Output(outputIndex - 1 - skipped);
        }
    }

    function _cancel(uint256 outputIndex, address challenger) private {
        ChallengeStatus status = _status(challenges[outputIndex][challenger]);
        if (status == ChallengeStatus.NONE || status == ChallengeStatus.CHALLENGER_TIMEOUT) {
            revert ImproperChallengeStatusToCancel();
        }
        _delete(outputIndex, challenger);
        emit ChallengeCanceled(outputIndex, challenger, block.timestamp);
        VALIDATOR_MANAGER.unbondValidatorKro(challenger);
    }

    function _delete(uint256 outputIndex, address challenger) private {
        delete challenges[outputIndex][challenger];
        delete assertedRoots[outputIndex][challenger];
        delete skippedOutputs[outputIndex][challenger];
    }

    function _isTurnOf(Challenge storage challenge, ChallengeStatus status, address party) private view returns (bool) {
        if (status == ChallengeStatus.CHALLENGER_TURN) return party == challenge.challenger;
        if (status == ChallengeStatus.ASSERTER_TURN) return party == challenge.asserter;
        return false;
    }

    // How many blocks lie between two segments.
    function _nextSegSize(Challenge storage challenge) private view returns (uint256) {
        return challenge.segSize / (segmentsLengths[challenge.turn - 1] - 1);
    }

    // As long as there is another turn.
    function _isAbleToBisect(Challenge storage challenge) private view returns (bool) {
        return segmentsLengths[challenge.turn] != 0;
    }

    function _status(Challenge storage challenge) private view returns (ChallengeStatus) {
        uint8 turn = challenge.turn;
        if (turn < TURN_INIT) return ChallengeStatus.NONE;
        bool challengersTurn = turn % 2 == 0;
        if (block.timestamp > challenge.timeoutAt) {
            if (challengersTurn || block.timestamp > challenge.timeoutAt + PROVING_TIMEOUT) {
                return ChallengeStatus.CHALLENGER_TIMEOUT;
            }
            return ChallengeStatus.ASSERTER_TIMEOUT;
        }
        if (!_isAbleToBisect(challenge)) return ChallengeStatus.READY_TO_PROVE;
        return challengersTurn ? ChallengeStatus.CHALLENGER_TURN : ChallengeStatus.ASSERTER_TURN;
    }
}
