// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Test} from "../testing/Test.sol";
import {L1Block} from "./L1Block.sol";
import {DEPOSITOR} from "./Predeploys.sol";

contract L1BlockTest is Test {
    L1Block private l1Block = new L1Block();

    // Every field has its own byte, so a field at the wrong place shows.
    bytes private constant ECOTONE = hex"01010101" hex"02020202" hex"0303030303030303" hex"0404040404040404"
        hex"0505050505050505" hex"0606060606060606060606060606060606060606060606060606060606060606"
        hex"0707070707070707070707070707070707070707070707070707070707070707"
        hex"0808080808080808080808080808080808080808080808080808080808080808"
        hex"0909090909090909090909090909090909090909090909090909090909090909";
    bytes private constant ISTHMUS = hex"0a0a0a0a" hex"0b0b0b0b0b0b0b0b";
    bytes private constant JOVIAN = hex"0c0c";

    function test_setters_selectors_areTheSpecs() public pure {
        assertEq(bytes32(L1Block.setL1BlockValues.selector), bytes32(bytes4(0x015d8eb9)), "Bedrock");
        assertEq(bytes32(L1Block.setL1BlockValuesEcotone.selector), bytes32(bytes4(0x440a5e20)), "Ecotone");
        assertEq(bytes32(L1Block.setL1BlockValuesIsthmus.selector), bytes32(bytes4(0x098999be)), "Isthmus");
        assertEq(bytes32(L1Block.setL1BlockValuesJovian.selector), bytes32(bytes4(0x3db6be2b)), "Jovian");
    }

    function test_setL1BlockValues_fillsSlots0To6() public {
        vm.prank(DEPOSITOR);
        l1Block.setL1BlockValues(
            5, 4, uint256(_fill(6)), _fill(8), 3, _fill(9), uint256(_fill(13)), uint256(_fill(14))
        );
        _assertSlot(0, bytes32(uint256(4) << 64 | 5));
        _assertSlot(1, _fill(6));
        _assertSlot(2, _fill(8));
        _assertSlot(3, bytes32(uint256(3)));
        _assertSlot(4, _fill(9));
        _assertSlot(5, _fill(13));
        _assertSlot(6, _fill(14));
        _assertSlot(7, 0);
        _assertSlot(8, 0);
    }

    function test_setL1BlockValuesEcotone_fillsTheSlotsAndKeepsTheFrozenOnes() public {
        vm.prank(DEPOSITOR);
        l1Block.setL1BlockValues(0, 0, 0, 0, 0, 0, 77, 78);
        _set(0x440a5e20, ECOTONE);
        _assertEcotone();
        _assertSlot(5, bytes32(uint256(77)));
        _assertSlot(6, bytes32(uint256(78)));
        _assertSlot(8, 0);
    }

    function test_setL1BlockValuesIsthmus_fillsTheOperatorFee() public {
        _set(0x098999be, bytes.concat(ECOTONE, ISTHMUS));
        _assertEcotone();
        _assertSlot(8, bytes32(uint256(0x0a0a0a0a0b0b0b0b0b0b0b0b)));
    }

    function test_setL1BlockValuesJovian_fillsTheFootprintScalar() public {
        _set(0x3db6be2b, bytes.concat(ECOTONE, ISTHMUS, JOVIAN));
        _assertEcotone();
        _assertSlot(8, bytes32(uint256(0x0c0c0a0a0a0a0b0b0b0b0b0b0b0b)));
        assertEq(l1Block.daFootprintGasScalar(), 0x0c0c, "footprint scalar");
    }

    function test_setters_notTheDepositor_revertNotDepositor() public {
        vm.expectRevert(L1Block.NotDepositor.selector);
        l1Block.setL1BlockValues(0, 0, 0, 0, 0, 0, 0, 0);
        vm.expectRevert(L1Block.NotDepositor.selector);
        l1Block.setL1BlockValuesEcotone();
        vm.expectRevert(L1Block.NotDepositor.selector);
        l1Block.setL1BlockValuesIsthmus();
        vm.expectRevert(L1Block.NotDepositor.selector);
        l1Block.setL1BlockValuesJovian();
    }

    function testFuzz_packedSetters_tooShort_revert(uint256 length) public {
        bytes memory all = bytes.concat(bytes4(0x3db6be2b), ECOTONE, ISTHMUS, JOVIAN);
        uint256 cut = bound(length, 4, all.length - 1);
        assembly ("memory-safe") {
            mstore(all, cut)
        }
        vm.prank(DEPOSITOR);
        (bool ok,) = address(l1Block).call(all);
        assertFalse(ok, "a cut call must fail");
    }

    function _set(bytes4 selector, bytes memory fields) private {
        vm.prank(DEPOSITOR);
        (bool ok,) = address(l1Block).call(bytes.concat(selector, fields));
        assertTrue(ok, "the depositor's call");
    }

    function _assertEcotone() private view {
        _assertSlot(0, bytes32(uint256(0x04040404040404040505050505050505)));
        _assertSlot(1, _fill(6));
        _assertSlot(2, _fill(8));
        _assertSlot(3, bytes32(uint256(0x01010101020202020303030303030303)));
        _assertSlot(4, _fill(9));
        _assertSlot(7, _fill(7));
    }

    function _assertSlot(uint256 slot, bytes32 expected) private view {
        assertEq(vm.load(address(l1Block), bytes32(slot)), expected, "storage slot");
    }

    function _fill(uint8 value) private pure returns (bytes32) {
        return bytes32(uint256(value) * 0x0101010101010101010101010101010101010101010101010101010101010101);
    }
}
