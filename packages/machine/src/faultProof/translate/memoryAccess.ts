// Loads and stores. The page's entry among the ways of the module (pages.ts there) turns an address into a pointer; where it is another
// page's, or the access crosses pages, the module is asked.
//
// Several accesses from one register are often close together: a stack frame, the fields of an object. Those of a stretch of code that lie
// within a page are looked up once, in front of it. The stretch is there twice, the second time for when they do not.
import type { Instruction } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import { definesOf, isLoad, isStore, type RegisterSet } from "../../translate/registers.ts";
import { value } from "../../translate/target.ts";
import { I32, W, type WasmWriter } from "../../translate/wasmWriter.ts";
import { CALL, type Layout, LOCAL, MAX_GROUPS } from "./frame.ts";

const SIZE: Readonly<Record<number, number>> = {
  [OP.LB]: 1,
  [OP.LH]: 2,
  [OP.LW]: 4,
  [OP.LD]: 8,
  [OP.LBU]: 1,
  [OP.LHU]: 2,
  [OP.LWU]: 4,
  [OP.SB]: 1,
  [OP.SH]: 2,
  [OP.SW]: 4,
  [OP.SD]: 8,
};

const CODE: Readonly<Record<number, number>> = {
  [OP.LB]: W.i64Load8S,
  [OP.LH]: W.i64Load16S,
  [OP.LW]: W.i64Load32S,
  [OP.LD]: W.i64Load,
  [OP.LBU]: W.i64Load8U,
  [OP.LHU]: W.i64Load16U,
  [OP.LWU]: W.i64Load32U,
  [OP.SB]: W.i64Store8,
  [OP.SH]: W.i64Store16,
  [OP.SW]: W.i64Store32,
  [OP.SD]: W.i64Store,
};

const isAccess = (op: number) => isLoad(op) || isStore(op);
/** Offset of the second half of an entry. */
const POINTER = 8;
const WAY_MASK = 1023 << 4;

/** Accesses from one register, `low` to `high` (not included) around its value. */
export interface Group {
  readonly base: number;
  readonly low: number;
  readonly high: number;
  readonly isWritten: boolean;
  readonly count: number;
}

/** Instructions `from` to `to` (not included) of a block. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Empty where every access is looked up by itself. */
  readonly groups: readonly Group[];
}

/** So many accesses are worth a second copy of the code. */
const WORTH = 3;
/** Farther apart they are in two pages too often. */
const MAX_SPAN = 1024;

function join(group: Group | undefined, { op, rs1, immediate }: Instruction): Group {
  const high = immediate + SIZE[op]!;
  return {
    base: rs1,
    low: Math.min(group?.low ?? immediate, immediate),
    high: Math.max(group?.high ?? high, high),
    isWritten: (group?.isWritten ?? false) || isStore(op),
    count: (group?.count ?? 0) + 1,
  };
}

/** Accesses from the register of `from` on, until something else is written to it. */
function followers(instructions: readonly Instruction[], from: number): number {
  const { rs1 } = instructions[from]!;
  let count = 0;
  for (let i = from; i < instructions.length && count < WORTH; i++) {
    const instruction = instructions[i]!;
    if (isAccess(instruction.op) && instruction.rs1 === rs1) count++;
    if ((definesOf(instruction) >>> rs1) & 1) break;
  }
  return count;
}

/** Cuts a block into stretches with groups and without. */
export function planStretches(instructions: readonly Instruction[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  let written = 0;
  let groups = new Map<number, Group>();
  const close = (to: number) => {
    const kept = [...groups.values()].filter(({ count }) => count >= WORTH).slice(0, MAX_GROUPS);
    if (to > from) stretches.push({ from, to, groups: kept });
    from = to;
    written = 0;
    groups = new Map();
  };
  instructions.forEach((instruction, i) => {
    const { op, rs1 } = instruction;
    if (isAccess(op) && rs1 !== 0) {
      // Written since the stretch began: its value there is another one.
      if ((written >>> rs1) & 1 && followers(instructions, i) >= WORTH) close(i);
      if (!((written >>> rs1) & 1)) {
        const joined = join(groups.get(rs1), instruction);
        if (joined.high - joined.low <= MAX_SPAN) groups.set(rs1, joined);
      }
    }
    written |= definesOf(instruction);
  });
  close(instructions.length);
  return stretches;
}

/** Entry of an address, which `address` puts on the stack, among ways; left in the local `pointer`, and its page's address on the stack. */
function lookUp(out: WasmWriter, address: () => void, ways: number): void {
  address();
  out.op(W.i32WrapI64);
  out.i32(8);
  out.op(W.i32ShrU);
  out.i32(WAY_MASK);
  out.op(W.i32And);
  out.tee(LOCAL.pointer);
  out.access(W.i64Load, ways);
}

function pageOf(out: WasmWriter, address: () => void, last: number): void {
  address();
  if (last !== 0) {
    out.i64(last);
    out.op(W.i64Add);
  }
  out.i64(-4096);
  out.op(W.i64And);
}

/** Looks the groups up; on the stack whether all of them may be used. */
export function lookUpGroups(out: WasmWriter, groups: readonly Group[], layout: Layout): void {
  groups.forEach(({ base, low, high, isWritten }, i) => {
    const ways = isWritten ? layout.writeWays : layout.readWays;
    const first = () => {
      value(out, base, layout);
      if (low !== 0) {
        out.i64(low);
        out.op(W.i64Add);
      }
    };
    lookUp(out, first, ways);
    pageOf(out, () => value(out, base, layout), high - 1);
    out.op(W.i64Eq);
    if (i > 0) out.op(W.i32And);
    first();
    out.op(W.i32WrapI64);
    out.get(LOCAL.pointer);
    out.access(W.i32Load, ways + POINTER);
    out.op(W.i32Add);
    out.set(LOCAL.group + i);
  });
}

/** The group that an access belongs to, or -1. @param written registers that the stretch has written before it */
export function groupOf({ op, rs1, immediate }: Instruction, groups: readonly Group[], written: RegisterSet): number {
  if (!isAccess(op) || (written >>> rs1) & 1) return -1;
  const end = immediate + SIZE[op]!;
  return groups.findIndex(
    ({ base, low, high, isWritten }) => base === rs1 && immediate >= low && end <= high && (isWritten || !isStore(op)),
  );
}

/** The address of an access: leaves a local's number. */
function addressLocal(out: WasmWriter, { rs1, immediate }: Instruction, layout: Layout): number {
  if (immediate === 0 && rs1 !== 0) return LOCAL.register + rs1;
  value(out, rs1, layout);
  out.i64(immediate);
  out.op(W.i64Add);
  out.set(LOCAL.address);
  return LOCAL.address;
}

/** The value that is loaded, on the stack, through a group. */
export function loadInGroup(out: WasmWriter, { op, immediate }: Instruction, at: number, { low }: Group): void {
  out.get(LOCAL.group + at);
  out.access(CODE[op]!, immediate - low);
}

export function storeInGroup(
  out: WasmWriter,
  instruction: Instruction,
  at: number,
  { low }: Group,
  layout: Layout,
): void {
  out.get(LOCAL.group + at);
  value(out, instruction.rs2, layout);
  out.access(CODE[instruction.op]!, instruction.immediate - low);
}

/** How an access is looked up: here, or by the module at once, where it is done rarely. */
export type Way = "inline" | "called";

/** A pointer on the stack, for the address that `get` puts there. @param ask calls the module for it */
function pointer(out: WasmWriter, get: () => void, last: number, ways: number, way: Way, ask: () => void): void {
  if (way === "called") {
    ask();
    return;
  }
  lookUp(out, get, ways);
  pageOf(out, get, last);
  out.op(W.i64Eq);
  out.if(I32);
  get();
  out.op(W.i32WrapI64);
  out.get(LOCAL.pointer);
  out.access(W.i32Load, ways + POINTER);
  out.op(W.i32Add);
  out.else();
  ask();
  out.end();
}

/** The value that is loaded, on the stack. */
export function load(out: WasmWriter, instruction: Instruction, way: Way, layout: Layout): void {
  const { op } = instruction;
  const address = addressLocal(out, instruction, layout);
  const get = () => out.get(address);
  pointer(out, get, SIZE[op]! - 1, layout.readWays, way, () => {
    get();
    out.i32(SIZE[op]!);
    out.call(CALL.pointerForReading);
  });
  out.access(CODE[op]!, 0);
}

/** @param refused leaves the region: nothing has been written */
export function store(out: WasmWriter, instruction: Instruction, way: Way, layout: Layout, refused: () => void): void {
  const { op, rs2 } = instruction;
  const address = addressLocal(out, instruction, layout);
  const get = () => out.get(address);
  pointer(out, get, SIZE[op]! - 1, layout.writeWays, way, () => {
    get();
    out.i32(SIZE[op]!);
    value(out, rs2, layout);
    out.call(CALL.pointerForWriting);
    out.tee(LOCAL.pointer);
    out.op(W.i32Eqz);
    out.if();
    refused();
    out.end();
    out.get(LOCAL.pointer);
  });
  value(out, rs2, layout);
  out.access(CODE[op]!, 0);
}
