// Big-endian words and byte strings, as the EVM and these proof systems write them.
import { concatBytes } from "@assay/core/bytes";
import { sha256 } from "@noble/hashes/sha2.js";

/** The bytes as one unsigned number. */
export function numberOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** Word `i` of `bytes`: 32 bytes from 32 i. */
export function wordAt(bytes: Uint8Array, i: number): bigint {
  return numberOf(bytes.subarray(32 * i, 32 * i + 32));
}

/** `value` in `length` bytes; it has to fit. */
export function bytesOf(value: bigint, length = 32): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = length - 1, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

export function words(...values: readonly bigint[]): Uint8Array {
  return concatBytes(...values.map((value) => bytesOf(value)));
}

/** SHA-256 of the parts one after the other. */
export function sha(...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(concatBytes(...parts));
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
