// Puts sections together into the binary result (docs/interfaces.md, "Binary result").
import { alloc } from "../memory/arena";

export const RESULT_SUMMARY: u32 = 1;
export const RESULT_RECEIPTS: u32 = 2;
export const RESULT_NODES: u32 = 3;
export const RESULT_CODES: u32 = 4;
export const RESULT_ACCOUNTS: u32 = 5;
export const RESULT_STORAGE: u32 = 6;
export const RESULT_KEYS: u32 = 7;
export const RESULT_PREIMAGES: u32 = 8;
export const RESULT_HEADERS: u32 = 9;
export const RESULT_DERIVATION: u32 = 10;
export const RESULT_DERIVED_BLOCKS: u32 = 11;
export const RESULT_DERIVED_TRANSACTIONS: u32 = 12;
export const RESULT_LIST_ROOT: u32 = 13;
export const RESULT_BATCHES: u32 = 14;
export const RESULT_BATCH_BLOCKS: u32 = 15;
export const RESULT_PROGRAM: u32 = 16;
export const RESULT_EXECUTED: u32 = 17;
export const RESULT_CALL: u32 = 18;

const HEADER_SIZE: usize = 16;
const ENTRY_SIZE: usize = 24;
const VERSION: u32 = 1;
/** "ASSAYRES" as a little-endian u64. */
const MAGIC: u64 = 0x5345_5259_4153_5341;

/** u32 id, address, length of every section, in order of ids: nine of twelve bytes. */
const SECTIONS: usize = memory.data(108, 8);
let count: usize = 0;

export let resultAddress: usize = 0;
export let resultSize: u32 = 0;

export function resetResult(): void {
  count = 0;
  resultAddress = 0;
  resultSize = 0;
}

export function beginResult(): void {
  count = 0;
}

/** Adds a section; ids ascend from call to call. */
export function addSection(id: u32, address: usize, length: u32): void {
  const at = SECTIONS + count * 12;
  store<u32>(at, id);
  store<u32>(at, <u32>address, 4);
  store<u32>(at, length, 8);
  count++;
}

/** Copies the sections into one piece: resultAddress and resultSize. */
export function writeResult(): void {
  let size = HEADER_SIZE + count * ENTRY_SIZE;
  for (let i: usize = 0; i < count; i++) size += (<usize>load<u32>(SECTIONS + i * 12, 8) + 7) & ~7;
  const start = alloc(size);
  store<u64>(start, MAGIC);
  store<u32>(start, VERSION, 8);
  store<u32>(start, <u32>count, 12);
  let offset = HEADER_SIZE + count * ENTRY_SIZE;
  for (let i: usize = 0; i < count; i++) {
    const section = SECTIONS + i * 12;
    const length = <usize>load<u32>(section, 8);
    const entry = start + HEADER_SIZE + i * ENTRY_SIZE;
    store<u64>(entry, <u64>load<u32>(section));
    store<u64>(entry, <u64>offset, 8);
    store<u64>(entry, <u64>length, 16);
    const padded = (length + 7) & ~7;
    if (padded != 0) store<u64>(start + offset + padded - 8, 0);
    memory.copy(start + offset, <usize>load<u32>(section, 4), length);
    offset += padded;
  }
  resultAddress = start;
  resultSize = <u32>size;
}
