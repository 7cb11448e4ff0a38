// One record of 320 bytes per block (docs/interfaces.md, "Summary record").
import {
  Block,
  postStateRootOf,
  receiptsRootOf,
  requestsHashOf,
  SUMMARY_INCOMPLETE,
  SUMMARY_INVALID,
} from "../block/block";
import { hashOf } from "../header/header";
import { CONFIGURATION_HASH } from "../chain/configuration";
import { NOT_OPTIMISM } from "../chain/optimism";
import { RECORD, VERDICT_INVALID, VERDICT_NONE } from "../error/fail";
import { copy32 } from "../memory/bytes";
import { assumedBranches } from "../trie/delete";

export const SUMMARY_SIZE: u32 = 320;

/** Writes what is known about `b`. A block that the error record speaks of has the record's verdict. */
export function writeSummary(at: usize, b: Block): void {
  memory.fill(at, 0, SUMMARY_SIZE);
  let verdict = b.verdict;
  let code = b.code;
  const recorded = load<u32>(RECORD);
  if (recorded != VERDICT_NONE && load<u32>(RECORD, 8) == b.index) {
    verdict = recorded == VERDICT_INVALID ? SUMMARY_INVALID : SUMMARY_INCOMPLETE;
    code = load<u32>(RECORD, 4);
  }
  store<u32>(at, verdict);
  store<u32>(at, code, 4);
  copy32(at + 256, CONFIGURATION_HASH);
  store<u64>(at, assumedBranches, 288);
  if (changetype<usize>(b.header) == 0) return;
  const h = b.header;
  // A header whose hash is known but that could not be decoded has no fields.
  copy32(at + 64, hashOf(h));
  if (h.nonce == 0) return;
  store<u64>(at, h.number, 8);
  store<u64>(at, h.timestamp, 16);
  store<u64>(at, b.gasUsed, 24);
  store<u32>(at, b.transactionCount, 32);
  store<u32>(at, b.optimismFork != NOT_OPTIMISM ? b.optimismFork : b.fork, 36);
  store<u64>(at, b.blobGasUsed, 40);
  store<u64>(at, b.nodesRead, 48);
  store<u64>(at, b.steps, 56);
  copy32(at + 96, h.parentHash);
  if (changetype<usize>(b.parent) != 0) copy32(at + 128, b.parent.stateRoot);
  copy32(at + 160, postStateRootOf(b));
  copy32(at + 192, receiptsRootOf(b));
  copy32(at + 224, requestsHashOf(b));
}
