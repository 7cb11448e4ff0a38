// Encoding of span batches, the inverse of what the core decodes: columns over all transactions of many blocks (spec, "Span
// batches"). The batcher's half of it.
import { fromHex, type Hex } from "@assay/core/hex";
import { encodeRlp, readRlpList, rlpInteger, rlpToInteger } from "./rlp.ts";

export interface SpanBlock {
  /** Whether the block's L1 origin differs from that of the block before. */
  readonly originBit: boolean;
  /** EIP-2718 bytes of types 0, 1, 2 and 4. */
  readonly transactions: readonly Uint8Array[];
}

export interface SpanBatch {
  readonly relativeTimestamp: bigint;
  readonly lastEpoch: bigint;
  /** 20 bytes each. */
  readonly parentCheck: Hex;
  readonly originCheck: Hex;
  readonly blocks: readonly SpanBlock[];
}

/** Unsigned LEB128. */
export function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return Uint8Array.from([...bytes, Number(value)]);
}

/** Item 0 is the lowest bit of a big-endian number. */
export function encodeBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) if (bit) bytes[bytes.length - 1 - (i >> 3)]! |= 1 << (i & 7);
  return bytes;
}

interface Columns {
  readonly creation: boolean;
  readonly parity: boolean;
  readonly signature: Uint8Array;
  readonly to: Uint8Array;
  readonly data: Uint8Array;
  readonly nonce: bigint;
  readonly gas: bigint;
  /** null for typed transactions. */
  readonly isProtected: boolean | null;
}

const FIELDS: Record<number, number> = { 0: 9, 1: 11, 2: 12, 4: 13 };

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function listHeader(length: number): Uint8Array {
  if (length <= 55) return Uint8Array.of(0xc0 + length);
  const size = rlpInteger(BigInt(length));
  return Uint8Array.of(0xf7 + size.length, ...size);
}

function word(value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(value, 32 - value.length);
  return bytes;
}

/** @throws InputError RLP_BROKEN, or RangeError for a type that span batches do not have */
function columnsOf(transaction: Uint8Array): Columns {
  const first = transaction[0] ?? 0;
  const type = first >= 0xc0 ? 0 : first;
  const items = readRlpList(type === 0 ? transaction : transaction.subarray(1), 16);
  if (items.length !== FIELDS[type]) throw new RangeError(`a transaction of type ${type} in a span batch`);
  const skipped = type === 0 ? 0 : 1;
  const prices = type === 2 || type === 4 ? 2 : 1;
  const field = (i: number) => items[i]!;
  const nonce = rlpToInteger(field(skipped).payload);
  const price = Array.from({ length: prices }, (_, i) => field(skipped + 1 + i).payload);
  const at = skipped + 1 + prices;
  const to = field(at + 1).payload;
  const value = field(at + 2).payload;
  const data = field(at + 3).payload;
  const rest = items.slice(at + 4, -3).map(({ encoded }) => encoded);
  const [v, r, s] = items.slice(-3).map(({ payload }) => payload) as [Uint8Array, Uint8Array, Uint8Array];
  const list = joined([...[value, ...price, data].map((item) => encodeRlp(item)), ...rest]);
  const vValue = rlpToInteger(v);
  const signature = new Uint8Array(64);
  signature.set(word(r), 0);
  signature.set(word(s), 32);
  const unprotected = vValue === 27n || vValue === 28n;
  return {
    creation: to.length === 0,
    parity: type === 0 ? (unprotected ? vValue === 28n : ((vValue - 35n) & 1n) === 1n) : vValue === 1n,
    signature,
    to,
    data: joined([type === 0 ? new Uint8Array(0) : Uint8Array.of(type), listHeader(list.length), list]),
    nonce,
    gas: rlpToInteger(field(at).payload),
    isProtected: type === 0 ? !unprotected : null,
  };
}

/** The batch's content: what follows the version byte 1. @throws RangeError for a transaction that no span batch can hold */
export function encodeSpanBatch(batch: SpanBatch): Uint8Array {
  const transactions = batch.blocks.flatMap((block) => block.transactions.map(columnsOf));
  const column = (value: (t: Columns) => Uint8Array) => joined(transactions.map(value));
  const bits = (value: (t: Columns) => boolean) => encodeBits(transactions.map(value));
  return joined([
    encodeVarint(batch.relativeTimestamp),
    encodeVarint(batch.lastEpoch),
    fromHex(batch.parentCheck)!,
    fromHex(batch.originCheck)!,
    encodeVarint(BigInt(batch.blocks.length)),
    encodeBits(batch.blocks.map(({ originBit }) => originBit)),
    ...batch.blocks.map((block) => encodeVarint(BigInt(block.transactions.length))),
    bits(({ creation }) => creation),
    bits(({ parity }) => parity),
    column(({ signature }) => signature),
    column(({ to }) => to),
    column(({ data }) => data),
    column(({ nonce }) => encodeVarint(nonce)),
    column(({ gas }) => encodeVarint(gas)),
    encodeBits(transactions.flatMap(({ isProtected }) => (isProtected === null ? [] : [isProtected]))),
  ]);
}
