// A sequencer beside a made-up chain: L2 blocks as they should be derived, computed here from the specification (L1 attributes
// deposit, headers), so that L1 can be filled with batches that name the right parents before anything is derived.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeRlp, readRlpList, rlpInteger } from "../../chain/src/rlp.js";
import type { RollupFork } from "../../chain/src/rollupConfig.js";
import { encodeSpanBatch } from "../../chain/src/spanBatch.js";
import { toHex } from "../src/hex.js";
import {
  BATCHER,
  batcherTransaction,
  joined,
  type L1BlockMade,
  seededHash,
  singularBatch,
  type TestChain,
  word,
} from "./derivation-chain.js";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replace(/^0x/, ""), "hex"));
const n = (value: bigint | number) => rlpInteger(BigInt(value));
const DEPOSITOR = bytes("deaddeaddeaddeaddeaddeaddeaddeaddead0001");
const L1_BLOCK = bytes("4200000000000000000000000000000000000015");
/** TestChain's L1: base fee 7, and 10,000,000 excess blob gas under Cancun's fraction. */
const BASE_FEE = 7n;
const BLOB_BASE_FEE = 19n;

export interface SequencedBlock {
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly epoch: L1BlockMade;
  readonly parent: Uint8Array;
  readonly users: readonly Uint8Array[];
  readonly advances: boolean;
  readonly header: Uint8Array;
  readonly hash: Uint8Array;
  /** All of them, the L1 attributes deposit first. */
  readonly transactions: readonly Uint8Array[];
}

function big(value: bigint, size: number): Uint8Array {
  return word(value).subarray(32 - size);
}

/** Call data of the L1 attributes deposit, in the form that L2's contract understands at `time`. */
function callData(chain: TestChain, epoch: L1BlockMade, sequence: bigint, time: bigint): Uint8Array {
  const { forkTimes, genesis } = chain.config;
  const has = (...forks: RollupFork[]) =>
    // The block that activates a fork still speaks to the old contract.
    forks.some((fork) => {
      const at = forkTimes[fork];
      return at !== undefined && time >= at && (at <= genesis.l2Time || time - 2n >= at);
    });
  const { overhead, scalar } = genesis.systemConfig;
  const batcher = joined(new Uint8Array(12), BATCHER);
  if (!has("ecotone", "fjord", "granite", "holocene", "isthmus", "jovian")) {
    return joined(
      bytes("015d8eb9"),
      ...[epoch.number, epoch.time, BASE_FEE].map(word),
      epoch.hash,
      word(sequence),
      batcher,
      word(BigInt(overhead)),
      word(BigInt(scalar)),
    );
  }
  const isthmus = has("isthmus", "jovian");
  const jovian = has("jovian");
  return joined(
    bytes(jovian ? "3db6be2b" : isthmus ? "098999be" : "440a5e20"),
    big(BigInt(scalar) & 0xffff_ffffn, 4),
    new Uint8Array(4),
    big(sequence, 8),
    big(epoch.time, 8),
    big(epoch.number, 8),
    word(BASE_FEE),
    word(BLOB_BASE_FEE),
    epoch.hash,
    batcher,
    new Uint8Array(isthmus ? 12 : 0),
    jovian ? big(400n, 2) : new Uint8Array(0),
  );
}

export function attributesDeposit(chain: TestChain, epoch: L1BlockMade, sequence: bigint, time: bigint): Uint8Array {
  const source = keccak_256(joined(word(1n), keccak_256(joined(epoch.hash, word(sequence)))));
  const fields = [source, DEPOSITOR, L1_BLOCK, n(0), n(0), n(1_000_000), n(0), callData(chain, epoch, sequence, time)];
  return joined(Uint8Array.of(0x7e), encodeRlp(fields));
}

export class Sequencer {
  readonly chain: TestChain;
  /** Position in `chain.l1` of the last block's origin. */
  #origin = 0;
  #sequence = 0n;
  #parent: Uint8Array;
  number = 0n;
  timestamp: bigint;

  constructor(chain: TestChain) {
    this.chain = chain;
    this.#parent = keccak_256(chain.l2Genesis);
    this.timestamp = chain.config.genesis.l2Time;
  }

  /** Whether the next block may have the next L1 block as its origin. */
  canAdvance(): boolean {
    const next = this.chain.l1[this.#origin + 1];
    return next !== undefined && next.time <= this.timestamp + 2n;
  }

  /** The next block; its origin is the next L1 block as soon as that is old enough. No deposits or updates may be on L1. */
  next(users: readonly Uint8Array[]): SequencedBlock {
    const advances = this.canAdvance();
    this.timestamp += 2n;
    this.number++;
    if (advances) this.#origin++;
    this.#sequence = advances ? 0n : this.#sequence + 1n;
    const epoch = this.chain.l1[this.#origin]!;
    const { forkTimes } = this.chain.config;
    const active = (...forks: RollupFork[]) =>
      forks.some((fork) => forkTimes[fork] !== undefined && this.timestamp >= forkTimes[fork]);
    const deposit = attributesDeposit(this.chain, epoch, this.#sequence, this.timestamp);
    const parent = this.#parent;
    const header = this.chain.l2Header({
      parentHash: parent,
      number: this.number,
      timestamp: this.timestamp,
      root: this.chain.core.list([deposit, ...users]).root.slice(),
      mixHash: epoch.mixHash,
      gasLimit: 30_000_000n,
      extra: active("jovian")
        ? bytes("01000000fa000000060000000000000000")
        : active("holocene", "isthmus")
          ? bytes("00000000fa00000006")
          : new Uint8Array(0),
      beaconRoot: active("ecotone", "fjord", "granite", "holocene", "isthmus", "jovian") ? epoch.beaconRoot : null,
    });
    this.#parent = keccak_256(header);
    const { number, timestamp } = this;
    const transactions = [deposit, ...users];
    return { number, timestamp, epoch, parent, users, advances, header, hash: this.#parent, transactions };
  }
}

/** A user's transaction on the chain with id 901, which span batches leave out. */
export function userTransaction(text: string): Uint8Array {
  const signed = batcherTransaction(new Uint8Array(20).fill(9), seededHash(text));
  const items = readRlpList(signed.subarray(1), 16).map(({ payload, list }) => (list ? [] : payload));
  return joined(Uint8Array.of(2), encodeRlp([n(901), ...items.slice(1)]));
}

/** A span batch of blocks that follow each other, as an RLP string. */
export function spanOf(chain: TestChain, blocks: readonly SequencedBlock[]): Uint8Array {
  const [first, last] = [blocks[0]!, blocks.at(-1)!];
  const content = encodeSpanBatch({
    relativeTimestamp: first.timestamp - chain.config.genesis.l2Time,
    lastEpoch: last.epoch.number,
    parentCheck: toHex(first.parent.subarray(0, 20)),
    originCheck: toHex(last.epoch.hash.subarray(0, 20)),
    blocks: blocks.map(({ advances, users }) => ({ originBit: advances, transactions: users })),
  });
  return encodeRlp(joined(Uint8Array.of(1), content));
}

export function singularOf(block: SequencedBlock): Uint8Array {
  return singularBatch(block.parent, block.epoch, block.timestamp, [...block.users]);
}
