// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Test} from "../testing/Test.sol";
import {Atan2} from "./Atan2.sol";

/// @dev Expected values: atan2 of any mathematics library, times 2^40.
contract Atan2Test is Test {
    uint256 private constant TOLERANCE = 2_200_000; // 2e-6

    function test_atan2_knownAngles_areWithinTheTolerance() public pure {
        _near(Atan2.atan2(0, 100), 0);
        _near(Atan2.atan2(1, 100), 10_994_749_796); // 0.0099996667
        _near(Atan2.atan2(50, 100), 509_785_937_287); // 0.4636476090
        _near(Atan2.atan2(100, 100), 863_554_413_089); // pi / 4
        _near(Atan2.atan2(200, 100), 1_217_322_888_892); // 1.1071487178
        _near(Atan2.atan2(10_000, 100), 1_716_114_076_383); // 1.5607966601
        _near(Atan2.atan2(1, 0), 1_727_108_826_179);
    }

    function testFuzz_atan2_growsAndStaysBelowAQuarterTurn(uint256 a) public pure {
        a = bound(a, 0, 100_000);
        assertTrue(Atan2.atan2(a, 100) <= Atan2.atan2(a + 1, 100) + 1, "monotonous");
        assertTrue(Atan2.atan2(a, 100) < 1_727_108_826_180, "pi / 2");
    }

    function _near(uint256 actual, uint256 expected) private pure {
        uint256 off = actual > expected ? actual - expected : expected - actual;
        if (off > TOLERANCE) assertEq(actual, expected, "angle");
    }
}
