// Precompiles on elliptic curves but those of BLS12-381: ecrecover, bn254, KZG point evaluation, P-256. Each writes its
// output and returns its length (0: an empty output, which is a success), -1 when the precompile fails.
import { bn254Add, bn254Multiply, bn254Pairing } from "../curves/bn254";
import { kzgVerifyProof } from "../curves/kzg";
import { p256Verify } from "../curves/p256";
import { secp256k1Recover } from "../curves/secp256k1";
import { keccak256 } from "../hash/keccak";
import { sha256 } from "../hash/sha256";
import { equal32, storeBE32, storeBE64, zero32 } from "../memory/bytes";

const FAILED: i32 = -1;

/** Input cut or filled with zeros to the length that a precompile reads. */
const PADDED: usize = memory.data(128, 8);
const PUBLIC_KEY: usize = memory.data(64, 8);
const HASH: usize = memory.data(32, 8);

function pad(input: usize, length: u32, wanted: u32): void {
  const copied = min(length, wanted);
  memory.copy(PADDED, input, copied);
  memory.fill(PADDED + copied, 0, wanted - copied);
}

/** Digest, v, r, s. What has no public key has an empty output. */
export function ecrecoverOutput(output: usize, input: usize, length: u32): i32 {
  pad(input, length, 128);
  const v = load<u8>(PADDED, 63);
  const rest =
    load<u64>(PADDED, 32) |
    load<u64>(PADDED, 40) |
    load<u64>(PADDED, 48) |
    (<u64>load<u32>(PADDED, 56)) |
    (<u64>load<u16>(PADDED, 60)) |
    (<u64>load<u8>(PADDED, 62));
  if (rest != 0 || (v != 27 && v != 28)) return 0;
  if (!secp256k1Recover(PUBLIC_KEY, PADDED, PADDED + 64, PADDED + 96, v - 27)) return 0;
  keccak256(output, PUBLIC_KEY, 64);
  memory.fill(output, 0, 12);
  return 32;
}

/** EIP-196. */
export function bn254AddOutput(output: usize, input: usize, length: u32): i32 {
  pad(input, length, 128);
  return bn254Add(output, PADDED) ? 64 : FAILED;
}

/** EIP-196. */
export function bn254MultiplyOutput(output: usize, input: usize, length: u32): i32 {
  pad(input, length, 96);
  return bn254Multiply(output, PADDED) ? 64 : FAILED;
}

/** 32 bytes that say whether it is so. */
export function truthOutput(output: usize, truth: bool): i32 {
  zero32(output);
  store<u8>(output, truth ? 1 : 0, 31);
  return 32;
}

/** EIP-197. */
export function bn254PairingOutput(output: usize, input: usize, length: u32): i32 {
  if (length % 192 != 0) return FAILED;
  const result = bn254Pairing(input, length / 192);
  return result < 0 ? FAILED : truthOutput(output, result == 1);
}

/** The scalar field's order of BLS12-381, big-endian limbs. */
const BLS_MODULUS_0: u64 = 0x73eda753299d7d48;
const BLS_MODULUS_1: u64 = 0x3339d80809a1d805;
const BLS_MODULUS_2: u64 = 0x53bda402fffe5bfe;
const BLS_MODULUS_3: u64 = 0xffffffff00000001;

/** EIP-4844: versioned hash, z, y, commitment, proof. */
export function pointEvaluationOutput(output: usize, input: usize, length: u32): i32 {
  if (length != 192) return FAILED;
  sha256(HASH, input + 96, 48);
  store<u8>(HASH, 0x01);
  if (!equal32(HASH, input)) return FAILED;
  if (!kzgVerifyProof(input + 96, input + 32, input + 64, input + 144)) return FAILED;
  zero32(output);
  storeBE32(output + 28, 4096);
  storeBE64(output + 32, BLS_MODULUS_0);
  storeBE64(output + 40, BLS_MODULUS_1);
  storeBE64(output + 48, BLS_MODULUS_2);
  storeBE64(output + 56, BLS_MODULUS_3);
  return 64;
}

/** EIP-7951: digest, r, s, x, y. What does not verify has an empty output. */
export function p256Output(output: usize, input: usize, length: u32): i32 {
  if (length != 160) return 0;
  if (!p256Verify(input, input + 32, input + 64, input + 96, input + 128)) return 0;
  return truthOutput(output, true);
}
