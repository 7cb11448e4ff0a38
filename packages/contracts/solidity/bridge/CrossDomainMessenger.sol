// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title CrossDomainMessenger
/// @notice Calls between L1 and L2 that may be tried again: a message whose call fails here is kept, with its ETH, and
///         anyone relays it once more. One on each side, which trust each other and nobody else.
///
///         A message's states, on the receiving side:
///
///         | state | leaves it by |
///         |---|---|
///         | unknown | relayMessage by the other messenger: the call succeeds -> relayed, fails or lacks gas -> failed |
///         | failed | relayMessage by anyone: succeeds -> relayed, else stays |
///         | relayed | never |
///
///         Reentrancy: `relayMessage` calls arbitrary targets. During the call the sender is set, which refuses another
///         relay inside it: that one is only marked as failed.
///         Spec: OP Stack, cross domain messengers; messages of version 1 only.
abstract contract CrossDomainMessenger {
    /// @notice Version of the messages, in the upper two bytes of their nonces.
    uint16 public constant MESSAGE_VERSION = 1;

    // Gas of a relay besides the target's call.
    uint64 public constant RELAY_CONSTANT_OVERHEAD = 200_000;
    uint64 public constant RELAY_CALL_OVERHEAD = 40_000;
    // What is left after the target's call, to write down how it went.
    uint64 public constant RELAY_RESERVED_GAS = 40_000;
    uint64 public constant RELAY_GAS_CHECK_BUFFER = 5_000;
    // Of each byte of a message: EIP-2028's price, and EIP-7623's least one.
    uint64 public constant MIN_GAS_CALLDATA_OVERHEAD = 16;
    uint64 public constant FLOOR_CALLDATA_OVERHEAD = 40;
    uint64 public constant TX_BASE_GAS = 21_000;
    // What a relay's calldata has around the message: selector, words, padding.
    uint64 internal constant ENCODING_BYTES = 260;

    /// @notice The messenger of the other side. Slot 0, which a genesis writes on L2.
    address public otherMessenger;
    // Whose message is being relayed; zero while none is. Slot 1.
    address internal _messageSender;
    uint240 internal _nextNonce;
    mapping(bytes32 messageHash => bool) public successfulMessages;
    mapping(bytes32 messageHash => bool) public failedMessages;

    event SentMessage(address indexed target, address sender, bytes message, uint256 messageNonce, uint256 gasLimit);
    event SentMessageExtension1(address indexed sender, uint256 value);
    event RelayedMessage(bytes32 indexed msgHash);
    event FailedRelayedMessage(bytes32 indexed msgHash);

    error NoMessageIsRelayed();
    error WrongValue(uint256 sent, uint256 expected);
    error ReplayWithValue();
    error NotFailedBefore();
    error UnsafeTarget();
    error AlreadyRelayed();

    /// @notice Sends a call to the other side, with the ETH sent along.
    /// @param minGasLimit What the call gets there at least.
    function sendMessage(address target, bytes calldata message, uint32 minGasLimit) external payable {
        uint256 nonce = messageNonce();
        bytes memory relay = abi.encodeCall(
            this.relayMessage, (nonce, msg.sender, target, msg.value, minGasLimit, message)
        );
        emit SentMessage(target, msg.sender, message, nonce, minGasLimit);
        emit SentMessageExtension1(msg.sender, msg.value);
        unchecked {
            ++_nextNonce;
        }
        _send(baseGas(message, minGasLimit), msg.value, relay);
    }

    /// @notice Makes the call of a message. The other messenger brings it first; after a failure anyone may.
    function relayMessage(
        uint256 nonce,
        address sender,
        address target,
        uint256 value,
        uint256 minGasLimit,
        bytes calldata message
    ) external payable {
        // SOUNDNESS: only the other messenger may bring a message that was not here before. The hash covers all of it.
        bytes32 messageHash =
            keccak256(abi.encodeCall(this.relayMessage, (nonce, sender, target, value, minGasLimit, message)));
        if (_isOtherMessenger()) {
            if (msg.value != value) revert WrongValue(msg.value, value);
        } else {
            if (msg.value != 0) revert ReplayWithValue();
            if (!failedMessages[messageHash]) revert NotFailedBefore();
        }
        if (_isUnsafeTarget(target)) revert UnsafeTarget();
        if (successfulMessages[messageHash]) revert AlreadyRelayed();

        // Too little gas for what was asked, or a relay inside a relay: kept for later, not lost.
        if (!_hasMinGas(minGasLimit) || _messageSender != address(0)) {
            _markFailed(messageHash);
            return;
        }
        _messageSender = sender;
        (bool success,) = target.call{gas: gasleft() - RELAY_RESERVED_GAS, value: value}(message);
        _messageSender = address(0);
        if (success) {
            successfulMessages[messageHash] = true;
            emit RelayedMessage(messageHash);
        } else {
            _markFailed(messageHash);
        }
    }

    /// @notice Who sent the message that is being relayed, on the other side.
    function xDomainMessageSender() external view returns (address) {
        if (_messageSender == address(0)) revert NoMessageIsRelayed();
        return _messageSender;
    }

    function messageNonce() public view returns (uint256) {
        return (uint256(MESSAGE_VERSION) << 240) | _nextNonce;
    }

    /// @notice Gas that a message's transaction on the other side needs, so that its call gets `minGasLimit`.
    function baseGas(bytes calldata message, uint32 minGasLimit) public pure returns (uint64) {
        uint64 size = uint64(message.length) + ENCODING_BYTES;
        uint64 execution = RELAY_CONSTANT_OVERHEAD + RELAY_CALL_OVERHEAD + RELAY_RESERVED_GAS + RELAY_GAS_CHECK_BUFFER
            + (uint64(minGasLimit) * 64) / 63;
        uint64 usual = execution + size * MIN_GAS_CALLDATA_OVERHEAD;
        uint64 least = size * FLOOR_CALLDATA_OVERHEAD;
        return TX_BASE_GAS + (usual > least ? usual : least);
    }

    /// @dev Sends `relay` to the other messenger.
    function _send(uint64 gasLimit, uint256 value, bytes memory relay) internal virtual;

    function _isOtherMessenger() internal view virtual returns (bool);

    /// @dev What a message must not call: contracts here that trust this one.
    function _isUnsafeTarget(address target) internal view virtual returns (bool);

    function _markFailed(bytes32 messageHash) private {
        failedMessages[messageHash] = true;
        emit FailedRelayedMessage(messageHash);
    }

    // EIP-150 keeps a 64th back from the call.
    function _hasMinGas(uint256 minGasLimit) private view returns (bool) {
        uint256 reserved = RELAY_CALL_OVERHEAD + RELAY_RESERVED_GAS + RELAY_GAS_CHECK_BUFFER;
        uint256 available = gasleft();
        return minGasLimit <= available && available * 63 >= minGasLimit * 64 + 63 * reserved;
    }
}
