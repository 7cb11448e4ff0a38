// What execution gave against what the header says. Everything is computed before anything is compared, so that a caller
// can say which receipt or account differs; the rule that is named first is fixed.
import {
  BLOB_GAS_USED_MISMATCH,
  BLOCK_HASH_MISMATCH,
  BLOOM_MISMATCH,
  DA_FOOTPRINT_MISMATCH,
  GAS_USED_MISMATCH,
  OPTIMISM_WITHDRAWALS_ROOT,
  RECEIPTS_ROOT_MISMATCH,
  REQUESTS_HASH_MISMATCH,
  STATE_ROOT_MISMATCH,
} from "../error/codes";
import { reportInvalid, reportInvalidNumbers, reportInvalidWords } from "../error/fail";
import { ISTHMUS, JOVIAN } from "../chain/optimism";
import { CANCUN, PRAGUE } from "../evm/forks";
import { copy32, equal32, equalBytes } from "../memory/bytes";
import { MESSAGE_PASSER } from "../optimism/addresses";
import { accountAt, storageRootOf } from "../state/account";
import { stateRoot } from "../state/commit";
import { orderedTrieRoot } from "../trie/ordered";
import {
  Block,
  postStateRootOf,
  receiptsRootOf,
  requestsHashOf,
  SUMMARY_INVALID,
  SUMMARY_VALID,
  withdrawalsRootOf,
} from "./block";
import { BLOOM_SIZE } from "./bloom";
import { buildHeader } from "./buildHeader";
import { hashOf } from "../header/header";
import { requestsHash } from "./requests";

/** Computes roots and hashes of `b`, which has been executed. */
export function computeRoots(b: Block): void {
  stateRoot(postStateRootOf(b));
  orderedTrieRoot(receiptsRootOf(b), b.receiptCount, b.receipts, b.receiptLengths);
  if (b.fork >= PRAGUE) requestsHash(requestsHashOf(b));
  if (b.optimismFork >= ISTHMUS) copy32(withdrawalsRootOf(b), storageRootOf(accountAt(MESSAGE_PASSER)));
  if (b.isBuilt) buildHeader(b);
}

/** Compares `b` with its header, or the header that was made for it with `claimedHash` (0 when nothing is claimed), and sets its
 *  verdict. A mismatch is also in the error record. */
export function judge(b: Block, claimedHash: usize): void {
  b.code = b.isBuilt ? hashMismatch(b, claimedHash) : firstMismatch(b);
  b.verdict = b.code == 0 ? SUMMARY_VALID : SUMMARY_INVALID;
}

function hashMismatch(b: Block, claimedHash: usize): u32 {
  if (claimedHash == 0 || equal32(hashOf(b.header), claimedHash)) return 0;
  return reportInvalidWords(BLOCK_HASH_MISMATCH, claimedHash, hashOf(b.header));
}

/** Code of the first rule that does not hold, 0 when all do. */
function firstMismatch(b: Block): u32 {
  const h = b.header;
  if (b.gasUsed != h.gasUsed) return reportInvalidNumbers(GAS_USED_MISMATCH, h.gasUsed, b.gasUsed);
  if (b.fork >= CANCUN && b.blobGasUsed != h.blobGasUsed) {
    const code = b.optimismFork >= JOVIAN ? DA_FOOTPRINT_MISMATCH : BLOB_GAS_USED_MISMATCH;
    return reportInvalidNumbers(code, h.blobGasUsed, b.blobGasUsed);
  }
  if (!equal32(h.receiptsRoot, receiptsRootOf(b))) {
    return reportInvalidWords(RECEIPTS_ROOT_MISMATCH, h.receiptsRoot, receiptsRootOf(b));
  }
  if (!equalBytes(h.bloom, b.bloom, BLOOM_SIZE)) return reportInvalid(BLOOM_MISMATCH);
  if (b.fork >= PRAGUE && !equal32(h.requestsHash, requestsHashOf(b))) {
    return reportInvalidWords(REQUESTS_HASH_MISMATCH, h.requestsHash, requestsHashOf(b));
  }
  if (b.optimismFork >= ISTHMUS && !equal32(h.withdrawalsRoot, withdrawalsRootOf(b))) {
    return reportInvalidWords(OPTIMISM_WITHDRAWALS_ROOT, h.withdrawalsRoot, withdrawalsRootOf(b));
  }
  if (!equal32(h.stateRoot, postStateRootOf(b))) {
    return reportInvalidWords(STATE_ROOT_MISMATCH, h.stateRoot, postStateRootOf(b));
  }
  return 0;
}
