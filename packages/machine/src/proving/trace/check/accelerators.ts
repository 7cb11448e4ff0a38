// Accelerators computed again: keccak-f by @noble/hashes, multiply-add with bigints. docs/guests.md, "Environment calls".
import { keccakP } from "@noble/hashes/sha3.js";
import { columnsOf, SLOT } from "../families.ts";
import type { MemoryCells } from "./cells.ts";
import { demand, reject } from "./rejection.ts";
import type { RowCursor } from "./rows.ts";

const STATE_WORDS = 50;
const KECCAK = columnsOf("keccakF");
const OPERANDS = ["d", "a", "b", "c", "m"] as const;

/** Columns of words begin at `name0`. */
const firstOf = (columns: Readonly<Record<string, number>>, name: string) => columns[`${name}0`]!;

interface Words {
  readonly address: number;
  readonly before: number;
  readonly after: number;
  readonly clocks: number;
}

function accessWords(
  memory: MemoryCells,
  { words: row }: RowCursor,
  at: number,
  count: number,
  w: Words,
  clock: number,
): void {
  for (let i = 0; i < count; i++) {
    const [before, after, previous] = [row[at + w.before + i]!, row[at + w.after + i]!, row[at + w.clocks + i]!];
    memory.access(w.address + 4 * i, before, after, previous, clock);
  }
}

function demandOperand(memory: MemoryCells, address: number, words: number, isWritten: boolean): void {
  if (address & 3 || address + 4 * words > 0x8000_0000)
    reject("call", `no operand can be at 0x${address.toString(16)}`);
  for (let i = 0; isWritten && i < words; i++) memory.demandWritable(address + 4 * i);
}

/** @param address what the call says */
export function checkKeccakF(memory: MemoryCells, cursor: RowCursor, address: number, clock: number): void {
  const at = cursor.take(clock);
  const row = cursor.words;
  demand("accelerator", "the column", "address", row[at + KECCAK["address"]!]!, address);
  demandOperand(memory, address, STATE_WORDS, true);
  const [before, after] = [firstOf(KECCAK, "stateBefore"), firstOf(KECCAK, "stateAfter")];
  const state = row.slice(at + before, at + before + STATE_WORDS);
  keccakP(state);
  for (let i = 0; i < STATE_WORDS; i++) demand("accelerator", "of keccak-f word", i, row[at + after + i]!, state[i]!);
  const clocks = firstOf(KECCAK, "stateClock");
  accessWords(memory, cursor, at, STATE_WORDS, { address, before, after, clocks }, clock + SLOT.memory);
}

function numberOf(row: Uint32Array, at: number, words: number): bigint {
  let value = 0n;
  for (let i = words - 1; i >= 0; i--) value = (value << 32n) | BigInt(row[at + i]!);
  return value;
}

/** @param addresses of d, a, b, c and m: what the call says */
export function checkMultiplyAdd(
  memory: MemoryCells,
  cursor: RowCursor,
  addresses: readonly number[],
  clock: number,
): void {
  const { family, words: row } = cursor;
  const columns = columnsOf(family);
  const words = family === "multiplyAdd256" ? 8 : 12;
  const at = cursor.take(clock);
  OPERANDS.forEach((name, i) => {
    demand("accelerator", "the address of", name, row[at + columns[`${name}Address`]!]!, addresses[i]!);
    demandOperand(memory, addresses[i]!, words, name === "d");
  });
  const [a, b, c, m] = (["a", "b", "c", "m"] as const).map((name) => numberOf(row, at + firstOf(columns, name), words));
  if (m === 0n) reject("accelerator", "the modulus is 0");
  const total = a! * b! + c!;
  if (total / m! >= 1n << BigInt(32 * words)) reject("accelerator", "the quotient is too wide");
  const after = firstOf(columns, "dAfter");
  if (numberOf(row, at + after, words) !== total % m!) reject("accelerator", "d is not (a b + c) mod m");
  for (const name of ["a", "b", "c", "m"] as const) {
    const values = firstOf(columns, name);
    const place = { address: addresses[OPERANDS.indexOf(name)]!, before: values, after: values };
    accessWords(memory, cursor, at, words, { ...place, clocks: firstOf(columns, `${name}Clock`) }, clock + SLOT[name]);
  }
  const place = { address: addresses[0]!, before: firstOf(columns, "dBefore"), after };
  accessWords(memory, cursor, at, words, { ...place, clocks: firstOf(columns, "dClock") }, clock + SLOT.d);
}
