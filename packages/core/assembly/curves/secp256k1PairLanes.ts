// Between pairs of field elements (./secp256k1PairKernel.ts) and single ones: words in and out, lanes chosen and mixed,
// and rows of a table, whose entries are single elements of nine u32 limbs padded to 48 bytes.
import { u256AddU64 } from "../uint256/add";
import { fieldNormalize } from "./secp256k1Field";

const LIMB: u64 = 0x1fff_ffff;

/** 2^256 - p */
const EXCESS: u64 = 0x1000003d1;

/** Bytes of a single element in a table. */
export const LIMBS_SIZE: i32 = 48;

/** Lane `lane` of dst = the word (below p, or any other). */
export function laneFromWord(dst: usize, lane: u32, word: usize): void {
  const out = dst + <usize>(lane << 2);
  for (let i: u32 = 0; i < 8; i++) {
    const bit = 29 * i;
    const part = load<u64>(word + <usize>((bit >> 5) << 2)) >> (<u64>(bit & 31));
    store<u32>(out + <usize>(i << 3), <u32>(part & LIMB));
  }
  store<u32>(out, load<u32>(word, 28) >> 8, 64);
}

/** dst = both words. */
export function pairFromWords(dst: usize, wordA: usize, wordB: usize): void {
  laneFromWord(dst, 0, wordA);
  laneFromWord(dst, 1, wordB);
}

/** Word dst = lane `lane` of the pair, below p. */
export function laneToWord(dst: usize, pair: usize, lane: u32): void {
  const limbs = pair + <usize>(lane << 2);
  let held: u64 = 0;
  let bits: u32 = 0;
  let carry: u64 = 0;
  let out = dst;
  for (let i: u32 = 0; i < 8; i++) {
    carry += <u64>load<u32>(limbs + <usize>(i << 3));
    held |= (carry & LIMB) << (<u64>bits);
    carry >>= 29;
    bits += 29;
    if (bits >= 32) {
      store<u32>(out, <u32>held);
      out += 4;
      held >>= 32;
      bits -= 32;
    }
  }
  // Eight limbs are 232 bits: seven u32 are out and 8 bits are held. 24 bits of the rest belong to the word.
  carry += <u64>load<u32>(limbs, 64);
  store<u32>(out, <u32>(held | ((carry & 0xff_ffff) << 8)));
  addExcess(dst, carry >> 24);
  fieldNormalize(dst, dst);
}

/** dst += times * 2^256 (mod p) for times below 2^20. */
function addExcess(dst: usize, times: u64): void {
  const top = load<u64>(dst, 24);
  u256AddU64(dst, dst, times * EXCESS);
  if (load<u64>(dst, 24) < top) u256AddU64(dst, dst, EXCESS);
}

/** dst = pair of the table elements `a` and `b`. */
// @ts-ignore: decorator
@inline
export function gather(dst: usize, a: usize, b: usize): void {
  const a0 = v128.load(a);
  const b0 = v128.load(b);
  v128.store(dst, v128.shuffle<i32>(a0, b0, 0, 4, 1, 5));
  v128.store(dst, v128.shuffle<i32>(a0, b0, 2, 6, 3, 7), 16);
  const a1 = v128.load(a, 16);
  const b1 = v128.load(b, 16);
  v128.store(dst, v128.shuffle<i32>(a1, b1, 0, 4, 1, 5), 32);
  v128.store(dst, v128.shuffle<i32>(a1, b1, 2, 6, 3, 7), 48);
  v128.store(dst, v128.shuffle<i32>(v128.load(a, 32), v128.load(b, 32), 0, 4, 1, 5), 64);
}

/** Table elements `a` and `b` = the two lanes of the pair. */
export function scatter(a: usize, b: usize, pair: usize): void {
  const p0 = v128.load(pair);
  const p1 = v128.load(pair, 16);
  v128.store(a, v128.shuffle<i32>(p0, p1, 0, 2, 4, 6));
  v128.store(b, v128.shuffle<i32>(p0, p1, 1, 3, 5, 7));
  const p2 = v128.load(pair, 32);
  const p3 = v128.load(pair, 48);
  v128.store(a, v128.shuffle<i32>(p2, p3, 0, 2, 4, 6), 16);
  v128.store(b, v128.shuffle<i32>(p2, p3, 1, 3, 5, 7), 16);
  const p4 = v128.load(pair, 64);
  v128.store(a, v128.shuffle<i32>(p4, p4, 0, 2, 0, 2), 32);
  v128.store(b, v128.shuffle<i32>(p4, p4, 1, 3, 1, 3), 32);
}

/** All bits set in the lanes that `lanes` (bit 0 and bit 1) names. */
// @ts-ignore: decorator
@inline
export function laneMask(lanes: u32): v128 {
  const a = -((<i32>lanes) & 1);
  const b = -((<i32>(lanes >> 1)) & 1);
  return i64x2.splat(<i64>((<u64>(<u32>a)) | ((<u64>(<u32>b)) << 32)));
}

/** The lanes of dst that `lanes` names = those of src. */
export function blend(dst: usize, src: usize, lanes: u32): void {
  const mask = laneMask(lanes);
  for (let i: usize = 0; i < 80; i += 16) {
    v128.store(dst + i, v128.bitselect(v128.load(src + i), v128.load(dst + i), mask));
  }
}
