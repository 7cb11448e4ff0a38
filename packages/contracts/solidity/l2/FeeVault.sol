// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {L2_TO_L1_MESSAGE_PASSER} from "./Predeploys.sol";
import {L2ToL1MessagePasser} from "./L2ToL1MessagePasser.sol";

/// @title FeeVault
/// @notice Collects one kind of fee: the protocol credits it, `withdraw` sends everything to the recipient. Its settings
///         are storage, not immutables, so that a genesis writes them down without a constructor:
///
///         | slot | content |
///         |------|---------|
///         | 0    | totalProcessed |
///         | 1    | least amount to withdraw |
///         | 2    | [12..32) recipient, [11] network: 0 L1, 1 L2 |
///
///         They do not change after genesis. Spec: OP Stack, predeploys.
contract FeeVault {
    enum WithdrawalNetwork {
        L1,
        L2
    }

    // What the portal's call to the recipient gets at least.
    uint256 private constant WITHDRAWAL_MIN_GAS = 400_000;

    /// @notice Wei withdrawn so far.
    uint256 public totalProcessed;
    uint256 private _minWithdrawalAmount;
    address private _recipient;
    WithdrawalNetwork private _withdrawalNetwork;

    event Withdrawal(uint256 value, address to, address from);
    event Withdrawal(uint256 value, address to, address from, WithdrawalNetwork withdrawalNetwork);

    error RecipientNotSet();
    error BalanceBelowMinimum(uint256 balance, uint256 minimum);
    error TransferFailed();

    receive() external payable {}

    /// @notice Sends the whole balance to the recipient. Anyone may call it.
    function withdraw() external {
        address to = _recipient;
        uint256 value = address(this).balance;
        if (to == address(0)) revert RecipientNotSet();
        if (value < _minWithdrawalAmount) revert BalanceBelowMinimum(value, _minWithdrawalAmount);
        totalProcessed += value;
        emit Withdrawal(value, to, msg.sender);
        emit Withdrawal(value, to, msg.sender, _withdrawalNetwork);
        if (_withdrawalNetwork == WithdrawalNetwork.L2) {
            (bool ok,) = to.call{value: value}("");
            if (!ok) revert TransferFailed();
        } else {
            L2ToL1MessagePasser(payable(L2_TO_L1_MESSAGE_PASSER)).initiateWithdrawal{value: value}(
                to, WITHDRAWAL_MIN_GAS, ""
            );
        }
    }

    function MIN_WITHDRAWAL_AMOUNT() external view returns (uint256) {
        return _minWithdrawalAmount;
    }

    function RECIPIENT() external view returns (address) {
        return _recipient;
    }

    function WITHDRAWAL_NETWORK() external view returns (WithdrawalNetwork) {
        return _withdrawalNetwork;
    }
}
