// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ColosseumFixture} from "../testing/ColosseumFixture.sol";
import {Colosseum} from "./Colosseum.sol";
import {Challenge, ZkVmProof} from "./Types.sol";

/// @dev Random games between an honest party, which always answers in time, and a liar, who may say anything the contract
///      takes, stay silent, and bring any proof that is valid in any world it makes up. The honest party never loses.
abstract contract ColosseumGame is ColosseumFixture {
    uint256 private constant OUTPUT = 3;

    uint256 private seed;

    function setUp() public virtual override {
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
        _register(ALICE, 1000 ether, 0);
        for (uint256 i = 0; i < OUTPUT; ++i) {
            _submitNext();
        }
        _toNextRound();
    }

    function testFuzz_honestAsserter_neverLoses(uint256 start) public {
        seed = start;
        _submit(_rootOf(OUTPUT * interval));
        bytes32[] memory segments = _lies(
            colosseum.segmentsLengths(0), _rootOf((OUTPUT - 1) * interval), _rootOf(OUTPUT * interval), 2 * interval
        );
        vm.prank(ALICE);
        colosseum.createChallenge(OUTPUT, 0, 0, segments);
        while (_status() != Colosseum.ChallengeStatus.NONE) {
            Colosseum.ChallengeStatus status = _status();
            if (status == Colosseum.ChallengeStatus.ASSERTER_TURN) {
                // The liar first: it may try to win before its opponent has moved.
                _tryAnyProof();
                vm.warp(block.timestamp + _random(BISECTION_TIMEOUT + 1));
                _bisect(TRUSTED, OUTPUT, ALICE, 0, 0);
            } else if (status == Colosseum.ChallengeStatus.CHALLENGER_TURN && _random(4) != 0) {
                _lie(ALICE);
            } else if (status == Colosseum.ChallengeStatus.CHALLENGER_TIMEOUT) {
                colosseum.challengerTimeout(OUTPUT, ALICE);
            } else {
                _tryAnyProof();
                vm.warp(block.timestamp + 1 + PROVING_TIMEOUT);
            }
        }
        assertEq(oracle.getL2Output(OUTPUT).outputRoot, _rootOf(OUTPUT * interval), "the output stands");
        assertEq(assets.totalValidatorKro(TRUSTED), 10_000 ether, "nothing lost");
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether - BOND, "the liar's bond is");
    }

    function testFuzz_honestChallenger_neverLoses(uint256 start) public {
        seed = start;
        _submit(_anyRoot(OUTPUT * interval));
        _create(ALICE, OUTPUT, 0, 0);
        while (_status() != Colosseum.ChallengeStatus.NONE) {
            Colosseum.ChallengeStatus status = _status();
            if (status == Colosseum.ChallengeStatus.ASSERTER_TURN) {
                if (_random(4) != 0) _lie(TRUSTED);
                else vm.warp(block.timestamp + BISECTION_TIMEOUT + 1);
            } else if (status == Colosseum.ChallengeStatus.CHALLENGER_TURN) {
                vm.warp(block.timestamp + _random(BISECTION_TIMEOUT + 1));
                _bisect(ALICE, OUTPUT, ALICE, 0, 0);
            } else {
                vm.warp(block.timestamp + _random(PROVING_TIMEOUT / 2));
                _proveHonestly(status);
            }
        }
        assertEq(oracle.getL2Output(OUTPUT).outputRoot, 0, "the output is gone");
        assertEq(assets.totalValidatorKro(ALICE), 1000 ether, "nothing lost");
        assertEq(assets.totalValidatorKro(TRUSTED), 10_000 ether - BOND, "the liar's bond is");
    }

    function _proveHonestly(Colosseum.ChallengeStatus status) private {
        Challenge memory challenge = colosseum.getChallenge(OUTPUT, ALICE);
        uint256 pos = 0;
        uint256 from = challenge.segStart;
        uint256 to = challenge.segStart + challenge.segSize;
        if (status == Colosseum.ChallengeStatus.READY_TO_PROVE) {
            pos = _lastAgreement(challenge, 0, 0);
            (from, to) = (challenge.segStart + pos, challenge.segStart + pos + 1);
        }
        _registerOutput(0, to);
        ZkVmProof memory proof = _prove(0, from, to, challenge.l1Head);
        vm.prank(ALICE);
        colosseum.proveFaultWithZkVm(OUTPUT, pos, proof);
    }

    // A move of the liar: any position, any roots; what the contract refuses is no move.
    function _lie(address liar) private {
        Challenge memory challenge = colosseum.getChallenge(OUTPUT, ALICE);
        uint256 size = challenge.segSize / (challenge.segments.length - 1);
        uint256 pos = _random(challenge.segments.length - 1);
        bytes32[] memory segments = _lies(
            colosseum.segmentsLengths(challenge.turn),
            challenge.segments[pos],
            challenge.segments[pos + 1],
            challenge.segStart + pos * size
        );
        vm.prank(liar);
        colosseum.bisect(OUTPUT, ALICE, pos, segments);
    }

    function _lies(uint256 length, bytes32 first, bytes32 notLast, uint256 from)
        private
        returns (bytes32[] memory segments)
    {
        segments = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            // Some of the truth, at the right place or not, is the best lie.
            segments[i] = _random(3) == 0 ? _rootOf(from + _random(interval)) : _anyRoot(from + _random(interval));
        }
        segments[0] = first;
        while (segments[length - 1] == notLast) {
            segments[length - 1] = _anyRoot(from);
        }
    }

    // Valid proofs, in the true world or another, from where the challenge is or from elsewhere.
    function _tryAnyProof() private {
        Challenge memory challenge = colosseum.getChallenge(OUTPUT, ALICE);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 world = _random(4);
            uint256 pos = _random(challenge.segments.length);
            uint256 from = i < 4 ? challenge.segStart + pos : _random(OUTPUT * interval);
            uint256 to = i % 2 == 0 ? from + 1 : from + 1 + _random(interval);
            _registerOutput(world, to);
            ZkVmProof memory proof = _prove(world, from, to, challenge.l1Head);
            vm.prank(ALICE);
            (bool ok,) = address(colosseum).call(abi.encodeCall(Colosseum.proveFaultWithZkVm, (OUTPUT, pos, proof)));
            assertFalse(ok, "a proof against the truth");
        }
    }

    function _submit(bytes32 root) private {
        vm.prank(TRUSTED);
        oracle.submitL2Output(root, OUTPUT * interval, 0, 0);
    }

    function _anyRoot(uint256 number) private returns (bytes32) {
        return _rootIn(1 + _random(3), number);
    }

    function _status() private view returns (Colosseum.ChallengeStatus) {
        return colosseum.getStatus(OUTPUT, ALICE);
    }

    function _random(uint256 below) private returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % below;
    }
}

contract ColosseumGameSepoliaTest is ColosseumGame {}

contract ColosseumGameMainnetTest is ColosseumGame {
    function setUp() public override {
        interval = 1800;
        super.setUp();
    }

    function _lengths() internal pure override returns (uint256[] memory lengths) {
        lengths = new uint256[](4);
        (lengths[0], lengths[1], lengths[2], lengths[3]) = (9, 6, 10, 6);
    }
}

contract ColosseumGameDevnetTest is ColosseumGame {
    function setUp() public override {
        interval = 4;
        super.setUp();
    }

    function _lengths() internal pure override returns (uint256[] memory lengths) {
        lengths = new uint256[](4);
        (lengths[0], lengths[1], lengths[2], lengths[3]) = (2, 2, 3, 3);
    }
}
