// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {PredeployProxy} from "../l2/PredeployProxy.sol";

/// @title Proxy
/// @notice Stands before every contract on L1. Its admin is the only one that upgrades it; the zero address, which may too,
///         sends no transactions on L1. It may be deployed before there is an implementation, since these contracts name
///         each other.
contract Proxy is PredeployProxy {
    constructor(address admin_) {
        _setAdmin(admin_);
    }
}
