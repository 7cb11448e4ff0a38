// What execution gave against what the header says. Everything is computed before anything is compared, so that a caller
// can say which receipt or account differs; the rule that is named first is fixed.
import {
  BLOB_GAS_USED_MISMATCH,
  BLOOM_MISMATCH,
  GAS_USED_MISMATCH,
  RECEIPTS_ROOT_MISMATCH,
  REQUESTS_HASH_MISMATCH,
  STATE_ROOT_MISMATCH,
} from "../error/codes";
import { reportInvalid, reportInvalidNumbers, reportInvalidWords } from "../error/fail";
import { CANCUN, PRAGUE } from "../evm/forks";
import { equal32, equalBytes } from "../memory/bytes";
import { stateRoot } from "../state/commit";
import { orderedTrieRoot } from "../trie/ordered";
import { Block, postStateRootOf, receiptsRootOf, requestsHashOf, SUMMARY_INVALID, SUMMARY_VALID } from "./block";
import { BLOOM_SIZE } from "./bloom";
import { requestsHash } from "./requests";

/** Computes roots and hashes of `b`, which has been executed. */
export function computeRoots(b: Block): void {
  stateRoot(postStateRootOf(b));
  orderedTrieRoot(receiptsRootOf(b), b.receiptCount, b.receipts, b.receiptLengths);
  if (b.fork >= PRAGUE) requestsHash(requestsHashOf(b));
}

/** Compares `b` with its header and sets its verdict. A mismatch is also in the error record. */
export function judge(b: Block): void {
  b.code = firstMismatch(b);
  b.verdict = b.code == 0 ? SUMMARY_VALID : SUMMARY_INVALID;
}

/** Code of the first rule that does not hold, 0 when all do. */
function firstMismatch(b: Block): u32 {
  const h = b.header;
  if (b.gasUsed != h.gasUsed) return reportInvalidNumbers(GAS_USED_MISMATCH, h.gasUsed, b.gasUsed);
  if (b.fork >= CANCUN && b.blobGasUsed != h.blobGasUsed) {
    return reportInvalidNumbers(BLOB_GAS_USED_MISMATCH, h.blobGasUsed, b.blobGasUsed);
  }
  if (!equal32(h.receiptsRoot, receiptsRootOf(b))) {
    return reportInvalidWords(RECEIPTS_ROOT_MISMATCH, h.receiptsRoot, receiptsRootOf(b));
  }
  if (!equalBytes(h.bloom, b.bloom, BLOOM_SIZE)) return reportInvalid(BLOOM_MISMATCH);
  if (b.fork >= PRAGUE && !equal32(h.requestsHash, requestsHashOf(b))) {
    return reportInvalidWords(REQUESTS_HASH_MISMATCH, h.requestsHash, requestsHashOf(b));
  }
  if (!equal32(h.stateRoot, postStateRootOf(b))) {
    return reportInvalidWords(STATE_ROOT_MISMATCH, h.stateRoot, postStateRootOf(b));
  }
  return 0;
}
