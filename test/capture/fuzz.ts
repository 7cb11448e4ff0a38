// Random work, captured block for block: verified at once, and again from the file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureBlock } from "@assay/capture/capture";
import type { CaptureNode } from "@assay/capture/captureNode";
import { capturePath, writeCapture } from "@assay/capture/files";
import { FORMATS } from "@assay/capture/formats";
import type { ChainSpec } from "@assay/chain/spec";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { verifyFile } from "@assay/witness/verifyFile";
import { Random } from "../../packages/core/test/bytecode.ts";
import { Hardfork, World } from "../blocks/world.ts";
import { Anvil, anvilChain } from "./anvil.ts";
import { Peer } from "./peer.ts";
import { RandomWork } from "./randomWork.ts";
import { WorldNode, worldChain } from "./worldNode.ts";
import { WorldWork } from "./worldWork.ts";

export interface FuzzReport {
  blocks: number;
  transactions: number;
  /** Blocks whose keys alone were not enough: a deletion needed a sibling that nobody touched. */
  siblings: number;
  calls: number;
  /** What is wrong, one line each. */
  readonly findings: string[];
}

/** A chain that grows, and a node that serves it. */
interface Source {
  readonly chain: ChainSpec;
  readonly node: CaptureNode;
  /** Makes the next block. @returns its number */
  next(): Promise<bigint>;
}

/** Captures `count` blocks that a real anvil makes. */
export async function fuzzAnvil(count: number, seed: number, progress?: (done: number) => void): Promise<FuzzReport> {
  const anvil = await Anvil.start();
  try {
    const work = await RandomWork.start(anvil, seed);
    return await captureAll({ chain: anvilChain, node: anvil.node(), next: () => work.block() }, count, seed, progress);
  } finally {
    await anvil.stop();
  }
}

/** Captures `count` blocks that @ethereumjs/vm builds, with what anvil cannot do by the rules. */
export async function fuzzWorld(count: number, seed: number, progress?: (done: number) => void): Promise<FuzzReport> {
  const world = await World.open(Hardfork.Prague);
  const node = new WorldNode(world);
  const peer = await Peer.with(node.standard);
  try {
    const work = await WorldWork.start(world, node, new Random(seed));
    const next = async () => {
      await work.block();
      return world.parent.header.number;
    };
    return await captureAll({ chain: worldChain, node: peer.node(), next }, count, seed, progress);
  } finally {
    await peer.stop();
  }
}

/** In turn by the trace, where there is one, and by rehearsals. */
async function captureAll(
  { chain, node, next }: Source,
  count: number,
  seed: number,
  progress: (done: number) => void = () => {},
): Promise<FuzzReport> {
  const report: FuzzReport = { blocks: 0, transactions: 0, siblings: 0, calls: 0, findings: [] };
  const folder = mkdtempSync(join(tmpdir(), "assay-capture-"));
  const core = new Core(compileCore());
  const again = new Core(compileCore());
  try {
    for (let i = 0; i < count; i++) {
      const number = await next();
      const finding = (what: string) => report.findings.push(`seed ${seed}, block ${number}: ${what}`);
      try {
        const captured = await captureBlock(node.forBlock(), number, {
          chain,
          core,
          ...(i % 2 === 0 ? { way: "run" } : {}),
        });
        const { verdict } = captured;
        report.transactions += verdict.txs ?? 0;
        report.siblings += captured.siblings > 0 ? 1 : 0;
        report.calls += [...captured.calls.values()].reduce((sum, calls) => sum + calls, 0);
        if (verdict.verdict !== "valid") finding(`${verdict.verdict} ${verdict.code}: ${verdict.message}`);
        const format = FORMATS[i % FORMATS.length]!;
        const path = capturePath(folder, chain, number, format);
        writeCapture(path, captured.input, format);
        const stored = await verifyFile(path, { core: again });
        if (stored.verdict !== "valid" || stored.blockHash !== captured.hash) {
          finding(`from ${format}: ${stored.verdict} ${stored.code}: ${stored.message}`);
        }
      } catch (error) {
        finding(error instanceof InputError ? `${error.code}: ${error.message}` : String((error as Error).stack));
      }
      report.blocks++;
      progress(i + 1);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return report;
}
