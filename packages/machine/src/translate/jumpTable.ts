// Where a computed jump may go, as a guess: gcc's tables of addresses, `lw x, 0(y)` with `y` computed from an address in the code, then `jr x`;
// and its tables of offsets, where `add x, x, base` comes between. Code looks at where it really goes; a wrong guess costs time alone.
import { type CodeSource, type Instruction, SINK } from "./instruction.ts";
import { OP } from "./operations.ts";

const MOST = 512;
/** As far from the jump as targets are. */
const REACH = 1 << 18;
/** Bytes before a jump in which its table's address may be made; and between the instructions that make it. */
const FARTHEST_BACK = 4096;
const NEAR_BACK = 64;
/** Instructions that are tried as the last of those that make it: programs choose how many there are. */
const MOST_TRIED = 16;

/** The last instruction before `index` that writes `register`. */
function writerOf(register: number, before: readonly Instruction[], index: number): number {
  for (let i = index - 1; i >= 0; i--) if (before[i]!.rd === register && register !== SINK) return i;
  return -1;
}

/** What `register` has before `index`, when LUI, AUIPC and ADDI say it. */
export function constantIn(register: number, before: readonly Instruction[], index: number): number | null {
  let [at, from, sum] = [index, register, 0];
  for (;;) {
    at = writerOf(from, before, at);
    if (at < 0) return null;
    const { op, rs1, immediate, pc } = before[at]!;
    sum += immediate;
    if (op === OP.AUIPC) return pc - (pc % 4096) + sum;
    if (op === OP.CONSTANT) return sum;
    if (op !== OP.ADDI) return null;
    from = rs1;
  }
}

/** The nearest address that a register gets somewhere before an instruction: what gcc has taken out of a loop. */
function constantBefore(register: number, pc: number, code: CodeSource): number | null {
  let tried = 0;
  for (let at = pc - 4; at >= pc - FARTHEST_BACK && tried < MOST_TRIED; at -= 4) {
    const found = code.at(at);
    if (!found) return null;
    if (found.op !== OP.ADDI || found.rd !== register) continue;
    tried++;
    const before: Instruction[] = [];
    for (let from = at - NEAR_BACK; from <= at; from += 4) {
      const instruction = code.at(from);
      if (instruction) before.push(instruction);
    }
    const constant = constantIn(register, before, before.length);
    if (constant !== null) return constant;
  }
  return null;
}

/** Of addresses. */
function addressTable(jump: Instruction, before: readonly Instruction[], code: CodeSource): number[] {
  const loaded = writerOf(jump.rs1, before, before.length);
  if (loaded < 0 || before[loaded]!.op !== OP.LW) return [];
  const sum = writerOf(before[loaded]!.rs1, before, loaded);
  if (sum < 0 || before[sum]!.op !== OP.ADD) return [];
  const { rs1, rs2 } = before[sum]!;
  for (const base of [rs2, rs1]) {
    const isFromHere = writerOf(base, before, sum) >= 0;
    const table = isFromHere ? constantIn(base, before, sum) : constantBefore(base, before[0]!.pc, code);
    const targets = table === null ? [] : targetsOf(0, table + before[loaded]!.immediate, jump.pc, code);
    if (targets.length > 0) return targets;
  }
  return [];
}

/** Of distances. */
function offsetTable(jump: Instruction, before: readonly Instruction[], code: CodeSource): number[] {
  const sum = writerOf(jump.rs1, before, before.length);
  if (sum < 0 || before[sum]!.op !== OP.ADD) return [];
  const { rs1, rs2 } = before[sum]!;
  for (const [offset, base] of [
    [rs1, rs2],
    [rs2, rs1],
  ] as const) {
    const loaded = writerOf(offset, before, sum);
    const table = constantIn(base, before, sum);
    if (loaded < 0 || table === null || before[loaded]!.op !== OP.LW) continue;
    return targetsOf(table, table + before[loaded]!.immediate, jump.pc, code);
  }
  return [];
}

export function jumpTable(jump: Instruction, before: readonly Instruction[], code: CodeSource): number[] {
  if (jump.immediate !== 0) return [];
  const targets = addressTable(jump, before, code);
  return targets.length > 0 ? targets : offsetTable(jump, before, code);
}

function targetsOf(base: number, table: number, pc: number, code: CodeSource): number[] {
  const targets = new Set<number>();
  for (let i = 0; i < MOST; i++) {
    const offset = code.word(table + 4 * i);
    if (offset === null) break;
    const target = base + offset;
    if (target % 4 !== 0 || Math.abs(target - pc) > REACH) break;
    targets.add(target);
  }
  return [...targets].sort((a, b) => a - b);
}
