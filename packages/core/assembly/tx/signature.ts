// Who sent a transaction: signing hash (EIP-155, 2930, 1559, 4844, 7702), range of the signature values, recovery.
import { TX_CHAIN_ID, TX_RECOVERY, TX_SIGNATURE_HIGH_S, TX_SIGNATURE_VALUES } from "../error/codes";
import { invalid, invalidNumbers } from "../error/fail";
import { secp256k1Recover } from "../curves/secp256k1";
import { HOMESTEAD, SPURIOUS_DRAGON } from "../evm/forks";
import { keccak256 } from "../hash/keccak";
import { alloc, mark, release } from "../memory/arena";
import { copy20, isZero32, loadBE64 } from "../memory/bytes";
import { rlpU64Size, rlpWriteListHeader, rlpWriteU64 } from "../rlp/write";
import { senderOf, signatureR, signatureS, Transaction, TYPE_LEGACY } from "./transaction";

const DIGEST: usize = memory.data(32, 8);
const PUBLIC_KEY: usize = memory.data(64, 8);
const KEY_HASH: usize = memory.data(32, 8);

/** Half of the order of secp256k1, rounded down; big-endian (EIP-2). */
const HALF_0: u64 = 0x7fff_ffff_ffff_ffff;
const HALF_1: u64 = 0xffff_ffff_ffff_ffff;
const HALF_2: u64 = 0x5d57_6e73_57a4_501d;
const HALF_3: u64 = 0xdfe9_2f46_681b_20a0;

/** Whether the 32 big-endian bytes at `s` are above half of the group order. */
export function isHighS(s: usize): bool {
  const a = loadBE64(s);
  if (a != HALF_0) return a > HALF_0;
  const b = loadBE64(s + 8);
  if (b != HALF_1) return b > HALF_1;
  const c = loadBE64(s + 16);
  if (c != HALF_2) return c > HALF_2;
  return loadBE64(s + 24) > HALF_3;
}

/** Order of secp256k1 minus one, big-endian: the greatest value that r and s may have. */
function isBelowOrder(x: usize): bool {
  const a = loadBE64(x);
  if (a != 0xffff_ffff_ffff_ffff) return true;
  const b = loadBE64(x + 8);
  if (b != 0xffff_ffff_ffff_fffe) return b < 0xffff_ffff_ffff_fffe;
  const c = loadBE64(x + 16);
  if (c != 0xbaae_dce6_af48_a03b) return c < 0xbaae_dce6_af48_a03b;
  return loadBE64(x + 24) < 0xbfd2_5e8c_d036_4141;
}

/** Writes the address of the key that signed `digest` to the 20 bytes at `dst`; false when there is none. */
export function recoverAddress(dst: usize, digest: usize, r: usize, s: usize, yParity: u32): bool {
  if (!secp256k1Recover(PUBLIC_KEY, digest, r, s, yParity)) return false;
  keccak256(KEY_HASH, PUBLIC_KEY, 64);
  copy20(dst, KEY_HASH + 12);
  return true;
}

/** Writes what the sender signed to the 32 bytes at `dst`. */
export function signingHash(dst: usize, t: Transaction): void {
  const position = mark();
  const fields = <u32>(t.signedFieldsEnd - t.signedFields);
  const isTyped = t.type != TYPE_LEGACY;
  // EIP-155 signs the chain id and two empty fields in the place of the signature.
  const suffix: u32 = !isTyped && t.isProtected ? rlpU64Size(t.chainId) + 2 : 0;
  const start = alloc(<usize>(fields + suffix) + 16);
  let at = start;
  if (isTyped) {
    store<u8>(at, <u8>t.type);
    at++;
  }
  at = rlpWriteListHeader(at, fields + suffix);
  memory.copy(at, t.signedFields, <usize>fields);
  at += <usize>fields;
  if (suffix != 0) {
    at = rlpWriteU64(at, t.chainId);
    at = rlpWriteU64(at, 0);
    at = rlpWriteU64(at, 0);
  }
  keccak256(dst, start, <u32>(at - start));
  release(position);
}

/** The rule of `fork` that chain id and signature values of `t` break, before any recovery; 0 for none. */
export function signatureFault(t: Transaction, fork: u32, chainId: u64): u32 {
  if (t.isProtected) {
    // Before EIP-155 there is no v but 27 and 28.
    if (t.type == TYPE_LEGACY && fork < SPURIOUS_DRAGON) return TX_SIGNATURE_VALUES;
    if (t.chainId != chainId) return TX_CHAIN_ID;
  }
  const r = signatureR(t);
  const s = signatureS(t);
  if (isZero32(r) || isZero32(s) || !isBelowOrder(r) || !isBelowOrder(s)) return TX_SIGNATURE_VALUES;
  return fork >= HOMESTEAD && isHighS(s) ? TX_SIGNATURE_HIGH_S : 0;
}

/**
 * Checks chain id and signature values and recovers the sender into the transaction. Does not return when a rule of `fork`
 * is broken.
 *
 * SOUNDNESS: a signature that recovers to no key is a refusal, never the zero address.
 */
export function recoverSender(t: Transaction, fork: u32, chainId: u64): void {
  const fault = signatureFault(t, fork, chainId);
  if (fault == TX_CHAIN_ID) invalidNumbers(TX_CHAIN_ID, chainId, t.chainId);
  if (fault != 0) invalid(fault);
  signingHash(DIGEST, t);
  if (!recoverAddress(senderOf(t), DIGEST, signatureR(t), signatureS(t), t.yParity)) invalid(TX_RECOVERY);
}
