// What an OP Stack transaction pays besides its gas, from the specifications (execution engine: "L1-Cost fees", "Operator fees",
// "DA footprint"). Nothing here knows the core.

export const FORKS = [
  "bedrock",
  "regolith",
  "canyon",
  "delta",
  "ecotone",
  "fjord",
  "granite",
  "holocene",
  "isthmus",
  "jovian",
] as const;
export type OptimismFork = (typeof FORKS)[number];
export const since = (fork: OptimismFork, first: OptimismFork): boolean => FORKS.indexOf(fork) >= FORKS.indexOf(first);

/** Words 1, 3, 5, 6, 7, 8 of the L1Block contract. */
export type L1Slots = Readonly<Record<1 | 3 | 5 | 6 | 7 | 8, bigint>>;

const bits = (word: bigint, from: number, count: number) => (word >> BigInt(from)) & ((1n << BigInt(count)) - 1n);

function literals(run: number): number {
  return 33 * Math.floor(run / 32) + (run % 32 === 0 ? 0 : (run % 32) + 1);
}

/** Length of what FastLZ makes of `b`, level 1. */
export function fastlzLength(b: Uint8Array): number {
  const table = new Uint32Array(8192);
  const u24 = (i: number) => b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16);
  const hash = (v: number) => (Math.imul(0x9e3779b9, v) >>> 19) & 0x1fff;
  const limit = b.length >= 13 ? b.length - 13 : 0;
  let length = 0;
  let anchor = 0;
  let at = 2;
  while (at < limit) {
    let reference = 0;
    while (true) {
      const sequence = u24(at);
      const slot = hash(sequence);
      reference = table[slot]!;
      table[slot] = at;
      const distance = at - reference;
      if (at >= limit) break;
      at++;
      if (distance < 8192 && sequence === u24(reference)) break;
    }
    if (at >= limit) break;
    at--;
    if (at > anchor) length += literals(at - anchor);
    // Equal bytes, and the one that differs.
    let match = 0;
    for (let p = reference + 3, q = at + 3; q < limit + 9; p++, q++) {
      match++;
      if (b[p] !== b[q]) break;
    }
    const rest = match - 1;
    length += 3 * Math.floor(rest / 262) + (rest % 262 >= 6 ? 3 : 2);
    at += match;
    table[hash(u24(at))] = at++;
    table[hash(u24(at))] = at++;
    anchor = at;
  }
  return length + literals(b.length - anchor);
}

/** Fjord's estimate of a transaction's share of a compressed batch, in millionths of a byte. */
function estimatedSize(raw: Uint8Array): bigint {
  const size = -42_585_600n + 836_500n * BigInt(fastlzLength(raw));
  return size < 100_000_000n ? 100_000_000n : size;
}

export function l1Fee(fork: OptimismFork, raw: Uint8Array, slots: L1Slots): bigint {
  const zeros = BigInt(raw.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0));
  const others = BigInt(raw.length) - zeros;
  const baseFee = slots[1];
  const [blobScalar, scalar] = [bits(slots[3], 64, 32), bits(slots[3], 96, 32)];
  // Nobody has set them since Ecotone, as in its first block: op-geth goes by the old values then, under later forks too.
  const isUnset = scalar === 0n && blobScalar === 0n && slots[7] === 0n;
  if (!since(fork, "ecotone") || isUnset) {
    const extra = fork === "bedrock" ? 68n : 0n;
    return ((4n * zeros + 16n * (others + extra) + slots[5]) * baseFee * slots[6]) / 1_000_000n;
  }
  const price = 16n * baseFee * scalar + slots[7] * blobScalar;
  if (!since(fork, "fjord")) return ((4n * zeros + 16n * others) * price) / 16_000_000n;
  return (estimatedSize(raw) * price) / 1_000_000_000_000n;
}

export function operatorFee(fork: OptimismFork, gas: bigint, slots: L1Slots): bigint {
  if (!since(fork, "isthmus")) return 0n;
  const [constant, scalar] = [bits(slots[8], 0, 64), bits(slots[8], 64, 32)];
  return since(fork, "jovian") ? gas * scalar * 100n + constant : (gas * scalar) / 1_000_000n + constant;
}

export function daFootprint(fork: OptimismFork, raw: Uint8Array, slots: L1Slots): bigint {
  if (!since(fork, "jovian")) return 0n;
  const scalar = bits(slots[8], 96, 16);
  return (estimatedSize(raw) / 1_000_000n) * (scalar === 0n ? 400n : scalar);
}
