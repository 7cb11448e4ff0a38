// The instructions of a block on this machine: one by one, or in stretches whose accesses are looked up together (memoryAccess.ts).
import type { Instruction } from "../../translate/instruction.ts";
import { SINK } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import { definesOf, isLoad, isStore, type RegisterSet } from "../../translate/registers.ts";
import { LOCAL, type Region, type Target } from "../../translate/target.ts";
import { arithmetic } from "./arithmetic.ts";
import { CALL, type Layout } from "./frame.ts";
import {
  groupOf,
  load,
  loadInGroup,
  lookUpGroups,
  planStretches,
  type Stretch,
  store,
  storeInGroup,
  type Way,
} from "./memoryAccess.ts";

/** @param before steps of the block before this one */
function writeInstruction(
  region: Region,
  instruction: Instruction,
  before: number,
  changed: RegisterSet,
  way: Way,
  layout: Layout,
): void {
  const { out } = region;
  const { op, rd } = instruction;
  if (isStore(op)) {
    store(out, instruction, way, layout, () => region.refuse(instruction, before, changed));
    return;
  }
  // Branches that never jump; and what is written to x0, since nothing that computes or loads does anything else.
  if (op === OP.NOTHING || op === OP.BRANCH_FAR || rd === SINK) return;
  if (isLoad(op)) load(out, instruction, way, layout);
  else if (!arithmetic(out, instruction, layout)) throw new Error(`operation ${op} is in no block`);
  out.set(LOCAL.register + rd);
}

/** @returns what may have changed behind it */
function writeStretch(
  region: Region,
  instructions: readonly Instruction[],
  { from, to, groups }: Stretch,
  changed: RegisterSet,
  layout: Layout,
): RegisterSet {
  const { out } = region;
  let after = changed;
  const write = (withGroups: boolean, way: Way) => {
    after = changed;
    let written = 0;
    for (let i = from; i < to; i++) {
      const instruction = instructions[i]!;
      const group = withGroups ? groupOf(instruction, groups, written) : -1;
      if (group < 0) writeInstruction(region, instruction, i, after, way, layout);
      else if (isStore(instruction.op)) storeInGroup(out, instruction, group, groups[group]!, layout);
      else if (instruction.rd !== SINK) {
        loadInGroup(out, instruction, group, groups[group]!);
        out.set(LOCAL.register + instruction.rd);
      }
      written |= definesOf(instruction);
      after |= definesOf(instruction);
    }
  };
  if (groups.length === 0) write(false, "inline");
  else {
    lookUpGroups(out, groups, layout);
    out.if();
    write(true, "inline");
    out.else();
    // Rarely: their frames lie in two pages, or the page is not among the ways yet.
    write(false, "called");
    out.end();
  }
  return after;
}

export function fastTarget(layout: Layout): Target {
  return {
    word: layout.word,
    zero: layout.zero,
    registers: layout.registers,
    budget: null,
    entryAt: CALL.entryAt,
    mayRefuse: isStore,
    writeInstructions: (region, instructions, changed) =>
      planStretches(instructions).reduce(
        (before, stretch) => writeStretch(region, instructions, stretch, before, layout),
        changed,
      ),
  };
}
