// Random L1 data for derivation: valid batches, deposits and updates, damaged at every layer. Whatever stands on L1, derivation
// goes on to the end of L1, and every build derives the same blocks.
import { brotliCompressSync, deflateSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeRlp } from "../../chain/src/rlp.js";
import { encodeSpanBatch } from "../../chain/src/spanBatch.js";
import { fromHex, toHex } from "../src/hex.js";
import type { DerivationCore } from "./derivation.js";
import {
  batcherTransaction,
  joined,
  type L1Content,
  rollup,
  seededHash,
  singularBatch,
  TestChain,
  word,
} from "./derivation-chain.js";

type Random = () => number;

/** mulberry32 */
function randomSource(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: Random, n: number) => Math.floor(random() * n);

/** One time in `odds` a damaged copy: bytes changed, cut off, or added. */
function damaged(random: Random, bytes: Uint8Array, odds: number): Uint8Array {
  if (below(random, odds) !== 0 || bytes.length === 0) return bytes;
  const kind = below(random, 4);
  if (kind === 0) return bytes.subarray(0, below(random, bytes.length));
  if (kind === 1) return joined(bytes, seededHash(`${random()}`).subarray(0, 1 + below(random, 32)));
  const copy = bytes.slice();
  for (let i = 1 + below(random, 3); i > 0; i--)
    copy[below(random, copy.length)] = kind === 2 ? below(random, 256) : 0xff;
  return copy;
}

function frames(random: Random, id: number, content: Uint8Array): Uint8Array[] {
  const count = 1 + below(random, 4);
  const size = Math.ceil(content.length / count);
  return Array.from({ length: count }, (_, number) => {
    const data = content.subarray(number * size, (number + 1) * size);
    const head = Buffer.alloc(22, id);
    head.writeUInt16BE(number, 16);
    head.writeUInt32BE(data.length, 18);
    return joined(head, data, Uint8Array.of(number === count - 1 ? 1 : 0));
  });
}

function logsOf(random: Random, chain: TestChain): NonNullable<L1Content["logs"]> {
  const portal = fromHex(chain.config.depositContractAddress)!;
  const system = fromHex(chain.config.l1SystemConfigAddress)!;
  const deposited = keccak_256(Buffer.from("TransactionDeposited(address,address,uint256,bytes)"));
  const updated = keccak_256(Buffer.from("ConfigUpdate(uint256,uint8,bytes)"));
  return Array.from({ length: below(random, 4) }, () => {
    if (below(random, 2) === 0) {
      const opaque = joined(
        word(BigInt(below(random, 2))),
        word(6n),
        new Uint8Array(8),
        Uint8Array.of(below(random, 2)),
        seededHash(`${random()}`),
      );
      const data = joined(
        word(32n),
        word(BigInt(opaque.length)),
        opaque,
        new Uint8Array((32 - (opaque.length % 32)) % 32),
      );
      return { address: portal, topics: [deposited, word(1n), word(2n), word(0n)], data: damaged(random, data, 3) };
    }
    // Not the batcher: what follows would be nobody's data.
    const type = 1 + below(random, 8);
    const words = Array.from({ length: type === 1 ? 2 : 1 }, () =>
      // EIP-1559 parameters have a denominator: the contract sees to that.
      word(BigInt(below(random, 2 ** 31)) + (type === 4 ? 2n ** 32n : 0n)),
    );
    const data = joined(word(32n), word(32n * BigInt(words.length)), ...words);
    return { address: system, topics: [updated, word(0n), word(BigInt(type))], data: damaged(random, data, 3) };
  });
}

/** Derives the random chain of `seed` on `core`. Returns what must be the same on every build. */
export function deriveRandomChain(core: DerivationCore, seed: number): string {
  const random = randomSource(seed);
  const isHolocene = below(random, 2) === 0;
  const at = (odds: number) => 1000n + 2n * BigInt(below(random, odds));
  const forks = isHolocene ? { holocene: at(60), isthmus: at(80) + 60n } : { delta: at(20), ecotone: at(60) + 40n };
  const chain = new TestChain(core, rollup(forks));
  const damage = 2 + below(random, 12);
  let parent = keccak_256(chain.l2Genesis);
  let first = 1002n;
  let waiting: Uint8Array[] = [];
  for (let i = 0; i < 12; i++) {
    const epoch = chain.l1.at(-1)!;
    const batches: Uint8Array[] = [];
    for (let k = below(random, 3); k > 0; k--) {
      const transactions = Array.from({ length: below(random, 3) }, () =>
        batcherTransaction(new Uint8Array(20).fill(9), seededHash(`${random()}`)),
      );
      if (below(random, 2) === 0) {
        batches.push(
          damaged(
            random,
            singularBatch(parent, chain.l1[below(random, chain.l1.length)]!, first, transactions),
            damage,
          ),
        );
      } else {
        const blocks = Array.from({ length: 1 + below(random, 6) }, (_, j) => ({
          originBit: j > 0 && below(random, 4) === 0,
          transactions,
        }));
        const content = encodeSpanBatch({
          relativeTimestamp: first - 1000n,
          lastEpoch: epoch.number,
          parentCheck: toHex(parent.subarray(0, 20)),
          originCheck: toHex(epoch.hash.subarray(0, 20)),
          blocks,
        });
        batches.push(encodeRlp(damaged(random, joined(Uint8Array.of(1), content), damage)));
      }
    }
    const content = joined(...batches);
    const packed =
      below(random, 3) === 0
        ? joined(Uint8Array.of(1), new Uint8Array(brotliCompressSync(content)))
        : new Uint8Array(deflateSync(content));
    if (batches.length > 0) waiting.push(...frames(random, 1 + i, damaged(random, packed, damage)));
    if (below(random, 3) === 0) waiting.sort(() => random() - 0.5);
    const now = waiting.splice(0, below(random, waiting.length + 1));
    if (below(random, 4) === 0) waiting = [...waiting, ...now.slice(0, 1)];
    const data = now.map((bytes) => damaged(random, joined(Uint8Array.of(0), bytes), damage));
    chain.addL1({ data, logs: logsOf(random, chain) });
    if (i % 4 === 3) {
      const { failure, blocks } = chain.deriveAll(60n);
      if (failure) throw new Error(`seed ${seed}: ${failure.name}: ${failure.message}`);
      const head = blocks.at(-1);
      if (head?.hash) parent = fromHex(head.hash)!;
      first = 1002n + 2n * BigInt(blocks.length);
    }
  }
  const { failure, stop, blocks, safeHead } = chain.deriveAll(60n);
  if (failure) throw new Error(`seed ${seed}: ${failure.name}: ${failure.message}`);
  if (stop !== "l1Head" && stop !== "target") throw new Error(`seed ${seed}: stopped at ${stop}`);
  return JSON.stringify([
    stop,
    safeHead.hash,
    blocks.map((block) => [block.transactionsRoot, block.transactions.length, Number(block.l1Origin.number)]),
  ]);
}
