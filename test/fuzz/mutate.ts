// Ways to damage bytes: what a broken disk, a lying peer and an attacker would do to RLP, lists and section tables.

type Random = () => number;

const INTERESTING_BYTES = [0x00, 0x01, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xbf, 0xc0, 0xc1, 0xf7, 0xf8, 0xf9, 0xfa, 0xff];
const INTERESTING_WORDS = [0, 1, 7, 8, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff];

function position(random: Random, length: number): number {
  // Half of the time near the beginning, where tables, prefixes and counts are.
  return random() & 1 ? random() % length : random() % Math.min(length, 512);
}

const operators: ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  function flipBit(bytes, random) {
    bytes[position(random, bytes.length)]! ^= 1 << (random() & 7);
    return bytes;
  },
  function setByte(bytes, random) {
    bytes[position(random, bytes.length)] = INTERESTING_BYTES[random() % INTERESTING_BYTES.length]!;
    return bytes;
  },
  function randomByte(bytes, random) {
    bytes[position(random, bytes.length)] = random() & 0xff;
    return bytes;
  },
  function setWord(bytes, random) {
    if (bytes.length < 8) return bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = Math.min(position(random, bytes.length) & ~3, bytes.length - 4);
    view.setUint32(at, INTERESTING_WORDS[random() % INTERESTING_WORDS.length]!, true);
    return bytes;
  },
  function nudgeWord(bytes, random) {
    if (bytes.length < 8) return bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = Math.min(position(random, bytes.length) & ~3, bytes.length - 4);
    view.setUint32(at, (view.getUint32(at, true) + (random() % 17) - 8) >>> 0, true);
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, random() % bytes.length);
  },
  function removeRange(bytes, random) {
    const from = position(random, bytes.length);
    const length = 1 + (random() % 64);
    return concat(bytes.subarray(0, from), bytes.subarray(Math.min(from + length, bytes.length)));
  },
  function repeatRange(bytes, random) {
    const from = position(random, bytes.length);
    const to = Math.min(bytes.length, from + 1 + (random() % 256));
    return concat(bytes.subarray(0, to), bytes.subarray(from));
  },
  function swapRanges(bytes, random) {
    const length = 1 + (random() % 40);
    const from = random() % bytes.length;
    const to = random() % bytes.length;
    const copy = bytes.slice(from, from + length);
    bytes.set(copy.subarray(0, Math.max(0, bytes.length - to)), to);
    return bytes;
  },
  function nest(bytes, random) {
    // Lists in lists in lists: c1 c1 c1 …, or f8 with room for more.
    const from = position(random, bytes.length);
    const depth = 1 + (random() % 4096);
    return concat(
      bytes.subarray(0, from),
      new Uint8Array(depth).fill(random() & 1 ? 0xc1 : 0xf8),
      bytes.subarray(from),
    );
  },
  function hugeLength(bytes, random) {
    // An RLP prefix that announces up to 2^64 - 1 bytes.
    const from = position(random, bytes.length);
    const lengthBytes = 1 + (random() % 8);
    const prefix = (random() & 1 ? 0xb7 : 0xf7) + lengthBytes;
    const huge = Uint8Array.of(prefix, ...new Uint8Array(lengthBytes).fill(0xff));
    bytes.set(huge.subarray(0, bytes.length - from), from);
    return bytes;
  },
];

function concat(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** A damaged copy: one to four operators, one after the other. */
export function mutate(original: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let rounds = 1 + (random() % 4); rounds > 0 && bytes.length > 0; rounds--) {
    bytes = operators[random() % operators.length]!(bytes, random);
  }
  return bytes;
}
