// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Atan2
/// @notice The angle of a point in the first quadrant, in fixed point with 40 fractional bits: an odd Chebyshev polynomial
///         on [0, 1], and its mirror image above. Off by less than 2e-6.
library Atan2 {
    int256 private constant HALF_PI = 1_727_108_826_179;

    function atan2(uint256 y, uint256 x) internal pure returns (uint256) {
        if (y == 0) return 0;
        if (x == 0) return uint256(HALF_PI);
        bool steep = y > x;
        int256 a = int256(((steep ? x : y) << 40) / (steep ? y : x));
        int256 square = (a * a) >> 40;
        int256 sum = -12_606_780_422;
        sum = ((sum * square) >> 40) + 57_120_178_819;
        sum = ((sum * square) >> 40) - 127_245_381_171;
        sum = ((sum * square) >> 40) + 212_464_129_393;
        sum = ((sum * square) >> 40) - 365_662_383_026;
        sum = ((sum * square) >> 40) + 1_099_483_040_474;
        int256 angle = (sum * a) >> 40;
        return uint256(steep ? HALF_PI - angle : angle);
    }
}
