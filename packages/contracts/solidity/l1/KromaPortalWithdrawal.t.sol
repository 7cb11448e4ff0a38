// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {KromaPortal} from "./KromaPortal.sol";
import {Proxy} from "./Proxy.sol";
import {OutputRootProof, WithdrawalTransaction} from "./Types.sol";

/// @dev What withdrawals call; it looks back at who sent it, and can fail or come in again.
contract Target {
    KromaPortal private immutable PORTAL;
    address public seenSender;
    uint256 public seenValue;
    uint256 public seenGas;
    WithdrawalTransaction private again;
    bytes public whyAgainFailed;

    constructor(KromaPortal portal) {
        PORTAL = portal;
    }

    function look() external payable {
        (seenSender, seenValue, seenGas) = (PORTAL.l2Sender(), msg.value, gasleft());
    }

    function fail() external payable {
        revert("no");
    }

    function prepare(WithdrawalTransaction memory withdrawal) external {
        again = withdrawal;
    }

    function reenter() external {
        try PORTAL.finalizeWithdrawalTransaction(again) {}
        catch (bytes memory why) {
            whyAgainFailed = why;
        }
    }
}

/// @dev Withdrawals against outputs of the real oracle. The trie here is one leaf, written by hand; real proofs of a node
///      are in test/withdrawal.test.ts.
contract KromaPortalWithdrawalTest is ValidatorFixture {
    KromaPortal private portal;
    Target private target;
    OutputRootProof private outputProof;
    WithdrawalTransaction private withdrawal;
    bytes[] private proof;

    address private constant GUARDIAN = address(0x6A);

    function setUp() public override {
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
        portal = KromaPortal(payable(address(new Proxy(PROXY_ADMIN))));
        _upgrade(
            address(portal),
            address(new KromaPortal(oracle, GUARDIAN, deploySystemConfig())),
            abi.encodeCall(KromaPortal.initialize, (false))
        );
        vm.deal(address(portal), 100 ether);
        target = new Target(portal);
        _prepare(abi.encodeCall(Target.look, ()), 3 ether);
    }

    function test_proveAndFinalize_paysAndTellsTheSender() public {
        uint256 index = _submitOutput();
        _prove(index);
        (bytes32 root, uint128 timestamp, uint128 provenIndex) =
            portal.provenWithdrawals(portal.hashWithdrawal(withdrawal));
        assertEq(root, portal.hashOutputRootProof(outputProof), "root");
        assertEq(timestamp, block.timestamp, "timestamp");
        assertEq(provenIndex, index, "index");
        vm.warp(block.timestamp + FINALIZATION + 1);
        portal.finalizeWithdrawalTransaction(withdrawal);
        assertEq(target.seenSender(), ALICE, "l2Sender during the call");
        assertEq(target.seenValue(), 3 ether, "value");
        assertTrue(target.seenGas() >= 190_000, "gas, without what the call of the function costs");
        assertEq(portal.l2Sender(), 0x000000000000000000000000000000000000dEaD, "l2Sender afterwards");
        assertTrue(portal.finalizedWithdrawals(portal.hashWithdrawal(withdrawal)), "finalized");
        vm.expectRevert(KromaPortal.AlreadyFinalized.selector);
        portal.finalizeWithdrawalTransaction(withdrawal);
    }

    function test_finalize_targetFails_isFinalNevertheless() public {
        _prepare(abi.encodeCall(Target.fail, ()), 0);
        _prove(_submitOutput());
        vm.warp(block.timestamp + FINALIZATION + 1);
        vm.expectEmit(address(portal));
        emit KromaPortal.WithdrawalFinalized(portal.hashWithdrawal(withdrawal), false);
        portal.finalizeWithdrawalTransaction(withdrawal);
    }

    function test_finalize_inside_revertsWithdrawalInside() public {
        _prepare(abi.encodeCall(Target.reenter, ()), 0);
        target.prepare(withdrawal);
        _prove(_submitOutput());
        vm.warp(block.timestamp + FINALIZATION + 1);
        portal.finalizeWithdrawalTransaction(withdrawal);
        assertEq(target.whyAgainFailed(), abi.encodePacked(KromaPortal.WithdrawalInside.selector), "inside");
    }

    function test_finalize_tooEarly_reverts() public {
        vm.expectRevert(KromaPortal.NotProven.selector);
        portal.finalizeWithdrawalTransaction(withdrawal);
        uint256 index = _submitOutput();
        vm.warp(block.timestamp + 100);
        _prove(index);
        vm.warp(block.timestamp + FINALIZATION);
        assertTrue(portal.isOutputFinalized(index), "the output is old enough");
        vm.expectRevert(KromaPortal.ProofNotOldEnough.selector);
        portal.finalizeWithdrawalTransaction(withdrawal);
    }

    function test_finalize_outputReplaced_revertsAndMayBeProvenAgain() public {
        uint256 index = _submitOutput();
        _prove(index);
        vm.expectRevert(KromaPortal.AlreadyProven.selector);
        this.prove(index);
        oracle.replaceL2Output(index, 0, TRUSTED);
        vm.warp(block.timestamp + FINALIZATION + 1);
        vm.expectRevert(KromaPortal.OutputReplaced.selector);
        portal.finalizeWithdrawalTransaction(withdrawal);
        // Against a later output, with a period of its own.
        uint256 later = _submitOutput();
        _prove(later);
        vm.expectRevert(KromaPortal.ProofNotOldEnough.selector);
        portal.finalizeWithdrawalTransaction(withdrawal);
        vm.warp(block.timestamp + FINALIZATION + 1);
        portal.finalizeWithdrawalTransaction(withdrawal);
    }

    function test_finalize_tooLittleGas_reverts() public {
        _prove(_submitOutput());
        vm.warp(block.timestamp + FINALIZATION + 1);
        (bool ok, bytes memory why) =
            address(portal).call{gas: 200_000}(abi.encodeCall(KromaPortal.finalizeWithdrawalTransaction, (withdrawal)));
        assertFalse(ok, "200,000 are not enough for a call with 200,000");
        assertEq(why, abi.encodePacked(KromaPortal.NotEnoughGas.selector), "reason");
    }

    // Whatever gas the caller gives, the target gets what it asked for, or nothing happens.
    function testFuzz_finalize_anyGas_neverStarvesTheTarget(uint256 gas) public {
        gas = bound(gas, 30_000, 400_000);
        _prove(_submitOutput());
        vm.warp(block.timestamp + FINALIZATION + 1);
        (bool ok,) =
            address(portal).call{gas: gas}(abi.encodeCall(KromaPortal.finalizeWithdrawalTransaction, (withdrawal)));
        if (ok) assertEq(target.seenSender(), ALICE, "the call went through");
        else assertFalse(portal.finalizedWithdrawals(portal.hashWithdrawal(withdrawal)), "still open");
    }

    function test_prove_reverts() public {
        uint256 index = _submitOutput();
        WithdrawalTransaction memory good = withdrawal;

        withdrawal.target = address(portal);
        vm.expectRevert(KromaPortal.BadTarget.selector);
        this.prove(index);
        withdrawal = good;

        outputProof.stateRoot = keccak256("other");
        vm.expectRevert(KromaPortal.OutputRootMismatch.selector);
        this.prove(index);
        outputProof.stateRoot = keccak256("state");

        outputProof.nextBlockHash = keccak256("legacy");
        vm.expectRevert(KromaPortal.LegacyOutputRoot.selector);
        this.prove(index);
        outputProof.nextBlockHash = 0;
    }

    // One field at a time: no other withdrawal passes with this proof.
    function test_prove_anotherWithdrawal_revertsInvalidWithdrawalProof() public {
        uint256 index = _submitOutput();
        WithdrawalTransaction memory good = withdrawal;
        for (uint256 i = 0; i < 6; ++i) {
            withdrawal = good;
            if (i == 0) ++withdrawal.nonce;
            if (i == 1) withdrawal.sender = BOB;
            if (i == 2) withdrawal.target = BOB;
            if (i == 3) ++withdrawal.value;
            if (i == 4) ++withdrawal.gasLimit;
            if (i == 5) withdrawal.data = hex"00";
            vm.expectRevert(KromaPortal.InvalidWithdrawalProof.selector);
            this.prove(index);
        }
    }

    function test_pause_stopsWithdrawalsOnly() public {
        uint256 index = _submitOutput();
        vm.expectRevert(KromaPortal.OnlyGuardian.selector);
        portal.pause();
        vm.prank(GUARDIAN);
        portal.pause();
        vm.expectRevert(KromaPortal.WithdrawalsPaused.selector);
        this.prove(index);
        vm.expectRevert(KromaPortal.WithdrawalsPaused.selector);
        portal.finalizeWithdrawalTransaction(withdrawal);
        portal.depositTransaction(ALICE, 0, 100_000, false, "");
        vm.expectRevert(KromaPortal.OnlyGuardian.selector);
        portal.unpause();
        vm.prank(GUARDIAN);
        portal.unpause();
        _prove(index);
    }

    function test_hashOutputRootProof_vector() public view {
        OutputRootProof memory words = OutputRootProof({
            version: 0,
            stateRoot: bytes32(uint256(0x01) * (type(uint256).max / 255)),
            messagePasserStorageRoot: bytes32(uint256(0x02) * (type(uint256).max / 255)),
            latestBlockhash: bytes32(uint256(0x03) * (type(uint256).max / 255)),
            nextBlockHash: 0
        });
        assertEq(
            portal.hashOutputRootProof(words),
            0xfa846ba062c4f02c422636c114d4c22c219e0d7f9db2db9621eb6f655ac8a51f,
            "output root"
        );
    }

    // ---- Steps ----

    function prove(uint256 index) external {
        _prove(index);
    }

    function _prove(uint256 index) private {
        portal.proveWithdrawalTransaction(withdrawal, index, outputProof, proof);
    }

    function _submitOutput() private returns (uint256 index) {
        if (block.timestamp < oracle.nextOutputMinL2Timestamp()) vm.warp(oracle.nextOutputMinL2Timestamp());
        index = oracle.nextOutputIndex();
        uint256 number = oracle.nextBlockNumber();
        bytes32 root = portal.hashOutputRootProof(outputProof);
        vm.prank(TRUSTED);
        oracle.submitL2Output(root, number, 0, 0);
    }

    // A withdrawal, the trie whose only leaf says that it was begun, and the output above.
    function _prepare(bytes memory data, uint256 value) private {
        withdrawal = WithdrawalTransaction({
            nonce: uint256(1) << 240,
            sender: ALICE,
            target: address(target),
            value: value,
            gasLimit: 200_000,
            data: data
        });
        bytes32 slot = keccak256(abi.encode(portal.hashWithdrawal(withdrawal), uint256(0)));
        // RLP: a list of 35 bytes, the path of 33 (leaf, even), the value 1.
        bytes memory leaf = abi.encodePacked(hex"e3a120", keccak256(abi.encode(slot)), hex"01");
        delete proof;
        proof.push(leaf);
        outputProof = OutputRootProof({
            version: 0,
            stateRoot: keccak256("state"),
            messagePasserStorageRoot: keccak256(leaf),
            latestBlockhash: keccak256("block"),
            nextBlockHash: 0
        });
    }
}
