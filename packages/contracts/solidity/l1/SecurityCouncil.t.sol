// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ColosseumFixture} from "../testing/ColosseumFixture.sol";
import {Vm} from "../testing/Test.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Colosseum} from "./Colosseum.sol";
import {ICouncilToken, SecurityCouncil} from "./SecurityCouncil.sol";
import {SecurityCouncilToken} from "./SecurityCouncilToken.sol";

/// @dev What the council's transactions call here.
contract Lever {
    uint256 public pulled;
    bool public stuck;

    error Stuck();

    function pull() external payable {
        if (stuck) revert Stuck();
        ++pulled;
    }

    function stick(bool value) external {
        stuck = value;
    }
}

contract SecurityCouncilTest is ColosseumFixture {
    Lever private lever;
    bytes private pull = abi.encodeCall(Lever.pull, ());

    function setUp() public override {
        super.setUp();
        lever = new Lever();
    }

    function test_confirmTransaction_atTheQuorum_executesOnce() public {
        uint256 id = _submit();
        assertEq(council.quorum(), 2, "51 % of three, rounded up");
        vm.prank(SEAT_1);
        council.confirmTransaction(id);
        assertTrue(council.isConfirmedBy(id, SEAT_1), "confirmed by");
        assertEq(council.getConfirmationCount(id), 1, "one vote");
        assertFalse(council.isConfirmed(id), "not yet");
        assertEq(lever.pulled(), 0, "not yet");
        vm.prank(SEAT_2);
        council.confirmTransaction(id);
        assertEq(lever.pulled(), 1, "executed");
        vm.prank(SEAT_3);
        vm.expectRevert(SecurityCouncil.AlreadyExecuted.selector);
        council.confirmTransaction(id);
        vm.prank(SEAT_3);
        vm.expectRevert(SecurityCouncil.AlreadyExecuted.selector);
        council.executeTransaction(id);
    }

    function test_confirmTransaction_reverts() public {
        uint256 id = _submit();
        vm.expectRevert(SecurityCouncil.OnlyTokenOwner.selector);
        council.confirmTransaction(id);
        vm.startPrank(SEAT_1);
        vm.expectRevert(SecurityCouncil.TransactionUnknown.selector);
        council.confirmTransaction(id + 1);
        council.confirmTransaction(id);
        vm.expectRevert(SecurityCouncil.AlreadyConfirmed.selector);
        council.confirmTransaction(id);
        vm.stopPrank();
    }

    function test_confirmTransaction_seatOfThisBlock_hasNoVoteYet() public {
        uint256 id = _submit();
        vm.prank(OWNER);
        seats.mint(ALICE);
        vm.prank(ALICE);
        vm.expectRevert(SecurityCouncil.NoVotes.selector);
        council.confirmTransaction(id);
        vm.roll(block.number + 1);
        vm.prank(ALICE);
        council.confirmTransaction(id);
        assertEq(council.quorum(), 3, "51 % of four, rounded up");
    }

    function test_revokeConfirmation_takesTheSameWeightBack() public {
        uint256 id = _submit();
        vm.startPrank(SEAT_1);
        vm.expectRevert(SecurityCouncil.NotConfirmedBy.selector);
        council.revokeConfirmation(id);
        council.confirmTransaction(id);
        vm.stopPrank();
        // Another seat for the same holder in between changes nothing.
        vm.prank(OWNER);
        seats.mint(SEAT_1);
        vm.roll(block.number + 1);
        vm.prank(SEAT_1);
        council.revokeConfirmation(id);
        assertEq(council.getConfirmationCount(id), 0, "none left");
        assertFalse(council.isConfirmedBy(id, SEAT_1), "not confirmed by");
    }

    function test_executeTransaction_afterAFailure_isTriedAgain() public {
        uint256 id = _submit();
        lever.stick(true);
        vm.prank(SEAT_1);
        council.confirmTransaction(id);
        vm.prank(SEAT_2);
        vm.expectRevert(
            abi.encodeWithSelector(SecurityCouncil.CallFailed.selector, abi.encodePacked(Lever.Stuck.selector))
        );
        council.confirmTransaction(id);
        vm.prank(SEAT_2);
        vm.expectRevert(SecurityCouncil.NotConfirmed.selector);
        council.executeTransaction(id);
        lever.stick(false);
        vm.prank(SEAT_2);
        council.confirmTransaction(id);
        assertEq(lever.pulled(), 1, "executed");
    }

    // A seat that is taken away lowers the quorum; what was confirmed before may then be executed.
    function test_executeTransaction_quorumSank_executes() public {
        uint256 id = _submit();
        vm.prank(SEAT_1);
        council.confirmTransaction(id);
        vm.startPrank(OWNER);
        seats.burn(1);
        seats.burn(2);
        vm.stopPrank();
        vm.roll(block.number + 1);
        vm.prank(SEAT_2);
        vm.expectRevert(SecurityCouncil.OnlyTokenOwner.selector);
        council.executeTransaction(id);
        vm.prank(SEAT_1);
        council.executeTransaction(id);
        assertEq(lever.pulled(), 1, "executed");
    }

    function test_submitTransaction_reverts() public {
        vm.expectRevert(SecurityCouncil.OnlyTokenOwner.selector);
        council.submitTransaction(address(lever), 0, pull);
        _submit();
        vm.startPrank(SEAT_1);
        vm.expectRevert(SecurityCouncil.TransactionExists.selector);
        council.submitTransaction(address(lever), 0, pull);
        vm.expectRevert(SecurityCouncil.ZeroTarget.selector);
        council.submitTransaction(address(0), 0, pull);
        vm.stopPrank();
    }

    function test_submitTransaction_withValue_paysIt() public {
        vm.deal(address(council), 5);
        vm.prank(SEAT_1);
        uint256 id = council.submitTransaction(address(lever), 5, pull);
        assertEq(id, council.generateTransactionId(address(lever), 5, pull), "id");
        vm.prank(SEAT_1);
        council.confirmTransaction(id);
        vm.prank(SEAT_2);
        council.confirmTransaction(id);
        assertEq(address(lever).balance, 5, "paid");
    }

    function test_requestValidation_byAnyoneElse_revertsOnlyColosseum() public {
        vm.prank(SEAT_1);
        vm.expectRevert(SecurityCouncil.OnlyColosseum.selector);
        council.requestValidation(0, 0, "");
    }

    function test_requestValidation_submits() public {
        vm.recordLogs();
        vm.prank(address(colosseum));
        council.requestValidation(keccak256("root"), 600, pull);
        Vm.Log memory log = vm.getRecordedLogs()[1];
        assertEq(log.topics[0], 0x00ef5106e82a682c776fd7748be042f406a9ee0feaaea86ae9029477c2b91f2a, "event");
        (address target, bool executed, uint256 value, bytes memory data) = council.transactions(uint256(log.topics[1]));
        assertEq(target, address(colosseum), "target");
        assertFalse(executed, "executed");
        assertEq(value, 0, "value");
        assertEq(data, pull, "data");
    }

    function test_requestDeletion_confirmsForTheCaller() public {
        vm.recordLogs();
        vm.prank(SEAT_1);
        council.requestDeletion(7, false);
        Vm.Log memory log = vm.getRecordedLogs()[1];
        assertEq(log.topics[0], 0xc63c84660a471a970585c7cab9d0601af8e717ff0822a2ea049a3542fc5aa55a, "event");
        assertTrue(council.isConfirmedBy(uint256(log.topics[1]), SEAT_1), "confirmed");
        assertTrue(council.outputsDeleteRequested(7), "requested");
        vm.prank(SEAT_2);
        vm.expectRevert(SecurityCouncil.DeletionAlreadyRequested.selector);
        council.requestDeletion(7, false);
        vm.roll(block.number + 1); // another id
        vm.prank(SEAT_2);
        council.requestDeletion(7, true);
        vm.expectRevert(SecurityCouncil.OnlyTokenOwner.selector);
        council.requestDeletion(8, false);
    }

    function test_constructor_halfOrLess_reverts() public {
        vm.expectRevert(SecurityCouncil.InvalidConstructorParams.selector);
        new SecurityCouncil(address(colosseum), ICouncilToken(address(seats)), 50);
        vm.expectRevert(SecurityCouncil.InvalidConstructorParams.selector);
        new SecurityCouncil(address(colosseum), ICouncilToken(address(seats)), 101);
    }

    function test_storage_slots_areKromas() public {
        vm.prank(SEAT_1);
        council.requestDeletion(7, false);
        assertEq(vm.load(address(council), bytes32(uint256(56))), bytes32(uint256(1)), "transactionCount");
        assertEq(vm.load(address(council), keccak256(abi.encode(7, 57))), bytes32(uint256(1)), "deletion requested");
        uint256 id =
            council.generateTransactionId(address(colosseum), 0, abi.encodeCall(Colosseum.forceDeleteOutput, (7)));
        assertEq(
            vm.load(address(council), keccak256(abi.encode(id, 51))),
            bytes32(uint256(uint160(address(colosseum)))),
            "transactions"
        );
        assertEq(vm.load(address(council), keccak256(abi.encode(id, 52))), bytes32(uint256(1)), "confirmations");
    }

    // ---- Seats ----

    function test_seat_cannotBeHandedOn() public {
        vm.startPrank(SEAT_1);
        vm.expectRevert(SecurityCouncilToken.Soulbound.selector);
        seats.transferFrom(SEAT_1, ALICE, 0);
        vm.expectRevert(SecurityCouncilToken.Soulbound.selector);
        seats.delegate(ALICE);
        vm.stopPrank();
    }

    function test_seat_byAnyoneButTheOwner_reverts() public {
        bytes memory reason =
            abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, address(this));
        vm.expectRevert(reason);
        seats.mint(ALICE);
        vm.expectRevert(reason);
        seats.burn(0);
    }

    function _submit() private returns (uint256) {
        vm.prank(SEAT_1);
        return council.submitTransaction(address(lever), 0, pull);
    }
}
