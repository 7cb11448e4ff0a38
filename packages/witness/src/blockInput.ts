// What is to be verified, from whatever source: blocks, ancestor headers, nodes and codes, a chain and a claim; and how
// that becomes the core's binary input (docs/interfaces.md, "Binary input").
import { encodeConfiguration } from "@assay/chain/configuration";
import { readRlpItem, rlpToInteger } from "@assay/chain/rlp";
import type { ChainSpec } from "@assay/chain/spec";
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  listSection,
  type SectionSource,
  writeContainer,
} from "@assay/core/container";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { asBuffer, type ByteString, byteLengths, toBytes, writeBytes } from "./byteString.ts";

/** Where the expected block hash comes from; `self` when there is none and the block is only checked against itself. */
export type ClaimSource = "file" | "option" | "node" | "self";

export interface Claim {
  readonly source: ClaimSource;
  /** Expected hash of the last block; null exactly when the source is `self`. */
  readonly hash: Hex | null;
  /** Total difficulty of the first block's parent, for a proof-of-work block near the merge. */
  readonly parentTotalDifficulty?: bigint | null;
}

/** What the source says should come out; used only to explain a mismatch, never to judge. */
export interface Expected {
  /** Consensus encoding of every receipt. */
  readonly receipts?: readonly ByteString[];
  /** Trie nodes of the claimed post-state. */
  readonly postState?: readonly ByteString[];
}

export interface BlockInput {
  readonly chain: ChainSpec;
  /** RLP; block k+1 runs on k's post-state. An empty one has payload attributes in its place. */
  readonly blocks: readonly ByteString[];
  /** Items of section 6 (payloadAttributes.ts), one for each empty block, in order. */
  readonly payloadAttributes?: readonly ByteString[];
  /** RLP, oldest first; the last one is the parent of the first block. */
  readonly headers: readonly ByteString[];
  readonly nodes: readonly ByteString[];
  readonly codes: readonly ByteString[];
  /** Other byte strings found by their keccak-256. */
  readonly preimages?: readonly ByteString[];
  readonly claim: Claim;
  readonly expected?: Expected;
}

/** An input that is ready to be written into the core's memory, as often as it is run. */
export interface PreparedInput {
  /** Name of the chain, as in JSON; null while nobody has looked. */
  readonly chain: string | null;
  readonly claim: ClaimSource | null;
  readonly expected: Expected | null;
  /** Bytes of the binary input. */
  readonly length: number;
  /** @throws InputError HEX_BROKEN when hex digits turn out to be none, FILE_UNREADABLE */
  write(memory: Uint8Array): void;
}

const CLAIM_BYTES = 72;
const CLAIM_KIND_BLOCK = 1;
const CLAIM_HASH = 1;
const CLAIM_TOTAL_DIFFICULTY = 2;

/** Section 7 for a claim. */
export function encodeClaim(claim: Claim): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CLAIM_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, CLAIM_KIND_BLOCK, true);
  let flags = 0;
  if (claim.hash !== null) {
    flags |= CLAIM_HASH;
    bytes.set(fromHex(claim.hash)!, 8);
  }
  const total = claim.parentTotalDifficulty;
  if (total !== undefined && total !== null) {
    flags |= CLAIM_TOTAL_DIFFICULTY;
    for (let i = 0; i < 4; i++) view.setBigUint64(40 + 8 * i, BigInt.asUintN(64, total >> BigInt(64 * i)), true);
  }
  view.setUint32(4, flags, true);
  return bytes;
}

/** Reads section 7; its source is `file`, or `self` without a hash. @throws InputError CONTAINER_BROKEN */
export function decodeClaim(bytes: Uint8Array): Claim {
  if (bytes.length !== CLAIM_BYTES) {
    throw new InputError("CONTAINER_BROKEN", `a claim of ${bytes.length} bytes, not ${CLAIM_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint32(4, true);
  if (view.getUint32(0, true) !== CLAIM_KIND_BLOCK || flags > (CLAIM_HASH | CLAIM_TOTAL_DIFFICULTY)) {
    throw new InputError("CONTAINER_BROKEN", "the claim is of a kind that this version does not know");
  }
  let total = 0n;
  for (let i = 3; i >= 0; i--) total = (total << 64n) | view.getBigUint64(40 + 8 * i, true);
  const hash = flags & CLAIM_HASH ? toHex(bytes.subarray(8, 40)) : null;
  const claim: Claim = {
    source: hash === null ? "self" : "file",
    hash,
    parentTotalDifficulty: flags & CLAIM_TOTAL_DIFFICULTY ? total : null,
  };
  if (encodeClaim(claim).some((byte, i) => byte !== bytes[i])) {
    throw new InputError("CONTAINER_BROKEN", "the claim has values that its flags say are not there");
  }
  return claim;
}

function byteStrings(id: number, name: string, list: readonly ByteString[]): SectionSource {
  const lengths = byteLengths(list, (i) => `${name}[${i}]`);
  return listSection(id, lengths, (section, at, i) => writeBytes(section, at, list[i]!, () => `${name}[${i}]`));
}

function inputSections(input: BlockInput): SectionSource[] {
  const sections = [
    bytesSection(INPUT_SECTION.configuration, encodeConfiguration(input.chain)),
    byteStrings(INPUT_SECTION.blocks, "blocks", input.blocks),
    byteStrings(INPUT_SECTION.headers, "headers", input.headers),
    byteStrings(INPUT_SECTION.nodes, "state", input.nodes),
    byteStrings(INPUT_SECTION.codes, "codes", input.codes),
  ];
  if (input.payloadAttributes && input.payloadAttributes.length > 0) {
    sections.push(byteStrings(INPUT_SECTION.payloadAttributes, "payloadAttributes", input.payloadAttributes));
  }
  sections.push(bytesSection(INPUT_SECTION.claim, encodeClaim(input.claim)));
  if (input.preimages && input.preimages.length > 0) {
    sections.push(byteStrings(INPUT_SECTION.preimages, "preimages", input.preimages));
  }
  return sections;
}

/** Lays an input out. Hex is decoded when it is written. @throws InputError HEX_BROKEN */
export function prepareInput(input: BlockInput): PreparedInput {
  const sections = inputSections(input);
  return {
    chain: input.chain.name,
    claim: input.claim.source,
    expected: input.expected ? withWitness(input.expected, input.nodes) : null,
    length: containerSize(sections),
    write: (memory) => writeContainer(asBuffer(memory), INPUT_MAGIC, sections),
  };
}

/** Paths through the claimed post-state run into nodes that the block left as they were: the witness has those. */
function withWitness(expected: Expected, nodes: readonly ByteString[]): Expected {
  return expected.postState ? { ...expected, postState: [...expected.postState, ...nodes] } : expected;
}

/** The binary input as bytes, for files. */
export function encodeInput(input: BlockInput): Uint8Array<ArrayBuffer> {
  const prepared = prepareInput(input);
  const bytes = new Uint8Array(prepared.length);
  prepared.write(bytes);
  return bytes;
}

/** Positions among a header's fields. */
const NUMBER_FIELD = 8;
const GAS_LIMIT_FIELD = 9;
const TIMESTAMP_FIELD = 11;

function headerInteger(header: Uint8Array, position: number, at: string): bigint {
  const outer = readRlpItem(header);
  if (!outer.list) throw new InputError("FIELD_WRONG", "not a header: not an RLP list", { at });
  let rest = outer.payload;
  for (let i = 0; i < position; i++) rest = rest.subarray(readRlpItem(rest).encoded.length);
  const item = readRlpItem(rest);
  if (item.list || item.payload.length > 8) throw new InputError("FIELD_WRONG", "not a header: no number", { at });
  return rlpToInteger(item.payload);
}

function blockHeader(block: ByteString, at: string): Uint8Array {
  const outer = readRlpItem(toBytes(block, at));
  if (!outer.list) throw new InputError("FIELD_WRONG", "not a block: not an RLP list", { at });
  return readRlpItem(outer.payload).encoded;
}

/** Block number in a header's RLP. @throws InputError FIELD_WRONG when it is no header, HEX_BROKEN */
export function headerNumber(header: ByteString, at: string): bigint {
  return headerInteger(toBytes(header, at), NUMBER_FIELD, at);
}

/** Block number in a block's RLP. @throws InputError FIELD_WRONG, HEX_BROKEN */
export function blockNumber(block: ByteString, at: string): bigint {
  return headerInteger(blockHeader(block, at), NUMBER_FIELD, at);
}

/** Gas limit in a block's RLP. @throws InputError FIELD_WRONG */
export function blockGasLimit(block: Uint8Array, at: string): bigint {
  return headerInteger(blockHeader(block, at), GAS_LIMIT_FIELD, at);
}

/** Timestamp in a block's RLP. @throws InputError FIELD_WRONG, HEX_BROKEN */
export function blockTimestamp(block: ByteString, at: string): bigint {
  return headerInteger(blockHeader(block, at), TIMESTAMP_FIELD, at);
}

/** Headers in the order that the core wants, oldest first, whatever order the source has them in. Headers of the blocks
 *  themselves and later ones are left out: a range witness lists them, and they are no ancestors of the first block. */
export function orderHeaders(headers: readonly ByteString[], firstBlock: bigint, at: string): ByteString[] {
  const numbered = headers.map((header, i) => ({ header, number: headerNumber(header, `${at}[${i}]`) }));
  const ancestors = numbered.filter(({ number }) => number < firstBlock);
  ancestors.sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
  return ancestors.filter(({ header }, i) => header !== ancestors[i - 1]?.header).map(({ header }) => header);
}
