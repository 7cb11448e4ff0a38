// Seeded operands for differential tests of 256-bit words.
export const MASK = (1n << 256n) - 1n;

/** A seeded source of 32-bit numbers (xorshift128), so that a failure can be run again. */
export function randomSource(seed: number): () => number {
  let [a, b, c, d] = [seed | 1, 0x9e3779b9, 0x243f6a88, 0xb7e15162];
  const next = () => {
    let t = d;
    d = c;
    c = b;
    b = a;
    t ^= t << 11;
    t ^= t >>> 8;
    a = t ^ a ^ (a >>> 19);
    return a >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** Bytes from a seeded source. */
export function randomBytes(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random() & 0xff);
}

const edgeLimbs = [0n, 1n, 2n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n, 0x1_0000_0001n, 1n << 63n];
const edges = [
  ...edgeLimbs,
  (1n << 63n) - 1n,
  (1n << 63n) + 1n,
  (1n << 64n) - 1n,
  (1n << 64n) - 2n,
  0xffff_ffff_0000_0000n,
];

function word(random: () => number, previous: bigint): bigint {
  const random64 = () => (BigInt(random()) << 32n) | BigInt(random());
  const kind = random() % 10;
  const power = 1n << BigInt(random() % 256);
  if (kind === 0) return power;
  if (kind === 1) return (power - BigInt(random() & 1)) & MASK;
  if (kind === 2) return (MASK ^ power) & MASK;
  if (kind === 3) return (previous + BigInt(random() % 3) - 1n) & MASK;
  if (kind === 4) return BigInt(random() % 300);
  let value = 0n;
  for (let i = 0; i < 4; i++) {
    const limb = kind < 8 && random() % 3 !== 0 ? (edges[random() % edges.length] as bigint) : random64();
    value = (value << 64n) | limb;
  }
  // A random length, so that short operands meet long ones.
  return random() & 1 ? value : value >> BigInt(random() % 256);
}

/** `count` words: edge cases, words near their predecessor, and random ones of all lengths. */
export function words(count: number, seed: number): bigint[] {
  const random = randomSource(seed);
  const out: bigint[] = [];
  for (let i = 0; i < count; i++) out.push(word(random, out[Math.max(0, i - 1 - (random() % 3))] ?? 0n));
  return out;
}
