// Verification of a NIST P-256 signature: precompile 0x100 (EIP-7951).
import { reverse32 } from "../memory/bytes";
import { u256AddCarry } from "../uint256/add";
import { u256Eq, u256IsZero, u256Lt } from "../uint256/word";
import { inverseModulo } from "./inverse256";
import { multiplyModulo } from "./modulus256";
import { FIELD, fieldFromWord, fieldMultiply, fieldSquare } from "./p256Field";
import { doublePoint, isInfinity, isOnCurve, POINT_SIZE, setInfinity } from "./p256Point";
import { addGeneratorMultiple, addMultiple, GENERATOR_WINDOW, oddMultiples, prepareGenerator } from "./p256Table";
import { DIGITS_SIZE, recode, SCALAR_SIZE } from "./recode";

/** The group order as a modulus of ./modulus256.ts. */
const ORDER: usize = memory.data<u64>([
  0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000, 0x83244c95be79eea2,
  0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620, 0xee00bc4f,
]);
const ORDER_NEGATED_INVERSE: u32 = 0xee00bc4f;

/** Scalars are below 2^256; the recoding wants the highest bit 0. */
const SCALAR_BITS: u32 = 257;
const WINDOW: u32 = 5;
const COUNT: i32 = 8;

const R: usize = memory.data(32, 8);
const S: usize = memory.data(32, 8);
const DIGEST: usize = memory.data(32, 8);
const X: usize = memory.data(32, 8);
const Y: usize = memory.data(32, 8);
const T: usize = memory.data(32, 8);
const U1: usize = memory.data(SCALAR_SIZE, 8);
const U2: usize = memory.data(SCALAR_SIZE, 8);
const SUM: usize = memory.data(POINT_SIZE, 8);
const TABLE: usize = memory.data(COUNT * POINT_SIZE, 8);
const DIGITS: usize = memory.data(2 * DIGITS_SIZE, 8);

/** Whether (`r`, `s`) is the signature of `digest` by the public key (`x`, `y`); 32 bytes each, big-endian.
 *  SOUNDNESS: all inputs are attacker-chosen; EIP-7951, "Input validation": r and s in [1, n-1], x and y below p, the key
 *  on the curve and not (0, 0), which is not on it. The recovered point's x is compared with r modulo n. */
export function p256Verify(digest: usize, r: usize, s: usize, x: usize, y: usize): bool {
  reverse32(R, r);
  reverse32(S, s);
  if (u256IsZero(R) || u256IsZero(S) || !u256Lt(R, ORDER) || !u256Lt(S, ORDER)) return false;
  reverse32(X, x);
  reverse32(Y, y);
  if (!u256Lt(X, FIELD) || !u256Lt(Y, FIELD)) return false;
  fieldFromWord(X, X);
  fieldFromWord(Y, Y);
  if (!isOnCurve(X, Y)) return false;

  inverseModulo(T, S, ORDER, ORDER_NEGATED_INVERSE);
  reverse32(DIGEST, digest);
  multiplyModulo(U1, T, DIGEST, ORDER);
  multiplyModulo(U2, T, R, ORDER);
  oddMultiples(TABLE, COUNT, X, Y);
  prepareGenerator();
  const used1 = recode(DIGITS, U1, SCALAR_BITS, GENERATOR_WINDOW, false);
  const used2 = recode(DIGITS + DIGITS_SIZE, U2, SCALAR_BITS, WINDOW, false);
  setInfinity(SUM);
  for (let i = <i32>max(used1, used2) - 1; i >= 0; i--) {
    doublePoint(SUM);
    const digits = DIGITS + <usize>i;
    addGeneratorMultiple(SUM, load<i8>(digits));
    addMultiple(SUM, TABLE, load<i8>(digits, DIGITS_SIZE));
  }
  if (isInfinity(SUM)) return false;
  // x = r mod n: compare X with r Z² and, when it is below p, with (r + n) Z², which saves the inversion.
  fieldSquare(T, SUM + 64);
  fieldFromWord(X, R);
  fieldMultiply(X, X, T);
  if (u256Eq(X, SUM)) return true;
  if (u256AddCarry(R, R, ORDER) || !u256Lt(R, FIELD)) return false;
  fieldFromWord(X, R);
  fieldMultiply(X, X, T);
  return u256Eq(X, SUM);
}
