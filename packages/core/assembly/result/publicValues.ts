// What a run says in public: 32-byte big-endian words (docs/interfaces.md, "Public values"). A proof commits to their keccak-256.
//
// SOUNDNESS: nothing may be said of a run that could not tell: `publicVerdict` is then SUMMARY_INCOMPLETE and there are no words.
// Test: packages/machine/test/guestCore.test.ts.
import { SUMMARY_INCOMPLETE, SUMMARY_INVALID, SUMMARY_NOT_REACHED, SUMMARY_VALID } from "../block/block";
import { blockAt, countBlocks } from "../block/phases";
import { CONFIGURATION_HASH, configuredChainId } from "../chain/configuration";
import { ROLLUP_HASH } from "../derivation/rollupConfig";
import { RECORD } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { copy32, storeBE64, zero32 } from "../memory/bytes";
import { writeSummary } from "./summary";

const VERSION: u64 = 1;
const KIND_BLOCKS: u64 = 1;
const KIND_PROGRAM: u64 = 2;

/** Room for the longest kind. */
const WORDS: usize = memory.data(17 * 32, 8);
const SUMMARY: usize = memory.data(320, 8);
const DIGEST: usize = memory.data(32, 8);
let end: usize = WORDS;

/** Verdict of the last `publishBlocks` or `publishProgram`, as in the summary record. */
export let publicVerdict: u32 = SUMMARY_INCOMPLETE;

export function resetPublicValues(): void {
  end = WORDS;
  publicVerdict = SUMMARY_INCOMPLETE;
}

export function publicWords(): usize {
  return WORDS;
}

export function publicLength(): u32 {
  return <u32>(end - WORDS);
}

/** Address of the keccak-256 of the words. */
export function publicDigest(): usize {
  keccak256(DIGEST, WORDS, publicLength());
  return DIGEST;
}

function word(value: usize): void {
  copy32(end, value);
  end += 32;
}

function number(value: u64): void {
  zero32(end);
  storeBE64(end + 24, value);
  end += 32;
}

/** The six words that every kind begins with. */
function begin(kind: u64, verdict: u32): void {
  end = WORDS;
  number(VERSION);
  number(kind);
  number(verdict);
  number(verdict == SUMMARY_VALID ? 0 : load<u32>(RECORD, 4));
  number(configuredChainId());
  word(CONFIGURATION_HASH);
}

/** Verdict on all blocks: that of the first one that is not valid. */
function verdictOnBlocks(): u32 {
  if (countBlocks() == 0) return SUMMARY_INCOMPLETE;
  for (let k: u32 = 0; k < countBlocks(); k++) {
    writeSummary(SUMMARY, blockAt(k));
    const verdict = load<u32>(SUMMARY);
    if (verdict == SUMMARY_INVALID) return verdict;
    if (verdict != SUMMARY_VALID) return SUMMARY_INCOMPLETE;
  }
  return SUMMARY_VALID;
}

/** Words of a run over blocks. */
export function publishBlocks(): void {
  resetPublicValues();
  publicVerdict = verdictOnBlocks();
  if (publicVerdict == SUMMARY_INCOMPLETE) return;
  begin(KIND_BLOCKS, publicVerdict);
  number(countBlocks());
  writeSummary(SUMMARY, blockAt(0));
  word(SUMMARY + 96);
  word(SUMMARY + 128);
  let last: u32 = 0;
  let gasUsed: u64 = 0;
  let transactions: u64 = 0;
  for (let k: u32 = 0; k < countBlocks(); k++) {
    writeSummary(SUMMARY, blockAt(k));
    if (load<u32>(SUMMARY) != SUMMARY_NOT_REACHED) last = k;
    gasUsed += load<u64>(SUMMARY, 24);
    transactions += <u64>load<u32>(SUMMARY, 32);
  }
  writeSummary(SUMMARY, blockAt(last));
  number(load<u64>(SUMMARY, 8));
  word(SUMMARY + 64);
  word(SUMMARY + 160);
  word(SUMMARY + 192);
  number(gasUsed);
  number(transactions);
}

/** Words of the fault-proof program whose summary lies at `summary` (result/program.ts). */
export function publishProgram(summary: usize): void {
  resetPublicValues();
  const verdict = load<u32>(summary);
  if (verdict != SUMMARY_VALID && verdict != SUMMARY_INVALID) return;
  publicVerdict = verdict;
  begin(KIND_PROGRAM, verdict);
  word(ROLLUP_HASH);
  word(summary + 64);
  number(load<u64>(summary, 8));
  word(summary + 96);
  number(load<u64>(summary, 16));
  word(summary + 128);
  word(summary + 160);
  number(load<u64>(summary, 24));
  word(summary + 192);
  word(summary + 224);
  number(<u64>load<u32>(summary, 36));
}
