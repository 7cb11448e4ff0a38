// Holding derived attributes against the header of the block that is said to follow from them. What execution decides (state,
// receipts, gas) is not looked at here: those are the block's own rules.
//
// SOUNDNESS: the header is untrusted. After this, everything in it that L1 determines is what L1 says.
// Test: packages/core/test/derivation-fixture.test.ts.
import { decodeHeader, hashOf, Header } from "../header/header";
import {
  DERIVED_BEACON_ROOT,
  DERIVED_EXTRA_DATA,
  DERIVED_FEE_RECIPIENT,
  DERIVED_GAS_LIMIT,
  DERIVED_NUMBER,
  DERIVED_PARENT,
  DERIVED_RANDAO,
  DERIVED_TIMESTAMP,
  DERIVED_TRANSACTIONS,
  L2_HEADER_MALFORMED,
} from "../error/codes";
import { incomplete, invalid, invalidNumbers, invalidWords } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { equal20, equal32, loadBE32, loadBE64 } from "../memory/bytes";
import { orderedTrieRoot } from "../trie/ordered";
import { Attributes, FEE_VAULT } from "./attributes";
import { derivedL2Block, L2Block, l2HashOf } from "./l2Block";
import { rejectPayload } from "./pipeline";
import { canyonDenominator, canyonElasticity } from "./rollupConfig";

const header = changetype<Header>(memory.data(offsetof<Header>(), 8));
const ROOT: usize = memory.data(32, 8);
const DEPOSITS_ROOT: usize = memory.data(32, 8);
const ZERO: usize = memory.data(32, 8);

const HOLOCENE_EXTRA: u32 = 9;
const JOVIAN_EXTRA: u32 = 17;

/** The L2 block with the header of `length` bytes at `rlp`, which has to be the one that `a` is for. */
export function followBlock(a: Attributes, rlp: usize, length: u32): L2Block {
  const h = header;
  keccak256(hashOf(h), rlp, length);
  if (!decodeHeader(h, rlp, length)) incomplete(L2_HEADER_MALFORMED, hashOf(h));
  if (!equal32(h.parentHash, l2HashOf(a.parent))) invalidWords(DERIVED_PARENT, l2HashOf(a.parent), h.parentHash);
  if (h.number != a.number) invalidNumbers(DERIVED_NUMBER, a.number, h.number);
  if (h.timestamp != a.timestamp) invalidNumbers(DERIVED_TIMESTAMP, a.timestamp, h.timestamp);
  checkTransactions(a, h);
  if (!equal32(h.mixHash, a.epoch.header.mixHash)) invalidWords(DERIVED_RANDAO, a.epoch.header.mixHash, h.mixHash);
  if (!equal20(h.coinbase, FEE_VAULT)) invalid(DERIVED_FEE_RECIPIENT);
  if (h.gasLimit != a.gasLimit) invalidNumbers(DERIVED_GAS_LIMIT, a.gasLimit, h.gasLimit);
  if (a.hasBeaconRoot) {
    const expected = beaconRootOf(a);
    const actual = h.parentBeaconRoot == 0 ? ZERO : h.parentBeaconRoot;
    if (!equal32(actual, expected)) invalidWords(DERIVED_BEACON_ROOT, expected, actual);
  }
  if (a.hasParameters && !hasParameters(a, h)) invalid(DERIVED_EXTRA_DATA);

  const b = derivedL2Block(a.parent, h, a.transactionCount, a.transactions, a.transactionLengths);
  a.block = changetype<usize>(b);
  return b;
}

/** Beacon root of the attributes: the L1 origin's, or zeros when L1 has none yet. */
export function beaconRootOf(a: Attributes): usize {
  return a.epoch.header.parentBeaconRoot == 0 ? ZERO : a.epoch.header.parentBeaconRoot;
}

/** From Holocene on a block may hold the deposits only: that execution found the batch's transactions invalid is for
 *  execution to confirm. */
function checkTransactions(a: Attributes, h: Header): void {
  orderedTrieRoot(ROOT, a.transactionCount, a.transactions, a.transactionLengths);
  if (equal32(ROOT, h.transactionsRoot)) return;
  orderedTrieRoot(DEPOSITS_ROOT, a.depositCount, a.transactions, a.transactionLengths);
  if (equal32(DEPOSITS_ROOT, h.transactionsRoot) && rejectPayload()) return;
  invalidWords(DERIVED_TRANSACTIONS, ROOT, h.transactionsRoot);
}

/** Holocene: 0, denominator, elasticity; Jovian: 1, and the minimum base fee. Zeros stand for the chain's constants. */
function hasParameters(a: Attributes, h: Header): bool {
  const length = a.hasMinBaseFee ? JOVIAN_EXTRA : HOLOCENE_EXTRA;
  if (h.extraDataLength != length || load<u8>(h.extraData) != (a.hasMinBaseFee ? 1 : 0)) return false;
  const isSet = a.config.eip1559Denominator != 0;
  const denominator = isSet ? a.config.eip1559Denominator : canyonDenominator();
  const elasticity = isSet ? a.config.eip1559Elasticity : canyonElasticity();
  if (loadBE32(h.extraData + 1) != denominator || loadBE32(h.extraData + 5) != elasticity) return false;
  return !a.hasMinBaseFee || loadBE64(h.extraData + 9) == a.config.minBaseFee;
}
