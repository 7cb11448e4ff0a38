// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {Colosseum} from "../l1/Colosseum.sol";
import {ICouncilToken, SecurityCouncil} from "../l1/SecurityCouncil.sol";
import {SecurityCouncilToken} from "../l1/SecurityCouncilToken.sol";
import {Proxy} from "../l1/Proxy.sol";
import {Challenge, OutputRootProof, ZkVmProof} from "../l1/Types.sol";
import {ZKProofVerifier} from "../l1/ZKProofVerifier.sol";
import {TestSp1Verifier} from "./TestSp1Verifier.sol";
import {ValidatorFixture} from "./ValidatorFixture.sol";

/// @dev The whole system with its council of three seats, and a world of L2 blocks: world 0 is the true one, others are
///      what a liar makes up. A prover proves whatever happens within one world, over any number of blocks.
abstract contract ColosseumFixture is ValidatorFixture {
    bytes32 internal constant VKEY = keccak256("program");
    uint256 internal constant CREATION_PERIOD = 18_000;
    uint256 internal constant BISECTION_TIMEOUT = 1800;
    uint256 internal constant PROVING_TIMEOUT = 14_400;
    address internal constant SEAT_1 = address(0x51);
    address internal constant SEAT_2 = address(0x52);
    address internal constant SEAT_3 = address(0x53);

    Colosseum internal colosseum;
    SecurityCouncil internal council;
    SecurityCouncilToken internal seats;
    ZKProofVerifier internal verifier;
    TestSp1Verifier internal sp1;

    function setUp() public virtual override {
        colosseum = Colosseum(address(new Proxy(PROXY_ADMIN)));
        council = SecurityCouncil(payable(address(new Proxy(PROXY_ADMIN))));
        super.setUp();
        seats = SecurityCouncilToken(
            _proxied(address(new SecurityCouncilToken()), abi.encodeCall(SecurityCouncilToken.initialize, (OWNER)))
        );
        _upgrade(
            address(council),
            address(new SecurityCouncil(address(colosseum), ICouncilToken(address(seats)), 51)),
            ""
        );
        vm.startPrank(OWNER);
        seats.mint(SEAT_1);
        seats.mint(SEAT_2);
        seats.mint(SEAT_3);
        vm.stopPrank();
        sp1 = new TestSp1Verifier();
        verifier = new ZKProofVerifier(sp1, VKEY);
        _upgrade(
            address(colosseum),
            address(
                new Colosseum(
                    oracle,
                    verifier,
                    manager,
                    address(council),
                    interval,
                    CREATION_PERIOD,
                    BISECTION_TIMEOUT,
                    PROVING_TIMEOUT
                )
            ),
            abi.encodeCall(Colosseum.initialize, (_lengths()))
        );
        vm.roll(block.number + 1);
    }

    function _colosseum() internal view override returns (address) {
        return address(colosseum);
    }

    function _council() internal view override returns (address) {
        return address(council);
    }

    function _lengths() internal pure virtual returns (uint256[] memory lengths) {
        lengths = new uint256[](4);
        (lengths[0], lengths[1], lengths[2], lengths[3]) = (6, 5, 6, 4);
    }

    // ---- The world ----

    function _rootOf(uint256 l2BlockNumber) internal pure override returns (bytes32) {
        return _rootIn(0, l2BlockNumber);
    }

    function _rootIn(uint256 world, uint256 l2BlockNumber) internal pure returns (bytes32) {
        OutputRootProof memory output = _outputIn(world, l2BlockNumber);
        return keccak256(
            abi.encode(output.version, output.stateRoot, output.messagePasserStorageRoot, output.latestBlockhash)
        );
    }

    function _outputIn(uint256 world, uint256 l2BlockNumber) internal pure returns (OutputRootProof memory) {
        return OutputRootProof({
            version: 0,
            stateRoot: keccak256(abi.encode("state", world, l2BlockNumber)),
            messagePasserStorageRoot: keccak256(abi.encode("withdrawals", world, l2BlockNumber)),
            latestBlockhash: keccak256(_headerIn(world, l2BlockNumber)),
            nextBlockHash: 0
        });
    }

    // RLP: seven empty fields, the world's name in the eighth, the number, and no more of what a header has.
    function _headerIn(uint256 world, uint256 l2BlockNumber) internal pure returns (bytes memory) {
        bytes memory number = abi.encodePacked(hex"88", uint64(l2BlockNumber));
        bytes memory fields = abi.encodePacked(hex"80808080808080", hex"a0", world, number);
        return abi.encodePacked(bytes1(uint8(0xc0 + fields.length)), fields);
    }

    function _publicValues(bytes32 from, bytes32 to, bytes32 l1Head) internal pure returns (bytes memory) {
        bytes8 length = 0x2000000000000000;
        return abi.encodePacked(length, from, length, to, length, l1Head);
    }

    /// @dev The proof that a world leads from one of its blocks to a later one.
    function _prove(uint256 world, uint256 from, uint256 to, bytes32 l1Head) internal view returns (ZkVmProof memory) {
        require(from < to, "a program goes forward");
        bytes memory values = _publicValues(_rootIn(world, from), _rootIn(world, to), l1Head);
        return ZkVmProof({
            zkVmProgramVKey: VKEY, publicValues: values, proofBytes: sp1.proofFor(VKEY, values)
        });
    }

    function _registerOutput(uint256 world, uint256 l2BlockNumber) internal {
        verifier.registerOutput(_outputIn(world, l2BlockNumber), _headerIn(world, l2BlockNumber));
    }

    // ---- Moves ----

    // Roots of `world` up to and with block `lastAgreed` of the true one, from there on its own.
    function _segmentsOf(uint256 world, uint256 lastAgreed, uint256 start, uint256 step, uint256 length)
        internal
        pure
        returns (bytes32[] memory segments)
    {
        segments = new bytes32[](length);
        for (uint256 i = 0; i < length; ++i) {
            segments[i] = _rootOfParty(world, lastAgreed, start + i * step);
        }
    }

    function _rootOfParty(uint256 world, uint256 lastAgreed, uint256 number) internal pure returns (bytes32) {
        return _rootIn(number <= lastAgreed ? 0 : world, number);
    }

    function _create(address challenger, uint256 index, uint256 world, uint256 lastAgreed) internal {
        _createFrom(challenger, index, 1, world, lastAgreed);
    }

    // From so many outputs before.
    function _createFrom(address challenger, uint256 index, uint256 intervals, uint256 world, uint256 lastAgreed)
        internal
    {
        uint256 length = colosseum.segmentsLengths(0);
        uint256 start = (index - intervals) * interval;
        bytes32[] memory segments =
            _segmentsOf(world, lastAgreed, start, intervals * interval / (length - 1), length);
        vm.prank(challenger);
        colosseum.createChallenge(index, 0, 0, segments);
    }

    // Honest play for a party with these roots: agree as far as it goes.
    function _bisect(address party, uint256 index, address challenger, uint256 world, uint256 lastAgreed) internal {
        Challenge memory challenge = colosseum.getChallenge(index, challenger);
        uint256 size = challenge.segSize / (challenge.segments.length - 1);
        uint256 pos = _lastAgreement(challenge, world, lastAgreed);
        uint256 length = colosseum.segmentsLengths(challenge.turn);
        bytes32[] memory segments =
            _segmentsOf(world, lastAgreed, challenge.segStart + pos * size, size / (length - 1), length);
        vm.prank(party);
        colosseum.bisect(index, challenger, pos, segments);
    }

    function _lastAgreement(Challenge memory challenge, uint256 world, uint256 lastAgreed)
        internal
        pure
        returns (uint256 pos)
    {
        uint256 size = challenge.segSize / (challenge.segments.length - 1);
        while (
            pos + 2 < challenge.segments.length
                && challenge.segments[pos + 1] == _rootOfParty(world, lastAgreed, challenge.segStart + (pos + 1) * size)
        ) {
            ++pos;
        }
    }
}
