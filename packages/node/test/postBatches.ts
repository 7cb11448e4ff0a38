// A chain's blocks posted to L1 as singular batches in one channel, and derived from there again.
import { deflateSync } from "node:zlib";
import { fromHex, toHex } from "@assay/core/hex";
import { type DerivationOutcome, derive } from "@assay/witness/derive";
import { channelPayload, singularBatch } from "../../core/test/derivation-chain.ts";
import type { Engine } from "../src/engine.ts";
import type { L2Genesis } from "../src/genesis.ts";
import { l1OriginOf } from "../src/l2Block.ts";
import type { MadeUpL1 } from "./madeUpL1.ts";
import { BATCHER, chainOf, core } from "./scenario.ts";

/** Adds one L1 block, which has all batches, and derives the chain from all of L1. */
export async function postAndDerive(l1: MadeUpL1, genesis: L2Genesis, engine: Engine): Promise<DerivationOutcome> {
  const { rollup } = engine;
  const blocks = chainOf(engine);
  const batches = blocks.map((block) => {
    const { number, hash } = l1OriginOf(rollup, block);
    const epoch = { number, hash: fromHex(hash)! };
    const signed = block.transactions.filter((raw) => raw[0] !== 0x7e);
    return singularBatch(fromHex(block.parentHash)!, epoch as never, block.timestamp, signed as Uint8Array[]);
  });
  const channel = new Uint8Array(deflateSync(Buffer.concat(batches)));
  const data = toHex(channelPayload(1, channel));
  l1.add({ transactions: [await BATCHER.sign({ to: rollup.batchInboxAddress, data, gas: 5_000_000n })] });
  return derive(core, {
    rollup,
    l1: l1.blocks,
    l1Head: l1.hashAt(l1.blocks.length - 1),
    firstL1: 0n,
    start: { hash: genesis.hash, header: genesis.header, transactions: [] },
    followers: blocks.map(({ header }) => header),
    target: engine.head.number,
  });
}
