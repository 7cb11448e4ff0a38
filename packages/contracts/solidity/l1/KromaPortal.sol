// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {toAlias} from "../bridge/AddressAliasing.sol";
import {IL2OutputOracle} from "./IL2OutputOracle.sol";
import {ResourceMetering} from "./ResourceMetering.sol";
import {ResourceConfig, SystemConfig} from "./SystemConfig.sol";
import {CheckpointOutput, OutputRootProof, WithdrawalTransaction} from "./Types.sol";

/// @title KromaPortal
/// @notice The bridge's lowest level: deposits from L1 that derivation turns into L2 transactions, and withdrawals from L2
///         that are proven against an output root and, a finalization period later, executed here.
///
///         A withdrawal's states:
///
///         | state | means | leaves it by |
///         |---|---|---|
///         | unknown | neither proven nor finalized | prove -> proven |
///         | proven | shown under the root of an output; timestamps run | finalize, once the proof and the output are both older than the finalization period and the output's root is the same -> finalized; prove again, if that output's root has changed -> proven |
///         | finalized | executed once, whether its call succeeded or not | never |
///
///         Reentrancy: `finalizeWithdrawalTransaction` calls arbitrary targets. It marks the withdrawal finalized before,
///         and `l2Sender` is set during the call, which refuses a second one inside it.
contract KromaPortal is Initializable, ResourceMetering {
    struct ProvenWithdrawal {
        bytes32 outputRoot;
        uint128 timestamp;
        uint128 l2OutputIndex;
    }

    uint256 internal constant DEPOSIT_VERSION = 0;
    // What a plain transfer to this contract asks for on L2.
    uint64 internal constant RECEIVE_DEFAULT_GAS_LIMIT = 100_000;
    // Beyond it a deposit does not travel in L2's gossip.
    uint256 internal constant MAX_DEPOSIT_BYTES = 120_000;
    // `l2Sender` outside of a withdrawal; not zero, which costs less to set.
    address internal constant DEFAULT_L2_SENDER = 0x000000000000000000000000000000000000dEaD;
    // Gas of the call itself, and of what comes after it here.
    uint256 internal constant CALL_OVERHEAD_GAS = 40_000;
    uint256 internal constant RESERVED_GAS = 5_000;

    IL2OutputOracle public immutable L2_ORACLE;
    /// @notice Who pauses withdrawals: the Security Council.
    address public immutable GUARDIAN;
    SystemConfig public immutable SYSTEM_CONFIG;

    /// @notice Who began, on L2, the withdrawal that is being executed.
    address public l2Sender;
    mapping(bytes32 withdrawalHash => bool) public finalizedWithdrawals;
    mapping(bytes32 withdrawalHash => ProvenWithdrawal) public provenWithdrawals;
    /// @notice While true, withdrawals are neither proven nor executed. Deposits go on.
    bool public paused;

    event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData);
    event WithdrawalProven(bytes32 indexed withdrawalHash, address indexed from, address indexed to);
    event WithdrawalFinalized(bytes32 indexed withdrawalHash, bool success);
    event Paused(address account);
    event Unpaused(address account);

    error CreationWithTarget();
    error GasLimitTooSmall(uint64 gasLimit, uint64 least);
    error DepositTooLarge(uint256 bytesGiven, uint256 most);
    error OnlyGuardian();
    error WithdrawalsPaused();
    /// @notice A withdrawal must not call the portal itself.
    error BadTarget();
    error OutputRootMismatch();
    /// @notice Outputs from before the Merkle Patricia trie prove nothing here.
    error LegacyOutputRoot();
    error AlreadyProven();
    error InvalidWithdrawalProof();
    error NotProven();
    error ProvenBeforeTheOracle();
    error ProofNotOldEnough();
    error OutputNotFinalized();
    error OutputReplaced();
    error AlreadyFinalized();
    error WithdrawalInside();
    error NotEnoughGas();

    modifier whenNotPaused() {
        if (paused) revert WithdrawalsPaused();
        _;
    }

    constructor(IL2OutputOracle l2Oracle, address guardian, SystemConfig systemConfig) {
        L2_ORACLE = l2Oracle;
        GUARDIAN = guardian;
        SYSTEM_CONFIG = systemConfig;
        _disableInitializers();
    }

    function initialize(bool paused_) external initializer {
        l2Sender = DEFAULT_L2_SENDER;
        paused = paused_;
        _initializeMetering();
    }

    /// @notice A transfer deposits to the sender's own address on L2. Contracts do not have that one: they call
    ///         `depositTransaction`.
    receive() external payable {
        depositTransaction(msg.sender, msg.value, RECEIVE_DEFAULT_GAS_LIMIT, false, "");
    }

    /// @notice Sends a transaction to L2. The ETH sent along is minted there, to the sender's address (a contract's: its
    ///         alias), and stays minted also if the transaction fails.
    /// @param value Wei that the L2 transaction carries, out of the sender's balance there.
    function depositTransaction(address to, uint256 value, uint64 gasLimit, bool isCreation, bytes memory data)
        public
        payable
        metered(gasLimit)
    {
        if (isCreation && to != address(0)) revert CreationWithTarget();
        if (gasLimit < minimumGasLimit(uint64(data.length))) {
            revert GasLimitTooSmall(gasLimit, minimumGasLimit(uint64(data.length)));
        }
        if (data.length > MAX_DEPOSIT_BYTES) revert DepositTooLarge(data.length, MAX_DEPOSIT_BYTES);
        // The protocol's rule: who signs the L1 transaction is itself on L2, everybody else is a contract. A check of the
        // code would let a constructor pass for the address that it is about to get.
        address from = msg.sender == tx.origin ? msg.sender : toAlias(msg.sender);
        emit TransactionDeposited(
            from, to, DEPOSIT_VERSION, abi.encodePacked(msg.value, value, gasLimit, isCreation, data)
        );
    }

    /// @notice Shows that L2 began a withdrawal. @param withdrawalProof Trie nodes from the message passer's storage root
    ///         to the slot that says so.
    function proveWithdrawalTransaction(
        WithdrawalTransaction memory withdrawal,
        uint256 l2OutputIndex,
        OutputRootProof calldata outputRootProof,
        bytes[] calldata withdrawalProof
    ) external whenNotPaused {
        if (withdrawal.target == address(this)) revert BadTarget();
        bytes32 outputRoot = L2_ORACLE.getL2Output(l2OutputIndex).outputRoot;
        if (outputRoot != hashOutputRootProof(outputRootProof)) revert OutputRootMismatch();

        bytes32 withdrawalHash = hashWithdrawal(withdrawal);
        ProvenWithdrawal memory proven = provenWithdrawals[withdrawalHash];
        // Again only if what it was proven under is gone; else anybody could start its period anew for ever.
        if (proven.timestamp != 0 && L2_ORACLE.getL2Output(proven.l2OutputIndex).outputRoot == proven.outputRoot) {
            revert AlreadyProven();
        }
        // The mapping `sentMessages` at slot 0 of the message passer; a secure trie hashes its keys.
        bytes32 slot = keccak256(abi.encode(withdrawalHash, uint256(0)));
        bytes memory key = abi.encodePacked(keccak256(abi.encode(slot)));
        if (!TrieProof.verify(hex"01", outputRootProof.messagePasserStorageRoot, key, withdrawalProof)) {
            revert InvalidWithdrawalProof();
        }
        provenWithdrawals[withdrawalHash] = ProvenWithdrawal({
            outputRoot: outputRoot, timestamp: uint128(block.timestamp), l2OutputIndex: uint128(l2OutputIndex)
        });
        emit WithdrawalProven(withdrawalHash, withdrawal.sender, withdrawal.target);
    }

    /// @notice Executes a proven withdrawal. Its call gets at least the gas that it asked for; a call that fails is final
    ///         too, so targets that may fail bring their own way to try again, as the messenger does.
    function finalizeWithdrawalTransaction(WithdrawalTransaction memory withdrawal) external whenNotPaused {
        if (l2Sender != DEFAULT_L2_SENDER) revert WithdrawalInside();
        bytes32 withdrawalHash = hashWithdrawal(withdrawal);
        ProvenWithdrawal memory proven = provenWithdrawals[withdrawalHash];
        if (proven.timestamp == 0) revert NotProven();
        // A proof from before the oracle began belongs to another one.
        if (proven.timestamp < L2_ORACLE.startingTimestamp()) revert ProvenBeforeTheOracle();
        if (!_periodIsOver(proven.timestamp)) revert ProofNotOldEnough();
        CheckpointOutput memory output = L2_ORACLE.getL2Output(proven.l2OutputIndex);
        if (output.outputRoot != proven.outputRoot) revert OutputReplaced();
        if (!_periodIsOver(output.timestamp)) revert OutputNotFinalized();
        if (finalizedWithdrawals[withdrawalHash]) revert AlreadyFinalized();

        finalizedWithdrawals[withdrawalHash] = true;
        l2Sender = withdrawal.sender;
        bool success = _callWithMinGas(withdrawal);
        l2Sender = DEFAULT_L2_SENDER;
        emit WithdrawalFinalized(withdrawalHash, success);
    }

    function pause() external {
        if (msg.sender != GUARDIAN) revert OnlyGuardian();
        paused = true;
        emit Paused(msg.sender);
    }

    function unpause() external {
        if (msg.sender != GUARDIAN) revert OnlyGuardian();
        paused = false;
        emit Unpaused(msg.sender);
    }

    function isOutputFinalized(uint256 l2OutputIndex) external view returns (bool) {
        return _periodIsOver(L2_ORACLE.getL2Output(l2OutputIndex).timestamp);
    }

    /// @notice What a deposit with so much data must buy: L2's price of a transaction, so that none is free.
    function minimumGasLimit(uint64 byteCount) public pure returns (uint64) {
        return byteCount * 16 + 21_000;
    }

    function resourceConfig() public view override returns (ResourceConfig memory) {
        return SYSTEM_CONFIG.resourceConfig();
    }

    function hashWithdrawal(WithdrawalTransaction memory withdrawal) public pure returns (bytes32) {
        return keccak256(
            abi.encode(
                withdrawal.nonce,
                withdrawal.sender,
                withdrawal.target,
                withdrawal.value,
                withdrawal.gasLimit,
                withdrawal.data
            )
        );
    }

    /// @notice Output root, version 0: four words. @dev Spec: OP Stack, L2 output commitment construction.
    function hashOutputRootProof(OutputRootProof calldata proof) public pure returns (bytes32) {
        if (proof.nextBlockHash != bytes32(0)) revert LegacyOutputRoot();
        return
            keccak256(abi.encode(proof.version, proof.stateRoot, proof.messagePasserStorageRoot, proof.latestBlockhash));
    }

    function _periodIsOver(uint256 since) private view returns (bool) {
        return since + L2_ORACLE.FINALIZATION_PERIOD_SECONDS() < block.timestamp;
    }

    function _callWithMinGas(WithdrawalTransaction memory withdrawal) private returns (bool success) {
        // EIP-150 keeps a 64th back; without this check the caller could starve the call and make its failure final.
        uint256 available = gasleft();
        if (
            withdrawal.gasLimit > available
                || available * 63 < withdrawal.gasLimit * 64 + 63 * (CALL_OVERHEAD_GAS + RESERVED_GAS)
        ) revert NotEnoughGas();
        address target = withdrawal.target;
        uint256 value = withdrawal.value;
        bytes memory data = withdrawal.data;
        assembly ("memory-safe") {
            // No copy of what it returns: a target could make that too dear.
            success := call(gas(), target, value, add(data, 32), mload(data), 0, 0)
        }
    }
}
