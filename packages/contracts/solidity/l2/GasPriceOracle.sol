// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {FastLZ} from "./FastLZ.sol";
import {L1Block} from "./L1Block.sol";
import {DEPOSITOR, L1_BLOCK} from "./Predeploys.sol";

/// @title GasPriceOracle
/// @notice What wallets ask for the L1 part of a fee. Nothing in consensus reads it; it follows the rules that execution
///         clients apply, fork by fork. The four flags are the only storage, one byte each in slot 0, lowest first.
///         Spec: OP Stack, execution engine and its pages per fork.
contract GasPriceOracle {
    uint256 public constant DECIMALS = 6;

    // Bytes of a signature, which unsigned transactions do not have yet; counted as non-zero.
    uint256 private constant SIGNATURE_BYTES = 68;

    // Estimate of the compressed size from FastLZ's, by linear regression, times 1e6.
    int256 private constant COST_INTERCEPT = -42_585_600;
    int256 private constant COST_FASTLZ_COEF = 836_500;
    int256 private constant MIN_TRANSACTION_SIZE = 100e6;

    bool public isEcotone;
    bool public isFjord;
    bool public isIsthmus;
    bool public isJovian;

    error NotDepositor();
    /// @notice A fork is switched on once, and after the one before it.
    error ForkOutOfOrder();
    /// @notice The question is not one for the active fork.
    error NotInThisFork();

    modifier onlyDepositor() {
        if (msg.sender != DEPOSITOR) revert NotDepositor();
        _;
    }

    function setEcotone() external onlyDepositor {
        if (isEcotone) revert ForkOutOfOrder();
        isEcotone = true;
    }

    function setFjord() external onlyDepositor {
        if (!isEcotone || isFjord) revert ForkOutOfOrder();
        isFjord = true;
    }

    function setIsthmus() external onlyDepositor {
        if (!isFjord || isIsthmus) revert ForkOutOfOrder();
        isIsthmus = true;
    }

    function setJovian() external onlyDepositor {
        if (!isIsthmus || isJovian) revert ForkOutOfOrder();
        isJovian = true;
    }

    /// @notice The L1 fee of a transaction. @param data Its encoding without a signature. @return Wei.
    function getL1Fee(bytes memory data) external view returns (uint256) {
        if (isFjord) return _fjordCost(FastLZ.compressedLength(data) + SIGNATURE_BYTES);
        uint256 gas = _calldataGas(data);
        if (isEcotone) return (gas * _blobAwareFee()) / (16 * 10 ** DECIMALS);
        return ((gas + _l1Block().l1FeeOverhead()) * l1BaseFee() * _l1Block().l1FeeScalar()) / 10 ** DECIMALS;
    }

    /// @notice What the L1 fee of an unsigned transaction of this many bytes is at most. Since Fjord.
    function getL1FeeUpperBound(uint256 unsignedTxSize) external view returns (uint256) {
        if (!isFjord) revert NotInThisFork();
        uint256 size = unsignedTxSize + SIGNATURE_BYTES;
        // What FastLZ can make of incompressible bytes.
        return _fjordCost(size + size / 255 + 16);
    }

    /// @notice The operator fee for so much gas. @return Wei; 0 before Isthmus.
    function getOperatorFee(uint256 gasUsed) external view returns (uint256) {
        if (!isIsthmus) return 0;
        uint256 perGas = _l1Block().operatorFeeScalar();
        uint256 constantPart = _l1Block().operatorFeeConstant();
        unchecked {
            if (perGas != 0 && gasUsed > type(uint256).max / perGas) return type(uint256).max;
            uint256 product = gasUsed * perGas;
            if (isJovian) {
                if (product > type(uint256).max / 100) return type(uint256).max;
                product *= 100;
            } else {
                product /= 10 ** DECIMALS;
            }
            uint256 fee = product + constantPart;
            return fee < product ? type(uint256).max : fee;
        }
    }

    /// @notice Gas that the bytes cost on L1, by the rule of the active fork.
    function getL1GasUsed(bytes memory data) external view returns (uint256) {
        if (isFjord) return (_estimatedSize(FastLZ.compressedLength(data) + SIGNATURE_BYTES) * 16) / 10 ** DECIMALS;
        uint256 gas = _calldataGas(data);
        return isEcotone ? gas : gas + _l1Block().l1FeeOverhead();
    }

    function overhead() external view returns (uint256) {
        if (isEcotone) revert NotInThisFork();
        return _l1Block().l1FeeOverhead();
    }

    function scalar() external view returns (uint256) {
        if (isEcotone) revert NotInThisFork();
        return _l1Block().l1FeeScalar();
    }

    function gasPrice() external view returns (uint256) {
        return block.basefee;
    }

    function baseFee() external view returns (uint256) {
        return block.basefee;
    }

    function decimals() external pure returns (uint256) {
        return DECIMALS;
    }

    function blobBaseFee() public view returns (uint256) {
        return _l1Block().blobBaseFee();
    }

    function baseFeeScalar() public view returns (uint32) {
        return _l1Block().baseFeeScalar();
    }

    function blobBaseFeeScalar() public view returns (uint32) {
        return _l1Block().blobBaseFeeScalar();
    }

    function l1BaseFee() public view returns (uint256) {
        return _l1Block().basefee();
    }

    function _l1Block() private pure returns (L1Block) {
        return L1Block(L1_BLOCK);
    }

    function _blobAwareFee() private view returns (uint256) {
        return 16 * uint256(baseFeeScalar()) * l1BaseFee() + uint256(blobBaseFeeScalar()) * blobBaseFee();
    }

    function _estimatedSize(uint256 fastLzSize) private pure returns (uint256) {
        int256 estimate = COST_INTERCEPT + COST_FASTLZ_COEF * int256(fastLzSize);
        return uint256(estimate < MIN_TRANSACTION_SIZE ? MIN_TRANSACTION_SIZE : estimate);
    }

    function _fjordCost(uint256 fastLzSize) private view returns (uint256) {
        return (_estimatedSize(fastLzSize) * _blobAwareFee()) / 10 ** (DECIMALS * 2);
    }

    // EIP-2028's prices, with the signature's bytes.
    function _calldataGas(bytes memory data) private pure returns (uint256 gas) {
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
        gas += SIGNATURE_BYTES * 16;
    }
}
