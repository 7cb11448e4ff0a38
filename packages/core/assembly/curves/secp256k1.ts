// Recovery of the signer's public key from a secp256k1 signature (SEC 1, section 4.1.6): what gives a transaction its
// sender, an EIP-7702 authorization its authority, and precompile 0x01 its answer (yellow paper, appendices E.1 and F).
import { reverse32 } from "../memory/bytes";
import { u256Sub } from "../uint256/add";
import { u256IsZero, u256Lt } from "../uint256/word";
import { isFused, Secp256k1Order } from "./fused/field";
import { fusedSetMultipliers } from "./fused/secp256k1Scalar";
import { inverseModulo } from "./inverse256";
import { montgomeryMultiply, toMontgomery } from "./modulus256";
import {
  fieldAdd,
  fieldInverse,
  fieldIsZero,
  fieldNegate,
  fieldNormalize,
  fieldSquareRoot,
  fieldSubtract,
} from "./secp256k1Field";
import { fieldMultiply, fieldSquare } from "./secp256k1Product";
import { sumOfMultiples } from "./secp256k1Ladder";
import { recoverPair, recoverSingle } from "./secp256k1PairRecover";
import { prepareGenerator } from "./secp256k1PairTable";
import { isInfinity } from "./secp256k1Point";
import { ORDER, ORDER_NEGATED_INVERSE } from "./secp256k1Scalar";
import { DIGEST, INDEX, PARITY, PRODUCT, Q, R, RECOVERED, S, SIGNATURE_SIZE, U1, U2, Y } from "./secp256k1Signature";

/** Signatures that share two inversions. */
const GROUP: i32 = 32;
const SIGNATURES: usize = memory.data(GROUP * SIGNATURE_SIZE, 8);

const SEVEN: usize = memory.data<u64>([7, 0, 0, 0]);
const T: usize = memory.data(32, 8);
const INVERSE: usize = memory.data(32, 8);

/** Recovers the public key (64 bytes: x, y) that signed `digest` with (`r`, `s`); 32 bytes each, all big-endian. `yParity`
 *  is 0 or 1, the parity of the nonce point's y; its x is `r` itself (x = r + n is not encodable on Ethereum).
 *  SOUNDNESS: all inputs are attacker-chosen. False when r or s is 0 or not below n, when r is no x of the curve, when
 *  yParity is above 1, or when the key would be the point at infinity. The upper half of s is accepted: low-s is the
 *  caller's rule (EIP-2). */
export function secp256k1Recover(publicKey: usize, digest: usize, r: usize, s: usize, yParity: u32): bool {
  if (!readSignature(SIGNATURES, digest, r, s, yParity)) return false;
  if (TARGET_GUEST == 0) prepareGenerator(1);
  recoverGroup(1);
  return writePublicKey(publicKey, SIGNATURES);
}

/** `secp256k1Recover` for `count` signatures in arrays: 64 bytes a key, 32 bytes a digest, r and s, one byte a parity. Sets
 *  ok[i] (a byte) to 1 and the key, or to 0. Takes 38 us each where one by one takes 62. */
export function secp256k1RecoverBatch(
  count: u32,
  publicKeys: usize,
  digests: usize,
  rs: usize,
  ss: usize,
  parities: usize,
  ok: usize,
): void {
  if (TARGET_GUEST == 0) prepareGenerator(count);
  let group: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    store<u8>(ok + i, 0);
    const signature = SIGNATURES + <usize>group * SIGNATURE_SIZE;
    const offset = (<usize>i) << 5;
    if (readSignature(signature, digests + offset, rs + offset, ss + offset, load<u8>(parities + i))) {
      store<u32>(signature, i, INDEX);
      group++;
    }
    if (group == GROUP || (i == count - 1 && group != 0)) {
      recoverGroup(group);
      for (let j: u32 = 0; j < group; j++) {
        const done = SIGNATURES + <usize>j * SIGNATURE_SIZE;
        const index = <usize>load<u32>(done, INDEX);
        store<u8>(ok + index, <u8>writePublicKey(publicKeys + (index << 6), done));
      }
      group = 0;
    }
  }
}

/** Fills a record. False when r, s or the parity is out of range. */
function readSignature(signature: usize, digest: usize, r: usize, s: usize, yParity: u32): bool {
  if (yParity > 1) return false;
  reverse32(signature + R, r);
  reverse32(signature + S, s);
  reverse32(signature + DIGEST, digest);
  store<u32>(signature, yParity, PARITY);
  if (u256IsZero(signature + R) || u256IsZero(signature + S)) return false;
  return u256Lt(signature + R, ORDER) && u256Lt(signature + S, ORDER);
}

/** From r, s and digest of the first `count` records to their Q, affine unless at infinity. */
function recoverGroup(count: u32): void {
  const end = SIGNATURES + <usize>count * SIGNATURE_SIZE;
  setMultipliers(end);
  if (TARGET_GUEST) {
    for (let at = SIGNATURES; at < end; at += SIGNATURE_SIZE) {
      const onCurve = decompress(at + Y, at + R, load<u32>(at, PARITY));
      store<u32>(at, <u32>onCurve, RECOVERED);
      if (onCurve) sumOfMultiples(at + Q, at + U1, at + U2, at + R, at + Y);
    }
  } else {
    const window = prepareGenerator(0);
    let at = SIGNATURES;
    for (; at + SIGNATURE_SIZE < end; at += 2 * SIGNATURE_SIZE) recoverPair(at, at + SIGNATURE_SIZE, window);
    if (at < end) recoverSingle(at, window);
  }
  makeAffine(end);
}

/** Sets u1 = -digest / r and u2 = s / r mod n in all records: Q = (s R - digest G) / r. One inversion for all (Montgomery's
 *  trick); in Montgomery's multiplication every product is divided by 2^256, so the running product P is P' r / 2^256. */
function setMultipliers(end: usize): void {
  if (TARGET_PROVING && isFused<Secp256k1Order>()) {
    fusedSetMultipliers(SIGNATURES, end);
    return;
  }
  let product = SIGNATURES + R;
  memory.copy(SIGNATURES + PRODUCT, product, 32);
  for (let at = SIGNATURES + SIGNATURE_SIZE; at < end; at += SIGNATURE_SIZE) {
    montgomeryMultiply(at + PRODUCT, at - SIGNATURE_SIZE + PRODUCT, at + R, ORDER);
  }
  product = end - SIGNATURE_SIZE + PRODUCT;
  inverseModulo(INVERSE, product, ORDER, ORDER_NEGATED_INVERSE);
  // INVERSE is 2^256 / P from here on.
  toMontgomery(INVERSE, INVERSE, ORDER);
  for (let at = end - SIGNATURE_SIZE; ; at -= SIGNATURE_SIZE) {
    // T = 2^256 / r
    if (at == SIGNATURES) memory.copy(T, INVERSE, 32);
    else montgomeryMultiply(T, INVERSE, at - SIGNATURE_SIZE + PRODUCT, ORDER);
    montgomeryMultiply(at + U1, T, at + DIGEST, ORDER);
    if (!u256IsZero(at + U1)) u256Sub(at + U1, ORDER, at + U1);
    montgomeryMultiply(at + U2, T, at + S, ORDER);
    if (at == SIGNATURES) break;
    montgomeryMultiply(INVERSE, INVERSE, at + R, ORDER);
  }
}

/** y = the square root of x³ + 7 whose lowest bit is `odd`, below p. False when there is none. */
function decompress(y: usize, x: usize, odd: u32): bool {
  fieldSquare(T, x);
  fieldMultiply(T, T, x);
  fieldAdd(T, T, SEVEN);
  fieldSquareRoot(y, T);
  fieldSquare(INVERSE, y);
  fieldSubtract(INVERSE, INVERSE, T);
  if (!fieldIsZero(INVERSE)) return false;
  fieldNormalize(y, y);
  // No y is 0 (-7 is no cube), so exactly one of y and p - y is odd.
  if ((load<u32>(y) & 1) != odd) fieldNegate(y, y);
  return true;
}

// @ts-ignore: decorator
@inline
function isFinite(signature: usize): bool {
  return load<u32>(signature, RECOVERED) != 0 && !isInfinity(signature + Q);
}

/** Divides all finite Q by their Z, with one inversion. */
function makeAffine(end: usize): void {
  let last: usize = 0;
  for (let at = SIGNATURES; at < end; at += SIGNATURE_SIZE) {
    if (!isFinite(at)) continue;
    if (last == 0) memory.copy(at + PRODUCT, at + Q + 64, 32);
    else fieldMultiply(at + PRODUCT, last + PRODUCT, at + Q + 64);
    last = at;
  }
  if (last == 0) return;
  fieldInverse(INVERSE, last + PRODUCT);
  for (let at = last; ;) {
    let before = at - SIGNATURE_SIZE;
    while (before >= SIGNATURES && !isFinite(before)) before -= SIGNATURE_SIZE;
    // T = 1 / Z; the next product leaves it out of INVERSE.
    if (before < SIGNATURES) memory.copy(T, INVERSE, 32);
    else {
      fieldMultiply(T, INVERSE, before + PRODUCT);
      fieldMultiply(INVERSE, INVERSE, at + Q + 64);
    }
    const z = at + Q + 64;
    fieldSquare(z, T);
    fieldMultiply(at + Q, at + Q, z);
    fieldMultiply(z, z, T);
    fieldMultiply(at + Q + 32, at + Q + 32, z);
    if (before < SIGNATURES) break;
    at = before;
  }
}

/** The affine Q of a record, big-endian. False when there is none. */
function writePublicKey(publicKey: usize, signature: usize): bool {
  if (!isFinite(signature)) return false;
  fieldNormalize(signature + Q, signature + Q);
  fieldNormalize(signature + Q + 32, signature + Q + 32);
  reverse32(publicKey, signature + Q);
  reverse32(publicKey + 32, signature + Q + 32);
  return true;
}
