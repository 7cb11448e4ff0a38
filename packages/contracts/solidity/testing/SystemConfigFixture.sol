// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Proxy} from "../l1/Proxy.sol";
import {ResourceConfig, SystemConfig} from "../l1/SystemConfig.sol";
import {Test} from "./Test.sol";

/// @dev The system config with the values of Kroma's networks, and how the deployer puts a contract behind a proxy.
abstract contract SystemConfigFixture is Test {
    address internal constant OWNER = address(0x0F);
    address internal constant PROXY_ADMIN = address(0xAD);

    function defaultResourceConfig() internal pure returns (ResourceConfig memory) {
        return ResourceConfig({
            maxResourceLimit: 20_000_000,
            elasticityMultiplier: 10,
            baseFeeMaxChangeDenominator: 8,
            minimumBaseFee: 1 gwei,
            systemTxMaxGas: 1_000_000,
            maximumBaseFee: type(uint128).max
        });
    }

    function deploySystemConfig() internal returns (SystemConfig) {
        return SystemConfig(
            _proxied(
                address(new SystemConfig()),
                abi.encodeCall(
                    SystemConfig.initialize,
                    (OWNER, 1368, 810_949, bytes32(uint256(0xBA)), 30_000_000, address(0x51), defaultResourceConfig())
                )
            )
        );
    }

    function _proxied(address implementation, bytes memory initialize) internal returns (address) {
        Proxy proxy = new Proxy(PROXY_ADMIN);
        vm.prank(PROXY_ADMIN);
        proxy.upgradeToAndCall(implementation, initialize);
        return address(proxy);
    }
}
