// A verifier contract from a chain: its code, and the accounts and slots that its call reads, each with a Merkle proof.
//
// SOUNDNESS: nothing that the node says is believed but which block is meant: the header has to have the block's hash, and the core finds
// accounts, storage and code by hash from the header's state root on. What the node leaves out makes the call `incomplete`, never
// valid or invalid. A block given by its hash leaves nothing to believe. Tests: test/proofs/chain.test.ts.
import { headerFromJson } from "@assay/chain/blockJson";
import { asArray, asBytes, asInteger, asObject, asString, isObject, required } from "@assay/chain/fields";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { VerifierContract } from "./contractCall.ts";
import { bytesOf, numberOf } from "./words.ts";

/** One JSON-RPC call. */
export type Request = (method: string, params: readonly unknown[]) => Promise<unknown>;

export interface ChainContract extends VerifierContract {
  readonly source: "contract";
  readonly block: { readonly number: bigint; readonly hash: Hex };
}

/** A block's number, its hash, or a tag. */
export type BlockName = Hex | "latest" | "safe" | "finalized";

const MOST_ACCOUNTS = 64;
const MOST_SLOTS = 1024;
/** Precompiles lie below. */
const FIRST_CONTRACT = 0x1000n;
/** Those of L1. A call touches their accounts, which access lists leave out. */
const PRECOMPILES = [...Array.from({ length: 0x11 }, (_, i) => BigInt(i + 1)), 0x100n];

/** @throws InputError: NODE_ERROR, NODE_LIED and others of the node, FIELD_WRONG */
export async function fetchVerifier(
  request: Request,
  address: Uint8Array,
  blockName: BlockName,
  data: Uint8Array,
): Promise<ChainContract> {
  if (numberOf(address) < FIRST_CONTRACT) {
    throw new InputError("FIELD_WRONG", `${toHex(address)} is no contract's address`, { advice: "Check --contract." });
  }
  const chainId = asInteger(await request("eth_chainId", []), "eth_chainId", 64);
  const { header, number, hash } = await fetchHeader(request, blockName);
  const tag = `0x${number.toString(16)}`;
  const reads = await readsOf(request, address, data, tag);
  const read = async (account: Hex, slots: readonly string[]) => {
    const [proof, code] = await Promise.all([
      request("eth_getProof", [account, slots, tag]),
      request("eth_getCode", [account, tag]),
    ]);
    return { nodes: nodesOf(proof), code: asBytes(code, "eth_getCode"), account };
  };
  const touch = async (number: bigint) => nodesOf(await request("eth_getProof", [toHex(bytesOf(number, 20)), [], tag]));
  const [answers, precompiles] = await Promise.all([
    Promise.all([...reads].map(([account, slots]) => read(account, slots))),
    Promise.all(PRECOMPILES.map(touch)),
  ]);
  const own = answers.find(({ account }) => account === toHex(address))!;
  return {
    source: "contract",
    code: own.code,
    address,
    chainId,
    state: {
      headers: [header],
      nodes: [...answers.flatMap(({ nodes }) => nodes), ...precompiles.flat()],
      codes: answers.map(({ code }) => code).filter((code) => code.length > 0),
    },
    block: { number, hash },
  };
}

async function fetchHeader(request: Request, name: BlockName) {
  const byHash = name.length === 66;
  const method = byHash ? "eth_getBlockByHash" : "eth_getBlockByNumber";
  const block = await request(method, [name, false]);
  if (!isObject(block)) throw new InputError("NODE_ERROR", `the node has no block ${name}`);
  const header = headerFromJson(block, method);
  const hash = toHex(keccak_256(header));
  const said = byHash ? name : asString(required(block, "hash", method), `${method}.hash`);
  if (said.toLowerCase() !== hash) {
    throw new InputError("NODE_LIED", `the header of block ${name} has hash ${hash}, not ${said}`);
  }
  return { header, number: asInteger(required(block, "number", method), `${method}.number`, 64), hash };
}

/** Accounts and slots that the call reads, as the node says; only a hint. Where it cannot tell, the contract alone. */
async function readsOf(request: Request, address: Uint8Array, data: Uint8Array, tag: string) {
  const reads = new Map<Hex, Hex[]>([[toHex(address), []]]);
  let answer: unknown;
  try {
    answer = await request("eth_createAccessList", [{ to: toHex(address), data: toHex(data) }, tag]);
  } catch (error) {
    if (error instanceof InputError) return reads;
    throw error;
  }
  const at = "eth_createAccessList";
  for (const value of asArray(required(asObject(answer, at), "accessList", at), at)) {
    const entry = asObject(value, at);
    const account = toHex(asBytes(required(entry, "address", at), at, 20));
    const keys = asArray(required(entry, "storageKeys", at), at).map((key) => toHex(asBytes(key, at, 32)));
    reads.set(account, [...(reads.get(account) ?? []), ...keys]);
  }
  const slots = [...reads.values()].reduce((sum, keys) => sum + keys.length, 0);
  if (reads.size > MOST_ACCOUNTS || slots > MOST_SLOTS) {
    throw new InputError("NODE_RESPONSE_TOO_LARGE", `the call reads ${reads.size} accounts and ${slots} slots`);
  }
  return reads;
}

function nodesOf(value: unknown): Uint8Array[] {
  const at = "eth_getProof";
  const proof = asObject(value, at);
  const list = (nodes: unknown) => asArray(nodes, at).map((node) => asBytes(node, at));
  const storage = asArray(required(proof, "storageProof", at), at);
  return [
    ...list(required(proof, "accountProof", at)),
    ...storage.flatMap((entry) => list(required(asObject(entry, at), "proof", at))),
  ];
}
