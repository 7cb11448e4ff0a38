// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {DEPOSITOR} from "./Predeploys.sol";

/// @title L1Block
/// @notice What L2 knows of L1: the attributes of the L1 block that this L2 block builds on. The first transaction of every
///         L2 block, a deposit from the depositor account, writes it; execution clients read its storage to compute fees,
///         so the order of the variables below is consensus.
///
///         | slot | bytes of the word, highest first              | since   |
///         |------|-----------------------------------------------|---------|
///         | 0    | [16..24) timestamp, [24..32) number            | Bedrock |
///         | 1    | basefee                                        | Bedrock |
///         | 2    | hash                                           | Bedrock |
///         | 3    | [24..32) sequenceNumber                        | Bedrock |
///         |      | [16..20) baseFeeScalar, [20..24) blobBaseFeeScalar | Ecotone |
///         | 4    | batcherHash                                    | Bedrock |
///         | 5, 6 | l1FeeOverhead, l1FeeScalar                     | Bedrock, frozen from Ecotone on |
///         | 7    | blobBaseFee                                    | Ecotone |
///         | 8    | [20..24) operatorFeeScalar, [24..32) operatorFeeConstant | Isthmus |
///         |      | [18..20) daFootprintGasScalar                  | Jovian  |
///
///         Spec: OP Stack, L1 attributes deposited transaction, and its pages per fork.
contract L1Block {
    uint64 public number;
    uint64 public timestamp;
    uint256 public basefee;
    bytes32 public hash;
    uint64 public sequenceNumber;
    uint32 public blobBaseFeeScalar;
    uint32 public baseFeeScalar;
    bytes32 public batcherHash;
    uint256 public l1FeeOverhead;
    uint256 public l1FeeScalar;
    uint256 public blobBaseFee;
    uint64 public operatorFeeConstant;
    uint32 public operatorFeeScalar;
    uint16 public daFootprintGasScalar;

    /// @notice The caller is not the depositor account.
    error NotDepositor();

    // Only derivation speaks for this account: nobody has its key.
    modifier onlyDepositor() {
        if (msg.sender != DEPOSITOR) revert NotDepositor();
        _;
    }

    function DEPOSITOR_ACCOUNT() external pure returns (address) {
        return DEPOSITOR;
    }

    /// @notice Bedrock's form: eight ABI words.
    function setL1BlockValues(
        uint64 number_,
        uint64 timestamp_,
        uint256 basefee_,
        bytes32 hash_,
        uint64 sequenceNumber_,
        bytes32 batcherHash_,
        uint256 l1FeeOverhead_,
        uint256 l1FeeScalar_
    ) external onlyDepositor {
        number = number_;
        timestamp = timestamp_;
        basefee = basefee_;
        hash = hash_;
        sequenceNumber = sequenceNumber_;
        batcherHash = batcherHash_;
        l1FeeOverhead = l1FeeOverhead_;
        l1FeeScalar = l1FeeScalar_;
    }

    /// @notice Ecotone's form: 164 bytes without padding.
    function setL1BlockValuesEcotone() external onlyDepositor {
        _setEcotone();
    }

    /// @notice Isthmus: 176 bytes, Ecotone's and the operator fee.
    function setL1BlockValuesIsthmus() external onlyDepositor {
        _setEcotone();
        _setOperatorFee();
    }

    /// @notice Jovian: 178 bytes, Isthmus' and the gas scalar of the data availability footprint.
    function setL1BlockValuesJovian() external onlyDepositor {
        _setEcotone();
        _setOperatorFee();
        daFootprintGasScalar = uint16(bytes2(msg.data[176:178]));
    }

    function _setEcotone() private {
        baseFeeScalar = uint32(bytes4(msg.data[4:8]));
        blobBaseFeeScalar = uint32(bytes4(msg.data[8:12]));
        sequenceNumber = uint64(bytes8(msg.data[12:20]));
        timestamp = uint64(bytes8(msg.data[20:28]));
        number = uint64(bytes8(msg.data[28:36]));
        basefee = uint256(bytes32(msg.data[36:68]));
        blobBaseFee = uint256(bytes32(msg.data[68:100]));
        hash = bytes32(msg.data[100:132]);
        batcherHash = bytes32(msg.data[132:164]);
    }

    function _setOperatorFee() private {
        operatorFeeScalar = uint32(bytes4(msg.data[164:168]));
        operatorFeeConstant = uint64(bytes8(msg.data[168:176]));
    }
}
