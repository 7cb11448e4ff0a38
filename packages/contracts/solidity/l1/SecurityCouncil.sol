// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ISecurityCouncil} from "./ISecurityCouncil.sol";

/// @dev The council's token: seats, and votes by block. IERC721, IVotes and IERC6372 in what is used of them.
interface ICouncilToken {
    function balanceOf(address owner) external view returns (uint256);
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256);
    function clock() external view returns (uint48);
}

/// @dev Calls Colosseum makes the council vote on.
interface IForceDelete {
    function forceDeleteOutput(uint256 outputIndex) external;
}

/// @title SecurityCouncil
/// @notice A wallet whose transactions are executed once seats with enough votes have confirmed them. Colosseum asks it to
///         look at every proven fault, which it dismisses if the proof was wrong; it deletes outputs that nobody challenged
///         in time, and pauses the portal.
///
///         A transaction's states:
///
///         | state | leaves it by |
///         |---|---|
///         | submitted | confirmations with `quorum` votes -> executed, in the last one's call |
///         | executed | never |
///
///         A confirmation weighs what its sender's votes were one block before, and is revoked with the same weight.
///         Reentrancy: a transaction is marked executed before its call.
contract SecurityCouncil is ISecurityCouncil {
    struct MultiSigTransaction {
        address target;
        bool executed;
        uint256 value;
        bytes data;
    }

    struct Confirmations {
        uint256 confirmationCount;
        mapping(address => uint256 weight) weightOf;
    }

    address public immutable COLOSSEUM;
    ICouncilToken public immutable TOKEN;
    uint256 public immutable QUORUM_PERCENT;

    // Kroma's layout.
    uint256[51] private __gap0;
    mapping(uint256 transactionId => MultiSigTransaction) public transactions; // 51
    mapping(uint256 transactionId => Confirmations) internal confirmations; // 52
    uint256[3] private __gap53;
    uint256 public transactionCount; // 56
    mapping(uint256 outputIndex => bool) public outputsDeleteRequested; // 57

    event ValidationRequested(uint256 indexed transactionId, bytes32 outputRoot, uint256 l2BlockNumber);
    event DeletionRequested(uint256 indexed transactionId, uint256 indexed outputIndex);
    event TransactionSubmitted(address indexed sender, uint256 indexed transactionId);
    event TransactionConfirmed(address indexed sender, uint256 indexed transactionId);
    event TransactionExecuted(address indexed sender, uint256 indexed transactionId);
    event ConfirmationRevoked(address indexed sender, uint256 indexed transactionId);

    error OnlyColosseum();
    error OnlyTokenOwner();
    error InvalidConstructorParams();
    error ZeroTarget();
    error TransactionExists();
    error TransactionUnknown();
    error AlreadyExecuted();
    error AlreadyConfirmed();
    error NotConfirmedBy();
    error NoVotes();
    error NotConfirmed();
    error DeletionAlreadyRequested();
    error CallFailed(bytes reason);

    modifier onlyTokenOwner() {
        if (TOKEN.balanceOf(msg.sender) == 0) revert OnlyTokenOwner();
        _;
    }

    modifier open(uint256 transactionId) {
        if (transactions[transactionId].target == address(0)) revert TransactionUnknown();
        if (transactions[transactionId].executed) revert AlreadyExecuted();
        _;
    }

    constructor(address colosseum, ICouncilToken token, uint256 quorumPercent) {
        // Half of the votes or less would let two halves decide against each other.
        if (quorumPercent <= 50 || quorumPercent > 100) revert InvalidConstructorParams();
        COLOSSEUM = colosseum;
        TOKEN = token;
        QUORUM_PERCENT = quorumPercent;
    }

    receive() external payable {}

    function requestValidation(bytes32 outputRoot, uint256 l2BlockNumber, bytes calldata data) external {
        if (msg.sender != COLOSSEUM) revert OnlyColosseum();
        uint256 transactionId = _submit(COLOSSEUM, 0, data);
        emit ValidationRequested(transactionId, outputRoot, l2BlockNumber);
    }

    /// @notice Asks for the deletion of an output, and confirms it. @param force Also if it was asked for before.
    function requestDeletion(uint256 outputIndex, bool force) external onlyTokenOwner {
        if (outputsDeleteRequested[outputIndex] && !force) revert DeletionAlreadyRequested();
        uint256 transactionId = _submit(COLOSSEUM, 0, abi.encodeCall(IForceDelete.forceDeleteOutput, (outputIndex)));
        outputsDeleteRequested[outputIndex] = true;
        emit DeletionRequested(transactionId, outputIndex);
        _confirm(transactionId);
    }

    function submitTransaction(address target, uint256 value, bytes calldata data)
        external
        onlyTokenOwner
        returns (uint256)
    {
        return _submit(target, value, data);
    }

    /// @notice Confirms a transaction; the confirmation that completes the quorum executes it.
    function confirmTransaction(uint256 transactionId) external onlyTokenOwner open(transactionId) {
        _confirm(transactionId);
    }

    function revokeConfirmation(uint256 transactionId) external onlyTokenOwner open(transactionId) {
        Confirmations storage all = confirmations[transactionId];
        uint256 weight = all.weightOf[msg.sender];
        if (weight == 0) revert NotConfirmedBy();
        all.confirmationCount -= weight;
        delete all.weightOf[msg.sender];
        emit ConfirmationRevoked(msg.sender, transactionId);
    }

    /// @notice Executes a confirmed transaction whose execution failed before, or whose quorum has sunk.
    function executeTransaction(uint256 transactionId) external onlyTokenOwner open(transactionId) {
        if (!isConfirmed(transactionId)) revert NotConfirmed();
        _execute(transactionId);
    }

    function isConfirmedBy(uint256 transactionId, address account) external view returns (bool) {
        return confirmations[transactionId].weightOf[account] != 0;
    }

    function getConfirmationCount(uint256 transactionId) external view returns (uint256) {
        return confirmations[transactionId].confirmationCount;
    }

    function isConfirmed(uint256 transactionId) public view returns (bool) {
        uint256 count = confirmations[transactionId].confirmationCount;
        return count > 0 && count >= quorum();
    }

    function getVotes(address account) public view returns (uint256) {
        return TOKEN.getPastVotes(account, clock() - 1);
    }

    /// @notice Votes that confirm a transaction; rounded up.
    function quorum() public view returns (uint256) {
        return Math.ceilDiv(TOKEN.getPastTotalSupply(clock() - 1) * QUORUM_PERCENT, 100);
    }

    function clock() public view returns (uint48) {
        return TOKEN.clock();
    }

    function generateTransactionId(address target, uint256 value, bytes memory data) public view returns (uint256) {
        return uint256(keccak256(abi.encode(target, value, data, clock())));
    }

    function _submit(address target, uint256 value, bytes memory data) private returns (uint256 transactionId) {
        if (target == address(0)) revert ZeroTarget();
        transactionId = generateTransactionId(target, value, data);
        if (transactions[transactionId].target != address(0)) revert TransactionExists();
        transactions[transactionId] = MultiSigTransaction(target, false, value, data);
        ++transactionCount;
        emit TransactionSubmitted(msg.sender, transactionId);
    }

    function _confirm(uint256 transactionId) private {
        Confirmations storage all = confirmations[transactionId];
        if (all.weightOf[msg.sender] != 0) revert AlreadyConfirmed();
        uint256 weight = getVotes(msg.sender);
        // A seat of this very block has none yet, and nothing to revoke afterwards.
        if (weight == 0) revert NoVotes();
        all.weightOf[msg.sender] = weight;
        all.confirmationCount += weight;
        emit TransactionConfirmed(msg.sender, transactionId);
        if (isConfirmed(transactionId)) _execute(transactionId);
    }

    function _execute(uint256 transactionId) private {
        MultiSigTransaction storage transaction = transactions[transactionId];
        transaction.executed = true;
        emit TransactionExecuted(msg.sender, transactionId);
        (bool ok, bytes memory reason) = transaction.target.call{value: transaction.value}(transaction.data);
        if (!ok) revert CallFailed(reason);
    }
}
