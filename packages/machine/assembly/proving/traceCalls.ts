// Calls in a trace: a row of the call itself, and rows of the words that it accesses.
//
// SOUNDNESS: addresses are the program's. An accelerator's are checked here before their words are looked at, and once more by the
// accelerator; the host checks those of its own calls. Tests: trace/trace.test.ts, trace/hostile.test.ts.
import { accelerate, Call } from "./accelerators";
import { GUEST, HAS_ACCELERATORS, REGISTERS } from "./layout";
import { isInside } from "./memory";
import { begin, clockOf, Family, freePages, readRegister, ROW_ENDS, RowBytes, ROWS, Slot } from "./traceRows";

export const enum Outcome {
  DONE,
  /** The host carries it out. */
  HOST,
  /** Not in this segment: it has no room. */
  FULL,
  /** It cannot be done at all. */
  FAULT,
}

const A0: usize = 10 * 4;
const A7: usize = 17 * 4;
const NUMBER_CLOCK: usize = 12;
const A0_BEFORE: usize = 20;
const A0_AFTER: usize = 24;
const A0_CLOCK: usize = 28;
const A1: usize = 32;

/** Row of the call that is being carried out. */
let row: usize = 0;
/** The transfer that the host makes: its clock, address and rows. */
let transferClock: u32 = 0;
let transferAddress: u32 = 0;

// @ts-ignore: decorator
@inline
function argument(index: usize): u32 {
  return load<u32>(REGISTERS + A0 + (index << 2));
}

function beginCall(pc: u32, clock: u32): void {
  row = begin(Family.CALL, RowBytes.CALL, pc, clock);
  readRegister(row, NUMBER_CLOCK, A7, clock);
  for (let i: usize = 1; i < 5; i++) readRegister(row, A1 + ((i - 1) << 3), A0 + (i << 2), clock);
  store<u32>(row + A0_BEFORE, readRegister(row, A0_AFTER, A0, clock + Slot.RD));
}

/** The call has been carried out, and a0 has its answer. */
function endCall(): void {
  store<u32>(row + A0_AFTER, argument(0));
}

// @ts-ignore: decorator
@inline
function hasRoom(family: Family, rows: u32, bytes: RowBytes): bool {
  const at = (<usize>family) << 2;
  return load<u32>(at, ROW_ENDS) - load<u32>(at, ROWS) >= rows * bytes;
}

// @ts-ignore: decorator
@inline
function nextRow(family: Family): usize {
  return <usize>load<u32>((<usize>family) << 2, ROWS);
}

function keepRows(family: Family, bytes: u32): void {
  const at = ROWS + ((<usize>family) << 2);
  store<u32>(at, load<u32>(at) + bytes);
}

/** Accesses of words in a row: values at `at`, the clocks before this at `clocks`. */
function accessWords(to: usize, at: usize, clocks: usize, address: u32, words: usize, clock: u32): void {
  const end = words << 2;
  for (let i: usize = 0; i < end; i += 4) {
    const place = clockOf(address + <u32>i);
    store<u32>(to + at + i, load<u32>(<usize>address + i, GUEST));
    store<u32>(to + clocks + i, load<u32>(place));
    store<u32>(place, clock);
  }
}

function traceKeccakF(pc: u32, clock: u32): Outcome {
  const address = argument(0);
  if ((address & 3) != 0 || !isInside(address, 200)) return Outcome.FAULT;
  if (!hasRoom(Family.KECCAK_F, 1, RowBytes.KECCAK_F) || freePages() < 2) return Outcome.FULL;
  const to = nextRow(Family.KECCAK_F);
  store<u32>(to, clock);
  store<u32>(to, address, 4);
  accessWords(to, 8, 408, address, 50, clock + Slot.MEMORY);
  beginCall(pc, clock);
  if (accelerate(Call.KECCAK_F) != 0) return Outcome.FAULT;
  memory.copy(to + 208, GUEST + <usize>address, 200);
  endCall();
  keepRows(Family.KECCAK_F, RowBytes.KECCAK_F);
  return Outcome.DONE;
}

/** @param words of a number */
function traceMultiplyAdd(pc: u32, clock: u32, call: Call, family: Family, bytes: RowBytes, words: usize): Outcome {
  const width = words << 2;
  for (let i: usize = 0; i < 5; i++) {
    if ((argument(i) & 3) != 0 || !isInside(argument(i), <u32>width)) return Outcome.FAULT;
  }
  if (!hasRoom(family, 1, bytes) || freePages() < 10) return Outcome.FULL;
  const to = nextRow(family);
  store<u32>(to, clock);
  for (let i: usize = 0; i < 5; i++) store<u32>(to + (i << 2), argument(i), 4);
  // a, b, c and m, in this order also in time, then d.
  for (let i: usize = 0; i < 4; i++) {
    const at: usize = 24 + i * 2 * width;
    accessWords(to, at, at + width, argument(i + 1), words, clock + <u32>i);
  }
  const d: usize = 24 + 8 * width;
  const address = argument(0);
  accessWords(to, d, d + 2 * width, address, words, clock + Slot.D);
  beginCall(pc, clock);
  if (accelerate(call) != 0) return Outcome.FAULT;
  memory.copy(to + d + width, GUEST + <usize>address, width);
  endCall();
  keepRows(family, bytes);
  return Outcome.DONE;
}

/** At an ECALL. */
export function traceCall(pc: u32, clock: u32): Outcome {
  if (load<u32>(HAS_ACCELERATORS)) {
    switch (load<u32>(REGISTERS + A7)) {
      case Call.KECCAK_F:
        return traceKeccakF(pc, clock);
      case Call.MULTIPLY_ADD_256:
        return traceMultiplyAdd(
          pc,
          clock,
          Call.MULTIPLY_ADD_256,
          Family.MULTIPLY_ADD_256,
          RowBytes.MULTIPLY_ADD_256,
          8,
        );
      case Call.MULTIPLY_ADD_384:
        return traceMultiplyAdd(
          pc,
          clock,
          Call.MULTIPLY_ADD_384,
          Family.MULTIPLY_ADD_384,
          RowBytes.MULTIPLY_ADD_384,
          12,
        );
    }
  }
  return Outcome.HOST;
}

/** Before the host carries out a call that moves up to `length` bytes from or to `address`, which lie in memory. False, and nothing has
 *  happened, when the segment has no room for it. */
export function beginHostCall(pc: u32, clock: u32, address: u32, length: u32): bool {
  const first = address & ~3;
  const words: u32 = length == 0 ? 0 : ((address & 3) + length + 3) >> 2;
  if (!hasRoom(Family.TRANSFER_WORD, words, RowBytes.TRANSFER_WORD)) return false;
  if (words != 0 && freePages() < (words >> 10) + 2) return false;
  let to = nextRow(Family.TRANSFER_WORD);
  for (let i: u32 = 0; i < words; i++, to += RowBytes.TRANSFER_WORD) {
    const word = first + (i << 2);
    store<u32>(to, clock);
    store<u32>(to, word, 4);
    store<u32>(to, load<u32>(<usize>word, GUEST), 8);
    store<u32>(to, load<u32>(clockOf(word)), 16);
  }
  transferClock = clock;
  transferAddress = address;
  beginCall(pc, clock);
  return true;
}

/** After it: `moved` bytes, at most as many as announced. */
export function endHostCall(moved: u32): void {
  const words: u32 = moved == 0 ? 0 : ((transferAddress & 3) + moved + 3) >> 2;
  let to = nextRow(Family.TRANSFER_WORD);
  for (let i: u32 = 0; i < words; i++, to += RowBytes.TRANSFER_WORD) {
    const word = load<u32>(to, 4);
    store<u32>(to, load<u32>(<usize>word, GUEST), 12);
    store<u32>(clockOf(word), transferClock + Slot.MEMORY);
  }
  keepRows(Family.TRANSFER_WORD, words * RowBytes.TRANSFER_WORD);
  endCall();
}
