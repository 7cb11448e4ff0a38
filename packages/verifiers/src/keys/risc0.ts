// RISC Zero's Groth16 verification key, which is the same from v1 to v5, and what tells the versions apart: the control root (which
// recursion programs count) and the control id of the circuit that wraps them. Selector and version come together in
// github.com/risc0/risc0-ethereum (Apache-2.0), contracts/src/groth16/ControlID.sol and contracts/src/selector.rs, at the commits
// named; "-dev" is a state of the main branch between releases.
import type { Constants } from "./keyData.ts";

export interface Risc0Version {
  readonly version: string;
  readonly selector: string;
  readonly controlRoot: string;
  /** Big-endian, as the contract has it. */
  readonly controlId: string;
  readonly commit: string;
  /** Its makers call it deprecated (contracts/src/selector.rs). */
  readonly deprecated: boolean;
  /** Whether the tests hold a proof of it. */
  readonly tested: boolean;
}

// biome-ignore format: one line a version reads better
export const RISC0_VERSIONS: readonly Risc0Version[] = [
  { version: "1.0", selector: "0x310fe598", deprecated: false, tested: true, commit: "b96ab6fe",
    controlRoot: "0xa516a057c9fbf5629106300934d48e0e775d4230e41e503347cad96fcbde7e2e",
    controlId: "0x0eb6febcf06c5df079111be116f79bd8c7e85dc9448776ef9a59aaf2624ab551" },
  { version: "1.1-dev.1", selector: "0xc9faac19", deprecated: false, tested: true, commit: "e345b2c6",
    controlRoot: "0xc43de805675563551857de3ee487c5167a26141467196700f43eb51f9c0ef505",
    controlId: "0x0eb6febcf06c5df079111be116f79bd8c7e85dc9448776ef9a59aaf2624ab551" },
  { version: "1.1-dev.2", selector: "0x4c630d87", deprecated: false, tested: true, commit: "0d02cc9c",
    controlRoot: "0x9a3767040e4cf554112afa68bc043274a8636a06565e1d5e2b7fa90fda941218",
    controlId: "0x05a022e1db38457fb510bc347b30eb8f8cf3eda95587653d0eac19e1f10d164e" },
  { version: "1.1", selector: "0x50bd1769", deprecated: false, tested: true, commit: "b15689b9",
    controlRoot: "0x8b6dcf11d463ac455361b41fb3ed053febb817491bdea00fdb340e45013b852e",
    controlId: "0x05a022e1db38457fb510bc347b30eb8f8cf3eda95587653d0eac19e1f10d164e" },
  { version: "1.2", selector: "0xc101b42b", deprecated: false, tested: true, commit: "b76ac349",
    controlRoot: "0x8cdad9242664be3112aba377c5425a4df735eb1c6966472b561d2855932c0469",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
  { version: "2.0-dev", selector: "0xff146928", deprecated: false, tested: true, commit: "9a59a09a",
    controlRoot: "0xf709b76b730c1d31d748c9763745482e8e37f256c07b5e5682d1a45b76746519",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
  { version: "2.0", selector: "0x9f39696c", deprecated: true, tested: true, commit: "daa2b26c",
    controlRoot: "0x539032186827b06719244873b17b2d4c122e2d02cfb1994fe958b2523b844576",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
  { version: "2.1", selector: "0xf536085a", deprecated: true, tested: true, commit: "f8d82f27",
    controlRoot: "0x884389273e128b32475b334dec75ee619b77cb33d41c332021fe7e44c746ee60",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
  { version: "2.2", selector: "0xbb001d44", deprecated: false, tested: true, commit: "6c4fb313",
    controlRoot: "0xce52bf56033842021af3cf6db8a50d1b7535c125a34f1a22c6fdcf002c5a1529",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
  { version: "3.0", selector: "0x73c457ba", deprecated: false, tested: true, commit: "274eccaf",
    controlRoot: "0xa54dc85ac99f851c92d7c96d7318af41dbe7c0194edfcc37eb4d422a998c1f56",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
  { version: "5.0", selector: "0xc27d1bc0", deprecated: false, tested: true, commit: "0dd148c3",
    controlRoot: "0xb1f64013f70bbb386a8b3a3d63552c5cb5ea4a549ec7fb1ecc2a031dbf488167",
    controlId: "0x04446e66d300eb7fb45c9726bb53c793dda407a62e9601618bb43c5c14657ac0" },
];

export const RISC0_CONSTANTS: Constants = {
  alphax: "0x2d4d9aa7e302d9df41749d5507949d05dbea33fbb16c643b22f599a2be6df2e2",
  alphay: "0x14bedd503c37ceb061d8ec60209fe345ce89830a19230301f076caff004d1926",
  betax1: "0x0967032fcbf776d1afc985f88877f182d38480a653f2decaa9794cbc3bf3060c",
  betax2: "0x0e187847ad4c798374d0d6732bf501847dd68bc0e071241e0213bc7fc13db7ab",
  betay1: "0x304cfbd1e08a704a99f5e847d93f8c3caafddec46b7a0d379da69a4d112346a7",
  betay2: "0x1739c1b1a457a8c7313123d24d2f9192f896b7c63eea05a9d57f06547ad0cec8",
  gammax1: "0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2",
  gammax2: "0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed",
  gammay1: "0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b",
  gammay2: "0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
  deltax1: "0x03b03cd5effa95ac9bee94f1f5ef907157bda4812ccf0b4c91f42bb629f83a1c",
  deltax2: "0x1aa085ff28179a12d922dba0547057ccaae94b9d69cfaa4e60401fea7f3e0333",
  deltay1: "0x110c10134f200b19f6490846d518c9aea868366efb7228ca5c91d2940d030762",
  deltay2: "0x1e60f31fcbf757e837e867178318832d0b2d74d59e2fea1c7142df187d3fc6d3",
  IC0x: "0x12ac9a25dcd5e1a832a9061a082c15dd1d61aa9c4d553505739d0f5d65dc3be4",
  IC0y: "0x025aa744581ebe7ad91731911c898569106ff5a2d30f3eee2b23c60ee980acd4",
  IC1x: "0x0707b920bc978c02f292fae2036e057be54294114ccc3c8769d883f688a1423f",
  IC1y: "0x2e32a094b7589554f7bc357bf63481acd2d55555c203383782a4650787ff6642",
  IC2x: "0x0bca36e2cbe6394b3e249751853f961511011c7148e336f4fd974644850fc347",
  IC2y: "0x2ede7c9acf48cf3a3729fa3d68714e2a8435d4fa6db8f7f409c153b1fcdf9b8b",
  IC3x: "0x1b8af999dbfbb3927c091cc2aaf201e488cbacc3e2c6b6fb5a25f9112e04f2a7",
  IC3y: "0x2b91a26aa92e1b6f5722949f192a81c850d586d81a60157f3e9cf04f679cccd6",
  IC4x: "0x2b5f494ed674235b8ac1750bdfd5a7615f002d4a1dcefeddd06eda5a076ccd0d",
  IC4y: "0x2fe520ad2020aab9cbba817fcbb9a863b8a76ff88f14f912c5e71665b2ad5e82",
  IC5x: "0x0f1c3c0d5d9da0fa03666843cde4e82e869ba5252fce3c25d5940320b1c4d493",
  IC5y: "0x214bfcff74f425f6fe8c0d07b307482d8bc8bb2f3608f68287aa01bd0b69e809",
};
