// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {AssetManager} from "../l1/AssetManager.sol";
import {L2OutputOracle} from "../l1/L2OutputOracle.sol";
import {Proxy} from "../l1/Proxy.sol";
import {ValidatorManager} from "../l1/ValidatorManager.sol";
import {ValidatorRewardVault} from "../l1/ValidatorRewardVault.sol";
import {SystemConfigFixture} from "./SystemConfigFixture.sol";
import {TestKgh, TestKro} from "./TestTokens.sol";

/// @dev The validator system behind proxies, with the parameters of Kroma's Sepolia, and the Colosseum's address held by
///      the test itself unless a fixture built on this one deploys it.
abstract contract ValidatorFixture is SystemConfigFixture {
    uint128 internal constant BOND = 50 ether;
    uint128 internal constant MIN_REGISTER = 100 ether;
    uint128 internal constant MIN_ACTIVATE = 120 ether;
    uint128 internal constant BASE_REWARD = 4 ether;
    uint256 internal constant BLOCK_TIME = 2;
    uint256 internal constant FINALIZATION = 21_600;
    uint128 internal constant ROUND = 300;
    uint128 internal constant SOFT_JAIL = 7200;
    uint128 internal constant HARD_JAIL = 21_600;
    uint128 internal constant DELEGATION_PERIOD = 21_600;
    uint128 internal constant COMMISSION_DELAY = 43_200;
    uint256 internal constant MPT_FIRST_OUTPUT = 1_000_000;
    uint256 internal constant START = 1_700_000_000;

    address internal constant COUNCIL = address(0x5C);
    address internal constant TRUSTED = address(0x7777);
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA401);
    address internal constant DELEGATOR = address(0xDE1);
    // Withdraw accounts are the validators' addresses with this added.
    uint160 internal constant COLD = 0xC01D0000;

    /// @dev Other networks' tests set it before `setUp`.
    uint256 internal interval = 300;

    TestKro internal kro;
    TestKgh internal kgh;
    L2OutputOracle internal oracle;
    ValidatorManager internal manager;
    AssetManager internal assets;
    address internal rewardVault;

    function setUp() public virtual {
        vm.warp(START);
        vm.roll(1000);
        kro = new TestKro();
        kgh = new TestKgh();
        oracle = L2OutputOracle(address(new Proxy(PROXY_ADMIN)));
        manager = ValidatorManager(address(new Proxy(PROXY_ADMIN)));
        assets = AssetManager(address(new Proxy(PROXY_ADMIN)));
        _upgrade(
            address(oracle),
            address(new L2OutputOracle(manager, _colosseum(), interval, BLOCK_TIME, FINALIZATION)),
            abi.encodeCall(L2OutputOracle.initialize, (0, START))
        );
        _upgrade(address(manager), address(new ValidatorManager(_managerParams())), "");
        rewardVault = address(new ValidatorRewardVault(kro, address(assets)));
        _upgrade(
            address(assets),
            address(
                new AssetManager(kro, kgh, _council(), rewardVault, manager, DELEGATION_PERIOD, BOND)
            ),
            ""
        );
        kro.mint(rewardVault, 1_000_000 ether);
    }

    function _colosseum() internal virtual returns (address) {
        return address(this);
    }

    function _council() internal virtual returns (address) {
        return COUNCIL;
    }

    function _managerParams() internal view returns (ValidatorManager.ConstructorParams memory) {
        return ValidatorManager.ConstructorParams({
            _l2Oracle: oracle,
            _assetManager: assets,
            _trustedValidator: TRUSTED,
            _commissionChangeDelaySeconds: COMMISSION_DELAY,
            _roundDurationSeconds: ROUND,
            _softJailPeriodSeconds: SOFT_JAIL,
            _hardJailPeriodSeconds: HARD_JAIL,
            _jailThreshold: 2,
            _maxOutputFinalizations: 10,
            _baseReward: BASE_REWARD,
            _minRegisterAmount: MIN_REGISTER,
            _minActivateAmount: MIN_ACTIVATE,
            _mptFirstOutputIndex: MPT_FIRST_OUTPUT
        });
    }

    function _upgrade(address proxy, address implementation, bytes memory call) internal {
        vm.prank(PROXY_ADMIN);
        if (call.length == 0) Proxy(payable(proxy)).upgradeTo(implementation);
        else Proxy(payable(proxy)).upgradeToAndCall(implementation, call);
    }

    function _fund(address who, uint256 amount) internal {
        kro.mint(who, amount);
        vm.prank(who);
        kro.approve(address(assets), type(uint256).max);
    }

    function _register(address validator, uint128 amount, uint8 commission) internal {
        _fund(validator, amount);
        vm.prank(validator, validator);
        manager.registerValidator(amount, commission, _cold(validator));
    }

    function _cold(address validator) internal pure returns (address) {
        return address(uint160(validator) + COLD);
    }

    // To the first moment of the next output's priority round.
    function _toNextRound() internal {
        if (block.timestamp < oracle.nextOutputMinL2Timestamp()) vm.warp(oracle.nextOutputMinL2Timestamp());
        vm.roll(block.number + 50);
    }

    function _submitBy(address validator) internal returns (uint256 outputIndex) {
        outputIndex = oracle.nextOutputIndex();
        bytes32 root = _rootOf(oracle.nextBlockNumber());
        uint256 number = oracle.nextBlockNumber();
        vm.prank(validator);
        oracle.submitL2Output(root, number, 0, 0);
    }

    // By whose turn it is.
    function _submitNext() internal returns (uint256) {
        _toNextRound();
        return _submitBy(manager.nextValidator());
    }

    // The output root that everybody who is right has for a block.
    function _rootOf(uint256 l2BlockNumber) internal pure virtual returns (bytes32) {
        return keccak256(abi.encode("right", l2BlockNumber));
    }

    // All KRO that the asset manager owes to anybody, without pending challenge rewards.
    function _owed(address[] memory validators, address[] memory kghDelegators) internal view returns (uint256 sum) {
        for (uint256 i = 0; i < validators.length; ++i) {
            sum += assets.totalValidatorKro(validators[i]) + assets.totalKroAssets(validators[i]);
            for (uint256 j = 0; j < kghDelegators.length; ++j) {
                sum += assets.getKghReward(validators[i], kghDelegators[j]);
            }
        }
    }
}
