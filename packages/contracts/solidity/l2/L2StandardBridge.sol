// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {CrossDomainMessenger} from "../bridge/CrossDomainMessenger.sol";
import {StandardBridge} from "../bridge/StandardBridge.sol";
import {L2_CROSS_DOMAIN_MESSENGER} from "./Predeploys.sol";

/// @title L2StandardBridge
/// @notice The bridge on L2. The genesis writes `otherBridge`.
contract L2StandardBridge is StandardBridge {
    function messenger() public pure override returns (CrossDomainMessenger) {
        return CrossDomainMessenger(L2_CROSS_DOMAIN_MESSENGER);
    }
}
