// Which registers are held where. A region has them in locals: one is read from memory only where its value is wanted, and written back only
// where the region is left and it may have changed.
import type { Ending } from "./blocks.ts";
import { type Graph, type Node, targetsOf } from "./graph.ts";
import { type Instruction, SINK } from "./instruction.ts";
import { OP } from "./operations.ts";

/** Bit n: register n. x0 is a constant, and nothing writes it. */
export type RegisterSet = number;

const bit = (register: number) => (register === 0 || register === SINK ? 0 : 1 << register);

export const isLoad = (op: number) => op >= OP.LB && op <= OP.LWU;
export const isStore = (op: number) => op >= OP.SB && op <= OP.SD;
const hasSecond = (op: number) => isStore(op) || (op >= OP.ADD && op <= OP.REMUW);
const hasNone = (op: number) => op === OP.CONSTANT || op === OP.AUIPC || op === OP.NOTHING || op === OP.BRANCH_FAR;

export function usesOf({ op, rs1, rs2 }: Instruction): RegisterSet {
  if (hasNone(op)) return 0;
  return bit(rs1) | (hasSecond(op) ? bit(rs2) : 0);
}

export function definesOf({ op, rd }: Instruction): RegisterSet {
  // Stores, and branches that never jump, have something else there.
  return isStore(op) || op === OP.BRANCH_FAR || op === OP.NOTHING ? 0 : bit(rd);
}

function endingUses(ending: Ending): RegisterSet {
  switch (ending.kind) {
    case "branch":
      return bit(ending.rs1) | bit(ending.rs2);
    case "call":
      return typeof ending.target === "number" ? 0 : bit(ending.target.rs1);
    case "indirect":
      return bit(ending.target.rs1);
    default:
      return 0;
  }
}

export interface RegisterPlan {
  /** By place in the order: what may have changed where a block begins. */
  readonly changed: Int32Array;
  /** What has to be in the locals where a block begins. */
  readonly wanted: Int32Array;
}

/** What may have changed where a block ends, before its call if it ends with one. */
export function changedAtEnd({ block }: Node, changed: RegisterSet): RegisterSet {
  let set = changed;
  for (const instruction of block.instructions) set |= definesOf(instruction);
  return block.ending.kind === "call" ? set | bit(block.ending.rd) : set;
}

function planChanged({ nodes, byPc, isCut }: Graph): Int32Array {
  const changed = new Int32Array(nodes.length);
  for (let again = true; again; ) {
    again = false;
    for (const node of nodes) {
      const { ending } = node.block;
      // A call writes everything back.
      const out = ending.kind === "call" ? 0 : changedAtEnd(node, changed[node.order]!);
      for (const to of targetsOf(ending)) {
        const target = byPc.get(to);
        if (!target || isCut(node, to) || (changed[target.order]! | out) === changed[target.order]) continue;
        changed[target.order]! |= out;
        again = true;
      }
    }
  }
  return changed;
}

function wantedIn(
  node: Node,
  { byPc, isCut }: Graph,
  changed: Int32Array,
  wanted: Int32Array,
  mayRefuse: (op: number) => boolean,
): RegisterSet {
  const { instructions, ending } = node.block;
  const before: RegisterSet[] = [];
  let set = changed[node.order]!;
  for (const instruction of instructions) {
    before.push(set);
    set |= definesOf(instruction);
  }
  // Whatever leaves the region at the end writes this back, and so does a jump back that finds its budget spent.
  let live = endingUses(ending);
  // A computed call may turn out to be a fault, before its link is written.
  if (ending.kind === "call") live |= typeof ending.target === "number" ? set & ~bit(ending.rd) : set;
  else {
    let mayLeave = ending.kind === "leave" || ending.kind === "indirect";
    for (const to of targetsOf(ending)) {
      const target = byPc.get(to);
      if (target && !isCut(node, to)) live |= wanted[target.order]!;
      if (!target || isCut(node, to) || target.order <= node.order) mayLeave = true;
    }
    if (mayLeave) live |= set;
  }
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i]!;
    live = (live & ~definesOf(instruction)) | usesOf(instruction);
    if (mayRefuse(instruction.op)) live |= before[i]!;
  }
  return live;
}

/** @param mayRefuse operations that may leave the region instead of being carried out */
export function planRegisters(graph: Graph, mayRefuse: (op: number) => boolean = isStore): RegisterPlan {
  const changed = planChanged(graph);
  const wanted = new Int32Array(graph.nodes.length);
  for (let again = true; again; ) {
    again = false;
    for (let i = graph.nodes.length - 1; i >= 0; i--) {
      const found = wantedIn(graph.nodes[i]!, graph, changed, wanted, mayRefuse);
      if (found === wanted[i]) continue;
      wanted[i] = found;
      again = true;
    }
  }
  return { changed, wanted };
}
