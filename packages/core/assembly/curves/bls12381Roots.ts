// Square roots in the base field of BLS12-381, p = 3 mod 4, and in its quadratic extension. -1 is not a square modulo p, so
// a^((p-3)/4) = t gives for every a: t² a = 1 when a is a square, t² a = -1 when it is not.
import { alloc, mark, release } from "../memory/arena";
import { add, at, conjugate, copy, fromNumbers, multiplyLanes, negate, reduce, squareLanes, sub } from "./fp2";
import { toNumbers, zeroLaneBits, zip00, zip01, zip10 } from "./fp2";
import { fusedPower, isFused } from "./fused/field";
import { Bls12381, LANE_BYTES } from "./primeFields";

/** (p - 3) / 4, 379 bits. */
const EXPONENT: usize = memory.data<u64>([
  0xee7fbfffffffeaaa, 0x07aaffffac54ffff, 0xd9cc34a83dac3d89, 0xd91dd2e13ce144af, 0x92c6e9ed90d2eb35,
  0x0680447a8e5ff9a6,
]);
const EXPONENT_BITS: i32 = 379;

/** Odd powers up to 2^5 - 1 are kept: 16 products before, 63 on the way. */
const WINDOW: i32 = 5;
const TABLE: usize = 16;

const NUMBER: usize = memory.data(48, 8);
const OTHER: usize = memory.data(48, 8);
const NORM: usize = memory.data(112, 16);
const ROOT: usize = memory.data(112, 16);
const S: usize = memory.data(112, 16);
const T: usize = memory.data(112, 16);
const HALF: usize = memory.data(112, 16);
const ROOT_MINUS_5: usize = memory.data(112, 16);
let ready = false;

// @ts-ignore: decorator
@inline
function exponentBit(i: i32): i32 {
  return (<i32>(load<u64>(EXPONENT + <usize>((i >> 6) << 3)) >> (<u64>(i & 63)))) & 1;
}

/** d = a^((p-3)/4) in both lanes. d is not a. */
export function blsPower34(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<Bls12381>()) {
    fusedPower<Bls12381>(d, a, EXPONENT);
    fusedPower<Bls12381>(d + LANE_BYTES<Bls12381>(), a + LANE_BYTES<Bls12381>(), EXPONENT);
    return;
  }
  const start = mark();
  const odd = alloc(TABLE * offsetof<Bls12381>());
  copy<Bls12381>(odd, a);
  squareLanes<Bls12381>(d, a);
  for (let k: usize = 1; k < TABLE; k++) multiplyLanes<Bls12381>(at<Bls12381>(odd, k), at<Bls12381>(odd, k - 1), d);
  let empty = true;
  let i = EXPONENT_BITS - 1;
  while (i >= 0) {
    if (exponentBit(i) == 0) {
      squareLanes<Bls12381>(d, d);
      i--;
      continue;
    }
    // The longest window from bit i down that ends in a 1.
    let end = max(i - WINDOW + 1, 0);
    while (exponentBit(end) == 0) end++;
    let digit = 0;
    for (let k = i; k >= end; k--) {
      if (!empty) squareLanes<Bls12381>(d, d);
      digit = (digit << 1) | exponentBit(k);
    }
    const factor = at<Bls12381>(odd, <usize>(digit >> 1));
    if (empty) copy<Bls12381>(d, factor);
    else multiplyLanes<Bls12381>(d, d, factor);
    empty = false;
    i = end - 1;
  }
  release(start);
}

/** d = a^((p+1)/4) in both lanes; a bit of the result for each lane that is a square, whose root d is. Where a lane is not a
 *  square, d² = -a. d is not a. */
export function blsRootLanes(d: usize, a: usize): u32 {
  blsPower34(d, a);
  multiplyLanes<Bls12381>(d, d, a);
  squareLanes<Bls12381>(T, d);
  sub<Bls12381>(T, T, a);
  reduce<Bls12381>(T, T);
  return zeroLaneBits<Bls12381>(T);
}

/** d = (re + im i) for small numbers. */
export function blsSmall(d: usize, re: i32, im: i32): void {
  memory.fill(NUMBER, 0, 48);
  memory.fill(OTHER, 0, 48);
  store<u64>(NUMBER, <u64>abs(re));
  store<u64>(OTHER, <u64>abs(im));
  fromNumbers<Bls12381>(d, NUMBER, OTHER);
  negate<Bls12381>(T, d);
  if (re < 0) zip01<Bls12381>(d, T, d);
  if (im < 0) zip01<Bls12381>(d, d, T);
}

function prepare(): void {
  if (ready) return;
  ready = true;
  // 1/2 = 2^((p-3)/4 * 4 + 1) = (2^((p-3)/4))⁴ 2, by Fermat.
  blsSmall(S, 2, 2);
  blsPower34(HALF, S);
  squareLanes<Bls12381>(HALF, HALF);
  squareLanes<Bls12381>(HALF, HALF);
  multiplyLanes<Bls12381>(HALF, HALF, S);
  blsSmall(S, -5, -5);
  blsRootLanes(ROOT_MINUS_5, S);
}

/** d = a root in Fp2 of a when a is a square, of z a when it is not (then z a is; z is -(2 + i), of norm 5). Returns whether a
 *  is a square. `za` is z a. Two powers in Fp: of the norm and of (a0 + its root) / 2. */
export function blsRootFp2(d: usize, a: usize, za: usize): bool {
  prepare();
  squareLanes<Bls12381>(NORM, a);
  zip10<Bls12381>(T, NORM, NORM);
  add<Bls12381>(NORM, NORM, T);
  reduce<Bls12381>(NORM, NORM);
  const isSquare = (blsRootLanes(ROOT, NORM) & 1) != 0;
  let from = a;
  if (!isSquare) {
    // ROOT² = -norm, so ROOT sqrt(-5) is a root of 5 norm.
    multiplyLanes<Bls12381>(ROOT, ROOT, ROOT_MINUS_5);
    from = za;
  }
  // s = (a0 + root) / 2, or (a0 - root) / 2 where that is 0; beside it a1 / 2.
  multiplyLanes<Bls12381>(T, from, HALF);
  multiplyLanes<Bls12381>(ROOT, ROOT, HALF);
  add<Bls12381>(S, T, ROOT);
  reduce<Bls12381>(S, S);
  if ((zeroLaneBits<Bls12381>(S) & 1) != 0) {
    sub<Bls12381>(S, T, ROOT);
    reduce<Bls12381>(S, S);
  }
  zip01<Bls12381>(S, S, T); // (s, a1 / 2)
  blsPower34(ROOT, S);
  zip00<Bls12381>(ROOT, ROOT, ROOT);
  multiplyLanes<Bls12381>(d, S, ROOT); // (s t, a1 t / 2)
  squareLanes<Bls12381>(T, d);
  sub<Bls12381>(T, T, S);
  reduce<Bls12381>(T, T);
  if ((zeroLaneBits<Bls12381>(T) & 1) == 0) {
    // s t² = -1: the root is (a1 t / 2, -s t).
    zip10<Bls12381>(d, d, d);
    conjugate<Bls12381>(d, d);
  }
  return isSquare;
}

/** The sign of RFC 9380 (sgn0) of an element of Fp2, or of Fp in lane 0 with lane 1 zero: the parity of the first part that is
 *  not zero. */
export function blsSign(a: usize): u32 {
  toNumbers<Bls12381>(NUMBER, OTHER, a);
  let seen: u64 = 0;
  for (let i: usize = 0; i < 48; i += 8) seen |= load<u64>(NUMBER + i);
  return <u32>(load<u64>(seen != 0 ? NUMBER : OTHER) & 1);
}
