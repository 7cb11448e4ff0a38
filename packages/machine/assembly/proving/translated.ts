// Translated code (src/proving/translate): functions made of instructions at run time, by the host. Where one begins, ENTER stands in the
// second copy of decoded code, which only the coarse loop runs from.
//
// A translated function takes the program counter, the cycles that it may take and how deep it may call; it gives the program counter
// where the loop goes on, and leaves in BUDGET what is left of its cycles. It looks at them where it begins, jumps back or comes back from
// a call, so it may take too many by as many as it has instructions.
import { accelerate } from "./accelerators";
import { BUDGET, CODE, CODE_BYTES, CODE_START, CYCLE, ENTRIES, Exit, PC, REGISTERS } from "./layout";
import { Op } from "./operations";

/** Some milliseconds: V8 exchanges a function's code for better code only when it is called. */
const MOST_CYCLES: u64 = 1 << 22;
/** Calls within calls. Frames have some hundred bytes, V8's stack a megabyte. */
const MAX_DEPTH: u32 = 100;
const A7: usize = 17;

/** Instructions of the largest function. */
let longest: u64 = 0;
let code: usize = CODE;

/** Cycles that translated functions have taken. */
let translated: u64 = 0;

export function translatedCycles(): u64 {
  return translated;
}

/** The decoded code that the coarse loop runs from. */
// @ts-ignore: decorator
@inline
export function codeOfLoop(): usize {
  return code;
}

/** Once, before any function: none has more instructions than this. */
export function startTranslating(instructions: u32): void {
  longest = instructions;
  memory.copy(ENTRIES, CODE, ((<usize>load<u32>(CODE_BYTES)) << 1) + 8);
  code = ENTRIES;
}

/** From now on a function of the table stands for what begins at `pc`, an instruction. */
export function setEntry(pc: u32, place: u32): void {
  store<u64>(ENTRIES + ((<usize>(pc - load<u32>(CODE_START))) << 1), (<u64>Op.ENTER) | ((<u64>place) << 32));
}

/** Place in the table of the function that begins at `pc`; 0, which is `nowhere`, when there is none. */
export function entryAt(pc: u32): u32 {
  const offset = pc - load<u32>(CODE_START);
  if (offset >= load<u32>(CODE_BYTES) || (offset & 3) != 0) return 0;
  const at = ENTRIES + ((<usize>offset) << 1);
  return load<u8>(at) == Op.ENTER ? load<u32>(at, 4) : 0;
}

/** A function that gives back what it was called with. */
export function nowhere(pc: u32, left: i32, _depth: u32): u32 {
  store<i32>(BUDGET, left);
  return pc;
}

/** Carries out the accelerator call in the registers; false when the loop has to see to it. */
export function accelerateTranslated(): bool {
  return accelerate(load<u32>(REGISTERS + A7 * 4)) == Exit.LIMIT;
}

/** Calls the function at PC, at which ENTER stands. False when the limit is too near. */
export function callTranslated(limit: u64): bool {
  const done = load<u64>(CYCLE);
  const left = limit - done;
  if (left <= longest) return false;
  const budget = <i32>min(left - longest, MOST_CYCLES);
  const pc = load<u32>(PC);
  store<u32>(PC, call_indirect<u32>(entryAt(pc), pc, budget, MAX_DEPTH));
  const taken = <u64>(budget - load<i32>(BUDGET));
  translated += taken;
  store<u64>(CYCLE, done + taken);
  return true;
}
