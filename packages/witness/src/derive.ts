// Derivation and batches for programs: inputs for the core put together, and its results.
import { encodeConfiguration } from "@assay/chain/configuration";
import { networkById } from "@assay/chain/networks";
import { type RollupConfig, rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import type { BlobParameters } from "@assay/chain/spec";
import { BATCH_INPUT, type BatchInput, type DecodedBatches, decodeBatchesResult } from "@assay/core/batches";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  listSection,
  type SectionSource,
  writeContainer,
} from "@assay/core/container";
import { DERIVATION_INPUT, type Derivation, decodeDerivation, decodeList } from "@assay/core/derivation";
import type { Failure } from "@assay/core/errorRecord";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core, Outcome } from "@assay/core/instance";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { asBuffer, type ByteString, byteLengths, writeBytes } from "./byteString.ts";

const BY_RULE = 2n ** 64n - 1n;
const REQUEST_BYTES = 80;

/** One L1 block. Lists are complete or null: null where the header's bloom rules out that the receipts are needed. */
export interface L1BlockData {
  readonly header: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  readonly receipts: readonly Uint8Array[] | null;
}

/** From where to where. */
export interface DerivationRange {
  readonly rollup: RollupConfig;
  /** Blob parameters of an L1 chain that is not built in. */
  readonly l1BlobSchedule?: readonly BlobParameters[];
  readonly l1Head: Hex;
  /** L1 block to begin at; null: as far before the starting block's origin as a channel may have begun. */
  readonly firstL1: bigint | null;
  /** The block that is taken as safe. */
  readonly start: { readonly hash: Hex };
  /** Headers of the L2 blocks that follow the starting block: each stands on the one before. */
  readonly followers: readonly Uint8Array[];
  /** Last L2 block to derive. */
  readonly target: bigint;
}

export interface DerivationRequest extends DerivationRange {
  /** Consecutive, oldest first; the last one is the head. */
  readonly l1: readonly L1BlockData[];
  readonly start: { readonly hash: Hex; readonly header: Uint8Array; readonly transactions: readonly Uint8Array[] };
  /** Commitment, proof and blob, 131168 bytes each. */
  readonly blobs?: readonly Uint8Array[];
}

/** What executing needs of the state, of all blocks together. */
export interface StateWitness {
  readonly headers: readonly ByteString[];
  readonly nodes: readonly ByteString[];
  readonly codes: readonly ByteString[];
}

export interface DerivationOutcome extends Derivation {
  readonly failure: Failure | null;
}

export interface ExecutedDerivation extends DerivationOutcome {
  /** Why payloads were rejected; that is no verdict about the whole. */
  readonly rejected: readonly Failure[];
}

function list(id: number, items: readonly ByteString[]): SectionSource {
  const lengths = byteLengths(items, (i) => `section ${id}[${i}]`);
  return listSection(id, lengths, (section, at, i) => writeBytes(section, at, items[i]!, () => `section ${id}[${i}]`));
}

function run<Out extends Outcome>(
  sections: readonly SectionSource[],
  call: (length: number, write: (memory: Uint8Array) => void) => Out,
): Out {
  return call(containerSize(sections), (memory) => writeContainer(asBuffer(memory), INPUT_MAGIC, sections));
}

/** The rollup's configuration as the core reads it, with the blob schedule of its L1 chain. */
export function encodedRollup(rollup: RollupConfig, l1BlobSchedule?: readonly BlobParameters[]): Uint8Array {
  return encodeRollup(rollup, l1BlobSchedule ?? networkById(rollup.l1ChainId)?.blobSchedule ?? []);
}

function requestSection(range: DerivationRange): SectionSource {
  const bytes = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(fromHex(range.l1Head)!, 0);
  bytes.set(fromHex(range.start.hash)!, 32);
  view.setBigUint64(64, range.target, true);
  view.setBigUint64(72, range.firstL1 ?? BY_RULE, true);
  return bytesSection(DERIVATION_INPUT.request, bytes);
}

const rollupSection = ({ rollup, l1BlobSchedule }: DerivationRange) =>
  bytesSection(DERIVATION_INPUT.rollup, encodedRollup(rollup, l1BlobSchedule));
const configurationSection = ({ rollup }: DerivationRange) =>
  bytesSection(INPUT_SECTION.configuration, encodeConfiguration(rollupSpec(rollup)));

/** The input for a core that gets everything else from its oracle. */
export function rangeInput(call: "derive" | "deriveAndExecute", range: DerivationRange): Uint8Array {
  const sections =
    call === "derive"
      ? [rollupSection(range), requestSection(range), list(DERIVATION_INPUT.l2Headers, range.followers)]
      : [configurationSection(range), rollupSection(range), requestSection(range)];
  const input = new Uint8Array(containerSize(sections));
  writeContainer(input, INPUT_MAGIC, sections);
  return input;
}

/** Root and nodes of the trie over a block's transactions or receipts. */
export function listTrie(core: Core, items: readonly Uint8Array[]): { root: Hex; nodes: readonly Uint8Array[] } {
  const { result } = run([list(INPUT_SECTION.preimages, items)], (length, write) => core.buildList(length, write));
  if (!result) throw new InputError("CORE_TRAPPED", "the core built no trie");
  return decodeList(result.bytes);
}

/** Nodes of the tries of all lists in a request. */
function listNodes(core: Core, request: DerivationRequest): Uint8Array[] {
  return [
    ...request.l1.flatMap((block) => [block.transactions, block.receipts ?? []]),
    request.start.transactions,
  ].flatMap((items) => (items.length === 0 ? [] : listTrie(core, items).nodes));
}

function headersOf(request: DerivationRequest): Uint8Array[] {
  return [...request.l1.map(({ header }) => header), request.start.header];
}

/** Hash of a block with this header. */
export function headerHash(header: Uint8Array): Hex {
  return toHex(keccak_256(header));
}

/** Derives L2 blocks. What is missing or wrong is in `failure`; the blocks before it are there. */
export function derive(core: Core, request: DerivationRequest): DerivationOutcome {
  const sections = [
    list(INPUT_SECTION.headers, headersOf(request)),
    list(INPUT_SECTION.nodes, listNodes(core, request)),
    rollupSection(request),
    requestSection(request),
    list(DERIVATION_INPUT.l2Headers, request.followers),
    list(DERIVATION_INPUT.blobs, request.blobs ?? []),
  ];
  const { failure, result } = run(sections, (length, write) => core.derive(length, write));
  if (!result) throw new InputError("CORE_TRAPPED", "the core gave no result");
  return { failure, ...decodeDerivation(result.bytes) };
}

/** Derives L2 blocks and executes each; the headers that the request has of them are not looked at. */
export function deriveAndExecute(core: Core, request: DerivationRequest, witness: StateWitness): ExecutedDerivation {
  const sections = [
    configurationSection(request),
    list(INPUT_SECTION.headers, [...headersOf(request), ...witness.headers]),
    list(INPUT_SECTION.nodes, [...listNodes(core, request), ...witness.nodes]),
    list(INPUT_SECTION.codes, witness.codes),
    rollupSection(request),
    requestSection(request),
    list(DERIVATION_INPUT.blobs, request.blobs ?? []),
  ];
  const { failure, result, rejected } = run(sections, (length, write) => core.deriveAndExecute(length, write));
  if (!result) throw new InputError("CORE_TRAPPED", "the core gave no result");
  return { failure, rejected, ...decodeDerivation(result.bytes) };
}

/** Decodes a channel or batch. null: the bytes are none of that kind. */
export function decodeBatches(
  core: Core,
  bytes: Uint8Array,
  kind: BatchInput,
  rollup: RollupConfig,
): DecodedBatches | null {
  const sections = [
    list(INPUT_SECTION.preimages, [bytes]),
    bytesSection(DERIVATION_INPUT.rollup, encodedRollup(rollup)),
  ];
  const { failure, result } = run(sections, (length, write) => core.decodeBatches(length, write, BATCH_INPUT[kind]));
  if (failure || !result) return null;
  return decodeBatchesResult(result.bytes, kind);
}
