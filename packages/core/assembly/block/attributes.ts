// Payload attributes, section 6 of the input (docs/interfaces.md, "Payload attributes"): what derivation hands over for a block
// that nobody has yet. The header follows from them, the parent and what execution computes.
//
// SOUNDNESS: untrusted bytes. Their layout is the host's fault (`incomplete`); what they say is the block's, and a value
// that no block of the fork can have makes it `invalid`.
import {
  ATTRIBUTES_BEACON_ROOT,
  ATTRIBUTES_EIP1559,
  ATTRIBUTES_EIP1559_ZERO,
  ATTRIBUTES_MALFORMED,
  ATTRIBUTES_MIN_BASE_FEE,
  BLOCK_BEFORE_RULES,
  TX_TYPE,
} from "../error/codes";
import { invalidNumbers, malformedInput, NO_INDEX, setCurrentTransaction } from "../error/fail";
import { configuredDenominator, configuredElasticity } from "../chain/configuration";
import { ECOTONE, HOLOCENE, JOVIAN, l1ForkOf, NOT_OPTIMISM, optimismForkAt } from "../chain/optimism";
import { itemAddress, itemLength, readListAt } from "../input/list";
import { checkPadding, inputOffset } from "../input/sections";
import { alloc, allocZeroed } from "../memory/arena";
import { isZero32, loadBE32, storeBE32, storeBE64 } from "../memory/bytes";
import { decodeOptimismTransaction } from "../optimism/decode";
import { extraDataLength } from "../optimism/baseFee";
import { EMPTY_ROOT } from "../trie/node";
import { orderedTrieRoot } from "../trie/ordered";
import { Block } from "./block";
import { EMPTY_OMMERS_HASH, headerFieldCount } from "./decode";
import { baseFeeOf, hashOf, Header, newHeader } from "../header/header";
import { checkDepositsFirst } from "./optimismBody";
import { baseFeeAfterOptimism, checkOptimismHeader } from "./optimismHeader";

const FIXED_SIZE: u32 = 128;
const FLAG_BEACON_ROOT: u32 = 1;
const FLAG_EIP1559: u32 = 2;
const FLAG_MIN_BASE_FEE: u32 = 4;
const FLAGS: u32 = 7;

/** A header's nonce, and what stands for fields that are not known yet. */
const ZERO: usize = memory.data(32, 8);

function malformed(at: usize, detail: u64): void {
  malformedInput(ATTRIBUTES_MALFORMED, inputOffset(at), detail);
}

/** Makes the block of the attributes in `b.rlp`, whose parent is `parent`, ready to run. */
export function decodeAttributes(b: Block, parent: Header): void {
  const at = b.rlp;
  if (b.rlpLength < FIXED_SIZE) malformed(at, b.rlpLength);
  const flags = load<u32>(at, 16);
  if (flags > FLAGS) malformed(at + 16, flags);
  if (load<u32>(at, 20) != 0) malformed(at + 20, 0);
  checkPadding(at + 60, at + 64);
  // One encoding per value: what is not present is zero.
  if ((flags & FLAG_EIP1559) == 0 && load<u64>(at, 24) != 0) malformed(at + 24, flags);
  if ((flags & FLAG_MIN_BASE_FEE) == 0 && load<u64>(at, 32) != 0) malformed(at + 32, flags);
  if ((flags & FLAG_BEACON_ROOT) == 0 && !isZero32(at + 96)) malformed(at + 96, flags);
  const h = newHeader();
  h.number = parent.number + 1;
  h.timestamp = load<u64>(at);
  const fork = optimismForkAt(h.number, h.timestamp);
  if (fork == NOT_OPTIMISM) malformedInput(BLOCK_BEFORE_RULES, 0, h.number);
  checkPresence(flags, FLAG_BEACON_ROOT, fork, ECOTONE, ATTRIBUTES_BEACON_ROOT);
  checkPresence(flags, FLAG_EIP1559, fork, HOLOCENE, ATTRIBUTES_EIP1559);
  checkPresence(flags, FLAG_MIN_BASE_FEE, fork, JOVIAN, ATTRIBUTES_MIN_BASE_FEE);
  b.optimismFork = fork;
  b.fork = l1ForkOf(fork);
  h.fieldCount = headerFieldCount(b.fork);
  h.parentHash = hashOf(parent);
  h.ommersHash = EMPTY_OMMERS_HASH;
  h.coinbase = at + 40;
  h.gasLimit = load<u64>(at, 8);
  h.mixHash = at + 64;
  h.nonce = ZERO;
  h.parentBeaconRoot = at + 96;
  h.withdrawalsRoot = EMPTY_ROOT;
  writeExtraData(h, fork, at + 24, load<u64>(at, 32));
  baseFeeAfterOptimism(baseFeeOf(h), parent, fork);
  b.header = h;
  checkOptimismHeader(h, parent, fork);
  readTransactions(b, at + FIXED_SIZE, b.rlpLength - FIXED_SIZE);
}

/** A value is there from `first` on, and not before. */
function checkPresence(flags: u32, flag: u32, fork: u32, first: u32, code: u32): void {
  const expected: bool = fork >= first;
  const actual: bool = (flags & flag) != 0;
  if (expected != actual) invalidNumbers(code, <u64>expected, <u64>actual);
}

/** Denominator and elasticity from `parameters` (8 bytes), both zero for the chain's constants; then the minimum base fee. */
function writeExtraData(h: Header, fork: u32, parameters: usize, minBaseFee: u64): void {
  h.extraDataLength = extraDataLength(fork);
  h.extraData = allocZeroed(24);
  if (fork < HOLOCENE) return;
  let denominator = loadBE32(parameters);
  let elasticity = loadBE32(parameters + 4);
  if (denominator == 0 && elasticity == 0) {
    denominator = <u32>configuredDenominator(true);
    elasticity = <u32>configuredElasticity();
  }
  if (denominator == 0 || elasticity == 0) invalidNumbers(ATTRIBUTES_EIP1559_ZERO, denominator, elasticity);
  store<u8>(h.extraData, fork >= JOVIAN ? 1 : 0);
  storeBE32(h.extraData + 1, denominator);
  storeBE32(h.extraData + 5, elasticity);
  if (fork >= JOVIAN) storeBE64(h.extraData + 9, minBaseFee);
}

function readTransactions(b: Block, at: usize, size: u32): void {
  const list = readListAt(at, size);
  const bytes = (<usize>list.count) << 2;
  b.transactionCount = list.count;
  b.transactions = alloc(bytes);
  b.receipts = alloc(bytes);
  b.receiptLengths = alloc(bytes);
  b.header.transactionsRoot = alloc(32);
  for (let i: u32 = 0; i < list.count; i++) {
    if (itemLength(list, i) != 0) continue;
    // A trie holds no empty value, and there is no such transaction either.
    setCurrentTransaction(i);
    invalidNumbers(TX_TYPE, 0, 0);
  }
  orderedTrieRoot(b.header.transactionsRoot, list.count, list.addresses, list.lengths);
  for (let i: u32 = 0; i < list.count; i++) {
    setCurrentTransaction(i);
    const raw = itemAddress(list, i);
    const t = decodeOptimismTransaction(raw, raw + <usize>itemLength(list, i), b.fork);
    store<u32>(b.transactions + ((<usize>i) << 2), <u32>changetype<usize>(t));
  }
  setCurrentTransaction(NO_INDEX);
  checkDepositsFirst(b);
}
