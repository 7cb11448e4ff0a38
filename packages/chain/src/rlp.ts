// RLP for the host side: writing blocks and headers, and reading one level of what the core judges in full anyway.
import { InputError } from "@assay/core/inputError";

/** A byte string, or a list of items. */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** Bytes of an unsigned integer: big-endian, no leading zeros, zero is empty. */
export function rlpInteger(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const digits = value.toString(16);
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function headerBytes(length: number): number {
  if (length < 56) return 1;
  return length < 0x100 ? 2 : length < 0x10000 ? 3 : length < 0x1000000 ? 4 : 5;
}

function payloadSize(items: readonly RlpItem[]): number {
  return items.reduce((size, item) => size + rlpSize(item), 0);
}

function isList(item: RlpItem): item is readonly RlpItem[] {
  return !(item instanceof Uint8Array);
}

function rlpSize(item: RlpItem): number {
  if (isList(item)) {
    const size = payloadSize(item);
    return headerBytes(size) + size;
  }
  return item.length === 1 && item[0]! < 0x80 ? 1 : headerBytes(item.length) + item.length;
}

function writeHeader(target: Uint8Array, at: number, length: number, base: number): number {
  if (length < 56) {
    target[at] = base + length;
    return at + 1;
  }
  const size = headerBytes(length) - 1;
  target[at] = base + 55 + size;
  for (let i = 0; i < size; i++) target[at + 1 + i] = Math.floor(length / 256 ** (size - 1 - i)) % 256;
  return at + 1 + size;
}

function writeItem(target: Uint8Array, start: number, item: RlpItem): number {
  if (isList(item)) {
    let at = writeHeader(target, start, payloadSize(item), 0xc0);
    for (const child of item) at = writeItem(target, at, child);
    return at;
  }
  if (item.length === 1 && item[0]! < 0x80) {
    target[start] = item[0]!;
    return start + 1;
  }
  const at = writeHeader(target, start, item.length, 0x80);
  target.set(item, at);
  return at + item.length;
}

/** Encodes an item. The nesting is the caller's own, a few levels; it never comes from outside. */
export function encodeRlp(item: RlpItem): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(rlpSize(item));
  writeItem(bytes, 0, item);
  return bytes;
}

/** A list of items that are encoded already. */
export function listOfEncoded(items: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const payload = items.reduce((size, item) => size + item.length, 0);
  const bytes = new Uint8Array(headerBytes(payload) + payload);
  let at = writeHeader(bytes, 0, payload, 0xc0);
  for (const item of items) {
    bytes.set(item, at);
    at += item.length;
  }
  return bytes;
}

/** One item in a buffer: what it is, and where its payload lies. */
export interface RlpSlice {
  readonly list: boolean;
  readonly payload: Uint8Array;
  /** Header and payload. */
  readonly encoded: Uint8Array;
}

function broken(message: string): InputError {
  return new InputError("FIELD_WRONG", `not RLP: ${message}`);
}

/** The item at the start of `bytes`. @throws InputError FIELD_WRONG when it does not fit */
export function readRlpItem(bytes: Uint8Array): RlpSlice {
  const first = bytes[0];
  if (first === undefined) throw broken("the bytes end where an item should start");
  if (first < 0x80) return { list: false, payload: bytes.subarray(0, 1), encoded: bytes.subarray(0, 1) };
  const list = first >= 0xc0;
  const short = first - (list ? 0xc0 : 0x80);
  let start = 1;
  let length = short;
  if (short > 55) {
    const size = short - 55;
    if (size > 4 || 1 + size > bytes.length) throw broken("a length does not fit");
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + bytes[1 + i]!;
    start = 1 + size;
  }
  if (length > bytes.length - start) throw broken(`an item of ${length} bytes runs past the end`);
  return { list, payload: bytes.subarray(start, start + length), encoded: bytes.subarray(0, start + length) };
}

/** The items of a list, one level, at most `limit` of them: a hostile list of single bytes would otherwise take fifty
 *  times its size in objects. @throws InputError FIELD_WRONG */
export function readRlpList(bytes: Uint8Array, limit: number): RlpSlice[] {
  const outer = readRlpItem(bytes);
  if (!outer.list) throw broken("a string where a list should be");
  if (outer.encoded.length !== bytes.length) throw broken("bytes follow the list");
  const items: RlpSlice[] = [];
  let rest = outer.payload;
  while (rest.length > 0) {
    if (items.length === limit) throw broken(`a list of more than ${limit} items`);
    const item = readRlpItem(rest);
    items.push(item);
    rest = rest.subarray(item.encoded.length);
  }
  return items;
}

/** A payload as an unsigned integer. */
export function rlpToInteger(payload: Uint8Array): bigint {
  let value = 0n;
  for (const byte of payload) value = (value << 8n) | BigInt(byte);
  return value;
}
