// Programs made of named functions that call each other, for the profile.
import type { ProvingProgram } from "../../src/proving/program.ts";
import { assemble, CODE, op, R } from "./assemble.ts";

/** A word, or one that leads to a function: by JAL with this link register; `jump` links nothing. */
export type Item = number | { readonly call: string; readonly link?: number } | { readonly jump: string };

/** Functions one after the other in this order; the first one is the entry. */
export function functionProgram(functions: Readonly<Record<string, readonly Item[]>>): ProvingProgram {
  const names: Record<string, number> = {};
  let at = CODE;
  for (const [name, items] of Object.entries(functions)) {
    names[name] = at;
    at += 4 * items.length;
  }
  const all = Object.values(functions).flat();
  const words = all.map((item, i) => {
    if (typeof item === "number") return item;
    const target = "call" in item ? item.call : item.jump;
    const rd = "call" in item ? (item.link ?? R.ra) : R.zero;
    const to = names[target];
    if (to === undefined) throw new Error(`no function ${target}`);
    return op("jal", { rd, immediate: to - (CODE + 4 * i) });
  });
  return assemble(words, { names });
}

export const ret = op("jalr", { rs1: R.ra });
export const nop = op("addi");

/** sp goes down by 16, ra onto the stack; and back. */
export const push = [
  op("addi", { rd: R.sp, rs1: R.sp, immediate: -16 }),
  op("sw", { rs1: R.sp, rs2: R.ra, immediate: 12 }),
];
export const pop = [
  op("lw", { rd: R.ra, rs1: R.sp, immediate: 12 }),
  op("addi", { rd: R.sp, rs1: R.sp, immediate: 16 }),
];
