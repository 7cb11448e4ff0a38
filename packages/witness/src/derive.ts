// Derivation and batches for programs: inputs for the core put together, and its results.

import { networkById } from "@assay/chain/networks";
import type { RollupConfig } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { BATCH_INPUT, type BatchInput, type DecodedBatches, decodeBatchesResult } from "@assay/core/batches";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  listSection,
  type SectionSource,
  writeContainer,
} from "@assay/core/container";
import { DERIVATION_INPUT, type Derivation, decodeDerivation, decodeList } from "@assay/core/derivation";
import type { Failure } from "@assay/core/errorRecord";
import { fromHex, type Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core, Outcome } from "@assay/core/instance";

const SECTION = { headers: 3, nodes: 4, preimages: 8 } as const;
const BY_RULE = 2n ** 64n - 1n;

/** One L1 block. Lists are complete or null: null where the header's bloom rules out that the receipts are needed. */
export interface L1BlockData {
  readonly header: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  readonly receipts: readonly Uint8Array[] | null;
}

export interface DerivationRequest {
  readonly rollup: RollupConfig;
  /** Consecutive, oldest first; the last one is the head. */
  readonly l1: readonly L1BlockData[];
  readonly l1Head: Hex;
  /** L1 block to begin at; null: as far before the starting block's origin as a channel may have begun. */
  readonly firstL1: bigint | null;
  readonly start: { readonly hash: Hex; readonly header: Uint8Array; readonly transactions: readonly Uint8Array[] };
  /** Headers of the L2 blocks that follow the starting block: each stands on the one before. */
  readonly followers: readonly Uint8Array[];
  /** Last L2 block to derive. */
  readonly target: bigint;
  /** Commitment, proof and blob, 131168 bytes each. */
  readonly blobs?: readonly Uint8Array[];
}

export interface DerivationOutcome extends Derivation {
  readonly failure: Failure | null;
}

function list(id: number, items: readonly Uint8Array[]): SectionSource {
  const lengths = items.map((item) => item.length);
  return listSection(id, lengths, (section, at, i) => section.set(items[i]!, at));
}

function run(
  sections: readonly SectionSource[],
  call: (length: number, write: (memory: Uint8Array) => void) => Outcome,
): Outcome {
  return call(containerSize(sections), (memory) => writeContainer(memory, INPUT_MAGIC, sections));
}

/** The rollup's configuration as the core reads it, with the blob schedule of its L1 chain. */
export function encodedRollup(rollup: RollupConfig): Uint8Array {
  return encodeRollup(rollup, networkById(rollup.l1ChainId)?.blobSchedule ?? []);
}

/** Root and nodes of the trie over a block's transactions or receipts. */
export function listTrie(core: Core, items: readonly Uint8Array[]): { root: Hex; nodes: readonly Uint8Array[] } {
  const { result } = run([list(SECTION.preimages, items)], (length, write) => core.buildList(length, write));
  if (!result) throw new InputError("CORE_TRAPPED", "the core built no trie");
  return decodeList(result.bytes);
}

/** Derives L2 blocks. What is missing or wrong is in `failure`; the blocks before it are there. */
export function derive(core: Core, request: DerivationRequest): DerivationOutcome {
  const nodes = [
    ...request.l1.flatMap((block) => [block.transactions, block.receipts ?? []]),
    request.start.transactions,
  ].flatMap((items) => (items.length === 0 ? [] : listTrie(core, items).nodes));
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  bytes.set(fromHex(request.l1Head)!, 0);
  bytes.set(fromHex(request.start.hash)!, 32);
  view.setBigUint64(64, request.target, true);
  view.setBigUint64(72, request.firstL1 ?? BY_RULE, true);
  const sections = [
    list(SECTION.headers, [...request.l1.map(({ header }) => header), request.start.header]),
    list(SECTION.nodes, nodes),
    bytesSection(DERIVATION_INPUT.rollup, encodedRollup(request.rollup)),
    bytesSection(DERIVATION_INPUT.request, bytes),
    list(DERIVATION_INPUT.l2Headers, request.followers),
    list(DERIVATION_INPUT.blobs, request.blobs ?? []),
  ];
  const { failure, result } = run(sections, (length, write) => core.derive(length, write));
  if (!result) throw new InputError("CORE_TRAPPED", "the core gave no result");
  return { failure, ...decodeDerivation(result.bytes) };
}

/** Decodes a channel or batch. null: the bytes are none of that kind. */
export function decodeBatches(
  core: Core,
  bytes: Uint8Array,
  kind: BatchInput,
  rollup: RollupConfig,
): DecodedBatches | null {
  const sections = [list(SECTION.preimages, [bytes]), bytesSection(DERIVATION_INPUT.rollup, encodedRollup(rollup))];
  const { failure, result } = run(sections, (length, write) => core.decodeBatches(length, write, BATCH_INPUT[kind]));
  if (failure || !result) return null;
  return decodeBatchesResult(result.bytes, kind);
}
