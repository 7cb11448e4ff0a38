// Whether a blob is the one that a KZG commitment stands for (EIP-4844, verify_blob_kzg_proof): the polynomial with the
// blob's elements as values is evaluated at a point that a hash of blob and commitment chooses, and the proof is one for
// that value. Elements in the order of the blob belong to the roots of unity in bit-reversed order.
import { kzgVerifyProof } from "../curves/kzg";
import { keccak256 } from "../hash/keccak";
import { sha256 } from "../hash/sha256";
import { alloc, mark, release } from "../memory/arena";
import { callMultiplyAdd } from "../accelerator/calls";
import { copy32, reverse32 } from "../memory/bytes";
import { u256Add, u256SubBorrow } from "../uint256/add";
import { u256AddMod } from "../uint256/addMod";
import { u256MulMod } from "../uint256/mulMod";
import { u256Mod } from "../uint256/divide";
import { u256FromU64, u256Lt } from "../uint256/word";

export const ELEMENTS: u32 = 4096;
const LOG_ELEMENTS: u32 = 12;
const BLOB_BYTES: u32 = 131_072;

/** Order of the scalar field of BLS12-381. */
const ORDER: usize = memory.data<u64>(
  [0xffff_ffff_0000_0001, 0x53bd_a402_fffe_5bfe, 0x3339_d808_09a1_d805, 0x73ed_a753_299d_7d48],
  8,
);
/** (order - 1) / 4096: 7 to this power is the root of unity w that all others are powers of. */
const ROOT_EXPONENT: usize = memory.data<u64>(
  [0xbfef_ffff_fff0_0000, 0x8055_3bda_402f_ffe5, 0xd483_339d_8080_9a1d, 0x0007_3eda_7532_99d7],
  8,
);
/** 1 / w */
const INVERSE_ROOT: usize = memory.data<u64>(
  [0x961a_252d_d854_3362, 0x5046_d178_6418_3203, 0x4ae2_5ffa_b9dc_5986, 0x391b_2856_c609_b478],
  8,
);
/** 1 / 2 */
const HALF: usize = memory.data<u64>(
  [0x7fff_ffff_8000_0001, 0xa9de_d201_7fff_2dff, 0x199c_ec04_04d0_ec02, 0x39f6_d3a9_94ce_bea4],
  8,
);
const ONE: usize = memory.data<u64>([1, 0, 0, 0], 8);
const MINUS_ONE: usize = memory.data<u64>(
  [0xffff_ffff_0000_0000, 0x53bd_a402_fffe_5bfe, 0x3339_d808_09a1_d805, 0x73ed_a753_299d_7d48],
  8,
);

/** "FSBLOBVERIFY_V1_" and the degree, 4096, in 16 big-endian bytes. */
const DOMAIN: usize = memory.data<u8>(
  [
    0x46, 0x53, 0x42, 0x4c, 0x4f, 0x42, 0x56, 0x45, 0x52, 0x49, 0x46, 0x59, 0x5f, 0x56, 0x31, 0x5f, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0x10, 0,
  ],
  8,
);

/** "BLOB BY KECCAK 1", then commitment and hash. */
const KECCAK_MESSAGE: usize = memory.data<u64>(
  [0x2059_4220_424f_4c42, 0x3120_4b41_4343_454b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  8,
);
/** In the first byte of every compressed point. */
const COMPRESSED: u8 = 0x80;
const PROOF: usize = memory.data(48, 8);

const POINT: usize = memory.data(32, 8);
const VALUE: usize = memory.data(32, 8);
const BASE: usize = memory.data(32, 8);
const ROOT: usize = memory.data(32, 8);
const FACTOR: usize = memory.data(32, 8);
const TERM: usize = memory.data(32, 8);
const ZERO: usize = memory.data(32, 8);
/** 1/w, 1/w², 1/w⁴, … */
const SQUARES: usize = memory.data(11 * 32, 8);
const POINT_BYTES: usize = memory.data(32, 8);
const VALUE_BYTES: usize = memory.data(32, 8);

function power(dst: usize, base: usize, exponent: usize): void {
  memory.copy(BASE, base, 32);
  u256FromU64(dst, 1);
  for (let bit: i32 = 255; bit >= 0; bit--) {
    u256MulMod(dst, dst, dst, ORDER);
    const limb = load<u64>(exponent + (((<usize>bit) >> 6) << 3));
    if (((limb >> ((<u64>bit) & 63)) & 1) != 0) u256MulMod(dst, dst, BASE, ORDER);
  }
}

/** d = a b + c modulo the order, for numbers below it. All may be the same place. */
// @ts-ignore: decorator
@inline
function multiplyAdd(d: usize, a: usize, b: usize, c: usize): void {
  if (TARGET_PROVING && callMultiplyAdd(d, a, b, c, ORDER)) return;
  multiplyAddWords(d, a, b, c);
}

function multiplyAddWords(d: usize, a: usize, b: usize, c: usize): void {
  u256MulMod(TERM, a, b, ORDER);
  u256AddMod(d, TERM, c, ORDER);
}

/** d = a - b modulo the order, for numbers below it. */
// @ts-ignore: decorator
@inline
function subtract(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && callMultiplyAdd(d, b, MINUS_ONE, a, ORDER)) return;
  if (u256SubBorrow(d, a, b)) u256Add(d, d, ORDER);
}

function bitReversed(i: u32): u32 {
  let r: u32 = 0;
  for (let bit: u32 = 0; bit < LOG_ELEMENTS; bit++) r |= ((i >> bit) & 1) << (LOG_ELEMENTS - 1 - bit);
  return r;
}

/** compute_challenge */
function challenge(blob: usize, commitment: usize): void {
  const start = mark();
  const message = alloc(32 + BLOB_BYTES + 48);
  memory.copy(message, DOMAIN, 32);
  memory.copy(message + 32, blob, BLOB_BYTES);
  memory.copy(message + 32 + BLOB_BYTES, commitment, 48);
  sha256(VALUE, message, 32 + BLOB_BYTES + 48);
  release(start);
  reverse32(POINT, VALUE);
  u256Mod(POINT, POINT, ORDER);
}

/** The same with Keccak in place of SHA-256, for a machine that has a step for it: the hash of a prefix, the commitment and the hash of
 *  the blob (docs/interfaces.md, "Blob proofs"). */
function keccakChallenge(blob: usize, commitment: usize): void {
  memory.copy(KECCAK_MESSAGE + 16, commitment, 48);
  keccak256(KECCAK_MESSAGE + 64, blob, BLOB_BYTES);
  keccak256(VALUE, KECCAK_MESSAGE, 96);
  reverse32(POINT, VALUE);
  u256Mod(POINT, POINT, ORDER);
}

/** Writes the roots of unity as words, in the order of a blob's elements. */
export function writeRoots(dst: usize): void {
  u256FromU64(FACTOR, 7);
  power(ROOT, FACTOR, ROOT_EXPONENT);
  u256FromU64(VALUE, 1);
  for (let i: u32 = 0; i < ELEMENTS; i++) {
    memory.copy(dst + ((<usize>bitReversed(i)) << 5), VALUE, 32);
    u256MulMod(VALUE, VALUE, ROOT, ORDER);
  }
}

/** 1/2w for every other root of unity w, in the order of a blob's elements: what lies at 2^k + i is what lies at i times the inverse of
 *  the root that belongs to 2^k. */
function writeFactors(dst: usize): void {
  copy32(SQUARES, INVERSE_ROOT);
  for (let i: usize = 1; i < <usize>LOG_ELEMENTS - 1; i++) {
    const square = SQUARES + (i << 5);
    multiplyAdd(square, square - 32, square - 32, ZERO);
  }
  copy32(dst, HALF);
  let to = dst + 32;
  for (let i = <usize>LOG_ELEMENTS - 1; i > 0;) {
    i--;
    const end = to + (to - dst);
    for (let from = dst; to < end; to += 32, from += 32) multiplyAdd(to, from, SQUARES + (i << 5), ZERO);
  }
}

/** The value at POINT, to VALUE (evaluate_polynomial_in_evaluation_form, by halves). False when an element is not below the order.
 *
 *  The values f(w) and f(-w) lie side by side. With the even and the odd part of the polynomial, f(x) = g(x²) + x h(x²), the polynomial
 *  g + z h has at w² the value ((1 + z/w) f(w) + (1 - z/w) f(-w)) / 2, and at z² the value f(z). So half as many values at the squares
 *  take the place of all, in the same order, twelve times over; and the factors 1/2w of a smaller set are the first of the larger. */
function evaluate(blob: usize): bool {
  const start = mark();
  const values = alloc(ELEMENTS * 32);
  const factors = alloc(ELEMENTS * 16);
  for (let i: u32 = 0; i < ELEMENTS; i++) {
    const at = values + ((<usize>i) << 5);
    reverse32(at, blob + ((<usize>i) << 5));
    if (!u256Lt(at, ORDER)) {
      release(start);
      return false;
    }
  }
  writeFactors(factors);
  copy32(BASE, POINT);
  for (let count = ELEMENTS / 2; count > 0; count >>= 1) {
    const end = values + ((<usize>count) << 5);
    let factor = factors;
    let from = values;
    for (let to = values; to < end; to += 32) {
      // f(-w) + (1 + z/w) / 2 (f(w) - f(-w))
      multiplyAdd(FACTOR, factor, BASE, HALF);
      subtract(to, from, from + 32);
      multiplyAdd(to, to, FACTOR, from + 32);
      factor += 32;
      from += 64;
    }
    multiplyAdd(BASE, BASE, BASE, ZERO);
  }
  copy32(VALUE, values);
  release(start);
  return true;
}

/** Whether the 131072 bytes at `blob` are those of `commitment`, with `proof` for it (48 bytes each): the proof at the point that the specs'
 *  challenge gives or, without the bit that no compressed point lacks, at that of `keccakChallenge`.
 *
 *  SOUNDNESS: each is a proof for a point that a hash of blob and commitment chooses, and the hashes begin differently; whoever makes
 *  the proof chooses only which of the two. Test: packages/core/test/derivation-stages.test.ts. */
export function blobMatches(blob: usize, commitment: usize, proof: usize): bool {
  memory.copy(PROOF, proof, 48);
  const first = load<u8>(proof);
  store<u8>(PROOF, first | COMPRESSED);
  if ((first & COMPRESSED) != 0) challenge(blob, commitment);
  else keccakChallenge(blob, commitment);
  if (!evaluate(blob)) return false;
  reverse32(POINT_BYTES, POINT);
  reverse32(VALUE_BYTES, VALUE);
  return kzgVerifyProof(commitment, POINT_BYTES, VALUE_BYTES, PROOF);
}

/** For tests: the value at the point of the last blob looked at, as a word. */
export function blobValue(): usize {
  return VALUE;
}
