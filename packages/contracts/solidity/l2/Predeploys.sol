// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

// Addresses that every OP Stack chain agrees on. Spec: OP Stack, predeploys.

/// @dev From whom the L1 attributes come. Nobody has its key.
address constant DEPOSITOR = 0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001;

address constant GAS_PRICE_ORACLE = 0x420000000000000000000000000000000000000F;
address constant L1_BLOCK = 0x4200000000000000000000000000000000000015;
address constant L2_TO_L1_MESSAGE_PASSER = 0x4200000000000000000000000000000000000016;
address constant L2_CROSS_DOMAIN_MESSENGER = 0x4200000000000000000000000000000000000007;
address constant L2_STANDARD_BRIDGE = 0x4200000000000000000000000000000000000010;
