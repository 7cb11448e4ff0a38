// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {SystemConfigFixture} from "../testing/SystemConfigFixture.sol";
import {Vm} from "../testing/Test.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {ResourceConfig, SystemConfig} from "./SystemConfig.sol";

contract SystemConfigTest is SystemConfigFixture {
    SystemConfig private config;

    function setUp() public {
        config = deploySystemConfig();
    }

    function test_initialize_setsEveryField() public view {
        assertEq(config.owner(), OWNER, "owner");
        assertEq(config.batcherHash(), bytes32(uint256(0xBA)), "batcher");
        assertEq(config.scalar(), (1 << 248) | (810_949 << 32) | 1368, "scalar");
        assertEq(config.basefeeScalar(), 1368, "base fee scalar");
        assertEq(config.blobbasefeeScalar(), 810_949, "blob base fee scalar");
        assertEq(config.gasLimit(), 30_000_000, "gas limit");
        assertEq(config.unsafeBlockSigner(), address(0x51), "signer");
        assertEq(config.minimumGasLimit(), 21_000_000, "least gas limit");
    }

    function test_initialize_twice_reverts() public {
        vm.expectRevert();
        config.initialize(OWNER, 0, 0, 0, 30_000_000, OWNER, defaultResourceConfig());
    }

    function test_setBatcherHash_emitsType0() public {
        _expect(
            0, abi.encode(bytes32(uint256(0xB2))), abi.encodeCall(SystemConfig.setBatcherHash, (bytes32(uint256(0xB2))))
        );
    }

    function test_setGasConfig_emitsType1WithBedrocksScalar() public {
        _expect(1, abi.encode(188, 684_000), abi.encodeCall(SystemConfig.setGasConfig, (188, 684_000)));
        assertEq(config.overhead(), 188, "overhead");
    }

    function test_setGasConfig_scalarOver32Bits_reverts() public {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(SystemConfig.ScalarOutOfRange.selector, uint256(1) << 32));
        config.setGasConfig(0, uint256(1) << 32);
    }

    function test_setGasConfigEcotone_emitsType1WithVersion1() public {
        uint256 scalar = (uint256(1) << 248) | (uint256(7) << 32) | 5;
        _expect(1, abi.encode(0, scalar), abi.encodeCall(SystemConfig.setGasConfigEcotone, (5, 7)));
    }

    function test_setGasLimit_emitsType2() public {
        _expect(2, abi.encode(uint64(40_000_000)), abi.encodeCall(SystemConfig.setGasLimit, (40_000_000)));
    }

    function test_setGasLimit_outOfRange_reverts() public {
        vm.startPrank(OWNER);
        uint64[2] memory limits = [uint64(20_999_999), 500_000_001];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(SystemConfig.GasLimitOutOfRange.selector, limits[i], 21_000_000, 500_000_000)
            );
            config.setGasLimit(limits[i]);
        }
        vm.stopPrank();
    }

    function test_setUnsafeBlockSigner_emitsType3AndFillsItsSlot() public {
        _expect(3, abi.encode(address(0x52)), abi.encodeCall(SystemConfig.setUnsafeBlockSigner, (address(0x52))));
        bytes32 slot = keccak256("systemconfig.unsafeblocksigner");
        assertEq(vm.load(address(config), slot), bytes32(uint256(0x52)), "slot");
    }

    function test_setEIP1559Params_emitsType4() public {
        _expect(4, abi.encode(uint256(250) << 32 | 6), abi.encodeCall(SystemConfig.setEIP1559Params, (250, 6)));
    }

    function test_setEIP1559Params_zero_reverts() public {
        vm.startPrank(OWNER);
        vm.expectRevert(SystemConfig.ZeroEip1559Parameter.selector);
        config.setEIP1559Params(0, 6);
        vm.expectRevert(SystemConfig.ZeroEip1559Parameter.selector);
        config.setEIP1559Params(250, 0);
        vm.stopPrank();
    }

    function test_setOperatorFeeScalars_emitsType5() public {
        _expect(5, abi.encode(uint256(11) << 64 | 22), abi.encodeCall(SystemConfig.setOperatorFeeScalars, (11, 22)));
    }

    function test_setMinBaseFee_emitsType6() public {
        _expect(6, abi.encode(uint64(33)), abi.encodeCall(SystemConfig.setMinBaseFee, (33)));
    }

    function test_setDAFootprintGasScalar_emitsType7() public {
        _expect(7, abi.encode(uint16(44)), abi.encodeCall(SystemConfig.setDAFootprintGasScalar, (44)));
    }

    function test_setters_notTheOwner_revert() public {
        bytes[9] memory calls = [
            abi.encodeCall(SystemConfig.setBatcherHash, (0)),
            abi.encodeCall(SystemConfig.setGasConfig, (0, 0)),
            abi.encodeCall(SystemConfig.setGasConfigEcotone, (0, 0)),
            abi.encodeCall(SystemConfig.setGasLimit, (30_000_000)),
            abi.encodeCall(SystemConfig.setUnsafeBlockSigner, (address(0))),
            abi.encodeCall(SystemConfig.setEIP1559Params, (1, 1)),
            abi.encodeCall(SystemConfig.setOperatorFeeScalars, (0, 0)),
            abi.encodeCall(SystemConfig.setMinBaseFee, (0)),
            abi.encodeCall(SystemConfig.setDAFootprintGasScalar, (0))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok, bytes memory why) = address(config).call(calls[i]);
            assertFalse(ok, "a stranger's call");
            assertEq(
                why,
                abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, address(this)),
                "reason"
            );
        }
        vm.expectRevert();
        config.setResourceConfig(defaultResourceConfig());
    }

    function test_setResourceConfig_inconsistent_reverts() public {
        vm.startPrank(OWNER);
        for (uint256 i = 0; i < 4; ++i) {
            ResourceConfig memory bad = defaultResourceConfig();
            if (i == 0) bad.maximumBaseFee = 1 gwei - 1;
            if (i == 1) bad.baseFeeMaxChangeDenominator = 1;
            if (i == 2) bad.elasticityMultiplier = 0;
            if (i == 3) bad.maxResourceLimit = 20_000_001;
            vm.expectRevert(SystemConfig.ResourceConfigInconsistent.selector);
            config.setResourceConfig(bad);
        }
        vm.stopPrank();
    }

    function test_setResourceConfig_aboveTheGasLimit_reverts() public {
        ResourceConfig memory bad = defaultResourceConfig();
        bad.maxResourceLimit = 40_000_000;
        vm.prank(OWNER);
        vm.expectRevert(
            abi.encodeWithSelector(SystemConfig.GasLimitOutOfRange.selector, 30_000_000, 41_000_000, 500_000_000)
        );
        config.setResourceConfig(bad);
    }

    // The event as derivation reads it: three topics, the data ABI-encoded bytes.
    function _expect(uint256 updateType, bytes memory data, bytes memory call) private {
        vm.recordLogs();
        vm.prank(OWNER);
        (bool ok,) = address(config).call(call);
        assertTrue(ok, "the owner's call");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "one event");
        assertEq(logs[0].topics.length, 3, "topics");
        assertEq(logs[0].topics[0], 0x1d2b0bda21d56b8bd12d4f94ebacffdfb35f5e226f84b461103bb8beab6353be, "ConfigUpdate");
        assertEq(logs[0].topics[1], 0, "version");
        assertEq(logs[0].topics[2], bytes32(updateType), "type");
        assertEq(logs[0].data, abi.encode(data), "data");
    }
}
