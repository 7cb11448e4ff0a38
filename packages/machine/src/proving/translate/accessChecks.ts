// What loads and stores have to be checked for, a block at a time. Accesses from one register are often close together: a stack frame, the
// fields of an object. The first of them checks for all up to where the register changes: lowest and highest address, alignment, and the
// pages that are written to. Where that fails the region is left in front of it, and the loop goes on one by one: so it never matters to
// the program that the fault may be another one's, or none's.
import type { Instruction } from "../../translate/instruction.ts";
import { definesOf, isLoad, isStore } from "../../translate/registers.ts";
import { value } from "../../translate/target.ts";
import { W, type WasmWriter } from "../../translate/wasmWriter.ts";
import type { Layout } from "./frame.ts";
import { accessBytes } from "./instructions.ts";

/** Of accesses from one register: the register's own value is among `low` to `high`, so that it can be added to without wrapping. */
interface Check {
  readonly base: number;
  low: number;
  high: number;
  /** The widest access, and the offset of one as wide. */
  bytes: number;
  anchor: number;
  /** Of stores alone; null without any. */
  stores: { low: number; high: number } | null;
}

/** Farther apart they may be in more than two pages. */
const MAX_SPAN = 4096;
const PAGE_BITS = 12;
const WRITTEN = 1;
const MEMORY_END = 0x8000_0000;

function join(check: Check, bytes: number, immediate: number, isWrite: boolean): boolean {
  const low = Math.min(check.low, immediate);
  const high = Math.max(check.high, immediate);
  if (high - low >= MAX_SPAN) return false;
  if ((immediate - check.anchor) % Math.min(bytes, check.bytes) !== 0) return false;
  check.low = low;
  check.high = high;
  if (bytes > check.bytes) {
    check.bytes = bytes;
    check.anchor = immediate;
  }
  if (!isWrite) return true;
  const { stores } = check;
  check.stores = {
    low: Math.min(stores?.low ?? immediate, immediate),
    high: Math.max(stores?.high ?? immediate, immediate),
  };
  return true;
}

/** By instruction, the check in front of it; null where another one has seen to it, or nothing is to be checked. */
export function planChecks(instructions: readonly Instruction[]): (Check | null)[] {
  const open = new Map<number, Check>();
  return instructions.map((instruction) => {
    const { op, rs1, immediate } = instruction;
    let made: Check | null = null;
    if (isLoad(op) || isStore(op)) {
      const bytes = accessBytes(op);
      const known = open.get(rs1);
      if (!known || !join(known, bytes, immediate, isStore(op))) {
        made = { base: rs1, low: 0, high: 0, bytes, anchor: immediate, stores: null };
        join(made, bytes, immediate, isStore(op));
        open.set(rs1, made);
      }
    }
    const defined = definesOf(instruction);
    for (const base of open.keys()) if ((defined >>> base) & 1) open.delete(base);
    return made;
  });
}

function address(out: WasmWriter, base: number, offset: number, layout: Layout): void {
  value(out, base, layout);
  if (offset === 0) return;
  out.i32(offset);
  out.op(W.i32Add);
}

/** On the stack: not 0 where one of the accesses is misaligned or out of memory. */
function breaksRule(out: WasmWriter, { base, low, high, bytes, anchor }: Check, layout: Layout): void {
  const alignment = bytes - 1;
  address(out, base, low, layout);
  if (high !== low) {
    address(out, base, high, layout);
    out.op(W.i32Or);
  }
  if (alignment === 0 || [low, high, anchor].every((offset) => offset % bytes === 0)) {
    out.i32(MEMORY_END | alignment);
    out.op(W.i32And);
    return;
  }
  out.i32(MEMORY_END);
  out.op(W.i32And);
  address(out, base, anchor, layout);
  out.i32(alignment);
  out.op(W.i32And, W.i32Or);
}

function isNotWritten(out: WasmWriter, base: number, offset: number, layout: Layout): void {
  address(out, base, offset, layout);
  out.i32(PAGE_BITS);
  out.op(W.i32ShrU);
  out.access(W.i32Load8U, layout.pageMap);
  out.i32(WRITTEN);
  out.op(W.i32Ne);
}

/** @param refuse leaves the region: nothing has happened */
export function writeCheck(out: WasmWriter, check: Check, layout: Layout, refuse: () => void): void {
  const { base, stores } = check;
  if (!stores) {
    breaksRule(out, check, layout);
    out.if();
    refuse();
    out.end();
    return;
  }
  out.block();
  const passed = out.depth;
  out.block();
  const refused = out.depth;
  breaksRule(out, check, layout);
  out.br(refused, W.brIf);
  isNotWritten(out, base, stores.low, layout);
  if (stores.high !== stores.low) {
    isNotWritten(out, base, stores.high, layout);
    out.op(W.i32Or);
  }
  out.op(W.i32Eqz);
  out.br(passed, W.brIf);
  out.end();
  refuse();
  out.end();
}
