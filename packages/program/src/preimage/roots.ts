// The points at which a blob is read: roots of unity of BLS12-381's scalar field, in bit-reversed order.
// EIP-4844 and consensus specification, "compute_roots_of_unity", "bit_reversal_permutation".

/** Order of the scalar field. */
export const FIELD_ORDER = 52435875175126190479447740508185965837690552500527637822603658699938581184513n;
export const FIELD_ELEMENTS = 4096;
export const FIELD_ELEMENT_BYTES = 32;
const INDEX_BITS = 12;
const PRIMITIVE_ROOT = 7n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % FIELD_ORDER;
    square = (square * square) % FIELD_ORDER;
  }
  return result;
}

export function bytes32(value: bigint): Uint8Array {
  const bytes = new Uint8Array(FIELD_ELEMENT_BYTES);
  let rest = value;
  for (let i = FIELD_ELEMENT_BYTES - 1; rest > 0n; i--) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function reverseBits(index: number): number {
  let reversed = 0;
  for (let bit = 0; bit < INDEX_BITS; bit++) reversed = (reversed << 1) | ((index >> bit) & 1);
  return reversed;
}

let points: readonly Uint8Array[] | null = null;
let indices: ReadonlyMap<string, number> | null = null;

/** The point of every field element, 32 bytes big-endian each. */
export function blobPoints(): readonly Uint8Array[] {
  if (points) return points;
  const root = power(PRIMITIVE_ROOT, (FIELD_ORDER - 1n) / BigInt(FIELD_ELEMENTS));
  const powers: Uint8Array[] = [];
  let current = 1n;
  for (let i = 0; i < FIELD_ELEMENTS; i++) {
    powers.push(bytes32(current));
    current = (current * root) % FIELD_ORDER;
  }
  points = powers.map((_, i) => powers[reverseBits(i)]!);
  return points;
}

/** Index of the field element at this point, or -1 when it is none of the roots of unity. */
export function blobPointIndex(point: Uint8Array): number {
  indices ??= new Map(blobPoints().map((bytes, i) => [Buffer.from(bytes).toString("latin1"), i]));
  return indices.get(Buffer.from(point).toString("latin1")) ?? -1;
}
