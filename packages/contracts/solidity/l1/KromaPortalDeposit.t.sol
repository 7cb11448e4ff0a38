// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {SystemConfigFixture} from "../testing/SystemConfigFixture.sol";
import {Vm} from "../testing/Test.sol";
import {fromAlias, toAlias} from "../bridge/AddressAliasing.sol";
import {IL2OutputOracle} from "./IL2OutputOracle.sol";
import {KromaPortal} from "./KromaPortal.sol";
import {ResourceMetering} from "./ResourceMetering.sol";

/// @dev Deposits, and the market for their gas.
contract KromaPortalDepositTest is SystemConfigFixture {
    KromaPortal private portal;

    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);

    function setUp() public {
        KromaPortal implementation = new KromaPortal(IL2OutputOracle(address(0)), address(0x6A), deploySystemConfig());
        portal =
            KromaPortal(payable(_proxied(address(implementation), abi.encodeCall(KromaPortal.initialize, (false)))));
        vm.deal(ALICE, 100 ether);
        vm.deal(address(this), 100 ether);
    }

    function test_depositTransaction_byAnEoa_keepsItsAddress() public {
        vm.recordLogs();
        vm.prank(ALICE, ALICE);
        portal.depositTransaction{value: 5}(BOB, 3, 100_000, false, hex"beef");
        _assertDeposited(ALICE, BOB, abi.encodePacked(uint256(5), uint256(3), uint64(100_000), uint8(0), hex"beef"));
        assertEq(address(portal).balance, 5, "locked");
    }

    function test_depositTransaction_byAContract_aliasesTheSender() public {
        vm.recordLogs();
        vm.prank(address(this), ALICE);
        portal.depositTransaction(BOB, 0, 100_000, false, "");
        address aliased = address(uint160(address(this)) + uint160(0x1111000000000000000000000000000000001111));
        _assertDeposited(aliased, BOB, abi.encodePacked(uint256(0), uint256(0), uint64(100_000), uint8(0)));
    }

    function test_depositTransaction_creation_hasTheZeroTarget() public {
        vm.recordLogs();
        vm.prank(ALICE, ALICE);
        portal.depositTransaction(address(0), 0, 100_000, true, hex"00");
        _assertDeposited(
            ALICE, address(0), abi.encodePacked(uint256(0), uint256(0), uint64(100_000), uint8(1), hex"00")
        );
    }

    function test_receive_depositsToTheSender() public {
        vm.recordLogs();
        vm.prank(ALICE, ALICE);
        (bool ok,) = address(portal).call{value: 7}("");
        assertTrue(ok, "transfer");
        _assertDeposited(ALICE, ALICE, abi.encodePacked(uint256(7), uint256(7), uint64(100_000), uint8(0)));
    }

    function test_depositTransaction_creationWithTarget_reverts() public {
        vm.expectRevert(KromaPortal.CreationWithTarget.selector);
        portal.depositTransaction(BOB, 0, 100_000, true, "");
    }

    function test_depositTransaction_lessGasThanTheDataCosts_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(KromaPortal.GasLimitTooSmall.selector, 20_999, 21_000));
        portal.depositTransaction(BOB, 0, 20_999, false, "");
        vm.expectRevert(abi.encodeWithSelector(KromaPortal.GasLimitTooSmall.selector, 21_159, 21_160));
        portal.depositTransaction(BOB, 0, 21_159, false, new bytes(10));
    }

    function test_depositTransaction_tooMuchData_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(KromaPortal.DepositTooLarge.selector, 120_001, 120_000));
        portal.depositTransaction(BOB, 0, 2_000_000, false, new bytes(120_001));
    }

    function testFuzz_aliasing_goesBothWays(address any) public pure {
        assertEq(fromAlias(toAlias(any)), any, "alias");
    }

    function test_depositTransaction_moreGasThanABlockHas_revertsOutOfGas() public {
        portal.depositTransaction(BOB, 0, 20_000_000, false, "");
        vm.expectRevert(abi.encodeWithSelector(ResourceMetering.OutOfGas.selector, 20_021_000, 20_000_000));
        portal.depositTransaction(BOB, 0, 21_000, false, "");
        vm.roll(block.number + 1);
        portal.depositTransaction(BOB, 0, 21_000, false, "");
    }

    // Ten times the target: the price goes up by 9/8 of itself.
    function test_params_fullBlock_raisesThePrice() public {
        portal.depositTransaction(BOB, 0, 20_000_000, false, "");
        vm.roll(block.number + 1);
        portal.depositTransaction(BOB, 0, 21_000, false, "");
        (uint128 price, uint64 bought, uint64 number) = portal.params();
        assertEq(price, 1 gwei + 1 gwei * 9 / 8, "price");
        assertEq(bought, 21_000, "bought");
        assertEq(number, block.number, "block");
    }

    function test_params_emptyBlocks_lowerThePriceToTheMinimum() public {
        for (uint256 i = 0; i < 5; ++i) {
            portal.depositTransaction(BOB, 0, 20_000_000, false, "");
            vm.roll(block.number + 1);
        }
        portal.depositTransaction(BOB, 0, 2_000_000, false, ""); // at the target
        (uint128 before,,) = portal.params();
        vm.roll(block.number + 3);
        portal.depositTransaction(BOB, 0, 2_000_000, false, "");
        (uint128 then,,) = portal.params();
        uint256 expected = uint256(before) * 7 * 7 / 64; // two blocks without a deposit
        assertTrue(then <= expected && then + 2 >= expected, "an eighth less each");
        vm.roll(block.number + 1_000_000);
        portal.depositTransaction(BOB, 0, 21_000, false, "");
        (uint128 last,,) = portal.params();
        assertEq(last, 1 gwei, "the minimum");
    }

    function test_depositTransaction_burnsWhatItsGasCosts() public {
        vm.fee(2 gwei);
        uint256 before = gasleft();
        portal.depositTransaction(BOB, 0, 4_000_000, false, "");
        uint256 spent = before - gasleft();
        assertTrue(spent >= 2_000_000 && spent < 2_020_000, "half of 4,000,000 at twice the price");
    }

    function _assertDeposited(address from, address to, bytes memory opaque) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "one event");
        assertEq(logs[0].topics.length, 4, "topics");
        assertEq(
            logs[0].topics[0],
            0xb3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32,
            "TransactionDeposited"
        );
        assertEq(logs[0].topics[1], bytes32(uint256(uint160(from))), "from");
        assertEq(logs[0].topics[2], bytes32(uint256(uint160(to))), "to");
        assertEq(logs[0].topics[3], 0, "version");
        assertEq(logs[0].data, abi.encode(opaque), "opaque data");
    }
}
