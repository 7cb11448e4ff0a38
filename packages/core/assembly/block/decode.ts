// From the bytes of a block to its parts: hash against the claim, header, and the body's roots against the header.
//
// SOUNDNESS: the block is untrusted. Its hash binds the header, and the header's roots bind transactions, ommers and
// withdrawals; after this file every part is what the block hash says. Test: test/blocks/rules.test.ts.
import {
  BLOCK_BEFORE_RULES,
  BLOCK_HASH_MISMATCH,
  BLOCK_MALFORMED,
  BLOCK_TOO_LARGE,
  HEADER_FIELD_COUNT,
  HEADER_MALFORMED,
  OMMER_MALFORMED,
  OMMERS_HASH_MISMATCH,
  OMMERS_TOO_MANY,
  OPTIMISM_WITHDRAWALS,
  POS_OMMERS,
  TRANSACTIONS_ROOT_MISMATCH,
  TX_TYPE,
  WITHDRAWALS_MISSING,
  WITHDRAWALS_ROOT_MISMATCH,
  WITHDRAWALS_UNEXPECTED,
} from "../error/codes";
import { invalid, invalidNumbers, invalidWords, malformedInput, setCurrentTransaction, NO_INDEX } from "../error/fail";
import { isOptimism } from "../chain/configuration";
import { ISTHMUS, l1ForkOf, NOT_OPTIMISM, optimismForkAt } from "../chain/optimism";
import { forkAt, isProofOfStake } from "../chain/rules";
import { CANCUN, LONDON, OSAKA, PARIS, PRAGUE, SHANGHAI } from "../evm/forks";
import { keccak256 } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { equal32 } from "../memory/bytes";
import { rlpCount, rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { orderedTrieRoot } from "../trie/ordered";
import { decodeOptimismTransaction } from "../optimism/decode";
import { decodeTransaction } from "../tx/decode";
import { addWitness, hashWitness, WITNESS_PREIMAGE } from "../witness/index";
import { Block, transactionAt } from "./block";
import {
  decodeHeader,
  difficultyOf,
  FIELDS_CANCUN,
  FIELDS_FRONTIER,
  FIELDS_LONDON,
  FIELDS_PRAGUE,
  FIELDS_SHANGHAI,
  hashOf,
  newHeader,
} from "../header/header";
import { checkDepositsFirst } from "./optimismBody";
import { checkWithdrawals } from "./withdrawals";

/** Keccak-256 of an empty list: the ommers hash of a block without ommers. */
export const EMPTY_OMMERS_HASH: usize = memory.data<u8>(
  [
    0x1d, 0xcc, 0x4d, 0xe8, 0xde, 0xc7, 0x5d, 0x7a, 0xab, 0x85, 0xb5, 0x67, 0xb6, 0xcc, 0xd4, 0x1a, 0xd3, 0x12, 0x45,
    0x1b, 0x94, 0x8a, 0x74, 0x13, 0xf0, 0xa1, 0x42, 0xfd, 0x40, 0xd4, 0x93, 0x47,
  ],
  8,
);

/** EIP-7934: MAX_BLOCK_SIZE less SAFETY_MARGIN. */
const MAX_BLOCK_SIZE: u32 = 8_388_608;
const MAX_OMMERS: u32 = 2;

const ROOT: usize = memory.data(32, 8);

/** Number of fields that a header of `fork` has. */
export function headerFieldCount(fork: u32): u32 {
  if (fork >= PRAGUE) return FIELDS_PRAGUE;
  if (fork >= CANCUN) return FIELDS_CANCUN;
  if (fork >= SHANGHAI) return FIELDS_SHANGHAI;
  return fork >= LONDON ? FIELDS_LONDON : FIELDS_FRONTIER;
}

/** Decodes `b`. `claimedHash`: 32 bytes, or 0 when nothing is claimed about this block. `parentTotalDifficulty`: word, or 0
 *  when it is not known. Does not return when the block is malformed or its parts do not fit its header. */
export function decodeParts(b: Block, claimedHash: usize, parentTotalDifficulty: usize): void {
  const end = b.rlp + <usize>b.rlpLength;
  if (rlpNext(b.rlp, end) != end || !rlpIsList) invalidNumbers(BLOCK_MALFORMED, 0, 0);
  let at = rlpPayload;

  const headerItem = at;
  at = rlpNext(at, end);
  if (at == 0 || !rlpIsList) invalidNumbers(BLOCK_MALFORMED, 0, 1);
  const header = newHeader();
  b.header = header;
  keccak256(hashOf(header), headerItem, <u32>(at - headerItem));
  if (claimedHash != 0 && !equal32(hashOf(header), claimedHash)) {
    invalidWords(BLOCK_HASH_MISMATCH, claimedHash, hashOf(header));
  }
  if (!decodeHeader(header, headerItem, <u32>(at - headerItem))) invalidNumbers(HEADER_MALFORMED, 0, 0);
  decideFork(b, parentTotalDifficulty);
  if (header.fieldCount != headerFieldCount(b.fork)) {
    invalidNumbers(HEADER_FIELD_COUNT, headerFieldCount(b.fork), header.fieldCount);
  }
  if (b.fork >= OSAKA && b.rlpLength > MAX_BLOCK_SIZE) invalidNumbers(BLOCK_TOO_LARGE, MAX_BLOCK_SIZE, b.rlpLength);

  at = rlpNext(at, end);
  if (at == 0 || !rlpIsList) invalidNumbers(BLOCK_MALFORMED, 0, 2);
  const transactions = rlpPayload;
  const transactionsEnd = transactions + <usize>rlpLength;
  const ommersItem = at;
  at = rlpNext(at, end);
  if (at == 0 || !rlpIsList) invalidNumbers(BLOCK_MALFORMED, 0, 3);
  const ommers = rlpPayload;
  const ommersEnd = at;

  decodeOmmers(b, ommersItem, ommers, ommersEnd);
  splitTransactions(b, transactions, transactionsEnd);
  if (at != end) {
    if (b.fork < SHANGHAI) invalid(WITHDRAWALS_UNEXPECTED);
    at = rlpNext(at, end);
    if (at != end || !rlpIsList) invalidNumbers(BLOCK_MALFORMED, 0, 4);
    b.hasWithdrawals = true;
    b.withdrawals = rlpPayload;
    b.withdrawalsEnd = end;
    checkWithdrawals(b, ROOT);
    if (b.optimismFork != NOT_OPTIMISM && b.withdrawalCount != 0)
      invalidNumbers(OPTIMISM_WITHDRAWALS, 0, b.withdrawalCount);
    // From Isthmus on the field is a storage root, compared when the state is known.
    if (b.optimismFork < ISTHMUS && !equal32(ROOT, header.withdrawalsRoot))
      invalidWords(WITHDRAWALS_ROOT_MISMATCH, header.withdrawalsRoot, ROOT);
  } else if (b.fork >= SHANGHAI) {
    invalid(WITHDRAWALS_MISSING);
  }
  const rollup = b.optimismFork != NOT_OPTIMISM;
  for (let i: u32 = 0; i < b.transactionCount; i++) {
    setCurrentTransaction(i);
    const raw = <usize>load<u32>(b.transactions + ((<usize>i) << 2));
    const length = load<u32>(b.receiptLengths + ((<usize>i) << 2));
    const t = rollup
      ? decodeOptimismTransaction(raw, raw + <usize>length, b.fork)
      : decodeTransaction(raw, raw + <usize>length, b.fork);
    store<u32>(b.transactions + ((<usize>i) << 2), <u32>changetype<usize>(t));
  }
  setCurrentTransaction(NO_INDEX);
  if (rollup) checkDepositsFirst(b);
}

/** Sets under which rules the block is, by its own header. */
function decideFork(b: Block, parentTotalDifficulty: usize): void {
  const h = b.header;
  if (isOptimism()) {
    b.optimismFork = optimismForkAt(h.number, h.timestamp);
    if (b.optimismFork == NOT_OPTIMISM) malformedInput(BLOCK_BEFORE_RULES, 0, h.number);
    b.fork = l1ForkOf(b.optimismFork);
    return;
  }
  b.fork = forkAt(h.number, h.timestamp, isProofOfStake(h.number, h.timestamp, difficultyOf(h), parentTotalDifficulty));
}

/** Finds the trie bytes of every transaction and compares their root. The list of addresses is at first that of the bytes. */
function splitTransactions(b: Block, ptr: usize, end: usize): void {
  const count = rlpCount(ptr, end);
  if (count < 0) invalidNumbers(BLOCK_MALFORMED, 0, 2);
  b.transactionCount = <u32>count;
  b.transactions = alloc((<usize>count) << 2);
  // Until there are receipts, their lengths are those of the transactions: both are lists of as many numbers.
  b.receiptLengths = alloc((<usize>count) << 2);
  b.receipts = alloc((<usize>count) << 2);
  let at = ptr;
  for (let i: i32 = 0; i < count; i++) {
    const item = at;
    at = rlpNext(at, end);
    const raw = rlpIsList ? item : rlpPayload;
    // EIP-2718: a string is a typed transaction. Neither an empty one nor a legacy transaction's list wrapped into a string
    // is one, although the latter would have the same place in the trie.
    if (!rlpIsList && (rlpLength == 0 || load<u8>(rlpPayload) >= 0xc0)) {
      setCurrentTransaction(<u32>i);
      invalidNumbers(TX_TYPE, 0, rlpLength == 0 ? 0 : <u64>load<u8>(rlpPayload));
    }
    store<u32>(b.transactions + ((<usize>i) << 2), <u32>raw);
    store<u32>(b.receiptLengths + ((<usize>i) << 2), <u32>(rlpIsList ? at - item : <usize>rlpLength));
  }
  orderedTrieRoot(ROOT, b.transactionCount, b.transactions, b.receiptLengths);
  const expected = b.header.transactionsRoot;
  if (!equal32(ROOT, expected)) invalidWords(TRANSACTIONS_ROOT_MISMATCH, expected, ROOT);
}

/** Compares the hash of the ommers and decodes their headers. */
function decodeOmmers(b: Block, item: usize, ptr: usize, end: usize): void {
  const expected = b.header.ommersHash;
  // EIP-3675: a proof-of-stake block has none, and its header says so.
  if (b.fork >= PARIS && (ptr != end || !equal32(expected, EMPTY_OMMERS_HASH))) invalid(POS_OMMERS);
  keccak256(ROOT, item, <u32>(end - item));
  if (!equal32(ROOT, expected)) invalidWords(OMMERS_HASH_MISMATCH, expected, ROOT);
  const count = rlpCount(ptr, end);
  if (count < 0) invalidNumbers(BLOCK_MALFORMED, 0, 3);
  if (<u32>count > MAX_OMMERS) invalidNumbers(OMMERS_TOO_MANY, MAX_OMMERS, <u64>count);
  if (count != 0) {
    // A later block of this input may ask for this one's ommers.
    addWitness(item, <u32>(end - item), WITNESS_PREIMAGE);
    hashWitness();
  }
  b.ommerCount = <u32>count;
  b.ommers = alloc((<usize>count) << 2);
  let at = ptr;
  for (let i: i32 = 0; i < count; i++) {
    const start = at;
    at = rlpNext(at, end);
    const ommer = newHeader();
    if (!decodeHeader(ommer, start, <u32>(at - start))) invalidNumbers(OMMER_MALFORMED, 0, <u64>i);
    keccak256(hashOf(ommer), start, <u32>(at - start));
    store<u32>(b.ommers + ((<usize>i) << 2), <u32>changetype<usize>(ommer));
  }
}
