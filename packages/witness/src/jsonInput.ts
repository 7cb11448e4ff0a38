// The JSON file shapes that hold a block and its witness (docs/formats.md), each told apart by its fields, never by the
// file's name. What is read is only shaped here; every hash and root is the core's to check.
import { blockFromJson } from "@assay/chain/blockJson";
import {
  asArray,
  asHash,
  asInteger,
  asObject,
  asString,
  isObject,
  type JsonObject,
  required,
} from "@assay/chain/fields";
import { readChainConfig } from "@assay/chain/genesis";
import { networkById, networkByName } from "@assay/chain/networks";
import { rollupConfigFromJson, rollupSpec } from "@assay/chain/rollupConfig";
import type { ChainSpec } from "@assay/chain/spec";
import { superchainById } from "@assay/chain/superchain";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type BlockInput, blockNumber, type Claim, type Expected, orderHeaders } from "./blockInput.ts";
import { type ByteString, toBytes } from "./byteString.ts";
import { isExecutionWitness, readExecutionWitness } from "./executionWitness.ts";
import { encodePayloadAttributes, payloadAttributesFromJson } from "./payloadAttributes.ts";

export interface InputOptions {
  /** Overrides the chain that the file names; needed where it names none. */
  readonly chain?: ChainSpec | undefined;
  /** Overrides the hash that the file states. */
  readonly hash?: Hex | undefined;
  /** Leaves the block aside and runs from the payload attributes alone (OP Stack). */
  readonly fromAttributes?: boolean | undefined;
}

/** A block to be verified, in whatever form the source has it. */
interface SourceBlock {
  readonly rlp: ByteString;
  readonly number: bigint;
  readonly hash: Hex | null;
}

function claimOf(fileHash: Hex | null, options: InputOptions, total?: bigint | null): Claim {
  const rest = total === undefined || total === null ? {} : { parentTotalDifficulty: total };
  if (options.hash) return { source: "option", hash: options.hash, ...rest };
  return fileHash ? { source: "file", hash: fileHash, ...rest } : { source: "self", hash: null, ...rest };
}

/** The chain that options and file agree on. @throws InputError CHAIN_UNKNOWN, CHAIN_CONFLICT, FIELD_MISSING */
function chainOf(object: JsonObject, options: InputOptions): ChainSpec {
  const config = isObject(object["config"])
    ? readChainConfig(object["config"])
    : isObject(object["rollupConfig"])
      ? rollupSpec(rollupConfigFromJson(object["rollupConfig"], superchainById))
      : null;
  const stated = object["chainId"];
  const id = stated === undefined ? (config?.chainId ?? null) : asInteger(stated, "chainId", 64);
  if (options.chain) {
    if (id !== null && id !== options.chain.chainId) {
      throw new InputError(
        "CHAIN_CONFLICT",
        `the file is of chain ${id}, but chain ${options.chain.chainId} was asked for`,
      );
    }
    return options.chain;
  }
  if (config && config.chainId !== id) {
    throw new InputError("CHAIN_CONFLICT", `the file is of chain ${id}, its configuration of chain ${config.chainId}`);
  }
  if (config) return config;
  if (id !== null) {
    const network = networkById(id);
    if (!network) throw new InputError("CHAIN_UNKNOWN", `no built-in chain has id ${id}`);
    return network;
  }
  if (object["chain"] !== undefined) return networkByName(asString(object["chain"], "chain").toLowerCase());
  throw new InputError("FIELD_MISSING", "the file does not say which chain the block is of", {
    advice: "Name the chain with --chain.",
  });
}

function byteStringList(value: unknown, at: string): readonly string[] {
  return asArray(value, at).map((entry, i) => asString(entry, `${at}[${i}]`));
}

/** A block as RLP in hex, or as JSON. */
function sourceBlock(value: unknown, at: string): SourceBlock {
  if (typeof value === "string") return { rlp: value, number: blockNumber(value, at), hash: null };
  return blockFromJson(value, at);
}

function optionalHash(object: JsonObject, keys: readonly string[]): Hex | null {
  for (const key of keys) if (object[key] !== undefined && object[key] !== null) return asHash(object[key], key);
  return null;
}

function assemble(
  blocks: readonly SourceBlock[],
  witness: unknown,
  chain: ChainSpec,
  claim: Claim,
  rest: {
    parentHeader?: string;
    payloadAttributes?: readonly ByteString[];
    preimages?: readonly string[];
    expected?: Expected;
  } = {},
): BlockInput {
  const { nodes, codes, headers } = readExecutionWitness(witness, "witness");
  const first = blocks[0];
  if (!first) throw new InputError("FIELD_MISSING", "there is no block", { at: "blocks" });
  const all = rest.parentHeader === undefined ? headers : [...headers, rest.parentHeader];
  return {
    chain,
    blocks: blocks.map((block) => block.rlp),
    headers: orderHeaders(all, first.number, "witness.headers"),
    nodes,
    codes,
    ...(rest.payloadAttributes ? { payloadAttributes: rest.payloadAttributes } : {}),
    ...(rest.preimages && rest.preimages.length > 0 ? { preimages: rest.preimages } : {}),
    claim,
    ...(rest.expected ? { expected: rest.expected } : {}),
  };
}

/** A block of which only the number is known. The core takes the header before it for the parent. */
function missingBlock(object: JsonObject): SourceBlock {
  return { rlp: new Uint8Array(0), number: asInteger(required(object, "number", ""), "number", 64), hash: null };
}

function attributesOf(object: JsonObject): Uint8Array {
  const at = "payloadAttributes";
  return encodePayloadAttributes(payloadAttributesFromJson(required(object, at, ""), at));
}

/** The shape of fixtures/blocks: format 1, the block as RLP, the witness, and what is expected. */
function readFixture(object: JsonObject, options: InputOptions): BlockInput {
  if (object["kind"] !== undefined && object["kind"] !== "l1" && object["kind"] !== "op") {
    throw new InputError("CHAIN_NOT_SUPPORTED", `blocks of kind ${JSON.stringify(object["kind"]).slice(0, 20)}`, {
      at: "kind",
    });
  }
  const chain = chainOf(object, options);
  if (object["kind"] !== undefined && (object["kind"] === "op") !== (chain.optimism !== undefined)) {
    throw new InputError("CHAIN_CONFLICT", `the file is of kind "${object["kind"]}", but ${chain.name} is not`, {
      at: "kind",
    });
  }
  const block = options.fromAttributes
    ? missingBlock(object)
    : sourceBlock(asString(required(object, "block", ""), "block"), "block");
  const expected = asObject(object["expected"] ?? {}, "expected");
  const parentHeader = object["parentHeader"];
  const total = object["parentTotalDifficulty"];
  const claim = claimOf(
    optionalHash(expected, ["blockHash"]),
    options,
    total === undefined ? null : asInteger(total, "parentTotalDifficulty", 256),
  );
  return assemble([block], required(object, "witness", ""), chain, claim, {
    ...(parentHeader === undefined ? {} : { parentHeader: asString(parentHeader, "parentHeader") }),
    ...(options.fromAttributes ? { payloadAttributes: [attributesOf(object)] } : {}),
    ...(object["preimages"] === undefined ? {} : { preimages: byteStringList(object["preimages"], "preimages") }),
    expected: {
      ...(expected["receipts"] === undefined
        ? {}
        : { receipts: byteStringList(expected["receipts"], "expected.receipts") }),
      ...(expected["postState"] === undefined
        ? {}
        : { postState: byteStringList(expected["postState"], "expected.postState") }),
    },
  });
}

/** ethrex-replay's cache files, `cache_<network>_<block>[-<to>].json`: blocks as JSON, a witness, the network's name. */
function readReplayCache(object: JsonObject, options: InputOptions): BlockInput {
  const blocks = asArray(object["blocks"], "blocks").map((block, i) => blockFromJson(block, `blocks[${i}]`));
  blocks.sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
  return assemble(
    blocks,
    required(object, "witness", ""),
    replayChain(object, options),
    claimOf(blocks.at(-1)?.hash ?? null, options),
  );
}

/** `"network": {"PublicNetwork": "Hoodi"}` in a cache file; other networks are development chains without a name. */
function replayChain(object: JsonObject, options: InputOptions): ChainSpec {
  const network = object["network"];
  const name = isObject(network) ? network["PublicNetwork"] : network;
  if (typeof name === "string" && !options.chain) return networkByName(name.toLowerCase());
  if (typeof name === "string" && options.chain)
    return chainOf({ chainId: `${networkByName(name.toLowerCase()).chainId}` }, options);
  return chainOf(object, options);
}

/** A block and a witness in one object: {block | rlp, witness, chain | chainId | config, hash}. */
function readCombined(object: JsonObject, options: InputOptions): BlockInput {
  const block = sourceBlock(
    unwrap(object["rlp"] ?? required(object, "block", "")),
    object["rlp"] === undefined ? "block" : "rlp",
  );
  const claim = claimOf(optionalHash(object, ["blockHash", "hash"]) ?? block.hash, options);
  return assemble([block], unwrap(required(object, "witness", "")), chainOf(object, options), claim);
}

/** The `result` of a JSON-RPC answer that was saved whole, or the value itself. */
export function unwrap(value: unknown): unknown {
  if (!isObject(value) || value["result"] === undefined) return value;
  return value["jsonrpc"] !== undefined || value["id"] !== undefined ? value["result"] : value;
}

/** What a parsed JSON file is: everything that is needed, or half of a pair. */
export type JsonInput =
  | { readonly kind: "input"; readonly input: BlockInput }
  | { readonly kind: "witness"; readonly witness: unknown }
  | { readonly kind: "block"; readonly block: unknown };

/** Tells the shape of a parsed file and reads it. @throws InputError FORMAT_UNKNOWN, and what its readers throw */
export function readJsonInput(value: unknown, options: InputOptions): JsonInput {
  const object = unwrap(value);
  // A block as hex, as debug_getRawBlock answers.
  if (typeof object === "string") return { kind: "block", block: object };
  if (isObject(object)) {
    if (object["format"] === 1) return { kind: "input", input: readFixture(object, options) };
    if (options.fromAttributes) throw noAttributes();
    if (isObject(object["witness"])) {
      if (Array.isArray(object["blocks"])) return { kind: "input", input: readReplayCache(object, options) };
      if (object["block"] !== undefined || object["rlp"] !== undefined) {
        return { kind: "input", input: readCombined(object, options) };
      }
    }
    if (isExecutionWitness(object)) return { kind: "witness", witness: object };
    if (object["parentHash"] !== undefined || object["header"] !== undefined) return { kind: "block", block: object };
  }
  throw new InputError("FORMAT_UNKNOWN", "the JSON is neither a block with its witness nor one of the two");
}

export function noAttributes(): InputError {
  return new InputError("FIELD_MISSING", "the file has no payload attributes");
}

/** Joins the two halves of a pair. @throws InputError FIELD_MISSING without a chain, and what the readers throw */
export function joinPair(block: unknown, witness: unknown, options: InputOptions): BlockInput {
  const source = block instanceof Uint8Array ? rawBlock(block) : sourceBlock(unwrap(block), "block");
  return assemble([source], unwrap(witness), chainOf({}, options), claimOf(source.hash, options));
}

function rawBlock(bytes: Uint8Array): SourceBlock {
  return { rlp: toBytes(bytes, "block"), number: blockNumber(bytes, "block"), hash: null };
}
