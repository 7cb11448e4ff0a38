// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ResourceConfig} from "./SystemConfig.sol";

/// @title ResourceMetering
/// @notice Sells L2 gas to deposits. Deposits pay for it by burning gas on L1, at a price that moves from block to block as
///         EIP-1559's base fee does: up when more than the target was bought, down when less. Nobody floods L2 for free.
///         Spec: OP Stack, guaranteed gas fee market.
abstract contract ResourceMetering {
    struct ResourceParams {
        uint128 prevBaseFee;
        uint64 prevBoughtGas;
        uint64 prevBlockNum;
    }

    // Price of L1 gas that the burn assumes at least, so that a deposit in a free block does not burn all there is.
    uint256 private constant LEAST_L1_BASE_FEE = 1 gwei;
    uint256 private constant ONE = 1 << 64;

    /// @notice Price and gas bought in the last block with a deposit.
    ResourceParams public params;

    error OutOfGas(uint256 bought, uint256 limit);

    modifier metered(uint64 amount) {
        uint256 gasBefore = gasleft();
        _;
        _buy(amount, gasBefore);
    }

    function resourceConfig() public view virtual returns (ResourceConfig memory);

    function _initializeMetering() internal {
        if (params.prevBlockNum == 0) {
            params = ResourceParams({
                prevBaseFee: uint128(resourceConfig().minimumBaseFee),
                prevBoughtGas: 0,
                prevBlockNum: uint64(block.number)
            });
        }
    }

    function _buy(uint64 amount, uint256 gasBefore) private {
        ResourceConfig memory config = resourceConfig();
        ResourceParams memory market = params;
        uint256 elapsed = block.number - market.prevBlockNum;
        if (elapsed > 0) {
            market.prevBaseFee = uint128(_nextBaseFee(market, config, elapsed));
            market.prevBoughtGas = 0;
            market.prevBlockNum = uint64(block.number);
        }
        uint256 bought = uint256(market.prevBoughtGas) + amount;
        if (bought > config.maxResourceLimit) revert OutOfGas(bought, config.maxResourceLimit);
        market.prevBoughtGas = uint64(bought);
        params = market;

        uint256 l1BaseFee = Math.max(block.basefee, LEAST_L1_BASE_FEE);
        uint256 gasToBurn = (uint256(amount) * market.prevBaseFee) / l1BaseFee;
        // What the deposit itself used counts.
        uint256 spent = gasBefore - gasleft();
        if (gasToBurn > spent) _burn(gasToBurn - spent);
    }

    function _nextBaseFee(ResourceParams memory market, ResourceConfig memory config, uint256 elapsed)
        private
        pure
        returns (uint256 fee)
    {
        uint256 target = config.maxResourceLimit / config.elasticityMultiplier;
        uint256 change = uint256(market.prevBaseFee) * _distance(market.prevBoughtGas, target)
            / (target * config.baseFeeMaxChangeDenominator);
        fee = market.prevBoughtGas > target ? market.prevBaseFee + change : market.prevBaseFee - change;
        // Blocks without a deposit: each lowers the price as far as it goes.
        if (elapsed > 1) {
            uint256 ratio = ONE - ONE / config.baseFeeMaxChangeDenominator;
            fee = Math.mulDiv(fee, _power(ratio, elapsed - 1), ONE);
        }
        fee = Math.min(Math.max(fee, config.minimumBaseFee), config.maximumBaseFee);
    }

    function _distance(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }

    // `base` below ONE, both fractions of ONE.
    function _power(uint256 base, uint256 exponent) private pure returns (uint256 result) {
        result = ONE;
        for (; exponent > 0; exponent >>= 1) {
            if (exponent & 1 == 1) result = (result * base) >> 64;
            base = (base * base) >> 64;
        }
    }

    function _burn(uint256 amount) private view {
        uint256 start = gasleft();
        uint256 i = 0;
        while (start - gasleft() < amount) {
            ++i;
        }
    }

    uint256[48] private __gap;
}
