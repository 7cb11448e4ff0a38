// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Test} from "../testing/Test.sol";
import {PredeployProxy} from "./PredeployProxy.sol";

contract Answer {
    error Refused(uint256 why);

    uint256 public value;

    function set(uint256 newValue) external payable returns (uint256) {
        value = newValue;
        return newValue + 1;
    }

    function refuse() external pure {
        revert Refused(7);
    }

    // Under the proxy's own name: everybody but the admin must reach this one.
    function admin() external pure returns (address) {
        return address(0x1234);
    }
}

contract PredeployProxyTest is Test {
    PredeployProxy private proxy = new PredeployProxy();
    address private answer = address(new Answer());

    address private constant ADMIN = address(0xAD);

    function setUp() public {
        bytes32 slot = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;
        vm.store(address(proxy), slot, bytes32(uint256(uint160(ADMIN))));
    }

    function test_upgradeTo_fromTheZeroAddress_asUpgradeDepositsDo() public {
        vm.prank(address(0));
        (bool ok,) = address(proxy).call(abi.encodePacked(hex"3659cfe6", uint256(uint160(answer))));
        assertTrue(ok, "upgrade");
        assertEq(Answer(address(proxy)).set(5), 6, "the implementation answers");
        assertEq(Answer(address(proxy)).value(), 5, "in the proxy's storage");
    }

    function test_upgradeToAndCall_byTheAdmin_callsOnce() public {
        vm.prank(ADMIN);
        bytes memory output = proxy.upgradeToAndCall(answer, abi.encodeCall(Answer.set, (9)));
        assertEq(output, abi.encode(10), "output");
        assertEq(Answer(address(proxy)).value(), 9, "value");
    }

    function test_upgradeTo_byAnyoneElse_goesToTheImplementation() public {
        vm.expectRevert(PredeployProxy.NoImplementation.selector);
        proxy.upgradeTo(answer);
        vm.prank(ADMIN);
        proxy.upgradeTo(answer);
        vm.expectRevert(); // the implementation has no such function
        proxy.upgradeTo(address(1));
        assertEq(proxy.admin(), address(0x1234), "the implementation's admin()");
    }

    function test_fallback_revertOfTheImplementation_comesThrough() public {
        vm.prank(ADMIN);
        proxy.upgradeTo(answer);
        vm.expectRevert(abi.encodeWithSelector(Answer.Refused.selector, 7));
        Answer(address(proxy)).refuse();
    }

    function test_changeAdmin_byTheAdmin_movesThePower() public {
        vm.prank(ADMIN);
        proxy.changeAdmin(address(0xBD));
        vm.prank(address(0xBD));
        assertEq(proxy.admin(), address(0xBD), "admin");
        vm.prank(address(0xBD));
        proxy.upgradeTo(answer);
        vm.prank(address(0xBD));
        assertEq(proxy.implementation(), answer, "implementation");
    }
}
