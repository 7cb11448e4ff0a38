// Where regions begin: at what samples of the program counter say, first functions, then whatever else is often jumped to.
import { type Block, canBegin, findBlocks } from "../../translate/blocks.ts";
import { SINK } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import type { DecodedCode } from "./code.ts";

/** Places where the loop was, and how often. */
export class Samples {
  readonly #counts = new Map<number, { count: number; calls: number }>();
  total = 0;

  /** @param link what x1 has */
  add(pc: number, link: number, code: DecodedCode): void {
    const found = this.#counts.get(pc) ?? { count: 0, calls: 0 };
    found.count++;
    if (isCalled(pc, link, code)) found.calls++;
    this.#counts.set(pc, found);
    this.total++;
  }

  /** Places with at least `least` samples, functions first, then by their number. */
  places(least: number): number[] {
    const list = [...this.#counts].filter(([, { count }]) => count >= least);
    const isFunction = ({ count, calls }: { count: number; calls: number }) => 2 * calls > count;
    list.sort(([, a], [, b]) => Number(isFunction(b)) - Number(isFunction(a)) || b.count - a.count);
    return list.map(([pc]) => pc);
  }
}

/** Whether the instruction in front of `link` has just called `pc`. */
function isCalled(pc: number, link: number, code: DecodedCode): boolean {
  const caller = pc === link ? null : code.at(link - 4);
  if (!caller || caller.rd === SINK) return false;
  if (caller.op === OP.JAL_NEAR) return caller.pc + caller.immediate / 2 === pc;
  if (caller.op === OP.JAL_FAR) return caller.pc + caller.immediate === pc;
  return caller.op === OP.JALR;
}

/** Functions that a region calls. */
function calledBy(blocks: ReadonlyMap<number, Block>): number[] {
  const called = new Set<number>();
  for (const { ending } of blocks.values()) {
    if (ending.kind === "call" && typeof ending.target === "number") called.add(ending.target);
  }
  return [...called];
}

/** Regions to be made, by their root: none that is an entry, or lies within one before it; then what they call, and what that calls.
 *  @param most instructions in all */
export function chooseRegions(
  places: readonly number[],
  code: DecodedCode,
  most: number,
  mostOfRegion: number,
): Map<number, Map<number, Block>> {
  const regions = new Map<number, Map<number, Block>>();
  const covered = new Set<number>();
  let rest = most;
  const add = (pc: number) => {
    if (rest <= 0 || regions.has(pc) || code.isEntry(pc) || !canBegin(pc, code)) return;
    const blocks = findBlocks(pc, code, mostOfRegion);
    for (const [at, { steps }] of blocks) {
      covered.add(at);
      rest -= steps;
    }
    regions.set(pc, blocks);
  };
  for (const pc of places) if (!covered.has(pc)) add(pc);
  // Grows while it is gone through.
  for (const blocks of regions.values()) for (const pc of calledBy(blocks)) add(pc);
  return regions;
}
