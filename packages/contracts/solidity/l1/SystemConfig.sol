// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";

/// @dev Limits of the market for deposits' gas.
struct ResourceConfig {
    uint32 maxResourceLimit;
    uint8 elasticityMultiplier;
    uint8 baseFeeMaxChangeDenominator;
    uint32 minimumBaseFee;
    uint32 systemTxMaxGas;
    uint128 maximumBaseFee;
}

/// @title SystemConfig
/// @notice The settings of the L2 chain that its operator may change while it runs. Derivation reads the events: a change
///         holds from the L2 block on whose L1 origin is this block (the batcher's address: for all that L1 carries from
///         this block on).
///
///         | updateType | what | data | since |
///         |---|---|---|---|
///         | 0 | BATCHER | address word | Bedrock |
///         | 1 | FEE_SCALARS | overhead, scalar (highest byte: 0 Bedrock's, 1 Ecotone's) | Bedrock |
///         | 2 | GAS_LIMIT | uint64 word | Bedrock |
///         | 3 | UNSAFE_BLOCK_SIGNER | address word | Bedrock |
///         | 4 | EIP_1559_PARAMS | denominator << 32 or elasticity | Holocene |
///         | 5 | OPERATOR_FEE_PARAMS | scalar << 64 or constant | Isthmus |
///         | 6 | MIN_BASE_FEE | uint64 word | Jovian |
///         | 7 | DA_FOOTPRINT_GAS_SCALAR | uint16 word | Jovian |
///
///         Kroma's VALIDATOR_REWARD_SCALAR is left out: its number is 4 as well, and it is zero since its validators are
///         paid on L1. Spec: OP Stack, system config.
contract SystemConfig is OwnableUpgradeable {
    enum UpdateType {
        BATCHER,
        FEE_SCALARS,
        GAS_LIMIT,
        UNSAFE_BLOCK_SIGNER,
        EIP_1559_PARAMS,
        OPERATOR_FEE_PARAMS,
        MIN_BASE_FEE,
        DA_FOOTPRINT_GAS_SCALAR
    }

    uint256 public constant VERSION = 0;

    /// @dev Blocks above it take too long to prove.
    uint64 internal constant MAX_GAS_LIMIT = 500_000_000;

    /// @notice keccak256("systemconfig.unsafeblocksigner"): a slot of its own, so that nodes read it by proof.
    bytes32 public constant UNSAFE_BLOCK_SIGNER_SLOT =
        0x65a7ed542fb37fe237fdfbdd70b31598523fe5b32879e307bae27a0bd9581c08;

    uint256 public overhead;
    uint256 public scalar;
    bytes32 public batcherHash;
    uint64 public gasLimit;
    uint32 public basefeeScalar;
    uint32 public blobbasefeeScalar;
    uint32 public eip1559Denominator;
    uint32 public eip1559Elasticity;
    uint32 public operatorFeeScalar;
    uint64 public operatorFeeConstant;
    uint64 public minBaseFee;
    uint16 public daFootprintGasScalar;
    ResourceConfig internal _resourceConfig;

    event ConfigUpdate(uint256 indexed version, UpdateType indexed updateType, bytes data);

    error GasLimitOutOfRange(uint64 gasLimit, uint64 least, uint64 most);
    /// @notice The highest byte of a scalar is the version of its encoding; Bedrock's is 0 and its value 32 bits wide.
    error ScalarOutOfRange(uint256 scalar);
    error ZeroEip1559Parameter();
    error ResourceConfigInconsistent();

    constructor() {
        _disableInitializers();
    }

    /// @param batcherHash_ The batcher's address, left-padded.
    function initialize(
        address owner_,
        uint32 basefeeScalar_,
        uint32 blobbasefeeScalar_,
        bytes32 batcherHash_,
        uint64 gasLimit_,
        address unsafeBlockSigner_,
        ResourceConfig calldata config
    ) external initializer {
        __Ownable_init(owner_);
        // The gas limit's lower bound comes from these.
        _setResourceConfig(config);
        _setBatcherHash(batcherHash_);
        _setGasConfigEcotone(basefeeScalar_, blobbasefeeScalar_);
        _setGasLimit(gasLimit_);
        _setUnsafeBlockSigner(unsafeBlockSigner_);
    }

    function setBatcherHash(bytes32 batcherHash_) external onlyOwner {
        _setBatcherHash(batcherHash_);
    }

    /// @notice Before Ecotone. @param scalar_ In millionths.
    function setGasConfig(uint256 overhead_, uint256 scalar_) external onlyOwner {
        // Wider, derivation would take it for another encoding, or ignore it.
        if (scalar_ > type(uint32).max) revert ScalarOutOfRange(scalar_);
        overhead = overhead_;
        scalar = scalar_;
        basefeeScalar = uint32(scalar_);
        blobbasefeeScalar = 0;
        _emit(UpdateType.FEE_SCALARS, abi.encode(overhead_, scalar_));
    }

    /// @notice Since Ecotone. Both in millionths.
    function setGasConfigEcotone(uint32 basefeeScalar_, uint32 blobbasefeeScalar_) external onlyOwner {
        _setGasConfigEcotone(basefeeScalar_, blobbasefeeScalar_);
    }

    function setGasLimit(uint64 gasLimit_) external onlyOwner {
        _setGasLimit(gasLimit_);
    }

    function setUnsafeBlockSigner(address unsafeBlockSigner_) external onlyOwner {
        _setUnsafeBlockSigner(unsafeBlockSigner_);
    }

    function setEIP1559Params(uint32 denominator, uint32 elasticity) external onlyOwner {
        if (denominator == 0 || elasticity == 0) revert ZeroEip1559Parameter();
        eip1559Denominator = denominator;
        eip1559Elasticity = elasticity;
        _emit(UpdateType.EIP_1559_PARAMS, abi.encode((uint256(denominator) << 32) | elasticity));
    }

    function setOperatorFeeScalars(uint32 operatorFeeScalar_, uint64 operatorFeeConstant_) external onlyOwner {
        operatorFeeScalar = operatorFeeScalar_;
        operatorFeeConstant = operatorFeeConstant_;
        _emit(UpdateType.OPERATOR_FEE_PARAMS, abi.encode((uint256(operatorFeeScalar_) << 64) | operatorFeeConstant_));
    }

    function setMinBaseFee(uint64 minBaseFee_) external onlyOwner {
        minBaseFee = minBaseFee_;
        _emit(UpdateType.MIN_BASE_FEE, abi.encode(minBaseFee_));
    }

    function setDAFootprintGasScalar(uint16 daFootprintGasScalar_) external onlyOwner {
        daFootprintGasScalar = daFootprintGasScalar_;
        _emit(UpdateType.DA_FOOTPRINT_GAS_SCALAR, abi.encode(daFootprintGasScalar_));
    }

    function setResourceConfig(ResourceConfig calldata config) external onlyOwner {
        _setResourceConfig(config);
        _checkGasLimit(gasLimit);
    }

    function resourceConfig() external view returns (ResourceConfig memory) {
        return _resourceConfig;
    }

    function unsafeBlockSigner() external view returns (address signer) {
        assembly ("memory-safe") {
            signer := sload(UNSAFE_BLOCK_SIGNER_SLOT)
        }
    }

    /// @notice A block has room for all deposits that L1 sells, and for the attributes.
    function minimumGasLimit() public view returns (uint64) {
        return uint64(_resourceConfig.maxResourceLimit) + uint64(_resourceConfig.systemTxMaxGas);
    }

    function maximumGasLimit() public pure returns (uint64) {
        return MAX_GAS_LIMIT;
    }

    function _setBatcherHash(bytes32 batcherHash_) private {
        batcherHash = batcherHash_;
        _emit(UpdateType.BATCHER, abi.encode(batcherHash_));
    }

    function _setGasConfigEcotone(uint32 basefeeScalar_, uint32 blobbasefeeScalar_) private {
        basefeeScalar = basefeeScalar_;
        blobbasefeeScalar = blobbasefeeScalar_;
        scalar = (uint256(1) << 248) | (uint256(blobbasefeeScalar_) << 32) | basefeeScalar_;
        _emit(UpdateType.FEE_SCALARS, abi.encode(overhead, scalar));
    }

    function _setGasLimit(uint64 gasLimit_) private {
        _checkGasLimit(gasLimit_);
        gasLimit = gasLimit_;
        _emit(UpdateType.GAS_LIMIT, abi.encode(gasLimit_));
    }

    function _setUnsafeBlockSigner(address unsafeBlockSigner_) private {
        assembly ("memory-safe") {
            sstore(UNSAFE_BLOCK_SIGNER_SLOT, unsafeBlockSigner_)
        }
        _emit(UpdateType.UNSAFE_BLOCK_SIGNER, abi.encode(unsafeBlockSigner_));
    }

    function _setResourceConfig(ResourceConfig calldata config) private {
        if (
            config.minimumBaseFee > config.maximumBaseFee || config.baseFeeMaxChangeDenominator < 2
                || config.elasticityMultiplier == 0 || config.maxResourceLimit < config.elasticityMultiplier
                || config.maxResourceLimit % config.elasticityMultiplier != 0
        ) revert ResourceConfigInconsistent();
        _resourceConfig = config;
    }

    function _checkGasLimit(uint64 gasLimit_) private view {
        if (gasLimit_ < minimumGasLimit() || gasLimit_ > MAX_GAS_LIMIT) {
            revert GasLimitOutOfRange(gasLimit_, minimumGasLimit(), MAX_GAS_LIMIT);
        }
    }

    function _emit(UpdateType updateType, bytes memory data) private {
        emit ConfigUpdate(VERSION, updateType, data);
    }
}
