// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title L2ToL1MessagePasser
/// @notice Where withdrawals begin. The storage root of this contract is part of every output root, and L1 checks one
///         storage slot of it: `sentMessages` is at slot 0 and must stay there.
///         Spec: OP Stack, withdrawals.
contract L2ToL1MessagePasser {
    /// @notice Version of the withdrawal's encoding, in the upper two bytes of its nonce.
    uint16 public constant MESSAGE_VERSION = 1;

    // What a plain transfer to this contract asks for on L1.
    uint256 internal constant RECEIVE_DEFAULT_GAS_LIMIT = 100_000;

    /// @notice Hashes of the withdrawals that were begun. Slot 0.
    mapping(bytes32 withdrawalHash => bool sent) public sentMessages;

    uint240 internal msgNonce;

    event MessagePassed(
        uint256 indexed nonce,
        address indexed sender,
        address indexed target,
        uint256 value,
        uint256 gasLimit,
        bytes data,
        bytes32 withdrawalHash
    );

    event WithdrawerBalanceBurnt(uint256 indexed amount);

    /// @notice A transfer withdraws to the sender's own address on L1.
    receive() external payable {
        initiateWithdrawal(msg.sender, RECEIVE_DEFAULT_GAS_LIMIT, "");
    }

    /// @notice Takes the ETH of begun withdrawals out of L2's supply. Anyone may call it.
    function burn() external {
        uint256 balance = address(this).balance;
        new Burner{value: balance}();
        emit WithdrawerBalanceBurnt(balance);
    }

    /// @param target Whom the portal calls on L1. @param gasLimit At least what that call gets.
    function initiateWithdrawal(address target, uint256 gasLimit, bytes memory data) public payable {
        uint256 nonce = messageNonce();
        bytes32 withdrawalHash = keccak256(abi.encode(nonce, msg.sender, target, msg.value, gasLimit, data));
        sentMessages[withdrawalHash] = true;
        emit MessagePassed(nonce, msg.sender, target, msg.value, gasLimit, data, withdrawalHash);
        unchecked {
            ++msgNonce; // 2^240 withdrawals do not happen
        }
    }

    /// @notice The nonce of the next withdrawal, its version in the upper two bytes.
    function messageNonce() public view returns (uint256) {
        return (uint256(MESSAGE_VERSION) << 240) | msgNonce;
    }
}

/// @dev Destroys itself together with the ETH it was made with. In the transaction that created a contract this still
///      works after EIP-6780.
contract Burner {
    constructor() payable {
        selfdestruct(payable(address(this)));
    }
}
