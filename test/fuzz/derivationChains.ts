// Chains of hostile L1 blocks, one a seed, derived block by block with everything from the import. Whatever the batcher and users put
// on L1, derivation goes on to the end of L1; bytes that cannot be L1's may end it, with a typed verdict.
import { brotliCompressSync, constants, deflateSync } from "node:zlib";
import { encodeRlp } from "@assay/chain/rlp";
import type { RollupFork } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { Random } from "../../packages/core/test/bytecode.ts";
import type { DerivationCore, DerivationStream } from "../../packages/core/test/derivation.ts";
import { joined, type L1BlockMade, rollup, seededHash, TestChain } from "../../packages/core/test/derivation-chain.ts";
import {
  type SequencedBlock,
  Sequencer,
  singularOf,
  spanOf,
  userTransaction,
} from "../../packages/core/test/derivation-sequencer.ts";
import { type Counts, encodeFrame, type Frame, Mutator } from "./derivationMutations.ts";
import { hostileReceipts, type Plausibility } from "./derivationReceipts.ts";

const GENESIS = 1000n;
const QUICK = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 };
const USERS = Array.from({ length: 8 }, (_, i) => userTransaction(`fuzz ${i}`));
/** Rows of forks; a time above genesis lies within the chain. */
const RULES: readonly Partial<Record<RollupFork, bigint>>[] = [
  {},
  { canyon: GENESIS },
  { canyon: 1030n },
  { delta: GENESIS },
  { delta: 1020n, ecotone: 1050n },
  { ecotone: GENESIS, fjord: 1040n },
  { fjord: GENESIS, granite: 1060n },
  { granite: GENESIS },
  { holocene: GENESIS },
  { delta: GENESIS, holocene: 1048n },
  { isthmus: GENESIS, jovian: 1064n },
  { jovian: GENESIS },
];

function split(random: Random, id: Uint8Array, content: Uint8Array): Frame[] {
  const count = 1 + random.below(3);
  const size = Math.max(1, Math.ceil(content.length / count));
  return Array.from({ length: count }, (_, number) => ({
    id,
    number,
    data: content.subarray(number * size, (number + 1) * size),
    last: number === count - 1 ? 1 : 0,
  }));
}

/** Payloads of one L1 block: the honest batch of `blocks`, and damaged ones around it. */
function payloads(
  mutator: Mutator,
  chain: TestChain,
  blocks: readonly SequencedBlock[],
  pool: readonly SequencedBlock[][],
  spans: boolean,
): Uint8Array[] {
  const { random } = mutator;
  const pack = (content: Uint8Array) =>
    random.chance(30)
      ? joined(Uint8Array.of(1), new Uint8Array(brotliCompressSync(content, { params: QUICK })))
      : new Uint8Array(deflateSync(content));
  const channels: Frame[][] = [];
  for (let n = 6 + random.below(8); n > 0; n--) {
    const batches: Uint8Array[] = [];
    for (let k = 1 + random.below(6); k > 0; k--) {
      const source = random.pick(pool);
      batches.push(random.chance(50) ? mutator.span(GENESIS, source) : mutator.singular(random.pick(source)));
    }
    const id = seededHash(`${random.next()}`);
    channels.push(mutator.frames(split(random, id, mutator.channel(pack(mutator.content(batches))))));
  }
  if (random.chance(3)) {
    mutator.counts.channels++;
    channels.push(split(random, seededHash(`${random.next()}`), pack(encodeRlp(new Uint8Array(1_000_000)))));
  }
  let frames = channels.flat();
  if (random.chance(25))
    frames = frames
      .map((frame) => [random.next(), frame] as const)
      .sort(([a], [b]) => a - b)
      .map(([, frame]) => frame);
  const out: Uint8Array[] = [];
  for (let i = 0; i < frames.length; ) {
    const next = i + 4 + random.below(12);
    out.push(mutator.payload(frames.slice(i, next)));
    i = next;
  }
  const content = spans && random.chance(70) ? [spanOf(chain, blocks)] : blocks.map(singularOf);
  const honest = { id: seededHash(`${random.next()}`), number: 0, data: pack(joined(...content)), last: 1 };
  out.splice(random.chance(60) ? 0 : random.below(out.length + 1), 0, joined(Uint8Array.of(0), encodeFrame(honest)));
  return out;
}

export interface HostileChain {
  readonly chain: TestChain;
  readonly plausible: Plausibility;
}

/** The chain of a seed. Nine in ten have hostile batches, the others hostile receipts and headers. */
export function hostileChain(core: DerivationCore, seed: number, counts: Counts): HostileChain {
  const random = new Random(seed);
  const forks = random.pick(RULES);
  const plausible = { isL1: true };
  if (random.chance(10)) {
    const chain = new TestChain(core, rollup(forks, { seqWindowSize: 2n }));
    for (let i = 0; i < 14; i++) chain.addL1(hostileReceipts(random, chain, counts, plausible));
    return { chain, plausible };
  }
  const chain = new TestChain(core, rollup(forks, random.chance(30) ? { seqWindowSize: 3n } : {}));
  const mutator = new Mutator(random, counts);
  const sequencer = new Sequencer(chain);
  const pool: SequencedBlock[][] = [];
  // Span batches count from Delta on, which Canyon is before.
  const spans = Object.entries(forks).some(([fork, time]) => fork !== "canyon" && time === GENESIS);
  for (let i = 0; i < 8; i++) {
    const until = chain.l1.at(-1)!.time + 10n;
    const blocks: SequencedBlock[] = [];
    while (sequencer.timestamp < until) blocks.push(sequencer.next(random.chance(40) ? [] : [random.pick(USERS)]));
    pool.push(blocks);
    if (pool.length > 3) pool.shift();
    chain.addL1({ data: random.chance(85) ? payloads(mutator, chain, blocks, pool, spans) : [] });
  }
  return { chain, plausible };
}

function addBlock(stream: DerivationStream, { hash, header, nodes }: L1BlockMade): void {
  stream.add(hash, header);
  for (const node of nodes) stream.add(keccak_256(node), node);
}

/** What a build derives: blocks, or the verdict it ended with. The same on every build. */
export interface Outcome {
  readonly text: string;
  readonly blocks: number;
  readonly users: number;
  readonly milliseconds: number;
  readonly bytes: number;
}

/** @throws Error when the core traps without a record, or ends although everything can stand on L1 */
export function deriveHostile({ chain, plausible }: HostileChain, stream: DerivationStream, seed: number): Outcome {
  const random = new Random(seed);
  stream.clear();
  for (const block of chain.l1) addBlock(stream, block);
  stream.add(keccak_256(chain.l2Genesis), chain.l2Genesis);
  const found: string[] = [];
  let users = 0;
  // Of this process, not of the clock: others may have the machine.
  const started = process.cpuUsage();
  try {
    stream.open({
      rollup: chain.rollupBytes(),
      l1Head: chain.l1.at(-1)!.hash,
      start: keccak_256(chain.l2Genesis),
      target: 0n,
      firstL1: 100n,
    });
    for (let block = stream.next(); block !== null && found.length < 400; block = stream.next()) {
      const { transactions, deposits, l1Origin, derivedFrom } = block;
      // Execution may find the batch's transactions invalid.
      const isRejected = block.eip1559Params !== null && transactions.length > deposits && random.chance(4);
      const kept = isRejected ? transactions.slice(0, deposits) : transactions;
      const root = isRejected ? toHex(chain.core.list(kept).root) : block.transactionsRoot;
      if (kept.length > deposits) users++;
      found.push(`${block.number} ${root} ${l1Origin.number} ${derivedFrom.number}`);
      stream.follow(chain.headerOf(block, root));
    }
  } catch (error) {
    const verdict = (error as Error).message;
    if (plausible.isL1 || !/^L1_(HEADER|RECEIPT)_MALFORMED/.test(verdict)) throw error;
    found.push(verdict);
  }
  const { user, system } = process.cpuUsage(started);
  const milliseconds = (user + system) / 1000;
  return { text: found.join("\n"), blocks: found.length, users, milliseconds, bytes: stream.memory().used };
}
