// Memory of derivation over long stretches of L1: what a block brought goes again, whether its batcher is honest or not. All
// preimages come from the import, as in the fault-proof program.
import { brotliCompressSync, deflateSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeRlp } from "../../chain/src/rlp.js";
import type { RollupFork } from "../../chain/src/rollupConfig.js";
import type { Variant } from "../build.js";
import { DerivationCore, DerivationStream } from "./derivation.js";
import { channelPayload, joined, rollup, seededHash, singularBatch, TestChain } from "./derivation-chain.js";
import { type SequencedBlock, Sequencer, singularOf, spanOf, userTransaction } from "./derivation-sequencer.js";

const user = userTransaction("user");
const zlib = (...parts: Uint8Array[]) => new Uint8Array(deflateSync(joined(...parts)));
const brotli = (...parts: Uint8Array[]) =>
  joined(Uint8Array.of(1), new Uint8Array(brotliCompressSync(joined(...parts))));

/** A frame without its payload's version byte. */
function frame(id: Uint8Array, number: number, data: Uint8Array, last = 0): Uint8Array {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(number);
  head.writeUInt32BE(data.length, 2);
  return joined(id.subarray(0, 16), head, data, Uint8Array.of(last));
}

const ZEROS = zlib(encodeRlp(new Uint8Array(1_500_000)));

/** Payloads of a batcher that wants derivation to run out of memory. */
function hostile(i: number, chain: TestChain, next: SequencedBlock, rules: string): Uint8Array[] {
  const id = (text: string) => seededHash(`${i} ${text}`);
  const epoch = chain.l1.at(-1)!;
  const frames: Uint8Array[] = [];
  // Channels that are never complete, of few and of many frames, and one that ends below its last frame.
  for (let k = 0; k < 30; k++) frames.push(frame(id(`open ${k}`), 1 + k, new Uint8Array(40 + 9 * k)));
  for (let k = 1; k < 40; k++) frames.push(frame(id("many"), 17 * k, new Uint8Array(300)));
  frames.push(frame(id("many"), 20, new Uint8Array(1), 1), frame(id("many"), 20, new Uint8Array(1), 1));
  // Batches for blocks to come with foreign parents, for blocks that are past, and of no sense.
  const later = Array.from({ length: 20 }, (_, k) =>
    singularBatch(id("parent"), epoch, next.timestamp + 2n * BigInt(k), [user, user]),
  );
  const past = singularBatch(next.parent, epoch, next.timestamp - 4n, [new Uint8Array(5000)]);
  const wrongOrigin = singularBatch(next.parent, { ...next.epoch, hash: id("origin") }, next.timestamp, [user]);
  const tooMany = singularBatch(
    next.parent,
    next.epoch,
    next.timestamp,
    Array.from({ length: 2000 }, () => Uint8Array.of(1)),
  );
  const channels = [ZEROS, zlib(past, ...later), zlib(wrongOrigin), zlib(past, new Uint8Array(3000).fill(255))];
  // From Holocene on this one would be the next block, with deposits only.
  if (rules !== "Holocene") channels.push(zlib(tooMany));
  return [
    // Before Canyon an open channel holds up all others, which is the batcher's loss.
    ...(rules === "before Canyon" ? [] : [joined(Uint8Array.of(0), ...frames)]),
    joined(Uint8Array.of(0), ...channels.map((data, k) => frame(id(`channel ${k}`), 0, data, 1))),
  ];
}

export const RULES = [
  ["before Canyon", {}],
  ["before Holocene", { delta: 0n, fjord: 1000n }],
  ["Holocene", { holocene: 0n }],
] as const;

/** Derives `count` L1 blocks; memory in use after each block. */
export async function memoryOverRange(
  variant: Variant,
  rule: readonly [string, Partial<Record<RollupFork, bigint>>],
  count: number,
  isHostile: boolean,
) {
  const [rules, forks] = rule;
  const chain = new TestChain(await DerivationCore.load(variant), rollup(forks));
  const isHolocene = "holocene" in forks;
  const sequencer = new Sequencer(chain);
  const blocks: SequencedBlock[] = [];
  for (let i = 0; i < count; i++) {
    const batch: SequencedBlock[] = [];
    const until = chain.l1.at(-1)!.time + 10n;
    while (sequencer.timestamp < until) batch.push(sequencer.next((i + batch.length) % 3 === 0 ? [] : [user]));
    const content = "delta" in forks || isHolocene ? [spanOf(chain, batch)] : batch.map(singularOf);
    const packed = i % 2 === 0 && ("fjord" in forks || isHolocene) ? brotli(...content) : zlib(...content);
    const data = isHostile ? hostile(i, chain, batch[0]!, rules) : [];
    chain.addL1({ data: [...data, channelPayload(i & 255, packed)] });
    blocks.push(...batch);
  }
  const stream = await DerivationStream.load(variant);
  for (const { header, hash, nodes } of chain.l1) {
    stream.add(hash, header);
    for (const node of nodes) stream.add(keccak_256(node), node);
  }
  stream.add(keccak_256(chain.l2Genesis), chain.l2Genesis);
  stream.open({
    rollup: chain.rollupBytes(),
    l1Head: chain.l1.at(-1)!.hash,
    start: keccak_256(chain.l2Genesis),
    target: 0n,
    firstL1: 100n,
  });
  const used: number[] = [];
  for (const block of blocks) {
    const derived = stream.next();
    if (derived === null) throw new Error(`nothing after block ${block.number - 1n}`);
    // Every block of the honest batches has to be there, or nothing would have been measured.
    const users = derived.transactions.length - derived.deposits;
    if (users !== block.users.length) throw new Error(`block ${block.number}: ${users} users`);
    stream.follow(block.header);
    used.push(stream.memory().used);
  }
  // After the first quarter: by then every kind of buffer has been needed once.
  const warm = Math.floor(used.length / 4);
  const grown = used.at(-1)! - used[warm]!;
  return {
    l1Blocks: count,
    l2Blocks: used.length,
    bytesPerBlock: grown / (used.length - 1 - warm),
    bytes: used.at(-1)!,
  };
}
