// Scalars of secp256k1: the group order n and the split of a scalar in two halves by the curve's endomorphism
// (Gallant, Lambert and Vanstone, 2001): lambda (x, y) = (beta x, y).
import { u256AddU64, u256Negate, u256Sub } from "../uint256/add";
import { zero32 } from "../memory/bytes";
import { isFused, Secp256k1Order } from "./fused/field";
import { fusedOrderNegate, fusedOrderStep } from "./fused/secp256k1Scalar";
import { multiplyWide } from "./wide256";

/** The order as a modulus of ./modulus256.ts. */
export const ORDER: usize = memory.data<u64>([
  0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff, 0x896cf21467d7d140,
  0x741496c20e7cf878, 0xe697f5e45bcd07c6, 0x9d671cd581c69bc5, 0x5588b13f,
]);
export const ORDER_NEGATED_INVERSE: u32 = 0x5588b13f;

/** The lattice of (x, y) with x + y lambda = 0 mod n has the short basis (A1, -B1), (A2, A1). */
const A1: usize = memory.data<u64>([0xe86c90e49284eb15, 0x3086d221a7d46bcd, 0, 0]);
const B1: usize = memory.data<u64>([0x6f547fa90abfe4c3, 0xe4437ed6010e8828, 0, 0]);
const A2: usize = memory.data<u64>([0x57c1108d9d44cfd8, 0x14ca50f7a8e2f3f6, 1, 0]);

/** round(2^384 A1 / n) and round(2^384 B1 / n) */
const G1: usize = memory.data<u64>([0xe893209a45dbb031, 0x3daa8a1471e8ca7f, 0xe86c90e49284eb15, 0x3086d221a7d46bcd]);
const G2: usize = memory.data<u64>([0x1571b4ae8ac47f71, 0x221208ac9df506c6, 0x6f547fa90abfe4c4, 0xe4437ed6010e8828]);

const WIDE: usize = memory.data(64, 8);
const C1: usize = memory.data(32, 8);
const C2: usize = memory.data(32, 8);

/** dst = round(k * g / 2^384) */
function roundedQuotient(dst: usize, k: usize, g: usize): void {
  multiplyWide(WIDE, k, g);
  store<u64>(dst, load<u64>(WIDE, 48));
  store<u64>(dst, load<u64>(WIDE, 56), 8);
  store<u64>(dst, 0, 16);
  store<u64>(dst, 0, 24);
  u256AddU64(dst, dst, load<u64>(WIDE, 40) >> 63);
}

/** A1, A2 and B1 as summands' factors modulo n: the first two negated. */
const MINUS_A1: usize = memory.data<u64>([
  0xd765cda83db1562c, 0x8a280ac50774346d, 0xfffffffffffffffe, 0xffffffffffffffff,
]);
const MINUS_A2: usize = memory.data<u64>([
  0x68114dff32f17169, 0xa5e48bef0665ac45, 0xfffffffffffffffd, 0xffffffffffffffff,
]);

/** The end of `splitScalar` modulo n: what is not short is the negative of something short. */
function splitFused(first: usize, second: usize, k: usize): u32 {
  let signs: u32 = 0;
  fusedOrderStep(first, C1, MINUS_A1, k);
  fusedOrderStep(first, C2, MINUS_A2, first);
  zero32(second);
  fusedOrderStep(second, C1, B1, second);
  fusedOrderStep(second, C2, MINUS_A1, second);
  if (load<u64>(first, 24) != 0) {
    fusedOrderNegate(first, first);
    signs |= FIRST_NEGATIVE;
  }
  if (load<u64>(second, 24) != 0) {
    fusedOrderNegate(second, second);
    signs |= SECOND_NEGATIVE;
  }
  return signs;
}

/** Bits of the sign returned by `splitScalar`. */
export const FIRST_NEGATIVE: u32 = 1;
export const SECOND_NEGATIVE: u32 = 2;

/** k = first + second * lambda mod n for k < n. Both halves come as magnitudes below 2^128; returns their signs. The
 *  computation is exact modulo 2^256, and the halves are far below that. */
export function splitScalar(first: usize, second: usize, k: usize): u32 {
  roundedQuotient(C1, k, G1);
  roundedQuotient(C2, k, G2);
  if (TARGET_PROVING && isFused<Secp256k1Order>()) return splitFused(first, second, k);
  // first = k - C1 A1 - C2 A2
  multiplyWide(WIDE, C1, A1);
  u256Sub(first, k, WIDE);
  multiplyWide(WIDE, C2, A2);
  u256Sub(first, first, WIDE);
  // second = C1 B1 - C2 A1
  multiplyWide(WIDE, C1, B1);
  memory.copy(second, WIDE, 32);
  multiplyWide(WIDE, C2, A1);
  u256Sub(second, second, WIDE);
  let signs: u32 = 0;
  if (<i64>load<u64>(first, 24) < 0) {
    u256Negate(first, first);
    signs |= FIRST_NEGATIVE;
  }
  if (<i64>load<u64>(second, 24) < 0) {
    u256Negate(second, second);
    signs |= SECOND_NEGATIVE;
  }
  return signs;
}
