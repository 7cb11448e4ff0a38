// A span batch, decoded as far as it can stay where it is: the addresses of its columns. Nothing is allocated for the
// blocks and transactions that it claims to have (derivation reference, section 6.4).

@unmanaged
export class Span {
  /** Seconds since genesis of the first block, as it stands there; and the first block's timestamp. */
  relativeTimestamp: u64;
  timestamp: u64;
  /** L1 origin of the last block, and of the first one. */
  lastEpoch: u64;
  firstEpoch: u64;
  /** 20 bytes each: of the parent's hash, and of the last block's L1 origin's hash. */
  parentCheck: usize;
  originCheck: usize;
  blockCount: u32;
  transactionCount: u32;
  legacyCount: u32;
  /** Columns, by block. */
  originBits: usize;
  counts: usize;
  /** Columns, by transaction. */
  creationBits: usize;
  parityBits: usize;
  signatures: usize;
  recipients: usize;
  datas: usize;
  nonces: usize;
  gases: usize;
  /** By legacy transaction. */
  protectedBits: usize;
  end: usize;
}

/** Where a reader of a span batch stands: the next block and the next transaction. */
@unmanaged
export class SpanCursor {
  span: Span;
  /** Index, timestamp, L1 origin and transactions of the block that `nextSpanBlock` went to. */
  block: u32;
  timestamp: u64;
  epoch: u64;
  /** Transactions of the block, and how many of them are left. */
  blockTransactions: u32;
  left: u32;
  /** Number of blocks that were gone to. */
  blocks: u32;
  counts: usize;
  transaction: u32;
  legacy: u32;
  recipients: usize;
  datas: usize;
  nonces: usize;
  gases: usize;
}

/** Bit `i` of a list of `count`: a big-endian number of as many bytes as needed, item 0 lowest. */
export function bitOf(list: usize, count: u32, i: u32): bool {
  const bytes = (count + 7) >> 3;
  return (((<u32>load<u8>(list + <usize>(bytes - 1 - (i >> 3)))) >> (i & 7)) & 1) != 0;
}

/** Whether no bit above the `count` is set. */
export function bitsFit(list: usize, count: u32): bool {
  return (count & 7) == 0 || (<u32>load<u8>(list)) >> (count & 7) == 0;
}

/** Number of set bits. */
export function countBits(list: usize, count: u32): u32 {
  let bits: u32 = 0;
  const bytes = (count + 7) >> 3;
  for (let i: u32 = 0; i < bytes; i++) bits += popcnt<u32>(<u32>load<u8>(list + <usize>i));
  return bits;
}
