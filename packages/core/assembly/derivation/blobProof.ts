// Whether a blob is the one that a KZG commitment stands for (EIP-4844, verify_blob_kzg_proof): the polynomial with the
// blob's elements as values is evaluated at a point that a hash of blob and commitment chooses, and the proof is one for
// that value. Elements in the order of the blob belong to the roots of unity in bit-reversed order.
import { kzgVerifyProof } from "../curves/kzg";
import { sha256 } from "../hash/sha256";
import { alloc, mark, release } from "../memory/arena";
import { reverse32 } from "../memory/bytes";
import { u256AddMod } from "../uint256/addMod";
import { u256Sub } from "../uint256/add";
import { u256MulMod } from "../uint256/mulMod";
import { u256Mod } from "../uint256/divide";
import { u256Eq, u256FromU64, u256IsZero, u256Lt } from "../uint256/word";

export const ELEMENTS: u32 = 4096;
const LOG_ELEMENTS: u32 = 12;
const BLOB_BYTES: u32 = 131_072;

/** Order of the scalar field of BLS12-381. */
const ORDER: usize = memory.data<u64>(
  [0xffff_ffff_0000_0001, 0x53bd_a402_fffe_5bfe, 0x3339_d808_09a1_d805, 0x73ed_a753_299d_7d48],
  8,
);
/** (order - 1) / 4096, and order - 2. */
const ROOT_EXPONENT: usize = memory.data<u64>(
  [0xbfef_ffff_fff0_0000, 0x8055_3bda_402f_ffe5, 0xd483_339d_8080_9a1d, 0x0007_3eda_7532_99d7],
  8,
);
const INVERSE_EXPONENT: usize = memory.data<u64>(
  [0xffff_fffe_ffff_ffff, 0x53bd_a402_fffe_5bfe, 0x3339_d808_09a1_d805, 0x73ed_a753_299d_7d48],
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

const POINT: usize = memory.data(32, 8);
const VALUE: usize = memory.data(32, 8);
const BASE: usize = memory.data(32, 8);
const ROOT: usize = memory.data(32, 8);
const FACTOR: usize = memory.data(32, 8);
const TERM: usize = memory.data(32, 8);
const ELEMENT: usize = memory.data(32, 8);
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

function subtract(dst: usize, x: usize, y: usize): void {
  u256Sub(TERM, ORDER, y);
  u256AddMod(dst, x, TERM, ORDER);
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

/** evaluate_polynomial_in_evaluation_form, to VALUE. False when an element is not below the order. */
function evaluate(blob: usize): bool {
  const start = mark();
  // For each element: z - w, and the product of those before it.
  const differences = alloc(ELEMENTS * 32);
  const products = alloc(ELEMENTS * 32);
  const roots = alloc(ELEMENTS * 32);
  writeRoots(roots);
  u256FromU64(FACTOR, 1);
  for (let i: u32 = 0; i < ELEMENTS; i++) {
    const at = (<usize>i) << 5;
    reverse32(ELEMENT, blob + at);
    if (!u256Lt(ELEMENT, ORDER)) {
      release(start);
      return false;
    }
    memory.copy(products + at, FACTOR, 32);
    subtract(differences + at, POINT, roots + at);
    if (!u256IsZero(differences + at)) u256MulMod(FACTOR, FACTOR, differences + at, ORDER);
  }
  power(ROOT, FACTOR, INVERSE_EXPONENT);
  u256FromU64(VALUE, 0);
  for (let i: i32 = <i32>ELEMENTS - 1; i >= 0; i--) {
    const at = (<usize>i) << 5;
    reverse32(ELEMENT, blob + at);
    if (u256IsZero(differences + at)) {
      // The point is a root of unity: its value stands in the blob.
      memory.copy(VALUE, ELEMENT, 32);
      release(start);
      return true;
    }
    // ROOT is the inverse of the product up to here: this difference's own inverse, then one factor less.
    u256MulMod(FACTOR, ROOT, products + at, ORDER);
    u256MulMod(ROOT, ROOT, differences + at, ORDER);
    u256MulMod(FACTOR, FACTOR, roots + at, ORDER);
    u256MulMod(FACTOR, FACTOR, ELEMENT, ORDER);
    u256AddMod(VALUE, VALUE, FACTOR, ORDER);
  }
  release(start);
  // times (z^4096 - 1) / 4096
  memory.copy(FACTOR, POINT, 32);
  for (let i: u32 = 0; i < LOG_ELEMENTS; i++) u256MulMod(FACTOR, FACTOR, FACTOR, ORDER);
  u256FromU64(ELEMENT, 1);
  subtract(FACTOR, FACTOR, ELEMENT);
  u256MulMod(VALUE, VALUE, FACTOR, ORDER);
  u256FromU64(ELEMENT, 4096);
  power(FACTOR, ELEMENT, INVERSE_EXPONENT);
  u256MulMod(VALUE, VALUE, FACTOR, ORDER);
  return true;
}

/** Whether the 131072 bytes at `blob` are those of `commitment`, with `proof` for it (48 bytes each). */
export function blobMatches(blob: usize, commitment: usize, proof: usize): bool {
  challenge(blob, commitment);
  if (!evaluate(blob)) return false;
  reverse32(POINT_BYTES, POINT);
  reverse32(VALUE_BYTES, VALUE);
  return kzgVerifyProof(commitment, POINT_BYTES, VALUE_BYTES, proof);
}

/** For tests: the value at the point of the last blob looked at, as a word. */
export function blobValue(): usize {
  return VALUE;
}
