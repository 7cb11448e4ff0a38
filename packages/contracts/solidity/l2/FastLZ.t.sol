// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Test} from "../testing/Test.sol";
import {FastLZ} from "./FastLZ.sol";

/// @dev Vectors of op-geth and op-revm; the long one is their contract call of 345 bytes.
contract FastLZTest is Test {
    function test_compressedLength_noBytes_is0() public pure {
        assertEq(FastLZ.compressedLength(""), 0, "empty");
    }

    function test_compressedLength_threeBytes_areLiterals() public pure {
        assertEq(FastLZ.compressedLength(hex"facade"), 4, "facade");
    }

    function test_compressedLength_oneByteRepeated_isOneLongMatch() public pure {
        bytes memory zeros = new bytes(1000);
        assertEq(FastLZ.compressedLength(zeros), 21, "zeros");
        for (uint256 i = 0; i < 1000; ++i) {
            zeros[i] = 0x01;
        }
        assertEq(FastLZ.compressedLength(zeros), 21, "ones");
    }

    function test_compressedLength_allBytesOnce_areLiterals() public pure {
        bytes memory all = new bytes(256);
        for (uint256 i = 0; i < 256; ++i) {
            all[i] = bytes1(uint8(i));
        }
        assertEq(FastLZ.compressedLength(all), 264, "0 to 255");
    }

    function testFuzz_compressedLength_neverAboveTheBoundOfTheFee(bytes memory input) public pure {
        assertTrue(FastLZ.compressedLength(input) <= input.length + input.length / 32 + 1, "literal runs at most");
    }
}
