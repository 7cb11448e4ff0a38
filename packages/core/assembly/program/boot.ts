// Boot values: what the dispute contract says the program has to judge (fault-proof reference, section 3). Local keys, which only
// the host knows; nothing can check them, since they are the claim.
//
// SOUNDNESS: a value of another length than its kind is no value. Test: packages/core/test/program-boot.test.ts.
import { BOOT_CHAIN_ID, BOOT_VALUE_LENGTH, BOOT_VALUE_MISSING } from "../error/codes";
import { incomplete, malformedInput } from "../error/fail";
import { configuredChainId } from "../chain/configuration";
import { loadBE64 } from "../memory/bytes";
import { fetchLocal, lastKey } from "../witness/oracle";

const L1_HEAD_IDENT: u64 = 1;
const AGREED_OUTPUT_IDENT: u64 = 2;
const CLAIMED_OUTPUT_IDENT: u64 = 3;
const CLAIMED_NUMBER_IDENT: u64 = 4;
const CHAIN_ID_IDENT: u64 = 5;

/** 32 bytes each. */
export const L1_HEAD: usize = memory.data(32, 8);
export const AGREED_OUTPUT: usize = memory.data(32, 8);
export const CLAIMED_OUTPUT: usize = memory.data(32, 8);
export let claimedNumber: u64 = 0;

const NUMBER: usize = memory.data(8, 8);

export function resetBoot(): void {
  memory.fill(L1_HEAD, 0, 32);
  memory.fill(AGREED_OUTPUT, 0, 32);
  memory.fill(CLAIMED_OUTPUT, 0, 32);
  claimedNumber = 0;
}

function read(ident: u64, dst: usize, length: u32): void {
  const actual = fetchLocal(ident, dst, length);
  if (actual < 0) incomplete(BOOT_VALUE_MISSING, lastKey());
  if (<u32>actual != length) malformedInput(BOOT_VALUE_LENGTH, length, actual);
}

function readNumber(ident: u64): u64 {
  read(ident, NUMBER, 8);
  return loadBE64(NUMBER);
}

export function readBootValues(): void {
  read(L1_HEAD_IDENT, L1_HEAD, 32);
  read(AGREED_OUTPUT_IDENT, AGREED_OUTPUT, 32);
  read(CLAIMED_OUTPUT_IDENT, CLAIMED_OUTPUT, 32);
  claimedNumber = readNumber(CLAIMED_NUMBER_IDENT);
  const chainId = readNumber(CHAIN_ID_IDENT);
  if (chainId != configuredChainId()) malformedInput(BOOT_CHAIN_ID, configuredChainId(), chainId);
}
