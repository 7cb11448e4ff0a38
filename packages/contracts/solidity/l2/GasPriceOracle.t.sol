// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Test} from "../testing/Test.sol";
import {GasPriceOracle} from "./GasPriceOracle.sol";
import {L1Block} from "./L1Block.sol";
import {DEPOSITOR, L1_BLOCK} from "./Predeploys.sol";

contract GasPriceOracleTest is Test {
    GasPriceOracle private oracle = new GasPriceOracle();

    uint256 private constant BASE_FEE = 30 gwei;
    uint256 private constant BLOB_BASE_FEE = 7 gwei;

    function setUp() public {
        vm.etch(L1_BLOCK, address(new L1Block()).code);
        vm.startPrank(DEPOSITOR);
        L1Block(L1_BLOCK).setL1BlockValues(1, 2, BASE_FEE, 0, 0, 0, 188, 684_000);
        vm.stopPrank();
    }

    // OP Mainnet's scalars: 684000 before Ecotone, then 1368 and 810949.
    function test_getL1Fee_bedrock_countsOverheadAndSignature() public view {
        uint256 gas = 3 * 16 + 1 * 4 + 68 * 16 + 188;
        assertEq(oracle.getL1Fee(hex"01020003"), gas * BASE_FEE * 684_000 / 1e6, "fee");
        assertEq(oracle.getL1GasUsed(hex"01020003"), gas, "gas");
    }

    function test_getL1Fee_ecotone_addsTheBlobPart() public {
        _ecotone();
        uint256 gas = 3 * 16 + 1 * 4 + 68 * 16;
        uint256 price = 16 * BASE_FEE * 1368 + BLOB_BASE_FEE * 810_949;
        assertEq(oracle.getL1Fee(hex"01020003"), gas * price / 16e6, "fee");
    }

    function test_getL1Fee_fjord_smallTransaction_paysForTheLeastSize() public {
        _ecotone();
        _set(GasPriceOracle.setFjord.selector);
        uint256 price = 16 * BASE_FEE * 1368 + BLOB_BASE_FEE * 810_949;
        assertEq(oracle.getL1Fee(hex"01020003"), 100e6 * price / 1e12, "fee");
        assertEq(oracle.getL1GasUsed(hex"01020003"), 1600, "gas");
    }

    // 21 bytes compressed, 68 of the signature: above the least size only with more of them.
    function test_getL1Fee_fjord_largeTransaction_paysTheRegression() public {
        _ecotone();
        _set(GasPriceOracle.setFjord.selector);
        bytes memory all = new bytes(256);
        for (uint256 i = 0; i < 256; ++i) {
            all[i] = bytes1(uint8(i));
        }
        uint256 size = 836_500 * uint256(264 + 68) - 42_585_600;
        uint256 price = 16 * BASE_FEE * 1368 + BLOB_BASE_FEE * 810_949;
        assertEq(oracle.getL1Fee(all), size * price / 1e12, "fee");
    }

    function testFuzz_getL1FeeUpperBound_isNeverBelowTheFee(bytes memory data) public {
        _ecotone();
        _set(GasPriceOracle.setFjord.selector);
        assertTrue(oracle.getL1Fee(data) <= oracle.getL1FeeUpperBound(data.length), "bound");
    }

    function test_getOperatorFee_perFork() public {
        assertEq(oracle.getOperatorFee(1e9), 0, "before Isthmus");
        _ecotone();
        _set(GasPriceOracle.setFjord.selector);
        _set(GasPriceOracle.setIsthmus.selector);
        vm.store(L1_BLOCK, bytes32(uint256(8)), bytes32(uint256(5000) << 64 | 77));
        assertEq(oracle.getOperatorFee(1e9), 1e9 * 5000 / 1e6 + 77, "Isthmus");
        assertEq(oracle.getOperatorFee(type(uint256).max), type(uint256).max, "saturates");
        _set(GasPriceOracle.setJovian.selector);
        assertEq(oracle.getOperatorFee(1e9), 1e9 * 5000 * 100 + 77, "Jovian");
        assertEq(oracle.getOperatorFee(type(uint256).max / 5000), type(uint256).max, "saturates");
    }

    function test_flags_lieInSlot0_lowestByteFirst() public {
        _ecotone();
        assertEq(vm.load(address(oracle), 0), bytes32(uint256(0x01)), "Ecotone");
        _set(GasPriceOracle.setFjord.selector);
        assertEq(vm.load(address(oracle), 0), bytes32(uint256(0x0101)), "Fjord");
        _set(GasPriceOracle.setIsthmus.selector);
        assertEq(vm.load(address(oracle), 0), bytes32(uint256(0x010101)), "Isthmus");
        _set(GasPriceOracle.setJovian.selector);
        assertEq(vm.load(address(oracle), 0), bytes32(uint256(0x01010101)), "Jovian");
    }

    function test_setters_selectors_areTheSpecs() public pure {
        assertEq(bytes32(GasPriceOracle.setEcotone.selector), bytes32(bytes4(0x22b90ab3)), "Ecotone");
        assertEq(bytes32(GasPriceOracle.setFjord.selector), bytes32(bytes4(0x8e98b106)), "Fjord");
        assertEq(bytes32(GasPriceOracle.setIsthmus.selector), bytes32(bytes4(0x291b0383)), "Isthmus");
        assertEq(bytes32(GasPriceOracle.setJovian.selector), bytes32(bytes4(0xb3d72079)), "Jovian");
    }

    function test_setters_notTheDepositor_revertNotDepositor() public {
        vm.expectRevert(GasPriceOracle.NotDepositor.selector);
        oracle.setEcotone();
    }

    function test_setters_wrongOrder_revertForkOutOfOrder() public {
        vm.startPrank(DEPOSITOR);
        vm.expectRevert(GasPriceOracle.ForkOutOfOrder.selector);
        oracle.setFjord();
        oracle.setEcotone();
        vm.expectRevert(GasPriceOracle.ForkOutOfOrder.selector);
        oracle.setEcotone();
        vm.expectRevert(GasPriceOracle.ForkOutOfOrder.selector);
        oracle.setIsthmus();
        vm.expectRevert(GasPriceOracle.ForkOutOfOrder.selector);
        oracle.setJovian();
        vm.stopPrank();
    }

    function test_overhead_sinceEcotone_revertsNotInThisFork() public {
        assertEq(oracle.overhead(), 188, "before");
        assertEq(oracle.scalar(), 684_000, "before");
        _ecotone();
        vm.expectRevert(GasPriceOracle.NotInThisFork.selector);
        oracle.overhead();
        vm.expectRevert(GasPriceOracle.NotInThisFork.selector);
        oracle.scalar();
    }

    function _ecotone() private {
        _set(GasPriceOracle.setEcotone.selector);
        vm.prank(DEPOSITOR);
        (bool ok,) = L1_BLOCK.call(
            abi.encodePacked(
                L1Block.setL1BlockValuesEcotone.selector,
                uint32(1368),
                uint32(810_949),
                uint64(0),
                uint64(2),
                uint64(1),
                BASE_FEE,
                BLOB_BASE_FEE,
                bytes32(0),
                bytes32(0)
            )
        );
        assertTrue(ok, "attributes");
    }

    function _set(bytes4 selector) private {
        vm.prank(DEPOSITOR);
        (bool ok,) = address(oracle).call(bytes.concat(selector));
        assertTrue(ok, "fork");
    }
}
