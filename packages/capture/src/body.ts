// Whether a body belongs to its header: the roots of its lists are those that the header names.
//
// SOUNDNESS: the header has been held against the hash, so a body that does not belong to it comes from whoever gave it. Without this
// check the core would call the block invalid, for a transaction that the block never had. Test: test/capture/faults.test.ts.
import { type RlpSlice, readRlpList } from "@assay/chain/rlp";
import { equalBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import { readHeader } from "@assay/program/header";
import { orderedTrie } from "@assay/program/orderedTrie";
import { keccak_256 } from "@noble/hashes/sha3.js";

const MAX_FIELDS = 40;
const MAX_ITEMS = 1_000_000;
const OMMERS_HASH = 1;

/** A transaction or withdrawal as it stands in its trie: typed ones are strings in the body. */
function inTrie({ list, encoded, payload }: RlpSlice): Uint8Array {
  return list ? encoded : payload;
}

function rootOf(list: RlpSlice): Uint8Array {
  return orderedTrie(readRlpList(list.encoded, MAX_ITEMS).map(inTrie)).root;
}

/** What does not belong to the header; null when all does. @param isOptimism whose headers have another root from Isthmus on in the
 *  place of the withdrawals', which are always none */
export function foreignPart(block: Uint8Array, isOptimism: boolean): string | null {
  try {
    const [header, transactions, ommers, withdrawals, ...more] = readRlpList(block, 5);
    if (!header || !transactions || !ommers || more.length > 0) return "block";
    const fields = readHeader(header.encoded);
    const ommersHash = readRlpList(header.encoded, MAX_FIELDS)[OMMERS_HASH]!.payload;
    if (!equalBytes(rootOf(transactions), fields.transactionsRoot)) return "transactions";
    if (!equalBytes(keccak_256(ommers.encoded), ommersHash)) return "ommers";
    if ((withdrawals === undefined) !== (fields.withdrawalsRoot === null)) return "withdrawals";
    if (!withdrawals || !fields.withdrawalsRoot) return null;
    if (isOptimism) return withdrawals.payload.length === 0 ? null : "withdrawals";
    return equalBytes(rootOf(withdrawals), fields.withdrawalsRoot) ? null : "withdrawals";
  } catch (error) {
    if (error instanceof InputError) return "block";
    throw error;
  }
}
