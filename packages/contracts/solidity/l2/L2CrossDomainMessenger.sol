// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {fromAlias} from "../bridge/AddressAliasing.sol";
import {CrossDomainMessenger} from "../bridge/CrossDomainMessenger.sol";
import {L2_TO_L1_MESSAGE_PASSER} from "./Predeploys.sol";
import {L2ToL1MessagePasser} from "./L2ToL1MessagePasser.sol";

/// @title L2CrossDomainMessenger
/// @notice The messenger on L2: sends by withdrawals, is called by deposits of the messenger on L1, whose address is an
///         alias here. The genesis writes `otherMessenger`.
contract L2CrossDomainMessenger is CrossDomainMessenger {
    function _send(uint64 gasLimit, uint256 value, bytes memory relay) internal override {
        L2ToL1MessagePasser(payable(L2_TO_L1_MESSAGE_PASSER)).initiateWithdrawal{value: value}(
            otherMessenger, gasLimit, relay
        );
    }

    function _isOtherMessenger() internal view override returns (bool) {
        return fromAlias(msg.sender) == otherMessenger;
    }

    function _isUnsafeTarget(address target) internal view override returns (bool) {
        return target == address(this) || target == L2_TO_L1_MESSAGE_PASSER;
    }
}
