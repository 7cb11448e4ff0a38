// Fields as the official suites write them: hex with or without 0x, of odd length, with leading zeros.

export function bytesOf(text: string): Uint8Array {
  const digits = text.startsWith("0x") || text.startsWith("0X") ? text.slice(2) : text;
  if (!/^[0-9a-fA-F]*$/.test(digits)) throw new Error(`not hex: ${text.slice(0, 80)}`);
  return Buffer.from(digits.length % 2 ? `0${digits}` : digits, "hex");
}

/** An unsigned integer; the empty string and `0x` are zero. Some files write `0x:bigint 0x…`. */
export function integerOf(text: string | undefined): bigint {
  if (text === undefined || text === "" || text === "0x") return 0n;
  return BigInt(text.replace(/^0x:bigint\s+/, ""));
}

/** The integer as `size` bytes, big-endian. */
export function bigEndian(value: bigint, size: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * size, "0"), "hex");
}

/** The integer as 32 bytes, little-endian: a word of the core. */
export function littleEndianWord(value: bigint): Uint8Array {
  return bigEndian(value, 32).reverse();
}

export function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`;
}
