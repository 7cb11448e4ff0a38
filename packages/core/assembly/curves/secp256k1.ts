// Recovery of the signer's public key from a secp256k1 signature (SEC 1, section 4.1.6): what gives a transaction its
// sender, an EIP-7702 authorization its authority, and precompile 0x01 its answer (yellow paper, appendix F and E.1).
import { reverse32 } from "../memory/bytes";
import { u256IsZero, u256Lt } from "../uint256/word";
import { inverseModulo } from "./inverse256";
import { multiplyModulo } from "./modulus256";
import { FIELD_PRIME, fieldAdd, fieldMultiply, fieldNegate, fieldNormalize, fieldSquare, fieldSquareRoot, fieldSubtract, fieldIsZero } from "./secp256k1Field";
import { sumOfMultiples } from "./secp256k1Ladder";
import { isInfinity, POINT_SIZE, toAffine } from "./secp256k1Point";
import { ORDER, ORDER_NEGATED_INVERSE } from "./secp256k1Scalar";
import { u256Sub } from "../uint256/add";

const SEVEN: usize = memory.data<u64>([7, 0, 0, 0]);

const R: usize = memory.data(32, 8);
const S: usize = memory.data(32, 8);
const DIGEST: usize = memory.data(32, 8);
const X: usize = memory.data(32, 8);
const Y: usize = memory.data(32, 8);
const T: usize = memory.data(32, 8);
const U1: usize = memory.data(32, 8);
const U2: usize = memory.data(32, 8);
const SUM: usize = memory.data(POINT_SIZE, 8);

/** y = the square root of x³ + 7 whose lowest bit is `odd`, below p. False when there is none. */
function decompress(y: usize, x: usize, odd: u32): bool {
  fieldSquare(T, x);
  fieldMultiply(T, T, x);
  fieldAdd(T, T, SEVEN);
  fieldSquareRoot(y, T);
  fieldSquare(U1, y);
  fieldSubtract(U1, U1, T);
  if (!fieldIsZero(U1)) return false;
  fieldNormalize(y, y);
  // No y is 0 (-7 is no cube), so exactly one of y and p - y is odd.
  if ((load<u32>(y) & 1) != odd) fieldNegate(y, y);
  return true;
}

/** Recovers the public key (64 bytes: x, y) that signed `digest` with (`r`, `s`); 32 bytes each, all big-endian. `yParity`
 *  is 0 or 1, the parity of the nonce point's y; its x is `r` itself (x = r + n is not encodable on Ethereum).
 *  SOUNDNESS: all inputs are attacker-chosen. False when r or s is 0 or not below n, when r is no x of the curve, when
 *  yParity is above 1, or when the key would be the point at infinity. The upper half of s is accepted: low-s is the
 *  caller's rule (EIP-2). */
export function secp256k1Recover(publicKey: usize, digest: usize, r: usize, s: usize, yParity: u32): bool {
  if (yParity > 1) return false;
  reverse32(R, r);
  reverse32(S, s);
  if (u256IsZero(R) || u256IsZero(S) || !u256Lt(R, ORDER) || !u256Lt(S, ORDER)) return false;
  if (!decompress(Y, R, yParity)) return false;
  // Q = (s R - digest G) / r
  inverseModulo(T, R, ORDER, ORDER_NEGATED_INVERSE);
  reverse32(DIGEST, digest);
  multiplyModulo(U1, T, DIGEST, ORDER);
  if (!u256IsZero(U1)) u256Sub(U1, ORDER, U1);
  multiplyModulo(U2, T, S, ORDER);
  sumOfMultiples(SUM, U1, U2, R, Y);
  if (isInfinity(SUM)) return false;
  toAffine(X, Y, SUM);
  reverse32(publicKey, X);
  reverse32(publicKey + 32, Y);
  return true;
}
