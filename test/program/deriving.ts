// Derivation of a chain maker's L1 by the core alone, with everything in the input: what comes out beside what the sequencer made.
import { encodeConfiguration } from "@assay/chain/configuration";
import { readRlpList } from "@assay/chain/rlp";
import { rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  listSection,
  type SectionSource,
  writeContainer,
} from "@assay/core/container";
import { DERIVATION_INPUT, type Derivation, type DerivedBlock, decodeDerivation } from "@assay/core/derivation";
import type { Failure } from "@assay/core/errorRecord";
import { fromHex, toHex } from "@assay/core/hex";
import { Core, type Outcome } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import type { BlockAttributes } from "@assay/node/attributes";
import { DEPOSIT_TYPE } from "@assay/node/depositTransaction";
import type { Devnet } from "@assay/node/devnet/devnet";
import type { L1Block } from "@assay/node/l1/l1Client";
import { readL1Origin } from "@assay/node/l1Origin";
import { type L2Block, l1OriginOf } from "@assay/node/l2Block";
import { Beacon } from "@assay/program/beacon";
import { commitmentOf, loadKzg } from "@assay/program/blob";
import { orderedTrie } from "@assay/program/orderedTrie";
import { parseTransaction } from "viem";
import { concatBytes } from "../../packages/core/src/bytes.ts";

const BLOB_TYPE = 3;

function list(id: number, items: readonly Uint8Array[]) {
  return listSection(
    id,
    items.map((item) => item.length),
    (section, at, i) => section.set(items[i]!, at),
  );
}

export interface DerivedChain extends Derivation {
  readonly failure: Failure | null;
}

/** L1 blocks up to the head, the first one the rollup's. */
export async function l1Chain(devnet: Devnet): Promise<L1Block[]> {
  const blocks: L1Block[] = [];
  for (let number = devnet.rollup.genesis.l1.number; ; number++) {
    const block = await devnet.l1BlockAt(number);
    if (!block) return blocks;
    blocks.push(block);
  }
}

/** Commitment, proof and blob of every blob on L1. */
async function blobRecords(devnet: Devnet, l1: readonly L1Block[]): Promise<Uint8Array[]> {
  const beacon = new Beacon(devnet.relay.address);
  const records: Uint8Array[] = [];
  for (const { transactions, timestamp } of l1) {
    for (const transaction of transactions.filter((bytes) => bytes[0] === BLOB_TYPE)) {
      const { blobVersionedHashes } = parseTransaction(toHex(transaction));
      for (const hash of blobVersionedHashes ?? []) {
        const [blob] = await beacon.blobs({ versionedHash: fromHex(hash)!, index: null, timestamp });
        const commitment = commitmentOf(blob!);
        records.push(concatBytes(commitment, loadKzg().computeBlobKzgProof(blob!, commitment), blob!));
      }
    }
  }
  return records;
}

/** What derivation starts from: an L2 block, and L1 with everything in it. */
async function derivationInput(devnet: Devnet, start: L2Block, target: bigint): Promise<SectionSource[]> {
  const l1 = await l1Chain(devnet);
  const request = new Uint8Array(80);
  const view = new DataView(request.buffer);
  request.set(fromHex(l1.at(-1)!.hash)!, 0);
  request.set(fromHex(start.hash)!, 32);
  view.setBigUint64(64, target, true);
  view.setBigUint64(72, 2n ** 64n - 1n, true);
  const nodes = [start, ...l1].flatMap((block) => orderedTrie(block.transactions).nodes);
  return [
    list(INPUT_SECTION.headers, [...l1.map(({ header }) => header), start.header]),
    list(INPUT_SECTION.nodes, [...nodes, ...l1.flatMap((block) => orderedTrie(block.receipts).nodes)]),
    bytesSection(DERIVATION_INPUT.rollup, encodeRollup(devnet.rollup, devnet.l1BlobSchedule)),
    bytesSection(DERIVATION_INPUT.request, request),
    list(DERIVATION_INPUT.blobs, await blobRecords(devnet, l1)),
  ];
}

type Derive = (length: number, write: (memory: Uint8Array) => void) => Outcome;

function derived(sections: readonly SectionSource[], derive: Derive): DerivedChain {
  const ordered = [...sections].sort((a, b) => a.id - b.id);
  const outcome = derive(containerSize(ordered), (memory) => writeContainer(memory, INPUT_MAGIC, ordered));
  return { failure: outcome.failure, ...decodeDerivation(outcome.result!.bytes) };
}

/** Derives from L2's genesis up to a block, with the headers of the sequencer's blocks at hand. */
async function deriveChain(devnet: Devnet, target: bigint): Promise<DerivedChain> {
  const { engine } = devnet;
  const headers: Uint8Array[] = [];
  for (let number = 1n; number <= engine.head.number; number++) headers.push(engine.blockAt(number)!.header);
  const sections = await derivationInput(devnet, engine.genesis, target);
  const core = new Core(compileCore());
  return derived([...sections, list(DERIVATION_INPUT.l2Headers, headers)], (length, write) =>
    core.derive(length, write),
  );
}

/** What a node does that only has L1: derives and executes from a block on, as far as L1 goes, and makes that its chain. The
 *  engine builds each block too, from the sequencer's kind of attributes. @throws Error when it gets another one */
export async function follow(devnet: Devnet, start: L2Block): Promise<readonly DerivedBlock[]> {
  const { engine, rollup } = devnet;
  const { nodes, codes, headers } = engine.store;
  const core = new Core(compileCore(), {
    oracle: (key) => nodes.get(key) ?? codes.get(key) ?? headers.get(key),
  });
  const configuration = bytesSection(INPUT_SECTION.configuration, encodeConfiguration(rollupSpec(rollup)));
  const sections = [configuration, ...(await derivationInput(devnet, start, 2n ** 63n))];
  const { failure, blocks } = derived(sections, (length, write) => core.deriveAndExecute(length, write));
  if (failure) throw new Error(`${failure.name}: ${failure.message}`);
  engine.setHead(start.hash);
  for (const block of blocks) {
    const origin = readL1Origin((await devnet.l1BlockAt(block.l1Origin.number))!);
    const transactions = block.transactions.filter((transaction) => transaction[0] !== DEPOSIT_TYPE);
    const execution = engine.advance(devnet.sequencer.attributes(engine.head, origin, transactions));
    if (execution.verdict !== "valid" || execution.block.hash !== block.hash) {
      throw new Error(`block ${block.number}: the engine's is ${JSON.stringify(execution, null, 1).slice(0, 300)}`);
    }
  }
  return blocks;
}

/** Attributes that the sequencer's own code makes for a block that was built. */
export async function sequencerAttributes(devnet: Devnet, block: L2Block): Promise<BlockAttributes> {
  const parent = devnet.engine.blockAt(block.number - 1n)!;
  const origin = readL1Origin((await devnet.l1BlockAt(l1OriginOf(devnet.rollup, block).number))!);
  return devnet.sequencer.attributes(parent, origin, devnet.batched(block).transactions);
}

const hexOrNull = (bytes: Uint8Array | null) => bytes && toHex(bytes);

/** Both in one shape, for comparing. */
export function shownAttributes(attributes: BlockAttributes) {
  return {
    timestamp: attributes.timestamp,
    gasLimit: attributes.gasLimit,
    prevRandao: toHex(attributes.prevRandao),
    feeRecipient: toHex(attributes.suggestedFeeRecipient),
    parentBeaconBlockRoot: hexOrNull(attributes.parentBeaconBlockRoot),
    eip1559Params: hexOrNull(attributes.eip1559Params),
    minBaseFee: attributes.minBaseFee,
    transactions: attributes.transactions.map(toHex),
  };
}

export function shownDerived(block: DerivedBlock): ReturnType<typeof shownAttributes> {
  return {
    timestamp: block.timestamp,
    gasLimit: block.gasLimit,
    prevRandao: block.prevRandao,
    feeRecipient: block.feeRecipient,
    parentBeaconBlockRoot: block.parentBeaconBlockRoot,
    eip1559Params: block.eip1559Params,
    minBaseFee: block.minBaseFee,
    transactions: block.transactions.map(toHex),
  };
}

/** Derives the whole chain: every attribute and every transaction must be the sequencer's, byte for byte. @returns where they differ */
export async function derivationDifferences(devnet: Devnet): Promise<string[]> {
  const { engine } = devnet;
  const derived = await deriveChain(devnet, engine.head.number);
  if (derived.failure || derived.stop !== "target") {
    return [`derivation stops at block ${derived.blocks.length}: ${derived.failure?.name ?? derived.stop}`];
  }
  const differences: string[] = [];
  for (const block of derived.blocks) {
    const own = engine.blockAt(block.number)!;
    const sequenced: Record<string, unknown> = shownAttributes(await sequencerAttributes(devnet, own));
    const expected = { ...sequenced, hash: own.hash, built: own.transactions.map(toHex) };
    const actual = { ...shownDerived(block), hash: block.hash, built: block.transactions.map(toHex) };
    for (const [name, value] of Object.entries(actual)) {
      const wanted = expected[name as keyof typeof expected];
      if (String(value) !== String(wanted)) differences.push(`block ${block.number}: ${name} ${value}, not ${wanted}`);
    }
  }
  if (derived.safeHead.hash !== engine.head.hash) differences.push(`safe head ${derived.safeHead.hash}`);
  return differences;
}

/** Users' deposits and system configurations of a chain: a chain without them shows little. */
export function chainContents(devnet: Devnet): { readonly deposits: number; readonly gasLimits: number } {
  const { engine } = devnet;
  let deposits = 0;
  const gasLimits = new Set<string>();
  for (let number = 1n; number <= engine.head.number; number++) {
    const block = engine.blockAt(number)!;
    gasLimits.add(toHex(readRlpList(block.header, 40)[9]!.payload));
    // The first one is that of the L1 attributes.
    deposits += block.transactions.filter((transaction) => transaction[0] === DEPOSIT_TYPE).length - 1;
  }
  return { deposits, gasLimits: gasLimits.size };
}
