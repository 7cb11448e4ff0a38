// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {CrossDomainMessenger} from "../bridge/CrossDomainMessenger.sol";
import {StandardBridge} from "../bridge/StandardBridge.sol";

/// @title L1StandardBridge
/// @notice The bridge on L1, where most tokens are at home.
contract L1StandardBridge is StandardBridge, Initializable {
    CrossDomainMessenger public immutable MESSENGER;

    constructor(CrossDomainMessenger messenger_) {
        MESSENGER = messenger_;
        _disableInitializers();
    }

    function initialize(address otherBridge_) external initializer {
        otherBridge = otherBridge_;
    }

    function messenger() public view override returns (CrossDomainMessenger) {
        return MESSENGER;
    }
}
