// Chains of our own for the program's tests: L2 blocks of the node's sequencer, batches of them on a made-up L1, and a host that has
// everything about both.
import { deflateSync } from "node:zlib";
import { encodeRlp } from "../../chain/src/rlp.js";
import type { RollupFork } from "../../chain/src/rollupConfig.js";
import { encodeSingularBatch, encodeSpan } from "../../node/src/batcher/batch.js";
import { encodeBlob } from "../../node/src/batcher/blob.js";
import { memoryChainStore } from "../../node/src/chainStore.js";
import { Engine } from "../../node/src/engine.js";
import { buildL2Genesis } from "../../node/src/genesis.js";
import { readL1Origin } from "../../node/src/l1Origin.js";
import { type L2Block, l1OriginOf } from "../../node/src/l2Block.js";
import { outputAt } from "../../node/src/output.js";
import type { PlanInputs } from "../../node/src/rollupPlan.js";
import { Sequencer } from "../../node/src/sequencer.js";
import { type L1Contents, MadeUpL1 } from "../../node/test/madeUpL1.js";
import { BATCHER, core, ETHER, L1, L2_CHAIN_ID, planFor, TIME } from "../../node/test/scenario.js";
import { User } from "../../node/test/users.js";
import { BLOB_BYTES, commitmentOf, type Preimage, versionedHash } from "../../program/src/preimage/blob.js";
import { outputRoot } from "../../program/src/preimage/outputRoot.js";
import { MemoryStore } from "../../program/src/store/store.js";
import { orderedTrie } from "../../program/src/trie/orderedTrie.js";
import { type Hex, toHex } from "../src/hex.js";
import { channelPayload } from "./derivation-chain.js";
import { type Boot, bytes, outputBytes, Preimages, programInput } from "./program.js";

export { TIME } from "../../node/test/scenario.js";

const STRANGER = `0x${"55".repeat(20)}`;
/** L1 blocks that are there before the first batch is posted: the origins of all L2 blocks. */
const QUIET_L1_BLOCKS = 6;

/** One batch to post: a block, or what somebody says one is. */
export interface Posted {
  readonly parent: L2Block;
  readonly block: L2Block;
  /** In place of the block's own signed transactions. */
  readonly signed?: readonly Uint8Array[];
}

/** Knows when each of its values came: at which head of the chain. */
class DatedStore extends MemoryStore {
  readonly #since = new Map<string, bigint>();
  readonly #now: () => bigint;

  constructor(now: () => bigint) {
    super();
    this.#now = now;
  }

  override putAll(preimages: readonly Preimage[]): void {
    for (const [key] of preimages) {
      if (!this.#since.has(toHex(key))) this.#since.set(toHex(key), this.#now());
    }
    super.putAll(preimages);
  }

  /** Only what was there when the block with this number became the head. */
  getAt(key: Uint8Array, number: bigint): Uint8Array | null {
    const since = this.#since.get(toHex(key));
    return since !== undefined && since < number ? this.get(key) : null;
  }
}

export class OwnChain {
  readonly #nodes = new DatedStore(() => (this.engine ? this.engine.head.number : -1n));
  readonly #codes = new DatedStore(() => (this.engine ? this.engine.head.number : -1n));
  readonly l1 = new MadeUpL1(TIME);
  readonly alice = new User("Alice", L2_CHAIN_ID);
  readonly engine: Engine;
  readonly sequencer: Sequencer;
  #channels = 0;

  /** `firstL1`: what the L1 block after the first one holds. */
  constructor(
    forkTimes: Partial<Record<RollupFork, bigint>>,
    inputs: Partial<PlanInputs> = {},
    firstL1: L1Contents = {},
  ) {
    this.l1.add(firstL1);
    for (let i = 2; i < QUIET_L1_BLOCKS; i++) this.l1.add();
    const plan = planFor(this.l1, { ...inputs, forkTimes: { regolith: 0n, ...forkTimes } });
    const genesis = buildL2Genesis(plan, core, { funds: { [this.alice.address]: 100n * ETHER } });
    this.engine = new Engine(genesis, { store: { ...memoryChainStore(), nodes: this.#nodes, codes: this.#codes } });
    this.sequencer = new Sequencer(this.engine, this.l1, { l1BlobSchedule: L1.blobSchedule });
  }

  get head(): L2Block {
    return this.engine.head;
  }

  pay(value = 1n, fields: Record<string, unknown> = {}): Promise<Uint8Array> {
    return this.alice.sign({ to: STRANGER, value, ...fields });
  }

  /** Builds blocks on the head, each with a payment, but for a fork's first; in front of the first payment, `before`. */
  async build(count: number, before: readonly Uint8Array[] = []): Promise<L2Block[]> {
    const blocks: L2Block[] = [];
    let waiting = [...before];
    for (let i = 0; i < count; i++) {
      const step = await this.sequencer.build([...waiting, await this.pay()]);
      if (step.kind !== "built" || step.rejected.length > 0) throw new Error(`no block: ${step.kind}`);
      waiting = [...step.postponed];
      blocks.push(step.block);
    }
    return blocks;
  }

  /** The block of deposits alone that takes the place of `block`; the head afterwards. */
  depositsInPlaceOf(block: L2Block): L2Block {
    const parent = this.engine.block(block.parentHash)!;
    const origin = readL1Origin(this.l1.blocks[Number(l1OriginOf(this.engine.rollup, block).number)]!);
    const execution = this.engine.execute(this.sequencer.attributes(parent, origin, []), parent);
    if (execution.verdict !== "valid") throw new Error(execution.failure.message);
    this.engine.setHead(execution.block.hash);
    return execution.block;
  }

  /** A batch for every block from `blocks`, each on the one before it. */
  posted(blocks: readonly L2Block[]): Posted[] {
    return blocks.map((block) => ({ parent: this.engine.block(block.parentHash)!, block }));
  }

  /** Posts the batches as one channel in the next L1 block: each by itself, or all as one span batch. */
  async post(batches: readonly Posted[], form: "singular" | "span" = "singular"): Promise<void> {
    const data = toHex(this.#payload(batches, form));
    const to = this.engine.rollup.batchInboxAddress;
    this.l1.add({ transactions: [await BATCHER.sign({ to, data, gas: 5_000_000n })] });
  }

  /** Posts the batches in a blob, after one of a stranger's in the same L1 block. @returns both blobs */
  async postBlob(batches: readonly Posted[]): Promise<readonly Uint8Array[]> {
    const blobs = [new Uint8Array(BLOB_BYTES).fill(1), encodeBlob(this.#payload(batches))];
    const hashes = blobs.map((blob) => toHex(versionedHash(commitmentOf(blob))));
    const to = this.engine.rollup.batchInboxAddress;
    const sign = (user: User, hash: Hex) =>
      user.sign({ type: "eip4844", to, blobVersionedHashes: [hash], maxFeePerBlobGas: 1n });
    const stranger = new User("a stranger", L1.chainId);
    this.l1.add({ transactions: [await sign(stranger, hashes[0]!), await sign(BATCHER, hashes[1]!)] });
    return blobs;
  }

  #payload(batches: readonly Posted[], form: "singular" | "span" = "singular"): Uint8Array {
    const { rollup } = this.engine;
    const blocks = batches.map(({ parent, block, signed }) => {
      const { number, timestamp } = block;
      const origin = l1OriginOf(rollup, block);
      const l1Origin = { number: origin.number, hash: origin.hash, timestamp: TIME + 12n * origin.number };
      const transactions = signed ?? block.transactions.filter((raw) => raw[0] !== 0x7e);
      return { number, parentHash: parent.hash, timestamp, l1Origin, transactions };
    });
    const encoded = form === "span" ? [this.#span(batches[0]!.parent, blocks)] : blocks.map(encodeSingularBatch);
    const channel = new Uint8Array(deflateSync(Buffer.concat(encoded.map((batch) => encodeRlp(batch)))));
    return channelPayload(++this.#channels, channel);
  }

  #span(parent: L2Block, blocks: Parameters<typeof encodeSpan>[0]): Uint8Array {
    const { rollup } = this.engine;
    return encodeSpan(blocks, l1OriginOf(rollup, parent).number, rollup.genesis.l2Time);
  }

  outputRoot(block: L2Block): Uint8Array {
    return outputRoot(outputAt(this.engine, block));
  }

  /** The claim that `claimed` follows from `agreed` and all of L1. */
  claim(agreed: L2Block, claimed: L2Block, changes: Partial<Boot> = {}): Boot {
    return {
      l1Head: bytes(this.l1.hashAt(this.l1.blocks.length - 1)),
      agreedOutputRoot: this.outputRoot(agreed),
      claimedOutputRoot: this.outputRoot(claimed),
      claimedNumber: claimed.number,
      chainId: L2_CHAIN_ID,
      ...changes,
    };
  }

  /** Everything about L1, and about L2 up to `agreed`: what later blocks make, a run has to make itself. */
  host(agreed: L2Block, boot: Boot): Preimages {
    const at = agreed.number;
    const host = new Preimages((key) => this.#nodes.getAt(key, at) ?? this.#codes.getAt(key, at));
    for (let number = 0n; number <= at; number++) {
      const { header, transactions } = this.engine.blockAt(number)!;
      host.add(header, ...orderedTrie(transactions).nodes);
    }
    for (const { header, transactions, receipts } of this.l1.blocks) {
      host.add(header, ...orderedTrie(transactions).nodes, ...orderedTrie(receipts ?? []).nodes);
    }
    const { stateRoot, messagePasserRoot, blockHash } = outputAt(this.engine, agreed);
    host.add(outputBytes(stateRoot, messagePasserRoot, blockHash));
    host.addBoot(boot);
    return host;
  }

  input(): Uint8Array {
    return programInput(this.engine.rollup, [], L1.blobSchedule);
  }
}
