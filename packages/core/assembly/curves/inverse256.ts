// Inverse modulo an odd 256-bit prime by divsteps (Bernstein and Yang, "Fast constant-time gcd computation and modular
// inversion", 2019), in the variable-time form: nothing here is secret. Thirty steps at a time are gathered into a 2x2
// matrix of 32-bit entries, which is then applied to the long numbers. Signed limbs of 30 bits, nine to a number.

const MASK: i32 = 0x3fff_ffff;
const BYTES: i32 = 36;

const MODULUS: usize = memory.data(BYTES, 8);
const D: usize = memory.data(BYTES, 8);
const E: usize = memory.data(BYTES, 8);
const F: usize = memory.data(BYTES, 8);
const G: usize = memory.data(BYTES, 8);
const PADDED: usize = memory.data(40, 8);

/** The transition matrix of the last thirty steps, scaled by 2^30: f' = u f + v g, g' = q f + r g. */
let u: i32 = 0;
let v: i32 = 0;
let q: i32 = 0;
let r: i32 = 0;

/** Splits a word into limbs. */
function toLimbs(limbs: usize, word: usize): void {
  memory.copy(PADDED, word, 32);
  store<u64>(PADDED, 0, 32);
  for (let i = 0; i < 9; i++) {
    const bit = 30 * i;
    const part = load<u64>(PADDED + <usize>((bit >> 5) << 2)) >> (<u64>(bit & 31));
    store<i32>(limbs + <usize>(i << 2), (<i32>part) & MASK);
  }
}

/** Joins limbs, each within 30 bits and not negative, into a word. */
function fromLimbs(word: usize, limbs: usize): void {
  let held: u64 = 0;
  let bits = 0;
  let out = word;
  for (let i = 0; i < 9; i++) {
    held |= (<u64>load<u32>(limbs + <usize>(i << 2))) << (<u64>bits);
    bits += 30;
    if (bits >= 32) {
      store<u32>(out, <u32>held);
      out += 4;
      held >>= 32;
      bits -= 32;
    }
  }
  // 9 * 30 = 270 bits: seven whole words have left at most 46 bits, of which the low 32 are the eighth.
  if (out < word + 32) store<u32>(out, <u32>held);
}

/** Thirty divsteps on the low limbs; sets the matrix and returns the new eta (minus the paper's delta). */
function divsteps30(eta: i32, f0: i32, g0: i32): i32 {
  let a = 1;
  let b = 0;
  let c = 0;
  let d = 1;
  let f = f0;
  let g = g0;
  let left = 30;
  while (true) {
    const zeros = ctz<i32>(g | (-1 << left));
    g >>= zeros;
    a <<= zeros;
    b <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) break;
    if (eta < 0) {
      eta = -eta;
      let swap = f;
      f = g;
      g = -swap;
      swap = a;
      a = c;
      c = -swap;
      swap = b;
      b = d;
      d = -swap;
    }
    // Cancel up to six bits of g at once: f (2 - f²) is 1/f modulo 64, for any odd f.
    const limit = min(min(eta + 1, left), 6);
    const w = (g * f * (f * f - 2)) & ((1 << limit) - 1);
    g += f * w;
    c += a * w;
    d += b * w;
  }
  u = a;
  v = b;
  q = c;
  r = d;
  return eta;
}

/** (d, e) = matrix * (d, e) / 2^30 modulo the prime; both stay in (-2m, m). */
function updateDE(inverse30: i32): void {
  const signD = load<i32>(D, 32) >> 31;
  const signE = load<i32>(E, 32) >> 31;
  let md = (u & signD) + (v & signE);
  let me = (q & signD) + (r & signE);
  const u64_ = <i64>u;
  const v64_ = <i64>v;
  const q64_ = <i64>q;
  const r64_ = <i64>r;
  let di = <i64>load<i32>(D);
  let ei = <i64>load<i32>(E);
  let cd = u64_ * di + v64_ * ei;
  let ce = q64_ * di + r64_ * ei;
  md -= (inverse30 * <i32>cd + md) & MASK;
  me -= (inverse30 * <i32>ce + me) & MASK;
  const m0 = <i64>load<i32>(MODULUS);
  cd = (cd + m0 * <i64>md) >> 30;
  ce = (ce + m0 * <i64>me) >> 30;
  for (let i: usize = 4; i < <usize>BYTES; i += 4) {
    di = <i64>load<i32>(D + i);
    ei = <i64>load<i32>(E + i);
    const mi = <i64>load<i32>(MODULUS + i);
    cd += u64_ * di + v64_ * ei + mi * <i64>md;
    ce += q64_ * di + r64_ * ei + mi * <i64>me;
    store<i32>(D + i - 4, (<i32>cd) & MASK);
    store<i32>(E + i - 4, (<i32>ce) & MASK);
    cd >>= 30;
    ce >>= 30;
  }
  store<i32>(D, <i32>cd, 32);
  store<i32>(E, <i32>ce, 32);
}

/** (f, g) = matrix * (f, g) / 2^30, exactly. Returns the bits of g, 0 when g is. */
function updateFG(): i32 {
  const u64_ = <i64>u;
  const v64_ = <i64>v;
  const q64_ = <i64>q;
  const r64_ = <i64>r;
  let fi = <i64>load<i32>(F);
  let gi = <i64>load<i32>(G);
  let cf = (u64_ * fi + v64_ * gi) >> 30;
  let cg = (q64_ * fi + r64_ * gi) >> 30;
  let seen = 0;
  for (let i: usize = 4; i < <usize>BYTES; i += 4) {
    fi = <i64>load<i32>(F + i);
    gi = <i64>load<i32>(G + i);
    cf += u64_ * fi + v64_ * gi;
    cg += q64_ * fi + r64_ * gi;
    const limb = (<i32>cg) & MASK;
    store<i32>(F + i - 4, (<i32>cf) & MASK);
    store<i32>(G + i - 4, limb);
    seen |= limb;
    cf >>= 30;
    cg >>= 30;
  }
  store<i32>(F, <i32>cf, 32);
  store<i32>(G, <i32>cg, 32);
  return seen | (<i32>cg);
}

/** Brings d, or -d when `negate`, from (-2m, m) into [0, m). */
function normalizeD(negate: bool): void {
  let carry: i32 = 0;
  if (load<i32>(D, 32) < 0) {
    for (let i: usize = 0; i < <usize>BYTES; i += 4) {
      carry += load<i32>(D + i) + load<i32>(MODULUS + i);
      store<i32>(D + i, i == 32 ? carry : carry & MASK);
      carry >>= 30;
    }
  }
  carry = 0;
  if (negate) {
    for (let i: usize = 0; i < <usize>BYTES; i += 4) {
      carry -= load<i32>(D + i);
      store<i32>(D + i, i == 32 ? carry : carry & MASK);
      carry >>= 30;
    }
  }
  carry = 0;
  if (load<i32>(D, 32) < 0) {
    for (let i: usize = 0; i < <usize>BYTES; i += 4) {
      carry += load<i32>(D + i) + load<i32>(MODULUS + i);
      store<i32>(D + i, i == 32 ? carry : carry & MASK);
      carry >>= 30;
    }
  }
}

/** dst = 1 / a mod m, below m; 0 when a is 0. a < m; m is an odd prime (word) and `negatedInverse` is -1/m mod 2^32. */
export function inverseModulo(dst: usize, a: usize, m: usize, negatedInverse: u32): void {
  toLimbs(MODULUS, m);
  memory.copy(F, MODULUS, BYTES);
  toLimbs(G, a);
  memory.fill(D, 0, BYTES);
  memory.fill(E, 0, BYTES);
  store<i32>(E, 1);
  const inverse30 = -(<i32>negatedInverse) & MASK;
  let eta = -1;
  // At most 724 steps are needed for 256 bits (paper, section 11); 25 * 30 is above that. Usually 19 or 20 rounds.
  for (let round = 0; round < 25; round++) {
    eta = divsteps30(eta, load<i32>(F), load<i32>(G));
    updateDE(inverse30);
    if (updateFG() == 0) break;
  }
  normalizeD(load<i32>(F, 32) < 0);
  fromLimbs(dst, D);
}
