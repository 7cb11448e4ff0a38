// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {BridgeFixture} from "../testing/BridgeFixture.sol";
import {TestKro} from "../testing/TestTokens.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {BridgedERC20} from "../bridge/BridgedERC20.sol";
import {StandardBridge} from "../bridge/StandardBridge.sol";
import {L2_CROSS_DOMAIN_MESSENGER, L2_STANDARD_BRIDGE} from "../l2/Predeploys.sol";

/// @dev A token that keeps a hundredth of every transfer.
contract TaxedToken is TestKro {
    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && to != address(0)) {
            super._update(from, address(0xFEE), amount / 100);
            amount -= amount / 100;
        }
        super._update(from, to, amount);
    }
}

contract StandardBridgeTest is BridgeFixture {
    TestKro private kro;
    BridgedERC20 private kroOnL2;

    function setUp() public override {
        super.setUp();
        kro = new TestKro();
        kroOnL2 = new BridgedERC20(L2_STANDARD_BRIDGE, address(kro), "Kroma", "KRO", 18);
        kro.mint(ALICE, 1000);
        vm.prank(ALICE);
        kro.approve(address(l1Bridge), type(uint256).max);
        vm.recordLogs();
    }

    function test_eth_thereAndBack() public {
        vm.prank(ALICE);
        l1Bridge.bridgeETHTo{value: 5 ether}(BOB, 200_000, hex"01");
        assertTrue(_deliverDeposit(), "deposit");
        assertEq(BOB.balance, 105 ether, "on L2");
        vm.prank(BOB);
        l2Bridge.bridgeETH{value: 2 ether}(200_000, "");
        assertEq(BOB.balance, 103 ether, "left L2");
        assertTrue(_deliverWithdrawal(), "withdrawal");
        assertEq(BOB.balance, 105 ether, "on L1");
    }

    function test_receive_bridgesToTheSender() public {
        vm.prank(ALICE);
        (bool ok,) = address(l1Bridge).call{value: 1 ether}("");
        assertTrue(ok, "transfer");
        _deliverDeposit();
        assertEq(ALICE.balance, 100 ether, "there again");
    }

    function test_erc20_thereAndBack() public {
        vm.prank(ALICE);
        l1Bridge.bridgeERC20To(address(kro), address(kroOnL2), BOB, 400, 200_000, "");
        assertEq(l1Bridge.deposits(address(kro), address(kroOnL2)), 400, "locked");
        assertTrue(_deliverDeposit(), "deposit");
        assertEq(kroOnL2.balanceOf(BOB), 400, "minted");
        vm.prank(BOB);
        l2Bridge.bridgeERC20(address(kroOnL2), address(kro), 150, 200_000, "");
        assertEq(kroOnL2.totalSupply(), 250, "burnt");
        assertTrue(_deliverWithdrawal(), "withdrawal");
        assertEq(kro.balanceOf(BOB), 150, "released");
        assertEq(l1Bridge.deposits(address(kro), address(kroOnL2)), 250, "still locked");
    }

    // Whatever goes there and back: what exists on L2 is what is locked on L1.
    function testFuzz_erc20_supplyIsWhatIsLocked(uint256 there, uint256 back) public {
        there = bound(there, 0, 1000);
        back = bound(back, 0, there);
        vm.prank(ALICE);
        l1Bridge.bridgeERC20(address(kro), address(kroOnL2), there, 200_000, "");
        _deliverDeposit();
        vm.prank(ALICE);
        l2Bridge.bridgeERC20(address(kroOnL2), address(kro), back, 200_000, "");
        _deliverWithdrawal();
        assertEq(kroOnL2.totalSupply(), there - back, "supply");
        assertEq(kro.balanceOf(address(l1Bridge)), there - back, "locked");
    }

    function test_erc20_withAFeeOnTransfers_locksWhatCame() public {
        TaxedToken taxed = new TaxedToken();
        BridgedERC20 taxedOnL2 = new BridgedERC20(L2_STANDARD_BRIDGE, address(taxed), "T", "T", 18);
        taxed.mint(ALICE, 1000);
        vm.startPrank(ALICE);
        taxed.approve(address(l1Bridge), 1000);
        l1Bridge.bridgeERC20(address(taxed), address(taxedOnL2), 1000, 200_000, "");
        vm.stopPrank();
        assertEq(l1Bridge.deposits(address(taxed), address(taxedOnL2)), 990, "locked");
        _deliverDeposit();
        assertEq(taxedOnL2.balanceOf(ALICE), 990, "minted no more");
    }

    // A token of the attacker's that claims to be the counterpart of another one.
    function test_finalizeBridgeERC20_moreThanIsLocked_fails() public {
        BridgedERC20 fake = new BridgedERC20(address(this), address(kro), "F", "F", 18);
        vm.prank(ALICE);
        l1Bridge.bridgeERC20(address(kro), address(kroOnL2), 400, 200_000, "");
        fake.mint(BOB, 400);
        vm.prank(BOB);
        (bool ok,) = L2_STANDARD_BRIDGE.call(
            abi.encodeCall(StandardBridge.bridgeERC20, (address(fake), address(kro), 400, 200_000, ""))
        );
        assertFalse(ok, "burning is the bridge's, of a token that trusts it");
        BridgedERC20 own = new BridgedERC20(L2_STANDARD_BRIDGE, address(kro), "O", "O", 18);
        vm.prank(L2_STANDARD_BRIDGE);
        own.mint(BOB, 400); // however it got there
        vm.prank(BOB);
        l2Bridge.bridgeERC20(address(own), address(kro), 400, 200_000, "");
        _deliverWithdrawal();
        assertEq(kro.balanceOf(BOB), 0, "nothing is locked for this pair");
    }

    function test_bridgeERC20_wrongPair_reverts() public {
        vm.prank(L2_STANDARD_BRIDGE);
        kroOnL2.mint(ALICE, 5);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(StandardBridge.WrongRemoteToken.selector, address(0xBAD), address(kro)));
        l2Bridge.bridgeERC20(address(kroOnL2), address(0xBAD), 5, 200_000, "");
    }

    function test_finalize_byAnyoneElse_revertsOnlyOtherBridge() public {
        vm.expectRevert(StandardBridge.OnlyOtherBridge.selector);
        l2Bridge.finalizeBridgeETH(ALICE, BOB, 0, "");
        vm.expectRevert(StandardBridge.OnlyOtherBridge.selector);
        l2Bridge.finalizeBridgeERC20(address(kroOnL2), address(kro), ALICE, BOB, 1, "");
        // A message of somebody who is not the bridge.
        vm.prank(ALICE);
        l1Messenger.sendMessage(
            L2_STANDARD_BRIDGE,
            abi.encodeCall(
                StandardBridge.finalizeBridgeERC20, (address(kroOnL2), address(kro), ALICE, ALICE, 1000, "")
            ),
            200_000
        );
        _deliverDeposit();
        assertEq(kroOnL2.balanceOf(ALICE), 0, "nothing minted");
    }

    function test_finalizeBridgeETH_toTheBridgeItself_waits() public {
        vm.prank(ALICE);
        l1Bridge.bridgeETHTo{value: 1}(L2_STANDARD_BRIDGE, 200_000, "");
        _deliverDeposit();
        assertEq(L2_STANDARD_BRIDGE.balance, 0, "not taken");
        assertEq(L2_CROSS_DOMAIN_MESSENGER.balance, 1, "the message failed and is kept");
    }

    function test_ownAddressFunctions_byAContract_revertContractCaller() public {
        vm.expectRevert(StandardBridge.ContractCaller.selector);
        l1Bridge.bridgeETH(200_000, "");
        vm.expectRevert(StandardBridge.ContractCaller.selector);
        l1Bridge.bridgeERC20(address(kro), address(kroOnL2), 1, 200_000, "");
    }

    function test_bridgedToken_hasOptimismsInterfaceId() public view {
        assertTrue(kroOnL2.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        assertTrue(kroOnL2.supportsInterface(0xec4fc8e3), "IOptimismMintableERC20");
        assertFalse(kroOnL2.supportsInterface(0xffffffff), "no other");
        assertEq(kroOnL2.decimals(), 18, "decimals");
    }

    function test_bridgedToken_byAnyoneElse_revertsOnlyBridge() public {
        vm.expectRevert(BridgedERC20.OnlyBridge.selector);
        kroOnL2.mint(ALICE, 1);
        vm.expectRevert(BridgedERC20.OnlyBridge.selector);
        kroOnL2.burn(ALICE, 1);
    }
}
