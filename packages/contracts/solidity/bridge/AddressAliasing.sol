// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @dev What is added to the address of a contract on L1 when it sends a deposit, so that it cannot pass for the contract
///      that has the same address on L2. Spec: OP Stack, deposits, address aliasing.
uint160 constant ALIAS_OFFSET = uint160(0x1111000000000000000000000000000000001111);

function toAlias(address l1Address) pure returns (address) {
    unchecked {
        return address(uint160(l1Address) + ALIAS_OFFSET);
    }
}

function fromAlias(address l2Address) pure returns (address) {
    unchecked {
        return address(uint160(l2Address) - ALIAS_OFFSET);
    }
}
