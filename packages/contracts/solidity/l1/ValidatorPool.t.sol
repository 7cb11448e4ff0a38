// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ValidatorFixture} from "../testing/ValidatorFixture.sol";
import {IValidators, ValidatorPool} from "./ValidatorPool.sol";

contract ValidatorPoolTest is ValidatorFixture {
    ValidatorPool private pool;

    function setUp() public override {
        super.setUp();
        pool = new ValidatorPool(IValidators(address(manager)));
    }

    // As Kroma's client decides: the second generation once TERMINATE_OUTPUT_INDEX is below the next output's index; before
    // that it submits when it is next and its balance is the bond.
    function test_pool_answersWhatKromasClientAsks() public {
        assertFalse(pool.isTerminated(0), "output 0");
        assertTrue(pool.isTerminated(1), "output 1");
        assertEq(pool.nextValidator(), TRUSTED, "whose turn");
        assertTrue(pool.balanceOf(TRUSTED) >= pool.REQUIRED_BOND_AMOUNT(), "enough");
        assertFalse(pool.isValidator(TRUSTED), "not registered");
        _register(TRUSTED, 10_000 ether, 0);
        assertTrue(pool.isValidator(TRUSTED), "active");
        _toNextRound();
        _submitBy(pool.nextValidator());
        assertTrue(pool.TERMINATE_OUTPUT_INDEX() < oracle.nextOutputIndex(), "from now on ValidatorManager's");
    }
}
