// Random blocks by @ethereumjs/vm through the core: from all nodes, then from just the nodes that the core says it read.
import { bytesSection, containerSize, INPUT_MAGIC, INPUT_SECTION, writeContainer } from "@assay/core/container";
import { toHex } from "@assay/core/hex";
import { Core, OUTPUT, type Outcome } from "@assay/core/instance";
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { listBytes } from "../official/listBytes.ts";
import { networkConfiguration } from "../official/networks.ts";
import { buildState } from "../official/prestate.ts";
import { type RandomBlock, randomBlock } from "./randomBlock.ts";

export interface DifferentialReport {
  blocks: number;
  transactions: number;
  gas: bigint;
  /** Seed and what differs. */
  findings: string[];
}

function verify(core: Core, block: RandomBlock, nodes: readonly Uint8Array[], codes: readonly Uint8Array[]): Outcome {
  const claim = new Uint8Array(72);
  new DataView(claim.buffer).setUint32(0, 1, true);
  const sections = [
    bytesSection(INPUT_SECTION.configuration, networkConfiguration(block.network)),
    bytesSection(INPUT_SECTION.blocks, listBytes([block.block])),
    bytesSection(INPUT_SECTION.headers, listBytes([block.parentHeader])),
    bytesSection(INPUT_SECTION.nodes, listBytes(nodes)),
    bytesSection(INPUT_SECTION.codes, listBytes(codes)),
    bytesSection(INPUT_SECTION.claim, claim),
  ];
  const write = (memory: Uint8Array) => writeContainer(memory, INPUT_MAGIC, sections);
  return core.verify(containerSize(sections), write, OUTPUT.preimagesRead);
}

function differs(outcome: Outcome, block: RandomBlock): string | null {
  const summary = outcome.result?.summaries[0];
  if (outcome.verdict !== "valid") return `${outcome.verdict} ${outcome.failure?.name}: ${outcome.failure?.message}`;
  if (summary?.blockHash !== block.hash) return `block hash ${summary?.blockHash}, ethereumjs has ${block.hash}`;
  return summary.postStateRoot === block.stateRoot ? null : `state root ${summary.postStateRoot}`;
}

/** What differs, null when nothing does. @throws InputError CORE_TRAPPED when the core has a bug */
function compare(core: Core, block: RandomBlock): string | null {
  const state = buildState(core, block.alloc);
  const outcome = verify(core, block, state.nodes, state.codes);
  const difference = differs(outcome, block);
  if (difference) return difference;
  const read = new Set(outcome.result!.preimagesRead.map(toHex));
  const needed = (list: readonly Uint8Array[]) => list.filter((bytes) => read.has(toHex(keccak_256(bytes))));
  const pruned = differs(verify(core, block, needed(state.nodes), needed(state.codes)), block);
  return pruned && `from the nodes read alone: ${pruned}`;
}

/** Builds and verifies the blocks of `count` seeds from `seed` on, in every given build of the core. */
export async function runDifferential(
  variants: readonly CoreVariant[],
  seed: number,
  count: number,
  progress: (done: number) => void = () => {},
): Promise<DifferentialReport> {
  const cores = variants.map((variant) => ({ variant, core: new Core(compileCore(variant)) }));
  const report: DifferentialReport = { blocks: 0, transactions: 0, gas: 0n, findings: [] };
  for (let i = 0; i < count; i++) {
    const block = await randomBlock(seed + i);
    for (const { variant, core } of cores) {
      const finding = (what: string) => report.findings.push(`seed ${seed + i}, ${block.network}, ${variant}: ${what}`);
      try {
        const difference = compare(core, block);
        if (difference) finding(difference);
      } catch (error) {
        finding(String(error));
      }
    }
    report.blocks++;
    report.transactions += block.transactions;
    report.gas += block.gasUsed;
    progress(i + 1);
  }
  return report;
}
