// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ColosseumFixture} from "../testing/ColosseumFixture.sol";
import {OutputBlockRegistry} from "./OutputBlockRegistry.sol";
import {OutputRootProof, ZkVmProof} from "./Types.sol";
import {ISP1Verifier, ZKProofVerifier} from "./ZKProofVerifier.sol";

/// @dev What Kroma's tests record of a real proof, up to the call of SP1's verifier.
contract RecordingSp1Verifier is ISP1Verifier {
    bytes32 private immutable EXPECTED;

    error Other();

    constructor(bytes32 expected) {
        EXPECTED = expected;
    }

    function verifyProof(bytes32 programVKey, bytes calldata publicValues, bytes calldata proofBytes) external view {
        if (keccak256(abi.encode(programVKey, publicValues, proofBytes)) != EXPECTED) revert Other();
    }
}

contract ZKProofVerifierTest is ColosseumFixture {
    function test_registerOutput_knowsTheBlockFromThenOn() public {
        vm.expectRevert(abi.encodeWithSelector(OutputBlockRegistry.OutputBlockUnknown.selector, _rootOf(5)));
        verifier.blockOf(_rootOf(5));
        (bytes32 root, uint64 number) = verifier.registerOutput(_outputIn(0, 5), _headerIn(0, 5));
        assertEq(root, _rootOf(5), "root");
        assertEq(number, 5, "number");
        assertEq(verifier.blockOf(_rootOf(5)), 5, "kept");
    }

    function test_registerOutput_block0_isKnownAsWell() public {
        _registerOutput(0, 0);
        assertEq(verifier.blockOf(_rootOf(0)), 0, "number");
    }

    function testFuzz_registerOutput_anotherHeader_revertsHeaderMismatched(uint256 place, uint8 change) public {
        bytes memory header = _headerIn(0, 5);
        place = bound(place, 0, header.length - 1);
        header[place] ^= bytes1(change == 0 ? 1 : change);
        vm.expectRevert(
            abi.encodeWithSelector(
                OutputBlockRegistry.HeaderMismatched.selector, keccak256(header), _outputIn(0, 5).latestBlockhash
            )
        );
        verifier.registerOutput(_outputIn(0, 5), header);
    }

    function test_registerOutput_otherWords_areAnotherRoot() public {
        OutputRootProof memory output = _outputIn(0, 5);
        output.stateRoot = keccak256("other");
        verifier.registerOutput(output, _headerIn(0, 5));
        vm.expectRevert(abi.encodeWithSelector(OutputBlockRegistry.OutputBlockUnknown.selector, _rootOf(5)));
        verifier.blockOf(_rootOf(5));
    }

    function test_registerOutput_numberBeyond64Bits_reverts() public {
        bytes memory header = abi.encodePacked(hex"d28080808080808080", hex"89010000000000000005");
        OutputRootProof memory output = _outputIn(0, 5);
        output.latestBlockhash = keccak256(header);
        vm.expectRevert();
        verifier.registerOutput(output, header);
    }

    function test_registerOutput_headerWithoutANumber_reverts() public {
        bytes memory header = hex"c3808080";
        OutputRootProof memory output = _outputIn(0, 5);
        output.latestBlockhash = keccak256(header);
        vm.expectRevert();
        verifier.registerOutput(output, header);
    }

    // Kroma's recorded public values: key, roots and L1 head of a real proof.
    function test_verifyZkVmProof_kromasVector_reachesTheVerifierUnchanged() public {
        bytes32 key = 0x00ad7cc293beb89796e8a9713ab7189b33faf6975325da0707d2d9cb129db055;
        bytes32 from = 0x8906045a3f098db0d7a5f7d9400e1299718fc9563b30417e887cf0c91a375fea;
        bytes32 to = 0x53ae7b0c4ef070efb9bec7ae130edce19797b2283f020e085a69796ad43b6c51;
        bytes32 head = 0xc5f36b4618de22a58113263406f398342a7624d832fda0ccd05ab61b0ceb5352;
        bytes memory values = _publicValues(from, to, head);
        assertEq(values.length, 120, "length");
        ZKProofVerifier kromas =
            new ZKProofVerifier(new RecordingSp1Verifier(keccak256(abi.encode(key, values, hex"54bdcae3"))), key);
        ZkVmProof memory proof = ZkVmProof(key, values, hex"54bdcae3");
        assertEq(kromas.verifyZkVmProof(proof, from, keccak256("other"), head), keccak256(values), "public input");
        vm.expectRevert(ZKProofVerifier.DstOutputMatched.selector);
        kromas.verifyZkVmProof(proof, from, to, head);
    }

    function test_verifyZkVmProof_wrongLength_revertsInvalidPublicInput() public {
        bytes memory values = _publicValues(_rootOf(1), _rootOf(2), 0);
        ZkVmProof memory proof = ZkVmProof(VKEY, abi.encodePacked(values, hex"00"), "");
        vm.expectRevert(ZKProofVerifier.InvalidPublicInput.selector);
        verifier.verifyZkVmProof(proof, _rootOf(1), 0, 0);
        proof.publicValues = new bytes(0);
        vm.expectRevert(ZKProofVerifier.InvalidPublicInput.selector);
        verifier.verifyZkVmProof(proof, _rootOf(1), 0, 0);
    }
}
