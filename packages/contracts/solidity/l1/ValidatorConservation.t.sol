// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {AssetManager} from "./AssetManager.sol";
import {CheckpointOutput} from "./Types.sol";
import {ValidatorManager} from "./ValidatorManager.sol";

/// @dev Random sequences of everything that moves KRO. After each step the asset manager must hold exactly what it owes,
///      no bond may be larger than what it binds, and the tree must weigh what the validators own.
contract ValidatorConservationTest is ValidatorFixture {
    uint256 private constant STEPS = 60;

    address[] private validators = [TRUSTED, ALICE, BOB, CAROL];
    address[] private delegators = [DELEGATOR, address(0xDE2)];
    uint256 private seed;
    // A fault that was proven and may be dismissed.
    uint256 private provenIndex;
    CheckpointOutput private proven;
    address private prover;

    // How often each kind of step succeeded.
    uint256[16] private done;

    function setUp() public override {
        super.setUp();
        _register(TRUSTED, 10_000 ether, 0);
        for (uint256 i = 0; i < 2; ++i) {
            _fund(delegators[i], 100_000 ether);
            vm.prank(delegators[i]);
            kgh.setApprovalForAll(address(assets), true);
            for (uint256 id = 0; id < 8; ++id) {
                kgh.mint(delegators[i], 100 * i + id);
            }
        }
        for (uint256 i = 1; i < 4; ++i) {
            _fund(validators[i], 100_000 ether);
        }
        while (oracle.nextFinalizeOutputIndex() == 0) {
            _toNextRound();
            _submitBy(TRUSTED);
        }
    }

    function testFuzz_anySequence_conservesKro(uint256 start) public {
        seed = start;
        for (uint256 i = 0; i < STEPS; ++i) {
            _step();
            _check();
        }
    }

    // A sequence in which nothing can happen would prove nothing.
    function test_longSequence_reachesEveryKindOfStep() public {
        seed = 1;
        for (uint256 i = 0; i < 8 * STEPS; ++i) {
            _step();
        }
        _check();
        for (uint256 i = 0; i < 16; ++i) {
            assertTrue(done[i] > 0, "this kind never succeeded");
        }
    }

    function _step() private {
        uint256 what = _random(16);
        if (_attempt(what)) ++done[what];
    }

    function _attempt(uint256 what) private returns (bool) {
        address validator = validators[_random(4)];
        address delegator = delegators[_random(2)];
        uint128 amount = uint128(_random(500 ether));
        if (what < 4) return _submission();
        if (what == 4) {
            vm.prank(validator, validator);
            return _try(
                address(manager),
                abi.encodeCall(
                    ValidatorManager.registerValidator, (100 ether + amount, uint8(_random(101)), _cold(validator))
                )
            );
        }
        if (what == 5) return _as(validator, abi.encodeCall(AssetManager.deposit, (amount)));
        if (what == 6) return _as(_cold(validator), abi.encodeCall(AssetManager.withdraw, (validator, amount)));
        if (what == 7 || what == 8) return _as(delegator, abi.encodeCall(AssetManager.delegate, (validator, amount)));
        if (what == 9) {
            uint128 owned = assets.getKroAssets(validator, delegator);
            return _as(delegator, abi.encodeCall(AssetManager.undelegate, (validator, uint128(_random(owned + 1)))));
        }
        if (what == 10) {
            return _as(delegator, abi.encodeCall(AssetManager.delegateKgh, (validator, _kghId(delegator))));
        }
        if (what == 11) {
            return _as(delegator, abi.encodeCall(AssetManager.undelegateKgh, (validator, _kghId(delegator))));
        }
        if (what == 12) return _as(delegator, abi.encodeCall(AssetManager.claimKghReward, (validator)));
        if (what == 13) return _challenge(validator);
        if (what == 14) {
            vm.warp(block.timestamp + _random(DELEGATION_PERIOD));
            return true;
        }
        vm.prank(validator);
        return _try(address(manager), abi.encodeCall(ValidatorManager.tryUnjail, ()));
    }

    // Several, so that outputs get finalized and paid.
    function _submission() private returns (bool ok) {
        for (uint256 i = _random(12); i < 12; ++i) {
            _toNextRound();
            address next = manager.nextValidator();
            if (next == address(type(uint160).max)) next = validators[_random(4)];
            uint256 number = oracle.nextBlockNumber();
            vm.prank(next);
            ok = _try(address(oracle), abi.encodeCall(oracle.submitL2Output, (_rootOf(number), number, bytes32(0), 0)))
                || ok;
            if (!ok) vm.warp(block.timestamp + ROUND + 1);
        }
    }

    // What Colosseum does, at each of the ways a challenge ends.
    function _challenge(address challenger) private returns (bool) {
        uint256 how = _random(5);
        if (how == 4) return _dismiss();
        uint256 index = oracle.nextOutputIndex() - 1 - _random(5);
        CheckpointOutput memory output = oracle.getL2Output(index);
        if (output.outputRoot == 0 || output.submitter == challenger || oracle.isFinalized(index)) return false;
        if (how == 3) {
            manager.slash(index, COUNCIL, output.submitter);
            oracle.replaceL2Output(index, 0, COUNCIL);
            return true;
        }
        if (!manager.isActive(challenger)) return false;
        if (!_try(address(manager), abi.encodeCall(ValidatorManager.bondValidatorKro, (challenger)))) return false;
        if (how == 0) {
            manager.unbondValidatorKro(challenger); // cancelled
        } else if (how == 1) {
            manager.slash(index, output.submitter, challenger); // timed out
        } else {
            manager.slash(index, challenger, output.submitter); // proven
            oracle.replaceL2Output(index, 0, challenger);
            (provenIndex, proven, prover) = (index, output, challenger);
        }
        return true;
    }

    function _dismiss() private returns (bool) {
        if (prover == address(0) || oracle.isFinalized(provenIndex)) return false;
        oracle.replaceL2Output(provenIndex, proven.outputRoot, proven.submitter);
        manager.revertSlash(provenIndex, proven.submitter);
        manager.slash(provenIndex, proven.submitter, prover);
        prover = address(0);
        return true;
    }

    function _check() private view {
        uint256 pending = 0;
        for (uint256 i = 0; i < oracle.nextOutputIndex(); ++i) {
            pending += uint256(vm.load(address(manager), keccak256(abi.encode(i, 6))));
        }
        assertEq(kro.balanceOf(address(assets)), _owed(validators, delegators) + pending, "holds what it owes");
        for (uint256 i = 0; i < validators.length; ++i) {
            address validator = validators[i];
            assertTrue(
                assets.totalValidatorKroBonded(validator) <= assets.totalValidatorKro(validator), "bonds are covered"
            );
            uint256 weight = manager.getWeight(validator);
            if (weight != 0) assertEq(weight, assets.reflectiveWeight(validator), "weight in the tree");
            uint256 shared =
                uint256(assets.getKroAssets(validator, delegators[0])) + assets.getKroAssets(validator, delegators[1]);
            assertTrue(shared <= assets.totalKroAssets(validator), "shares are covered");
        }
    }

    function _as(address caller, bytes memory call) private returns (bool) {
        vm.prank(caller);
        return _try(address(assets), call);
    }

    function _try(address target, bytes memory call) private returns (bool ok) {
        (ok,) = target.call(call);
    }

    function _kghId(address delegator) private returns (uint256) {
        return (delegator == delegators[1] ? 100 : 0) + _random(8);
    }

    function _random(uint256 below) private returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % below;
    }
}
