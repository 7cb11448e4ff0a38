// optimism_ methods: the rollup's configuration, outputs of blocks, and how far the chain is. Shapes are op-node's: integers are plain
// JSON numbers, and the L1 origin is `l1origin`.
import { jsonInteger, toHex } from "@assay/core/hex";
import { outputRoot } from "@assay/program/outputRoot";
import type { Engine } from "../engine.ts";
import { type L2Block, l1OriginOf } from "../l2Block.ts";
import { outputAt } from "../output.ts";
import { rollupJson } from "../rollupJson.ts";
import { type Heads, requiredBlock } from "./blockParameter.ts";
import type { RpcMethod } from "./jsonRpcServer.ts";

const VERSION_0 = `0x${"00".repeat(32)}`;

export function blockReference(engine: Engine, block: L2Block): Record<string, unknown> {
  const origin = l1OriginOf(engine.rollup, block);
  return {
    hash: block.hash,
    number: jsonInteger(block.number),
    parentHash: block.parentHash,
    timestamp: jsonInteger(block.timestamp),
    l1origin: { hash: origin.hash, number: jsonInteger(origin.number) },
    sequenceNumber: jsonInteger(origin.sequenceNumber),
  };
}

/** What of a sync status is known without L1. */
function syncStatus(engine: Engine, { safe, finalized }: Heads): Record<string, unknown> {
  return {
    unsafe_l2: blockReference(engine, engine.head),
    safe_l2: blockReference(engine, safe),
    finalized_l2: blockReference(engine, finalized),
  };
}

export function rollupMethods(engine: Engine, heads: () => Heads): Record<string, RpcMethod> {
  return {
    optimism_rollupConfig: () => rollupJson(engine.rollup),
    optimism_version: () => "assay",
    optimism_syncStatus: () => syncStatus(engine, heads()),
    optimism_outputAtBlock: ([number]) => {
      const block = requiredBlock(engine, heads, number);
      const output = outputAt(engine, block);
      return {
        version: VERSION_0,
        outputRoot: toHex(outputRoot(output)),
        blockRef: blockReference(engine, block),
        withdrawalStorageRoot: toHex(output.messagePasserRoot),
        stateRoot: block.stateRoot,
        syncStatus: syncStatus(engine, heads()),
      };
    },
  };
}
