// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @dev forge's cheat codes, as far as the tests here use them. npm's forge-std is too old to import (it wants a package
///      that npm does not have), and this is all that is needed of it.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function addr(uint256 privateKey) external pure returns (address);
    function assume(bool condition) external pure;
    function coinbase(address who) external;
    function deal(address who, uint256 balance) external;
    function etch(address where, bytes calldata code) external;
    function expectCall(address callee, bytes calldata data) external;
    function expectEmit(address emitter) external;
    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata message) external;
    function fee(uint256 baseFee) external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function label(address who, string calldata name) external;
    function load(address where, bytes32 slot) external view returns (bytes32);
    function pauseGasMetering() external;
    function prank(address sender) external;
    function prank(address sender, address origin) external;
    function prevrandao(bytes32 value) external;
    function recordLogs() external;
    function resumeGasMetering() external;
    function roll(uint256 number) external;
    function setBlockhash(uint256 number, bytes32 hash) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function store(address where, bytes32 slot, bytes32 value) external;
    function warp(uint256 timestamp) external;
}

/// @dev A failed assertion reverts, which is what makes a test fail.
abstract contract Test {
    // Where forge listens: keccak256("hevm cheat code"), the lower 20 bytes.
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    bool public constant IS_TEST = true;

    error NotEqual(string what, bytes32 actual, bytes32 expected);
    error NotTrue(string what);
    error BytesNotEqual(string what, bytes actual, bytes expected);

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(what, bytes32(actual), bytes32(expected));
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(what, actual, expected);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        assertEq(uint256(uint160(actual)), uint256(uint160(expected)), what);
    }

    function assertEq(bytes memory actual, bytes memory expected, string memory what) internal pure {
        if (keccak256(actual) != keccak256(expected)) revert BytesNotEqual(what, actual, expected);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    function assertFalse(bool condition, string memory what) internal pure {
        assertTrue(!condition, what);
    }

    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + (value % (most - least + 1));
    }
}
