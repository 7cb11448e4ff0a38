// The block itself. A number or a name is resolved to a hash in the call that fetches the block, and everything after that is
// asked for by hash, so that a reorganisation cannot mix two blocks.
//
// SOUNDNESS: the header's hash is computed here and compared with what was asked for, and the body is held against the header
// (body.ts). What the core then finds wrong is the block's fault. Test: test/capture/faults.test.ts.
import { blockFromJson } from "@assay/chain/blockJson";
import { asBytes, asHash, asInteger, isObject, type JsonObject } from "@assay/chain/fields";
import { readRlpItem } from "@assay/chain/rlp";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readHeader } from "@assay/program/header";
import { lied, NodeFailure } from "@assay/program/nodeFailure";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { foreignPart } from "./body.ts";
import { CaptureNode } from "./captureNode.ts";

/** A block's number, its hash, or the node's newest one. */
export type BlockName = bigint | Hex | "latest";

export interface FetchedBlock {
  readonly hash: Hex;
  readonly number: bigint;
  readonly parentHash: Hex;
  readonly stateRoot: Uint8Array;
  readonly timestamp: bigint;
  readonly rlp: Uint8Array;
  readonly header: Uint8Array;
  /** The node's JSON: hints where to look first, never believed. */
  readonly json: JsonObject;
}

export function quantity(value: bigint): Hex {
  return `0x${value.toString(16)}`;
}

function headerOf(block: Uint8Array): Uint8Array {
  return readRlpItem(readRlpItem(block).payload).encoded;
}

/** Fetches a block. @throws NodeFailure; InputError BLOCK_UNSUPPORTED, FIELD_* */
export async function fetchBlock(node: CaptureNode, name: BlockName, isOptimism: boolean): Promise<FetchedBlock> {
  const byHash = typeof name === "string" && name !== "latest";
  const method = byHash ? "eth_getBlockByHash" : "eth_getBlockByNumber";
  const answer = await node.call(method, [typeof name === "bigint" ? quantity(name) : name, true]);
  if (!isObject(answer)) {
    throw new NodeFailure("NODE_ERROR", node.name, `${method}: the node has no block ${String(name)}`);
  }
  const stated = asHash(answer["hash"], `${method}.hash`);
  if (byHash && stated !== name) throw lied(node.name, method, name, `it gave the block ${stated}`);
  if (typeof name === "bigint" && asInteger(answer["number"], `${method}.number`, 64) !== name) {
    throw new NodeFailure(
      "NODE_RESPONSE_BROKEN",
      node.name,
      `${method}: block ${name} was asked for, another one came`,
    );
  }
  const rlp = await encoded(node, answer, stated, method, isOptimism);
  const header = headerOf(rlp);
  const { number, parentHash, stateRoot, timestamp } = readHeader(header);
  if (typeof name === "bigint" && number !== name)
    throw lied(node.name, method, stated, `its header is of block ${number}`);
  return { hash: stated, number, parentHash: toHex(parentHash), stateRoot, timestamp, rlp, header, json: answer };
}

/** The block's RLP, with a header that has the hash and the body that belongs to it: from the JSON, else from debug_getRawBlock. */
async function encoded(
  node: CaptureNode,
  json: JsonObject,
  hash: Hex,
  method: string,
  isOptimism: boolean,
): Promise<Uint8Array> {
  let why: string | null;
  let isLie = false;
  try {
    const { rlp } = blockFromJson(json, method);
    why = fault(rlp, hash, isOptimism);
    if (why === null) return rlp;
    isLie = true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    why = error.message;
  }
  // Ommers, or a header field or transaction type that the JSON reader does not know.
  const raw = "debug_getRawBlock";
  try {
    const rlp = asBytes(await node.call(raw, [hash]), raw);
    const rawFault = fault(rlp, hash, isOptimism);
    if (rawFault === null) return rlp;
    throw lied(node.name, raw, hash, rawFault);
  } catch (error) {
    if (!CaptureNode.isRefusal(error)) throw error;
    if (isLie) throw lied(node.name, method, hash, why);
    throw new NodeFailure("NODE_RESPONSE_BROKEN", node.name, `${method}: ${why}; and ${raw} is not served`, {
      cause: error,
    });
  }
}

function fault(rlp: Uint8Array, hash: Hex, isOptimism: boolean): string | null {
  try {
    if (toHex(keccak_256(headerOf(rlp))) !== hash) return "the fields of its header do not have that hash";
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  const part = foreignPart(rlp, isOptimism);
  return part && `${part} that the header does not have`;
}

/** Addresses and slots that the JSON of the block names. Wrong ones cost a call, nothing more. */
export function jsonAddress(value: unknown): Hex | null {
  return typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value) ? (value.toLowerCase() as Hex) : null;
}

export function jsonSlot(value: unknown): Hex | null {
  return typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value) ? (value.toLowerCase() as Hex) : null;
}

/** A list of objects in the JSON; empty when it is none. */
export function jsonObjects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
