// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {CrossDomainMessenger} from "../bridge/CrossDomainMessenger.sol";
import {KromaPortal} from "./KromaPortal.sol";

/// @title L1CrossDomainMessenger
/// @notice The messenger on L1: sends by deposits, is called by the portal when it executes a withdrawal of the messenger
///         on L2.
contract L1CrossDomainMessenger is CrossDomainMessenger, Initializable {
    KromaPortal public immutable PORTAL;

    constructor(KromaPortal portal) {
        PORTAL = portal;
        _disableInitializers();
    }

    function initialize(address otherMessenger_) external initializer {
        otherMessenger = otherMessenger_;
    }

    function _send(uint64 gasLimit, uint256 value, bytes memory relay) internal override {
        PORTAL.depositTransaction{value: value}(otherMessenger, value, gasLimit, false, relay);
    }

    function _isOtherMessenger() internal view override returns (bool) {
        return msg.sender == address(PORTAL) && PORTAL.l2Sender() == otherMessenger;
    }

    function _isUnsafeTarget(address target) internal view override returns (bool) {
        return target == address(this) || target == address(PORTAL);
    }
}
