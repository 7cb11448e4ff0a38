// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Test} from "../testing/Test.sol";
import {FeeVault} from "./FeeVault.sol";
import {L2ToL1MessagePasser} from "./L2ToL1MessagePasser.sol";
import {L2_TO_L1_MESSAGE_PASSER} from "./Predeploys.sol";

contract FeeVaultTest is Test {
    FeeVault private vault = new FeeVault();

    address private constant RECIPIENT = address(0xFEE);

    function test_withdraw_onL2_paysTheRecipient() public {
        _configure(RECIPIENT, 10, FeeVault.WithdrawalNetwork.L2);
        vm.deal(address(vault), 11);
        vault.withdraw();
        assertEq(RECIPIENT.balance, 11, "paid");
        assertEq(vault.totalProcessed(), 11, "processed");
    }

    function test_withdraw_toL1_beginsAWithdrawal() public {
        vm.etch(L2_TO_L1_MESSAGE_PASSER, address(new L2ToL1MessagePasser()).code);
        _configure(RECIPIENT, 0, FeeVault.WithdrawalNetwork.L1);
        vm.deal(address(vault), 11);
        vault.withdraw();
        bytes32 hash =
            keccak256(abi.encode(uint256(1) << 240, address(vault), RECIPIENT, 11, 400_000, new bytes(0)));
        assertTrue(L2ToL1MessagePasser(payable(L2_TO_L1_MESSAGE_PASSER)).sentMessages(hash), "sent");
    }

    function test_withdraw_belowTheMinimum_reverts() public {
        _configure(RECIPIENT, 10, FeeVault.WithdrawalNetwork.L2);
        vm.deal(address(vault), 9);
        vm.expectRevert(abi.encodeWithSelector(FeeVault.BalanceBelowMinimum.selector, 9, 10));
        vault.withdraw();
    }

    function test_withdraw_withoutRecipient_revertsRecipientNotSet() public {
        vm.expectRevert(FeeVault.RecipientNotSet.selector);
        vault.withdraw();
    }

    function test_withdraw_recipientRefuses_revertsTransferFailed() public {
        _configure(address(this), 0, FeeVault.WithdrawalNetwork.L2);
        vm.deal(address(vault), 9);
        vm.expectRevert(FeeVault.TransferFailed.selector);
        vault.withdraw();
    }

    function test_getters_readTheSlotsOfTheTable() public {
        _configure(RECIPIENT, 10, FeeVault.WithdrawalNetwork.L2);
        assertEq(vault.RECIPIENT(), RECIPIENT, "recipient");
        assertEq(vault.MIN_WITHDRAWAL_AMOUNT(), 10, "minimum");
        assertEq(uint256(vault.WITHDRAWAL_NETWORK()), 1, "network");
    }

    function _configure(address recipient, uint256 minimum, FeeVault.WithdrawalNetwork network) private {
        vm.store(address(vault), bytes32(uint256(1)), bytes32(minimum));
        vm.store(address(vault), bytes32(uint256(2)), bytes32(uint256(network) << 160 | uint160(recipient)));
    }
}
