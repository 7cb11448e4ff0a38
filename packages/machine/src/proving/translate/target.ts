// The instructions of a block on this machine: accesses that were checked together (accessChecks.ts), and accelerators.
import type { Instruction } from "../../translate/instruction.ts";
import { SINK } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import { definesOf, isLoad, isStore, type RegisterSet } from "../../translate/registers.ts";
import { LOCAL, type Region, type Target } from "../../translate/target.ts";
import { W } from "../../translate/wasmWriter.ts";
import { planChecks, writeCheck } from "./accessChecks.ts";
import { ACCELERATE } from "./code.ts";
import { CALL, type Layout } from "./frame.ts";
import { arithmetic, load, store } from "./instructions.ts";

/** What an accelerator reads of registers: a0 to a4, a7. */
const ARGUMENTS = [10, 11, 12, 13, 14, 17];
const A0 = 10;

/** The module finds the arguments in memory, and leaves the answer there. */
function accelerate(region: Region, changed: RegisterSet, refuse: () => void): void {
  const { out } = region;
  let written = 0;
  for (const register of ARGUMENTS) written |= changed & (1 << register);
  region.writeBack(written);
  out.call(CALL.accelerate);
  out.op(W.i32Eqz);
  out.if();
  refuse();
  out.end();
  region.readRegisters(1 << A0);
}

function writeInstructions(
  region: Region,
  instructions: readonly Instruction[],
  changed: RegisterSet,
  layout: Layout,
): RegisterSet {
  const { out } = region;
  const checks = planChecks(instructions);
  let after = changed;
  instructions.forEach((instruction, i) => {
    const { op, rd } = instruction;
    const refuse = () => region.refuse(instruction, i, after);
    const check = checks[i];
    if (check) writeCheck(out, check, layout, refuse);
    if (isStore(op)) store(out, instruction, layout);
    else if (op === ACCELERATE) accelerate(region, after, refuse);
    // Nothing that computes or loads does anything but write rd.
    else if (op !== OP.NOTHING && rd !== SINK) {
      if (isLoad(op)) load(out, instruction, layout);
      else if (!arithmetic(out, instruction, layout)) throw new Error(`operation ${op} is in no block`);
      out.set(LOCAL.register + rd);
    }
    after |= definesOf(instruction);
  });
  return after;
}

export function provingTarget(layout: Layout): Target {
  return {
    word: layout.word,
    zero: layout.zero,
    registers: layout.registers,
    budget: layout.budget,
    entryAt: CALL.entryAt,
    mayRefuse: (op) => isLoad(op) || isStore(op) || op === ACCELERATE,
    writeInstructions: (region, instructions, changed) => writeInstructions(region, instructions, changed, layout),
  };
}
