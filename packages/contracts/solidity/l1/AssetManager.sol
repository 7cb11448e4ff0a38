// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAssetManager} from "./IAssetManager.sol";
import {IValidatorManager, ValidatorStatus} from "./IValidatorManager.sol";

/// @title AssetManager
/// @notice All KRO and KGH of validators and of those who delegate to them.
///
///         A validator's own KRO:
///
///         | part | comes by | goes by |
///         |---|---|---|
///         | free | deposit, rewards, unbond | withdraw (by the withdraw account only), bond |
///         | bonded, `BOND_AMOUNT` per output and per challenge | bond | unbond, slash |
///
///         KRO delegated to a validator is counted in shares, so that its base rewards spread over all of them. KGH earn the
///         boosted reward, so much per token. Delegated KRO is never slashed.
///
///         Conserved at all times: this contract's KRO is at least the sum of what validators own, what is delegated, what
///         KGH have accrued, and slashed bonds that are not paid out yet. Rounding is always against the caller.
///
///         Reentrancy: only KRO (a plain ERC-20) and KGH (moved with `transferFrom`, which calls nobody back) are called,
///         after all state is written.
contract AssetManager is IAssetManager, IERC721Receiver {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    struct Asset {
        uint128 validatorKro;
        uint128 validatorKroBonded;
        uint128 totalKro;
        uint128 totalKroShares;
        uint128 totalKgh;
        uint128 rewardPerKghStored;
    }

    struct KroDelegator {
        uint128 shares;
        uint128 lastDelegatedAt;
    }

    struct KghDelegator {
        uint128 rewardPerKghPaid;
        uint256 kghNum;
        mapping(uint256 tokenId => uint128 delegatedAt) delegatedAt;
    }

    struct Vault {
        address withdrawAccount;
        uint128 lastDepositedAt;
        Asset asset;
        mapping(address => KroDelegator) kroDelegators;
        mapping(address => KghDelegator) kghDelegators;
    }

    uint128 public constant TAX_NUMERATOR = 20;
    uint128 public constant TAX_DENOMINATOR = 100;
    /// @dev Shares that nobody owns: the first delegator cannot make the next one's shares round to nothing.
    uint128 public constant DECIMAL_OFFSET = 10 ** 6;

    IERC20 public immutable ASSET_TOKEN;
    IERC721 public immutable KGH;
    address public immutable SECURITY_COUNCIL;
    address public immutable VALIDATOR_REWARD_VAULT;
    IValidatorManager public immutable VALIDATOR_MANAGER;
    uint128 public immutable MIN_DELEGATION_PERIOD;
    uint128 public immutable BOND_AMOUNT;

    mapping(address validator => Vault) internal _vaults;

    event Deposited(address indexed validator, uint128 amount);
    event Withdrawn(address indexed validator, uint128 amount);
    event ValidatorKroBonded(address indexed validator, uint128 amount, uint128 remainder);
    event ValidatorKroUnbonded(address indexed validator, uint128 amount, uint128 remainder);
    event KroDelegated(address indexed validator, address indexed delegator, uint128 amount, uint128 shares);
    event KroUndelegated(address indexed validator, address indexed delegator, uint128 amount, uint128 shares);
    event KghDelegated(address indexed validator, address indexed delegator, uint256 tokenId);
    event KghBatchDelegated(address indexed validator, address indexed delegator, uint256[] tokenIds);
    event KghUndelegated(address indexed validator, address indexed delegator, uint256 tokenId, uint128 amount);
    event KghBatchUndelegated(address indexed validator, address indexed delegator, uint256[] tokenIds, uint128 amount);
    event KghRewardClaimed(address indexed validator, address indexed delegator, uint128 amount);

    error NotAllowedCaller();
    error NotAllowedZeroInput();
    error ZeroAddress();
    error ImproperValidatorStatus();
    error InsufficientAsset();
    error InsufficientShare();
    error InvalidTokenIdsInput();
    error NotElapsedMinDelegationPeriod();

    modifier onlyValidatorManager() {
        if (msg.sender != address(VALIDATOR_MANAGER)) revert NotAllowedCaller();
        _;
    }

    constructor(
        IERC20 assetToken,
        IERC721 kgh,
        address securityCouncil,
        address validatorRewardVault,
        IValidatorManager validatorManager,
        uint128 minDelegationPeriod,
        uint128 bondAmount
    ) {
        ASSET_TOKEN = assetToken;
        KGH = kgh;
        SECURITY_COUNCIL = securityCouncil;
        VALIDATOR_REWARD_VAULT = validatorRewardVault;
        VALIDATOR_MANAGER = validatorManager;
        MIN_DELEGATION_PERIOD = minDelegationPeriod;
        BOND_AMOUNT = bondAmount;
    }

    // ---- A validator's own KRO ----

    /// @notice A registered validator adds KRO of its own. It may become active by this.
    function deposit(uint128 assets) external {
        if (assets == 0) revert NotAllowedZeroInput();
        if (VALIDATOR_MANAGER.getStatus(msg.sender) == ValidatorStatus.NONE) revert ImproperValidatorStatus();
        _deposit(msg.sender, assets);
        VALIDATOR_MANAGER.updateValidatorTree(msg.sender, false);
        VALIDATOR_MANAGER.tryActivateValidator(msg.sender);
        emit Deposited(msg.sender, assets);
        ASSET_TOKEN.safeTransferFrom(msg.sender, address(this), assets);
    }

    /// @notice Pays a validator's free KRO to its withdraw account, which must be the caller: the validator's own key, which
    ///         is in use every hour, moves nothing.
    function withdraw(address validator, uint128 assets) external {
        if (assets == 0) revert NotAllowedZeroInput();
        Vault storage vault = _vaults[validator];
        if (msg.sender != vault.withdrawAccount) revert NotAllowedCaller();
        if (block.timestamp < canWithdrawAt(validator)) revert NotElapsedMinDelegationPeriod();
        if (VALIDATOR_MANAGER.jailExpiresAt(validator) > block.timestamp) revert ImproperValidatorStatus();
        if (assets > totalValidatorKroNotBonded(validator)) revert InsufficientAsset();
        vault.asset.validatorKro -= assets;
        VALIDATOR_MANAGER.updateValidatorTree(validator, true);
        emit Withdrawn(validator, assets);
        ASSET_TOKEN.safeTransfer(msg.sender, assets);
    }

    function depositToRegister(address validator, uint128 assets, address withdrawAccount)
        external
        onlyValidatorManager
    {
        if (withdrawAccount == address(0)) revert ZeroAddress();
        _vaults[validator].withdrawAccount = withdrawAccount;
        _deposit(validator, assets);
        emit Deposited(validator, assets);
        ASSET_TOKEN.safeTransferFrom(validator, address(this), assets);
    }

    function bondValidatorKro(address validator) external onlyValidatorManager {
        Asset storage asset = _vaults[validator].asset;
        uint128 free = asset.validatorKro - asset.validatorKroBonded;
        if (free < BOND_AMOUNT) revert InsufficientAsset();
        asset.validatorKroBonded += BOND_AMOUNT;
        emit ValidatorKroBonded(validator, BOND_AMOUNT, free - BOND_AMOUNT);
    }

    function unbondValidatorKro(address validator) external onlyValidatorManager {
        _unbond(validator);
    }

    /// @notice Pays the reward of a finalized output and frees the output's bond.
    function increaseBalanceWithReward(
        address validator,
        uint128 baseReward,
        uint128 boostedReward,
        uint128 validatorReward
    ) external onlyValidatorManager {
        if (validator == SECURITY_COUNCIL) {
            ASSET_TOKEN.safeTransferFrom(VALIDATOR_REWARD_VAULT, SECURITY_COUNCIL, validatorReward);
            return;
        }
        Asset storage asset = _vaults[validator].asset;
        uint128 total = baseReward + validatorReward;
        if (asset.totalKgh != 0) {
            uint128 rewardPerKgh = boostedReward / asset.totalKgh;
            asset.rewardPerKghStored += rewardPerKgh;
            // What does not divide stays in the vault.
            total += rewardPerKgh * asset.totalKgh;
        }
        asset.totalKro += baseReward;
        asset.validatorKro += validatorReward;
        _unbond(validator);
        ASSET_TOKEN.safeTransferFrom(VALIDATOR_REWARD_VAULT, address(this), total);
    }

    /// @notice Pays a slashed bond to who won the challenge. @return What is left of it after the tax.
    function increaseBalanceWithChallenge(address winner, uint128 challengeReward)
        external
        onlyValidatorManager
        returns (uint128)
    {
        if (winner == SECURITY_COUNCIL) {
            ASSET_TOKEN.safeTransfer(SECURITY_COUNCIL, challengeReward);
            return challengeReward;
        }
        // Rounded up; the winner's part is the rest.
        uint128 tax = Math.ceilDiv(uint256(challengeReward) * TAX_NUMERATOR, TAX_DENOMINATOR).toUint128();
        _vaults[winner].asset.validatorKro += challengeReward - tax;
        ASSET_TOKEN.safeTransfer(SECURITY_COUNCIL, tax);
        return challengeReward - tax;
    }

    /// @notice Takes one bond of who lost a challenge. @return The bond.
    function decreaseBalanceWithChallenge(address loser) external onlyValidatorManager returns (uint128) {
        Asset storage asset = _vaults[loser].asset;
        asset.validatorKro -= BOND_AMOUNT;
        asset.validatorKroBonded -= BOND_AMOUNT;
        return BOND_AMOUNT;
    }

    /// @notice Gives it back, bonded as it was.
    function revertDecreaseBalanceWithChallenge(address loser) external onlyValidatorManager returns (uint128) {
        Asset storage asset = _vaults[loser].asset;
        asset.validatorKro += BOND_AMOUNT;
        asset.validatorKroBonded += BOND_AMOUNT;
        return BOND_AMOUNT;
    }

    // ---- Delegated KRO ----

    /// @notice Delegates KRO to a validator. @return shares What the delegator gets for it.
    function delegate(address validator, uint128 assets) external returns (uint128 shares) {
        if (assets == 0) revert NotAllowedZeroInput();
        _checkAcceptsDelegations(validator);
        shares = previewDelegate(validator, assets);
        if (shares == 0) revert InsufficientShare();
        Vault storage vault = _vaults[validator];
        vault.asset.totalKro += assets;
        vault.asset.totalKroShares += shares;
        KroDelegator storage delegator = vault.kroDelegators[msg.sender];
        delegator.shares += shares;
        delegator.lastDelegatedAt = uint128(block.timestamp);
        VALIDATOR_MANAGER.updateValidatorTree(validator, false);
        emit KroDelegated(validator, msg.sender, assets, shares);
        ASSET_TOKEN.safeTransferFrom(msg.sender, address(this), assets);
    }

    /// @notice Takes delegated KRO back, also from a validator that is in jail or gone. @return shares What it cost.
    function undelegate(address validator, uint128 assets) external returns (uint128 shares) {
        if (assets == 0) revert NotAllowedZeroInput();
        shares = previewUndelegate(validator, assets);
        Vault storage vault = _vaults[validator];
        KroDelegator storage delegator = vault.kroDelegators[msg.sender];
        if (shares > delegator.shares) revert InsufficientShare();
        if (block.timestamp < canUndelegateKroAt(validator, msg.sender)) revert NotElapsedMinDelegationPeriod();
        delegator.shares -= shares;
        vault.asset.totalKro -= assets;
        vault.asset.totalKroShares -= shares;
        VALIDATOR_MANAGER.updateValidatorTree(validator, true);
        emit KroUndelegated(validator, msg.sender, assets, shares);
        ASSET_TOKEN.safeTransfer(msg.sender, assets);
    }

    // ---- KGH ----

    function delegateKgh(address validator, uint256 tokenId) external {
        uint128 reward = _enterKgh(validator, 1);
        _vaults[validator].kghDelegators[msg.sender].delegatedAt[tokenId] = uint128(block.timestamp);
        emit KghDelegated(validator, msg.sender, tokenId);
        _payKghReward(validator, reward);
        KGH.transferFrom(msg.sender, address(this), tokenId);
    }

    function delegateKghBatch(address validator, uint256[] calldata tokenIds) external {
        if (tokenIds.length == 0) revert NotAllowedZeroInput();
        uint128 reward = _enterKgh(validator, uint128(tokenIds.length));
        KghDelegator storage delegator = _vaults[validator].kghDelegators[msg.sender];
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            delegator.delegatedAt[tokenIds[i]] = uint128(block.timestamp);
        }
        emit KghBatchDelegated(validator, msg.sender, tokenIds);
        _payKghReward(validator, reward);
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            KGH.transferFrom(msg.sender, address(this), tokenIds[i]);
        }
    }

    function undelegateKgh(address validator, uint256 tokenId) external {
        _leaveKgh(validator, tokenId);
        uint128 reward = _settleKgh(validator, 1);
        emit KghUndelegated(validator, msg.sender, tokenId, reward);
        if (reward > 0) ASSET_TOKEN.safeTransfer(msg.sender, reward);
        KGH.transferFrom(address(this), msg.sender, tokenId);
    }

    function undelegateKghBatch(address validator, uint256[] calldata tokenIds) external {
        if (tokenIds.length == 0) revert NotAllowedZeroInput();
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            _leaveKgh(validator, tokenIds[i]);
        }
        uint128 reward = _settleKgh(validator, uint128(tokenIds.length));
        emit KghBatchUndelegated(validator, msg.sender, tokenIds, reward);
        if (reward > 0) ASSET_TOKEN.safeTransfer(msg.sender, reward);
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            KGH.transferFrom(address(this), msg.sender, tokenIds[i]);
        }
    }

    /// @notice Pays what the caller's KGH have accrued with a validator.
    function claimKghReward(address validator) external {
        uint128 reward = _accrue(validator);
        if (reward == 0) revert InsufficientAsset();
        _payKghReward(validator, reward);
    }

    // ---- Views ----

    function getWithdrawAccount(address validator) external view returns (address) {
        return _vaults[validator].withdrawAccount;
    }

    function totalValidatorKro(address validator) external view returns (uint128) {
        return _vaults[validator].asset.validatorKro;
    }

    function totalValidatorKroBonded(address validator) external view returns (uint128) {
        return _vaults[validator].asset.validatorKroBonded;
    }

    function totalKroAssets(address validator) external view returns (uint128) {
        return _vaults[validator].asset.totalKro;
    }

    function totalKghNum(address validator) external view returns (uint128) {
        return _vaults[validator].asset.totalKgh;
    }

    function getKroTotalShareBalance(address validator, address delegator) external view returns (uint128) {
        return _vaults[validator].kroDelegators[delegator].shares;
    }

    function getKroAssets(address validator, address delegator) external view returns (uint128) {
        Asset storage asset = _vaults[validator].asset;
        uint256 shares = _vaults[validator].kroDelegators[delegator].shares;
        return
            Math.mulDiv(shares, uint256(asset.totalKro) + 1, uint256(asset.totalKroShares) + DECIMAL_OFFSET).toUint128();
    }

    function getKghNum(address validator, address delegator) external view returns (uint128) {
        return _vaults[validator].kghDelegators[delegator].kghNum.toUint128();
    }

    function canUndelegateKghAt(address validator, address delegator, uint256 tokenId) external view returns (uint128) {
        return _vaults[validator].kghDelegators[delegator].delegatedAt[tokenId] + MIN_DELEGATION_PERIOD;
    }

    function getKghReward(address validator, address delegator) external view returns (uint128) {
        return _kghReward(validator, delegator);
    }

    /// @notice What a validator's chance to be selected is measured by: its own KRO and what is delegated to it.
    function reflectiveWeight(address validator) external view returns (uint128) {
        Asset storage asset = _vaults[validator].asset;
        return asset.totalKro + asset.validatorKro;
    }

    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return IERC721Receiver.onERC721Received.selector;
    }

    function canWithdrawAt(address validator) public view returns (uint128) {
        return _vaults[validator].lastDepositedAt + MIN_DELEGATION_PERIOD;
    }

    function canUndelegateKroAt(address validator, address delegator) public view returns (uint128) {
        return _vaults[validator].kroDelegators[delegator].lastDelegatedAt + MIN_DELEGATION_PERIOD;
    }

    function totalValidatorKroNotBonded(address validator) public view returns (uint128) {
        return _vaults[validator].asset.validatorKro - _vaults[validator].asset.validatorKroBonded;
    }

    /// @notice Shares for so much KRO; rounded down.
    function previewDelegate(address validator, uint128 assets) public view returns (uint128) {
        return _toShares(validator, assets, Math.Rounding.Floor);
    }

    /// @notice Shares that so much KRO costs; rounded up.
    function previewUndelegate(address validator, uint128 assets) public view returns (uint128) {
        return _toShares(validator, assets, Math.Rounding.Ceil);
    }

    // ---- Inside ----

    function _deposit(address validator, uint128 assets) private {
        _vaults[validator].lastDepositedAt = uint128(block.timestamp);
        _vaults[validator].asset.validatorKro += assets;
    }

    function _unbond(address validator) private {
        Asset storage asset = _vaults[validator].asset;
        asset.validatorKroBonded -= BOND_AMOUNT;
        emit ValidatorKroUnbonded(validator, BOND_AMOUNT, asset.validatorKro - asset.validatorKroBonded);
    }

    function _toShares(address validator, uint128 assets, Math.Rounding rounding) private view returns (uint128) {
        Asset storage asset = _vaults[validator].asset;
        return Math.mulDiv(
                assets, uint256(asset.totalKroShares) + DECIMAL_OFFSET, uint256(asset.totalKro) + 1, rounding
            ).toUint128();
    }

    function _checkAcceptsDelegations(address validator) private view {
        if (VALIDATOR_MANAGER.getStatus(validator) < ValidatorStatus.REGISTERED || VALIDATOR_MANAGER.inJail(validator))
        {
            revert ImproperValidatorStatus();
        }
    }

    function _kghReward(address validator, address delegator) private view returns (uint128) {
        Vault storage vault = _vaults[validator];
        KghDelegator storage kgh = vault.kghDelegators[delegator];
        return (uint256(vault.asset.rewardPerKghStored - kgh.rewardPerKghPaid) * kgh.kghNum).toUint128();
    }

    // What the caller has accrued, which from here on counts as paid.
    function _accrue(address validator) private returns (uint128 reward) {
        reward = _kghReward(validator, msg.sender);
        _vaults[validator].kghDelegators[msg.sender].rewardPerKghPaid = _vaults[validator].asset.rewardPerKghStored;
    }

    function _enterKgh(address validator, uint128 count) private returns (uint128 reward) {
        _checkAcceptsDelegations(validator);
        reward = _accrue(validator);
        _vaults[validator].asset.totalKgh += count;
        _vaults[validator].kghDelegators[msg.sender].kghNum += count;
    }

    function _leaveKgh(address validator, uint256 tokenId) private {
        KghDelegator storage delegator = _vaults[validator].kghDelegators[msg.sender];
        uint128 delegatedAt = delegator.delegatedAt[tokenId];
        if (delegatedAt == 0) revert InvalidTokenIdsInput();
        if (block.timestamp < delegatedAt + MIN_DELEGATION_PERIOD) revert NotElapsedMinDelegationPeriod();
        delete delegator.delegatedAt[tokenId];
    }

    function _settleKgh(address validator, uint128 count) private returns (uint128 reward) {
        reward = _accrue(validator);
        _vaults[validator].asset.totalKgh -= count;
        _vaults[validator].kghDelegators[msg.sender].kghNum -= count;
    }

    function _payKghReward(address validator, uint128 reward) private {
        if (reward == 0) return;
        emit KghRewardClaimed(validator, msg.sender, reward);
        ASSET_TOKEN.safeTransfer(msg.sender, reward);
    }
}
