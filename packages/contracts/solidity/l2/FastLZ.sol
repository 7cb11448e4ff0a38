// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title FastLZ
/// @notice How long `fastlz_compress` at level 1 would make some bytes; it does not compress them. Fees are computed from
///         this length since Fjord, so it is consensus.
///         Spec: OP Stack, Fjord, L1 cost fees. Vectors: FastLZ.t.sol.
library FastLZ {
    // 8192 positions of four bytes each, and a word for what writing the last one touches beyond it.
    uint256 private constant HASH_TABLE_BYTES = 8192 * 4 + 32;

    /// @dev Memory safe: the hash table is taken from the free memory and never given back; its size is fixed.
    function compressedLength(bytes memory input) internal pure returns (uint256 n) {
        uint256 table;
        assembly ("memory-safe") {
            table := mload(0x40)
            mstore(0x40, add(table, HASH_TABLE_BYTES))
            // Zeroes: what is past the end of calldata. An entry that was never written means position 0.
            calldatacopy(table, calldatasize(), HASH_TABLE_BYTES)
        }
        uint256 start;
        uint256 length = input.length;
        assembly ("memory-safe") {
            start := add(input, 32)
        }
        unchecked {
            uint256 limit = length > 13 ? length - 13 : 0; // beyond it everything is literal
            uint256 anchor = 0; // from here on bytes are not written yet
            uint256 ip = 2;
            while (ip < limit) {
                // Search for three bytes that were there before, at most 8191 back.
                uint256 ref;
                while (true) {
                    uint256 sequence = _word24(start + ip);
                    ref = _replace(table, sequence, ip);
                    uint256 distance = ip - ref;
                    if (ip >= limit) break;
                    ++ip;
                    if (distance < 8192 && sequence == _word24(start + ref)) break;
                }
                if (ip >= limit) break;
                --ip;
                if (ip > anchor) n += _literals(ip - anchor);
                uint256 matched = _matchLength(start + ref + 3, start + ip + 3, start + length - 4);
                n += _matches(matched - 1);
                ip += matched;
                _replace(table, _word24(start + ip), ip);
                _replace(table, _word24(start + ip + 1), ip + 1);
                ip += 2;
                anchor = ip;
            }
            n += _literals(length - anchor);
        }
    }

    // Bytes of a run of literals: each 32 have a head of one byte.
    function _literals(uint256 count) private pure returns (uint256) {
        unchecked {
            uint256 rest = count & 31;
            return 33 * (count >> 5) + (rest == 0 ? 0 : rest + 1);
        }
    }

    // Bytes of a match: pieces of 262, of three bytes each, and one of two or three for the rest.
    function _matches(uint256 count) private pure returns (uint256) {
        unchecked {
            return 3 * (count / 262) + (count % 262 >= 6 ? 3 : 2);
        }
    }

    // How many bytes agree; the first that does not is counted too.
    function _matchLength(uint256 earlier, uint256 later, uint256 end) private pure returns (uint256 count) {
        assembly ("memory-safe") {
            for {} lt(later, end) {} {
                count := add(count, 1)
                if byte(0, xor(mload(earlier), mload(later))) { break }
                earlier := add(earlier, 1)
                later := add(later, 1)
            }
        }
    }

    // Puts a position into the table under the hash of its three bytes; returns the one that was there.
    function _replace(uint256 table, uint256 sequence, uint256 position) private pure returns (uint256 before) {
        uint256 entry = table + (_hash(sequence) << 2);
        assembly ("memory-safe") {
            let word := mload(entry)
            before := shr(224, word)
            mstore(entry, xor(word, shl(224, xor(before, position))))
        }
    }

    // Three bytes as a little-endian number.
    function _word24(uint256 position) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            let head := mload(position)
            word := or(byte(0, head), or(shl(8, byte(1, head)), shl(16, byte(2, head))))
        }
    }

    function _hash(uint256 word) private pure returns (uint256) {
        unchecked {
            return ((word * 2654435769) >> 19) & 0x1fff;
        }
    }
}
