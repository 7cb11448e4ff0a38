// The blocks of a region: what is reached from one instruction by jumps that are known, calls being passed over. At most so many
// instructions; jumps to what is left out leave the region.
import { type CodeSource, type Instruction, SINK } from "./instruction.ts";
import { constantIn, jumpTable } from "./jumpTable.ts";
import { OP } from "./operations.ts";

/** How a block ends. Places are addresses. */
export type Ending =
  | { readonly kind: "jump"; readonly target: number }
  | {
      readonly kind: "branch";
      readonly compare: number;
      readonly rs1: number;
      readonly rs2: number;
      readonly taken: number;
      readonly next: number;
    }
  /** The link is written, then the function called; it goes on at `next` where the function returns. */
  | { readonly kind: "call"; readonly rd: number; readonly target: Destination; readonly next: number }
  /** To what is computed: one of `known`, or anything. */
  | { readonly kind: "indirect"; readonly target: Computed; readonly known: readonly number[] }
  /** The loop does what comes next. */
  | { readonly kind: "leave"; readonly pc: number };

export interface Computed {
  readonly rs1: number;
  readonly immediate: number;
}
export type Destination = number | Computed;

/** Computed jumps of a region whose tables are looked for: each takes as long as hundreds of instructions. */
const MOST_TABLES = 64;

/** BEQ BNE BLT BGE BLTU BGEU. */
export const COMPARE = { eq: 0, ne: 1, lt: 2, ge: 3, ltu: 4, geu: 5 } as const;
const BY_FUNCT3: Readonly<Record<number, number>> = { 0: 0, 1: 1, 4: 2, 5: 3, 6: 4, 7: 5 };

export interface Block {
  readonly pc: number;
  /** Without the one that ends it. */
  readonly instructions: readonly Instruction[];
  /** Steps, with the one that ends it. */
  readonly steps: number;
  /** Where the instruction is that ends it. */
  readonly endPc: number;
  readonly ending: Ending;
}

/** What instructions leave to the loop. */
function isLeft({ op, immediate, pc, rd }: Instruction): boolean {
  switch (op) {
    case OP.PAGE_END:
    case OP.FAULT:
    case OP.SYSTEM_CALL:
    case OP.ATOMIC:
    case OP.ENTER:
      return true;
    case OP.JAL_FAR:
      return (pc + immediate) % 4 !== 0;
    case OP.BRANCH_FAR:
      return BY_FUNCT3[rd] !== undefined && (pc + immediate) % 4 !== 0;
    default:
      return false;
  }
}

function branch(instruction: Instruction, compare: number, distance: number): Ending {
  const { pc, rs1, rs2 } = instruction;
  // Both ways lead to one place.
  if (distance === 4) return { kind: "jump", target: pc + 4 };
  return { kind: "branch", compare, rs1, rs2, taken: pc + distance, next: pc + 4 };
}

/** Where a computed jump may go. */
type Tables = (jump: Instruction, before: readonly Instruction[]) => readonly number[];

function tablesOf(code: CodeSource): Tables {
  let left = MOST_TABLES;
  return (jump, before) => (left-- > 0 ? jumpTable(jump, before, code) : []);
}

/** null for what goes on with the next instruction. */
function endingOf(instruction: Instruction, before: readonly Instruction[], tables: Tables): Ending | null {
  const { op, pc, rd, rs1, immediate } = instruction;
  switch (op) {
    case OP.BEQ_NEAR:
    case OP.BNE_NEAR:
    case OP.BLT_NEAR:
    case OP.BGE_NEAR:
    case OP.BLTU_NEAR:
    case OP.BGEU_NEAR:
      return branch(instruction, op - OP.BEQ_NEAR, immediate / 2);
    case OP.BRANCH_FAR: {
      const compare = BY_FUNCT3[rd];
      return compare === undefined ? null : branch(instruction, compare, immediate);
    }
    case OP.JAL_NEAR:
    case OP.JAL_FAR: {
      const target = pc + (op === OP.JAL_NEAR ? immediate / 2 : immediate);
      return rd === SINK ? { kind: "jump", target } : { kind: "call", rd, target, next: pc + 4 };
    }
    case OP.JALR: {
      const known = constantIn(rs1, before, before.length);
      const fixed = known === null ? null : known + immediate;
      const isFixed = fixed !== null && fixed >= 0 && fixed % 4 === 0;
      if (rd !== SINK) return { kind: "call", rd, target: isFixed ? fixed : { rs1, immediate }, next: pc + 4 };
      if (isFixed) return { kind: "jump", target: fixed };
      return { kind: "indirect", target: { rs1, immediate }, known: tables(instruction, before) };
    }
    default:
      return null;
  }
}

function successors(ending: Ending): readonly number[] {
  switch (ending.kind) {
    case "jump":
      return [ending.target];
    case "branch":
      return [ending.next, ending.taken];
    case "call":
      return [ending.next];
    case "indirect":
      return ending.known;
    default:
      return [];
  }
}

interface Line {
  readonly instructions: readonly Instruction[];
  readonly endPc: number;
  readonly ending: Ending;
  /** Whether an instruction is the ending, not that another block begins or that the region leaves. */
  readonly isOwn: boolean;
}

/** Straight from an address to what ends a block, or to what `stops`. */
function lineFrom(pc: number, code: CodeSource, tables: Tables, stops: (pc: number) => boolean): Line {
  const instructions: Instruction[] = [];
  for (let at = pc; ; at += 4) {
    const instruction = at !== pc && stops(at) ? null : code.at(at);
    if (instruction === null) return { instructions, endPc: at, ending: { kind: "jump", target: at }, isOwn: false };
    if (isLeft(instruction)) return { instructions, endPc: at, ending: { kind: "leave", pc: at }, isOwn: false };
    const ending = endingOf(instruction, instructions, tables);
    if (ending) return { instructions, endPc: at, ending, isOwn: true };
    instructions.push(instruction);
  }
}

/** Whether a region can begin here at all. */
export function canBegin(pc: number, code: CodeSource): boolean {
  const first = code.at(pc);
  return first !== null && !isLeft(first);
}

/** Blocks by their address, the first one is at `root`. @param most instructions, at least 2 */
export function findBlocks(root: number, code: CodeSource, most: number): Map<number, Block> {
  // Which instructions, and where blocks begin.
  const seen = new Set<number>();
  const leaders = new Set<number>([root]);
  const queue = [root];
  const found = tablesOf(code);
  for (let i = 0; i < queue.length; i++) {
    const from = queue[i]!;
    leaders.add(from);
    if (seen.has(from) || seen.size >= most) continue;
    const line = lineFrom(from, code, found, (pc) => seen.has(pc) || seen.size + (pc - from) / 4 >= most);
    for (const { pc } of line.instructions) seen.add(pc);
    if (line.isOwn) {
      seen.add(line.endPc);
      for (const next of successors(line.ending)) queue.push(next);
    } else if (seen.has(line.endPc)) leaders.add(line.endPc);
  }
  const blocks = new Map<number, Block>();
  const tables = tablesOf(code);
  for (const pc of leaders) {
    if (!seen.has(pc)) continue;
    const { instructions, endPc, ending, isOwn } = lineFrom(pc, code, tables, (at) => leaders.has(at) || !seen.has(at));
    blocks.set(pc, { pc, instructions, endPc, ending, steps: instructions.length + (isOwn ? 1 : 0) });
  }
  return blocks;
}
