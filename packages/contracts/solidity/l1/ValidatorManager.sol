// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Atan2} from "./Atan2.sol";
import {BalancedWeightTree} from "./BalancedWeightTree.sol";
import {IAssetManager} from "./IAssetManager.sol";
import {IL2OutputOracle} from "./IL2OutputOracle.sol";
import {IValidatorManager, ValidatorStatus} from "./IValidatorManager.sol";

/// @title ValidatorManager
/// @notice Who may submit outputs, what they earn, and what happens to those who do not submit or lose a challenge.
///
///         A validator's status is computed from its KRO and from whether it is in the weight tree (activated):
///
///         | # | status | own KRO | weight | in the tree |
///         |---|---|---|---|---|
///         | 0 | NONE | never registered | | |
///         | 1 | EXITED | below MIN_REGISTER | any | any |
///         | 2 | REGISTERED | enough | below MIN_ACTIVATE | no |
///         | 3 | READY | enough | enough | no |
///         | 4 | INACTIVE | enough | below MIN_ACTIVATE | yes |
///         | 5 | ACTIVE | enough | enough | yes |
///
///         The first row that fits counts. Weight is the validator's own KRO and what is delegated to it.
///
///         | event | in the tree | jail |
///         |---|---|---|
///         | register with enough, activate, deposit, unjail when READY | enters | |
///         | withdraw or undelegate below a limit | leaves | |
///         | JAIL_THRESHOLD + 1 missed turns | leaves | + SOFT_JAIL_PERIOD_SECONDS |
///         | lost challenge | leaves | + HARD_JAIL_PERIOD_SECONDS |
///         | challenge dismissed | enters again when READY and free | - HARD_JAIL_PERIOD_SECONDS |
///
///         Jail does not end by itself: `tryUnjail` after the time. A turn is missed when another validator submits the
///         output that this one was selected for. An output of the selected validator clears its misses.
///
///         Reentrancy: only the oracle and the asset manager are called, which call nobody else but KRO.
contract ValidatorManager is IValidatorManager {
    using BalancedWeightTree for BalancedWeightTree.Tree;
    using SafeCast for uint256;

    /// @dev Kroma's order.
    struct ConstructorParams {
        IL2OutputOracle _l2Oracle;
        IAssetManager _assetManager;
        address _trustedValidator;
        uint128 _commissionChangeDelaySeconds;
        uint128 _roundDurationSeconds;
        uint128 _softJailPeriodSeconds;
        uint128 _hardJailPeriodSeconds;
        uint128 _jailThreshold;
        uint128 _maxOutputFinalizations;
        uint128 _baseReward;
        uint128 _minRegisterAmount;
        uint128 _minActivateAmount;
        uint256 _mptFirstOutputIndex;
    }

    struct Validator {
        bool isInitiated;
        uint8 noSubmissionCount;
        uint8 commissionRate;
        uint8 pendingCommissionRate;
        uint128 commissionChangeInitiatedAt;
    }

    uint128 public constant COMMISSION_RATE_DENOM = 100;
    uint128 public constant BOOSTED_REWARD_NUMERATOR = 40;
    uint128 public constant BOOSTED_REWARD_DENOM = 100;

    /// @dev What `nextValidator` says while everybody may submit.
    address internal constant VALIDATOR_PUBLIC_ROUND_ADDRESS = address(type(uint160).max);

    IL2OutputOracle public immutable L2_ORACLE;
    IAssetManager public immutable ASSET_MANAGER;
    address public immutable TRUSTED_VALIDATOR;
    uint128 public immutable COMMISSION_CHANGE_DELAY_SECONDS;
    uint128 public immutable ROUND_DURATION_SECONDS;
    uint128 public immutable SOFT_JAIL_PERIOD_SECONDS;
    uint128 public immutable HARD_JAIL_PERIOD_SECONDS;
    uint128 public immutable JAIL_THRESHOLD;
    uint128 public immutable MAX_OUTPUT_FINALIZATIONS;
    uint128 public immutable BASE_REWARD;
    uint128 public immutable MIN_REGISTER_AMOUNT;
    uint128 public immutable MIN_ACTIVATE_AMOUNT;
    uint256 public immutable MPT_FIRST_OUTPUT_INDEX;

    address internal _nextPriorityValidator;
    BalancedWeightTree.Tree internal _validatorTree;
    mapping(address => Validator) internal _validatorInfo;
    mapping(address => uint128 expiresAt) internal _jail;
    mapping(uint256 outputIndex => uint128 kro) internal _pendingChallengeReward;

    event ValidatorRegistered(address indexed validator, bool activated, uint8 commissionRate, uint128 assets);
    event ValidatorActivated(address indexed validator, uint256 activatedAt);
    event ValidatorStopped(address indexed validator, uint256 stopsAt);
    event ValidatorCommissionChangeInitiated(
        address indexed validator, uint8 oldCommissionRate, uint8 newCommissionRate
    );
    event ValidatorCommissionChangeFinalized(
        address indexed validator, uint8 oldCommissionRate, uint8 newCommissionRate
    );
    event ValidatorJailed(address indexed validator, uint128 expiresAt);
    event ValidatorUnjailed(address indexed validator);
    event RewardDistributed(
        uint256 indexed outputIndex,
        address indexed validator,
        uint128 validatorReward,
        uint128 baseReward,
        uint128 boostedReward
    );
    event ChallengeRewardDistributed(uint256 indexed outputIndex, address indexed recipient, uint128 challengeReward);
    event Slashed(uint256 indexed outputIndex, address indexed loser, uint128 amount);
    event SlashReverted(uint256 indexed outputIndex, address indexed loser, uint128 amount);

    error NotAllowedCaller();
    error InvalidConstructorParams();
    error ImproperValidatorStatus();
    error InsufficientAsset();
    error MaxCommissionRateExceeded();
    error SameCommissionRate();
    error NotInitiatedCommissionChange();
    error NotElapsedCommissionChangeDelay();
    error NotElapsedJailPeriod();
    error NotSelectedPriorityValidator();
    error MptFirstOutputRestricted();

    modifier onlyColosseum() {
        if (msg.sender != L2_ORACLE.COLOSSEUM()) revert NotAllowedCaller();
        _;
    }

    constructor(ConstructorParams memory params) {
        // The counter of misses is a byte and goes up to the threshold.
        if (params._minRegisterAmount > params._minActivateAmount || params._jailThreshold > type(uint8).max) {
            revert InvalidConstructorParams();
        }
        L2_ORACLE = params._l2Oracle;
        ASSET_MANAGER = params._assetManager;
        TRUSTED_VALIDATOR = params._trustedValidator;
        COMMISSION_CHANGE_DELAY_SECONDS = params._commissionChangeDelaySeconds;
        ROUND_DURATION_SECONDS = params._roundDurationSeconds;
        SOFT_JAIL_PERIOD_SECONDS = params._softJailPeriodSeconds;
        HARD_JAIL_PERIOD_SECONDS = params._hardJailPeriodSeconds;
        JAIL_THRESHOLD = params._jailThreshold;
        MAX_OUTPUT_FINALIZATIONS = params._maxOutputFinalizations;
        BASE_REWARD = params._baseReward;
        MIN_REGISTER_AMOUNT = params._minRegisterAmount;
        MIN_ACTIVATE_AMOUNT = params._minActivateAmount;
        MPT_FIRST_OUTPUT_INDEX = params._mptFirstOutputIndex;
    }

    // ---- What validators call ----

    /// @notice Registers the caller with KRO that it has allowed the asset manager to take.
    /// @param withdrawAccount The only account that ever withdraws the validator's KRO. It cannot be changed.
    function registerValidator(uint128 assets, uint8 commissionRate, address withdrawAccount) external {
        // Validators are accounts with a key: challenges run on their clock. Nothing is authorised by `tx.origin` here.
        if (msg.sender.code.length != 0 || msg.sender != tx.origin) revert NotAllowedCaller();
        if (getStatus(msg.sender) != ValidatorStatus.NONE) revert ImproperValidatorStatus();
        if (assets < MIN_REGISTER_AMOUNT) revert InsufficientAsset();
        if (commissionRate > COMMISSION_RATE_DENOM) revert MaxCommissionRateExceeded();
        Validator storage info = _validatorInfo[msg.sender];
        info.isInitiated = true;
        info.commissionRate = commissionRate;
        ASSET_MANAGER.depositToRegister(msg.sender, assets, withdrawAccount);
        bool ready = assets >= MIN_ACTIVATE_AMOUNT;
        if (ready) _activate(msg.sender);
        emit ValidatorRegistered(msg.sender, ready, commissionRate, assets);
    }

    function activateValidator() external {
        if (getStatus(msg.sender) != ValidatorStatus.READY || inJail(msg.sender)) revert ImproperValidatorStatus();
        _activate(msg.sender);
    }

    function initCommissionChange(uint8 newCommissionRate) external {
        _checkMayChangeCommission();
        if (newCommissionRate > COMMISSION_RATE_DENOM) revert MaxCommissionRateExceeded();
        Validator storage info = _validatorInfo[msg.sender];
        if (newCommissionRate == info.commissionRate) revert SameCommissionRate();
        info.pendingCommissionRate = newCommissionRate;
        info.commissionChangeInitiatedAt = uint128(block.timestamp);
        emit ValidatorCommissionChangeInitiated(msg.sender, info.commissionRate, newCommissionRate);
    }

    function finalizeCommissionChange() external {
        _checkMayChangeCommission();
        Validator storage info = _validatorInfo[msg.sender];
        if (info.commissionChangeInitiatedAt == 0) revert NotInitiatedCommissionChange();
        if (block.timestamp < canFinalizeCommissionChangeAt(msg.sender)) revert NotElapsedCommissionChangeDelay();
        (uint8 oldRate, uint8 newRate) = (info.commissionRate, info.pendingCommissionRate);
        info.commissionRate = newRate;
        info.pendingCommissionRate = 0;
        info.commissionChangeInitiatedAt = 0;
        emit ValidatorCommissionChangeFinalized(msg.sender, oldRate, newRate);
    }

    /// @notice Ends the caller's jail once its time is over.
    function tryUnjail() external {
        if (!inJail(msg.sender)) revert ImproperValidatorStatus();
        if (block.timestamp < _jail[msg.sender]) revert NotElapsedJailPeriod();
        _unjail(msg.sender);
    }

    // ---- What the other contracts call ----

    function tryActivateValidator(address validator) external {
        if (msg.sender != address(ASSET_MANAGER)) revert NotAllowedCaller();
        if (getStatus(validator) == ValidatorStatus.READY && !inJail(validator)) _activate(validator);
    }

    /// @notice Pays for finalized outputs, bonds the new one, judges the selected validator and selects the next.
    function afterSubmitL2Output(uint256 outputIndex) external {
        if (msg.sender != address(L2_ORACLE)) revert NotAllowedCaller();
        _distributeReward();
        address submitter = L2_ORACLE.getSubmitter(outputIndex);
        ASSET_MANAGER.bondValidatorKro(submitter);
        address selected = _nextPriorityValidator;
        if (submitter == selected) _validatorInfo[submitter].noSubmissionCount = 0;
        else if (selected != address(0)) _countMiss(selected);
        _updatePriorityValidator();
    }

    function bondValidatorKro(address validator) external onlyColosseum {
        ASSET_MANAGER.bondValidatorKro(validator);
    }

    function unbondValidatorKro(address validator) external onlyColosseum {
        ASSET_MANAGER.unbondValidatorKro(validator);
    }

    /// @notice Takes a bond of who lost a challenge on an output. It goes to who is the output's submitter when it is
    ///         finalized; if that has been paid already, to the winner now.
    function slash(uint256 outputIndex, address winner, address loser) external onlyColosseum {
        uint128 amount = ASSET_MANAGER.decreaseBalanceWithChallenge(loser);
        emit Slashed(outputIndex, loser, amount);
        _sendToJail(loser, HARD_JAIL_PERIOD_SECONDS);
        if (L2_ORACLE.nextFinalizeOutputIndex() <= outputIndex) _pendingChallengeReward[outputIndex] += amount;
        else _payChallengeReward(outputIndex, winner, amount);
    }

    /// @notice Undoes a slash whose challenge was dismissed before the output was finalized.
    function revertSlash(uint256 outputIndex, address loser) external onlyColosseum {
        uint128 amount = ASSET_MANAGER.revertDecreaseBalanceWithChallenge(loser);
        _pendingChallengeReward[outputIndex] -= amount;
        emit SlashReverted(outputIndex, loser, amount);
        if (inJail(loser)) {
            uint128 expiresAt = _jail[loser] - HARD_JAIL_PERIOD_SECONDS;
            if (expiresAt <= block.timestamp) _unjail(loser);
            else _jail[loser] = expiresAt;
        }
        updateValidatorTree(loser, false);
    }

    // ---- Views ----

    function checkSubmissionEligibility(address validator) external view {
        address next = nextValidator();
        if (next != VALIDATOR_PUBLIC_ROUND_ADDRESS && next != validator) revert NotSelectedPriorityValidator();
        if (!isActive(validator)) revert ImproperValidatorStatus();
    }

    /// @notice The first output under the Merkle Patricia trie of a migrated chain is the trusted validator's.
    function checkChallengeEligibility(uint256 outputIndex) external view {
        if (outputIndex == MPT_FIRST_OUTPUT_INDEX) revert MptFirstOutputRestricted();
    }

    function jailExpiresAt(address validator) external view returns (uint128) {
        return _jail[validator];
    }

    function noSubmissionCount(address validator) external view returns (uint8) {
        return _validatorInfo[validator].noSubmissionCount;
    }

    function getCommissionRate(address validator) external view returns (uint8) {
        return _validatorInfo[validator].commissionRate;
    }

    function getPendingCommissionRate(address validator) external view returns (uint8) {
        return _validatorInfo[validator].pendingCommissionRate;
    }

    /// @notice The weight by which a validator is selected; 0 outside of the tree.
    function getWeight(address validator) external view returns (uint120) {
        return _validatorTree.weightOf(validator);
    }

    function activatedValidatorCount() external view returns (uint32) {
        return _validatorTree.count();
    }

    function activatedValidatorTotalWeight() external view returns (uint120) {
        return _validatorTree.total();
    }

    function canFinalizeCommissionChangeAt(address validator) public view returns (uint128) {
        return _validatorInfo[validator].commissionChangeInitiatedAt + COMMISSION_CHANGE_DELAY_SECONDS;
    }

    /// @notice Who submits the next output: the selected validator until its round is over, then everybody (all ones); the
    ///         trusted validator if nobody is selected, and for the first output after a migration.
    function nextValidator() public view returns (address) {
        if (L2_ORACLE.nextOutputIndex() == MPT_FIRST_OUTPUT_INDEX) return TRUSTED_VALIDATOR;
        if (_nextPriorityValidator == address(0)) return TRUSTED_VALIDATOR;
        uint256 roundStart = L2_ORACLE.nextOutputMinL2Timestamp();
        if (block.timestamp >= roundStart && block.timestamp - roundStart > ROUND_DURATION_SECONDS) {
            return VALIDATOR_PUBLIC_ROUND_ADDRESS;
        }
        return _nextPriorityValidator;
    }

    function getStatus(address validator) public view returns (ValidatorStatus) {
        if (!_validatorInfo[validator].isInitiated) return ValidatorStatus.NONE;
        if (ASSET_MANAGER.totalValidatorKro(validator) < MIN_REGISTER_AMOUNT) return ValidatorStatus.EXITED;
        bool activated = _validatorTree.contains(validator);
        if (ASSET_MANAGER.reflectiveWeight(validator) < MIN_ACTIVATE_AMOUNT) {
            return activated ? ValidatorStatus.INACTIVE : ValidatorStatus.REGISTERED;
        }
        return activated ? ValidatorStatus.ACTIVE : ValidatorStatus.READY;
    }

    function isActive(address validator) public view returns (bool) {
        return getStatus(validator) == ValidatorStatus.ACTIVE;
    }

    function inJail(address validator) public view returns (bool) {
        return _jail[validator] != 0;
    }

    /// @notice Brings a validator's weight in the tree up to date; anyone may call it.
    /// @param tryRemove Whether one that fell below a limit leaves the tree.
    function updateValidatorTree(address validator, bool tryRemove) public {
        ValidatorStatus status = getStatus(validator);
        if (tryRemove && (status == ValidatorStatus.EXITED || status == ValidatorStatus.INACTIVE)) _stop(validator);
        else if (status >= ValidatorStatus.INACTIVE) _validatorTree.update(validator, _weight(validator));
    }

    // ---- Inside ----

    function _checkMayChangeCommission() private view {
        if (getStatus(msg.sender) < ValidatorStatus.REGISTERED || inJail(msg.sender)) revert ImproperValidatorStatus();
    }

    function _weight(address validator) private view returns (uint120) {
        return uint256(ASSET_MANAGER.reflectiveWeight(validator)).toUint120();
    }

    function _activate(address validator) private {
        _validatorTree.insert(validator, _weight(validator));
        emit ValidatorActivated(validator, block.timestamp);
    }

    function _stop(address validator) private {
        if (_validatorTree.remove(validator)) emit ValidatorStopped(validator, block.timestamp);
    }

    function _sendToJail(address validator, uint128 period) private {
        uint128 from = uint128(Math.max(_jail[validator], block.timestamp));
        _jail[validator] = from + period;
        emit ValidatorJailed(validator, from + period);
        _stop(validator);
    }

    function _unjail(address validator) private {
        _validatorInfo[validator].noSubmissionCount = 0;
        delete _jail[validator];
        emit ValidatorUnjailed(validator);
        if (getStatus(validator) == ValidatorStatus.READY) _activate(validator);
    }

    function _countMiss(address validator) private {
        Validator storage info = _validatorInfo[validator];
        if (info.noSubmissionCount >= JAIL_THRESHOLD) _sendToJail(validator, SOFT_JAIL_PERIOD_SECONDS);
        else ++info.noSubmissionCount;
    }

    function _distributeReward() private {
        uint256 first = L2_ORACLE.nextFinalizeOutputIndex();
        uint256 next = first;
        uint256 end = Math.min(first + MAX_OUTPUT_FINALIZATIONS, L2_ORACLE.nextOutputIndex());
        for (; next < end && L2_ORACLE.isFinalized(next); ++next) {
            _payOutput(next, L2_ORACLE.getSubmitter(next));
        }
        if (next != first) L2_ORACLE.setNextFinalizeOutputIndex(next);
    }

    function _payOutput(uint256 outputIndex, address submitter) private {
        (uint128 validatorReward, uint128 baseReward, uint128 boostedReward) = _reward(submitter);
        ASSET_MANAGER.increaseBalanceWithReward(submitter, baseReward, boostedReward, validatorReward);
        emit RewardDistributed(outputIndex, submitter, validatorReward, baseReward, boostedReward);
        uint128 pending = _pendingChallengeReward[outputIndex];
        if (pending > 0) {
            delete _pendingChallengeReward[outputIndex];
            _payChallengeReward(outputIndex, submitter, pending);
        } else {
            updateValidatorTree(submitter, false);
        }
    }

    function _payChallengeReward(uint256 outputIndex, address winner, uint128 amount) private {
        uint128 net = ASSET_MANAGER.increaseBalanceWithChallenge(winner, amount);
        emit ChallengeRewardDistributed(outputIndex, winner, net);
        updateValidatorTree(winner, false);
    }

    /// @dev The base reward is split by commission, then by who owns the stake; KGH boost it along an arc tangent.
    function _reward(address submitter)
        private
        view
        returns (uint128 validatorReward, uint128 baseReward, uint128 boostedReward)
    {
        if (submitter == ASSET_MANAGER.SECURITY_COUNCIL()) return (BASE_REWARD, 0, 0);
        uint256 commission = _validatorInfo[submitter].commissionRate;
        uint256 own = ASSET_MANAGER.totalValidatorKro(submitter);
        uint256 stake = own + ASSET_MANAGER.totalKroAssets(submitter);
        uint256 boost = (uint256(BASE_REWARD) * BOOSTED_REWARD_NUMERATOR) / BOOSTED_REWARD_DENOM;
        uint256 boosted = (Atan2.atan2(ASSET_MANAGER.totalKghNum(submitter), 100) * boost) >> 40;
        uint256 shared = (BASE_REWARD * (COMMISSION_RATE_DENOM - commission)) / COMMISSION_RATE_DENOM;
        // A validator whose last KRO was slashed still gets what its output earned.
        uint256 ownShare = stake == 0 ? shared : (shared * own) / stake;
        validatorReward = ((BASE_REWARD + boosted) * commission / COMMISSION_RATE_DENOM + ownShare).toUint128();
        baseReward = (shared - ownShare).toUint128();
        boostedReward = (boosted * (COMMISSION_RATE_DENOM - commission) / COMMISSION_RATE_DENOM).toUint128();
    }

    function _updatePriorityValidator() private {
        uint120 total = _validatorTree.total();
        uint256 nextFinalize = L2_ORACLE.nextFinalizeOutputIndex();
        if (total == 0 || nextFinalize == 0) {
            _nextPriorityValidator = address(0);
            return;
        }
        bytes32 lastFinalized = L2_ORACLE.getL2Output(nextFinalize - 1).outputRoot;
        uint256 random = uint256(
            keccak256(
                abi.encodePacked(
                    lastFinalized, block.number, block.coinbase, block.prevrandao, blockhash(block.number - 1)
                )
            )
        );
        _nextPriorityValidator = _validatorTree.select(uint120(random) % total);
    }
}
