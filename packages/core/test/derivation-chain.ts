// A small L1 and L2 made up for tests: L1 blocks with the batcher's transactions and logs, L2 headers on top of what was derived.
import { createHash } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeRlp, type RlpItem, rlpInteger } from "../../chain/src/rlp.js";
import type { RollupConfig, RollupFork } from "../../chain/src/rollupConfig.js";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { superchainByName } from "../../chain/src/superchain.js";
import type { DerivedBlock } from "../src/derivation.js";
import { fromHex, toHex } from "../src/hex.js";
import type { DerivationCore, DerivationOutcome } from "./derivation.js";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replace(/^0x/, ""), "hex"));
const n = (value: bigint | number) => rlpInteger(BigInt(value));
const EMPTY_ROOT = hex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
const EMPTY_OMMERS = hex("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
export const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
export const word = (value: bigint) => hex(value.toString(16).padStart(64, "0"));
export const seededHash = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());

const BATCHER_KEY = seededHash("batcher");
function addressOf(key: Uint8Array): Uint8Array {
  return keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).subarray(12);
}
export const BATCHER = addressOf(BATCHER_KEY);
export const L1_TIME = 1000n;
export const L2_START = 0n;

/** Blocks of 12 seconds on L1 from number 100, time 1000; of 2 seconds on L2 from number 0. */
export function rollup(forks: Partial<Record<RollupFork, bigint>>, changes: Partial<RollupConfig> = {}): RollupConfig {
  const main = superchainByName("op-mainnet")!;
  return {
    ...main,
    l1ChainId: 900n,
    l2ChainId: 901n,
    maxSequencerDrift: 30n,
    seqWindowSize: 6n,
    channelTimeout: 4n,
    forkTimes: { regolith: 0n, ...forks },
    pectraBlobScheduleTime: null,
    genesis: {
      ...main.genesis,
      l1: { number: 100n, hash: `0x${"00".repeat(32)}` },
      l2: { number: 0n, hash: `0x${"00".repeat(32)}` },
      l2Time: L1_TIME,
      systemConfig: { ...main.genesis.systemConfig, batcherAddress: toHex(BATCHER) },
    },
    ...changes,
  };
}

export interface Log {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

export interface L1Content {
  /** Payloads of batcher transactions. */
  readonly data?: readonly Uint8Array[];
  /** Transactions as they are, after those. */
  readonly transactions?: readonly Uint8Array[];
  /** Logs, one receipt each; `failed` ones have another status. */
  readonly logs?: readonly (Log & { readonly failed?: boolean })[];
  /** Changes receipts and header fields that were made of all this, before they are hashed. */
  readonly changeReceipts?: (receipts: Uint8Array[]) => Uint8Array[];
  readonly changeHeader?: (fields: RlpItem[]) => RlpItem[];
}

export interface L2Fields {
  readonly parentHash: Uint8Array;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly root?: Uint8Array;
  readonly mixHash?: Uint8Array;
  readonly gasLimit?: bigint;
  readonly extra?: Uint8Array;
  readonly beaconRoot?: Uint8Array | null;
}

export interface L1BlockMade {
  readonly number: bigint;
  readonly time: bigint;
  readonly header: Uint8Array;
  readonly hash: Uint8Array;
  readonly mixHash: Uint8Array;
  readonly beaconRoot: Uint8Array;
  readonly nodes: readonly Uint8Array[];
}

/** A signed transaction to `to`: of type 2, or of type 3 with blobs. */
export function batcherTransaction(
  to: Uint8Array,
  data: Uint8Array,
  key = BATCHER_KEY,
  blobHashes: readonly Uint8Array[] = [],
): Uint8Array {
  const type = Uint8Array.of(blobHashes.length === 0 ? 2 : 3);
  const fields: RlpItem[] = [n(900), n(0), n(1), n(1), n(21_000), to, n(0), data, []];
  if (blobHashes.length > 0) fields.push(n(1), [...blobHashes]);
  const digest = keccak_256(joined(type, encodeRlp(fields)));
  const signature = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  const [recovery] = signature;
  const trimmed = (at: number) => n(BigInt(toHex(signature.subarray(at, at + 32))));
  return joined(type, encodeRlp([...fields, n(recovery!), trimmed(1), trimmed(33)]));
}

function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = new Uint8Array(256);
  for (const item of logs.flatMap(({ address, topics }) => [address, ...topics])) {
    const hash = keccak_256(item);
    for (const i of [0, 2, 4]) {
      const bit = ((hash[i]! << 8) | hash[i + 1]!) & 2047;
      bloom[255 - (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return bloom;
}

export class TestChain {
  readonly config: RollupConfig;
  readonly core: DerivationCore;
  readonly l1: L1BlockMade[] = [];
  readonly followers: Uint8Array[] = [];
  /** Commitment, proof, blob. */
  readonly blobs: Uint8Array[] = [];
  readonly l2Genesis: Uint8Array;

  constructor(core: DerivationCore, config: RollupConfig) {
    this.core = core;
    this.addL1();
    const first = this.l1[0]!;
    // The genesis block of L2 is the start: its configuration comes from the rollup's.
    this.l2Genesis = this.l2Header({ parentHash: new Uint8Array(32), number: 0n, timestamp: config.genesis.l2Time });
    this.config = {
      ...config,
      genesis: {
        ...config.genesis,
        l1: { number: 100n, hash: toHex(first.hash) },
        l2: { number: 0n, hash: toHex(keccak_256(this.l2Genesis)) },
      },
    };
  }

  addL1(content: L1Content = {}): L1BlockMade {
    const parent = this.l1.at(-1);
    const number = parent ? parent.number + 1n : 100n;
    const time = L1_TIME + 12n * (number - 100n);
    const inbox = this.config ? fromHex(this.config.batchInboxAddress)! : new Uint8Array(20);
    const own = (content.data ?? []).map((data) => batcherTransaction(inbox, data));
    const transactions = [...own, ...(content.transactions ?? [])];
    const logs = content.logs ?? [];
    const unchanged = logs.map((log) =>
      joined(
        Uint8Array.of(2),
        encodeRlp([n(log.failed ? 0 : 1), n(1), bloomOf([log]), [[log.address, [...log.topics], log.data]]]),
      ),
    );
    const receipts = content.changeReceipts?.(unchanged) ?? unchanged;
    const list = (items: readonly Uint8Array[]) =>
      items.length === 0 ? { root: EMPTY_ROOT, nodes: [] } : this.core.list(items);
    const txs = list(transactions);
    const txsRoot = txs.root.slice();
    const txsNodes = txs.nodes.map((node) => node.slice());
    const rcs = list(receipts);
    const mixHash = seededHash(`mix ${number}`);
    const beaconRoot = seededHash(`beacon ${number}`);
    const fields: RlpItem[] = [
      parent?.hash ?? new Uint8Array(32),
      EMPTY_OMMERS,
      new Uint8Array(20),
      new Uint8Array(32),
      txsRoot,
      rcs.root,
      bloomOf(logs),
      n(0),
      n(number),
      n(30_000_000),
      n(0),
      n(time),
      new Uint8Array(0),
      mixHash,
      new Uint8Array(8),
      n(7),
      EMPTY_ROOT,
      n(0),
      n(10_000_000),
      beaconRoot,
    ];
    const header = encodeRlp(content.changeHeader?.(fields) ?? fields);
    const nodes = [...txsNodes, ...rcs.nodes.map((node) => node.slice())];
    const block = { number, time, header, hash: keccak_256(header), mixHash, beaconRoot, nodes };
    this.l1.push(block);
    return block;
  }

  /** A header of L2; what is left out is as in the genesis block. */
  l2Header(block: L2Fields): Uint8Array {
    return encodeRlp([
      block.parentHash,
      EMPTY_OMMERS,
      hex("4200000000000000000000000000000000000011"),
      new Uint8Array(32),
      block.root ?? EMPTY_ROOT,
      EMPTY_ROOT,
      new Uint8Array(256),
      n(0),
      n(block.number),
      n(block.gasLimit ?? 30_000_000n),
      n(0),
      n(block.timestamp),
      block.extra ?? new Uint8Array(0),
      block.mixHash ?? new Uint8Array(32),
      new Uint8Array(8),
      n(7),
      ...(block.beaconRoot ? [EMPTY_ROOT, n(0), n(0), block.beaconRoot] : []),
    ]);
  }

  /** The header of a block that execution would make of `block`. */
  headerOf(block: DerivedBlock, root = block.transactionsRoot): Uint8Array {
    let extra = new Uint8Array(0);
    if (block.eip1559Params) {
      const unset = /^0x00000000/.test(block.eip1559Params);
      const params = unset ? hex("000000fa00000006") : hex(block.eip1559Params);
      const minimum = block.minBaseFee === null ? new Uint8Array(0) : word(block.minBaseFee).subarray(24);
      extra = joined(Uint8Array.of(block.minBaseFee === null ? 0 : 1), params, minimum);
    }
    return this.l2Header({
      parentHash: hex(block.parentHash),
      number: block.number,
      timestamp: block.timestamp,
      root: hex(root),
      mixHash: hex(block.prevRandao),
      gasLimit: block.gasLimit,
      extra,
      beaconRoot: block.parentBeaconBlockRoot ? hex(block.parentBeaconBlockRoot) : null,
    });
  }

  rollupBytes(): Uint8Array {
    return encodeRollup(this.config, [{ timestamp: 0n, baseFeeUpdateFraction: 3_338_477n }]);
  }

  derive(target: bigint): DerivationOutcome {
    return this.core.derive({
      rollup: this.rollupBytes(),
      l1Head: this.l1.at(-1)!.hash,
      start: keccak_256(this.l2Genesis),
      target,
      firstL1: 100n,
      headers: [...this.l1.map(({ header }) => header), this.l2Genesis],
      nodes: this.l1.flatMap(({ nodes }) => nodes),
      followers: this.followers,
      blobs: this.blobs,
    });
  }

  /** Derives as far as L1 goes, at most up to `target`, adding a header for each block. */
  deriveAll(target: bigint): DerivationOutcome {
    while (true) {
      const outcome = this.derive(target);
      if (outcome.stop !== "unknownBlock" && outcome.blocks.length === this.followers.length) return outcome;
      if (outcome.failure) return outcome;
      this.followers.push(this.headerOf(outcome.blocks.at(-1)!));
    }
  }
}

/** One frame with all of a channel. */
export function channelPayload(id: number, content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(22, id);
  head.writeUInt16BE(0, 16);
  head.writeUInt32BE(content.length, 18);
  return joined(Uint8Array.of(0), head, content, Uint8Array.of(1));
}

export function singularBatch(
  parent: Uint8Array,
  epoch: L1BlockMade,
  timestamp: bigint,
  txs: Uint8Array[],
): Uint8Array {
  return encodeRlp(joined(Uint8Array.of(0), encodeRlp([parent, n(epoch.number), epoch.hash, n(timestamp), txs])));
}
