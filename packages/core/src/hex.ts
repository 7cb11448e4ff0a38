// Hex strings with 0x, lower case, as Ethereum's JSON writes bytes. Works in browsers; packages/witness has the fast path for files.

const DIGITS = "0123456789abcdef";
const PAIRS: string[] = Array.from({ length: 256 }, (_, byte) => DIGITS[byte >> 4]! + DIGITS[byte & 15]!);

export type Hex = `0x${string}`;

/** Bytes as `0x…`, lower case, two digits a byte. */
export function toHex(bytes: Uint8Array): Hex {
  let text = "0x";
  for (const byte of bytes) text += PAIRS[byte];
  return text as Hex;
}

function digit(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  if (c >= 65 && c <= 70) return c - 55;
  return -1;
}

/** Bytes of `0x…`. Returns null when the text is anything else: no prefix, odd length, another character. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (!text.startsWith("0x") || text.length % 2 !== 0) return null;
  const bytes = new Uint8Array(text.length / 2 - 1);
  for (let i = 0; i < bytes.length; i++) {
    const high = digit(text, 2 + 2 * i);
    const low = digit(text, 3 + 2 * i);
    if (high < 0 || low < 0) return null;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** An unsigned integer as JSON lines carry it: a number up to 2^53, `0x` hex above (docs/interfaces.md). */
export function jsonInteger(value: bigint): number | Hex {
  return value <= 9007199254740992n ? Number(value) : `0x${value.toString(16)}`;
}
