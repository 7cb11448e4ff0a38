// Where a computed jump may go, as a guess: gcc's tables of offsets, `lw x, 0(y)` with `y` computed from an address in the code, then
// `add x, x, base` and `jr x`. Code looks at where it really goes; a wrong guess costs time alone.
import { type CodeSource, type Instruction, SINK } from "./instruction.ts";
import { OP } from "./operations.ts";

const MOST = 512;
/** As far from the jump as targets are. */
const REACH = 1 << 18;

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

export function jumpTable(jump: Instruction, before: readonly Instruction[], code: CodeSource): number[] {
  const sum = writerOf(jump.rs1, before, before.length);
  if (sum < 0 || before[sum]!.op !== OP.ADD || jump.immediate !== 0) return [];
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
