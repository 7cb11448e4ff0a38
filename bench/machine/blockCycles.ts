// What a bundled block costs on the proving machine, and what there is in it.
import { fileURLToPath } from "node:url";
import { blockPublicValues } from "@assay/capture/publicValues";
import { toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { readGuest } from "@assay/machine/guests";
import { type Costs, cellsOf } from "@assay/machine/proving/cells";
import type { CallTree } from "@assay/machine/proving/profile/callTree";
import { costsOf, profileProgram } from "@assay/machine/proving/profile/profiler";
import { loadProvingProgram } from "@assay/machine/proving/program";
import { encodeInput } from "@assay/witness/blockInput";
import { toBytes } from "@assay/witness/byteString";
import { readBlockInput } from "@assay/witness/readFile";

export interface BlockCycles {
  readonly name: string;
  readonly gas: number;
  readonly transactions: number;
  /** Steps of the EVM. */
  readonly steps: number;
  /** Of all trie nodes of the witness. */
  readonly nodeBytes: number;
  readonly costs: Readonly<Costs>;
  readonly cells: number;
  readonly pagesWritten: number;
  readonly tree: CallTree;
}

/** The block that the bounds are about. */
export const ANCHOR = "hoodi-1265656";
export const MOST_CYCLES = 40_000_000;
export const MOST_CELLS = 6_000_000_000;

/** Several times what the dearest bundled block takes. */
const CYCLE_LIMIT = 10_000_000_000;

const core = new Core(compileCore("trace"), { onTrace: () => {} });
const program = loadProvingProgram(readGuest("block-rv32"));

/** @throws Error when the guest's public values are not the core's */
export function measureBlock(name: string): BlockCycles {
  const file = fileURLToPath(new URL(`../../fixtures/blocks/${name}.json.gz`, import.meta.url));
  const block = readBlockInput(file);
  const input = encodeInput(block);
  const outcome = core.verify(input.length, (memory) => memory.set(input));
  const expected = blockPublicValues(outcome, block.chain.chainId);
  const { run, tree } = profileProgram(program, { input, cycleLimit: CYCLE_LIMIT });
  if (expected === null || toHex(run.publicOutput) !== toHex(expected)) {
    throw new Error(`${name}: the guest's public values are not the core's`);
  }
  const [summary] = outcome.result!.summaries;
  const costs = costsOf(run);
  return {
    name,
    gas: Number(summary!.gasUsed),
    transactions: summary!.transactions,
    steps: Number(summary!.steps),
    nodeBytes: block.nodes.reduce((sum, node) => sum + toBytes(node, "state").length, 0),
    costs,
    cells: cellsOf(costs),
    pagesWritten: run.pagesWritten,
    tree,
  };
}

/** What of the bounds does not hold. */
export function brokenBounds({ name, costs, cells }: BlockCycles): string[] {
  const broken: string[] = [];
  if (costs.cycles > MOST_CYCLES) broken.push(`${name}: ${costs.cycles} cycles, ${MOST_CYCLES} is the most`);
  if (cells > MOST_CELLS) broken.push(`${name}: ${cells} trace cells, ${MOST_CELLS} is the most`);
  return broken;
}
