// A block header (Yellow Paper 4.3, and EIP-1559, 4895, 4844, 4788, 7685 for the fields at its end), read where it lies.
//
// SOUNDNESS: headers of blocks and of ancestors are untrusted bytes. Decoding accepts exactly the canonical encoding; what
// a refusal means (invalid block, broken witness) is the caller's to say. Test: test/blocks/rules.test.ts.
import { alloc } from "../memory/arena";
import { rlpIsList, rlpLength, rlpNext, rlpOk, rlpPayload, rlpU64, rlpWord, resetRlp } from "../rlp/read";
import { zero32 } from "../memory/bytes";

/** Number of fields a header has up to each fork. */
export const FIELDS_FRONTIER: u32 = 15;
export const FIELDS_LONDON: u32 = 16;
export const FIELDS_SHANGHAI: u32 = 17;
export const FIELDS_CANCUN: u32 = 20;
export const FIELDS_PRAGUE: u32 = 21;


@unmanaged
export class Header {
  /** The encoding as an RLP item. */
  rlp: usize;
  rlpLength: u32;
  fieldCount: u32;
  parentHash: usize;
  ommersHash: usize;
  coinbase: usize;
  stateRoot: usize;
  transactionsRoot: usize;
  receiptsRoot: usize;
  /** 256 bytes. */
  bloom: usize;
  extraData: usize;
  extraDataLength: u32;
  mixHash: usize;
  /** 8 bytes. */
  nonce: usize;
  /** 0 when the header does not have the field, as the next two. */
  withdrawalsRoot: usize;
  parentBeaconRoot: usize;
  requestsHash: usize;
  number: u64;
  gasLimit: u64;
  gasUsed: u64;
  timestamp: u64;
  blobGasUsed: u64;
  excessBlobGas: u64;
  difficulty0: u64;
  difficulty1: u64;
  difficulty2: u64;
  difficulty3: u64;
  baseFee0: u64;
  baseFee1: u64;
  baseFee2: u64;
  baseFee3: u64;
  hash0: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
}

/** Difficulty, as a word. */
// @ts-ignore: decorator
@inline
export function difficultyOf(h: Header): usize {
  return changetype<usize>(h) + offsetof<Header>("difficulty0");
}

/** Base fee per gas, as a word; zero when the header has none. */
// @ts-ignore: decorator
@inline
export function baseFeeOf(h: Header): usize {
  return changetype<usize>(h) + offsetof<Header>("baseFee0");
}

/** Keccak-256 of the encoding. Whoever decodes the header writes it, since he often knows it already. */
// @ts-ignore: decorator
@inline
export function hashOf(h: Header): usize {
  return changetype<usize>(h) + offsetof<Header>("hash0");
}

export function newHeader(): Header {
  const h = changetype<Header>(alloc(offsetof<Header>()));
  memory.fill(changetype<usize>(h), 0, offsetof<Header>());
  return h;
}

/** Reading position inside the header's list. */
let at: usize = 0;
let end: usize = 0;

/** Address of the next field's bytes when it is a string of exactly `length`, else 0 and reading stops. */
function fixed(length: u32): usize {
  if (at == 0) return 0;
  at = rlpNext(at, end);
  if (at != 0 && (rlpIsList || rlpLength != length)) at = 0;
  return at == 0 ? 0 : rlpPayload;
}

function integer(): u64 {
  if (at == 0) return 0;
  at = rlpNext(at, end);
  if (at == 0) return 0;
  const value = rlpU64();
  if (!rlpOk) at = 0;
  return value;
}

function word(dst: usize): void {
  zero32(dst);
  if (at == 0) return;
  at = rlpNext(at, end);
  if (at != 0 && !rlpWord(dst)) at = 0;
}

/** Decodes the RLP item of `length` bytes at `rlp` into `h`. False when it is no header of any fork. */
export function decodeHeader(h: Header, rlp: usize, length: u32): bool {
  resetRlp();
  h.rlp = rlp;
  h.rlpLength = length;
  const itemEnd = rlp + length;
  if (rlpNext(rlp, itemEnd) != itemEnd || !rlpIsList) return false;
  at = rlpPayload;
  end = at + rlpLength;
  h.parentHash = fixed(32);
  h.ommersHash = fixed(32);
  h.coinbase = fixed(20);
  h.stateRoot = fixed(32);
  h.transactionsRoot = fixed(32);
  h.receiptsRoot = fixed(32);
  h.bloom = fixed(256);
  word(difficultyOf(h));
  h.number = integer();
  h.gasLimit = integer();
  h.gasUsed = integer();
  h.timestamp = integer();
  if (at != 0) at = rlpNext(at, end);
  if (at == 0 || rlpIsList) return false;
  h.extraData = rlpPayload;
  h.extraDataLength = rlpLength;
  h.mixHash = fixed(32);
  h.nonce = fixed(8);
  h.fieldCount = FIELDS_FRONTIER;
  zero32(baseFeeOf(h));
  h.withdrawalsRoot = 0;
  h.blobGasUsed = 0;
  h.excessBlobGas = 0;
  h.parentBeaconRoot = 0;
  h.requestsHash = 0;
  if (hasMore()) {
    word(baseFeeOf(h));
    h.fieldCount = FIELDS_LONDON;
  }
  if (hasMore()) {
    h.withdrawalsRoot = fixed(32);
    h.fieldCount = FIELDS_SHANGHAI;
  }
  if (hasMore()) {
    h.blobGasUsed = integer();
    h.excessBlobGas = integer();
    h.parentBeaconRoot = fixed(32);
    h.fieldCount = FIELDS_CANCUN;
  }
  if (hasMore()) {
    h.requestsHash = fixed(32);
    h.fieldCount = FIELDS_PRAGUE;
  }
  return at == end;
}

function hasMore(): bool {
  return at != 0 && at < end;
}
