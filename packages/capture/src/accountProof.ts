// eth_getProof, walked: an account and slots of its storage at one block, every node bound to that block's state root.
//
// SOUNDNESS: nothing in the answer is used but the nodes, and those only when they lead by hash from the root to the key. A proof that
// does not is NODE_LIED. Test: test/capture/faults.test.ts.
import { asArray, asBytes, asObject, required } from "@assay/chain/fields";
import { readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { fromHex, type Hex } from "@assay/core/hex";
import { lied } from "@assay/program/nodeFailure";
import { type ProofWalk, walkProof } from "@assay/program/proof";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { CaptureNode } from "./captureNode.ts";

/** Slots that are asked for in one call; geth refuses more than 1024. */
const MAX_SLOTS = 512;

/** A state that proofs are asked of. */
export interface StateAt {
  readonly blockHash: Hex;
  readonly number: bigint;
  readonly root: Uint8Array;
}

export interface AccountFields {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly storageRoot: Uint8Array;
  readonly codeHash: Uint8Array;
}

export interface ProvenPath {
  readonly walk: ProofWalk;
  readonly nodes: readonly Uint8Array[];
}

export interface AccountProof {
  /** null when the account does not exist. */
  readonly fields: AccountFields | null;
  readonly account: ProvenPath;
  /** Of the slots asked for, in their order; none when the account does not exist. */
  readonly slots: readonly (ProvenPath & { readonly slot: Hex })[];
}

const METHOD = "eth_getProof";

function accountFields(encoded: Uint8Array): AccountFields | null {
  const items = readRlpList(encoded, 4);
  const [nonce, balance, storageRoot, codeHash] = items.map(({ payload }) => payload);
  if (items.length !== 4 || items.some(({ list }) => list) || nonce!.length > 8 || balance!.length > 32) return null;
  if (storageRoot!.length !== 32 || codeHash!.length !== 32) return null;
  return {
    nonce: rlpToInteger(nonce!),
    balance: rlpToInteger(balance!),
    storageRoot: storageRoot!,
    codeHash: codeHash!,
  };
}

function byteStrings(value: unknown, at: string): Uint8Array[] {
  return asArray(value, at).map((node, i) => asBytes(node, `${at}[${i}]`));
}

/** @throws NodeFailure */
export async function fetchProof(
  node: CaptureNode,
  state: StateAt,
  address: Hex,
  slots: readonly Hex[],
): Promise<AccountProof> {
  const parts: AccountProof[] = await Promise.all(
    Array.from({ length: Math.max(1, Math.ceil(slots.length / MAX_SLOTS)) }, (_, i) =>
      fetchPart(node, state, address, slots.slice(i * MAX_SLOTS, (i + 1) * MAX_SLOTS)),
    ),
  );
  return { ...parts[0]!, slots: parts.flatMap((part) => part.slots) };
}

async function fetchPart(node: CaptureNode, at: StateAt, address: Hex, slots: readonly Hex[]): Promise<AccountProof> {
  const { root } = at;
  const answer = asObject(await node.callAt(METHOD, [address, slots], at), METHOD);
  const nodes = byteStrings(required(answer, "accountProof", METHOD), "accountProof");
  const walk = walkProof(root, keccak_256(fromHex(address)!), nodes);
  if (!walk)
    throw lied(node.name, METHOD, root, `the nodes do not lead from that state root to the account ${address}`);
  const fields = walk.value === null ? null : accountFields(walk.value);
  if (walk.value !== null && !fields) throw lied(node.name, METHOD, root, `${address} is no account`);
  const account = { walk, nodes };
  if (!fields) return { fields, account, slots: [] };
  const storage = asArray(answer["storageProof"] ?? [], "storageProof");
  return {
    fields,
    account,
    slots: slots.map((slot, i) => {
      const at = `storageProof[${i}]`;
      const below = byteStrings(required(asObject(storage[i], at), "proof", at), `${at}.proof`);
      const path = walkProof(fields.storageRoot, keccak_256(fromHex(slot)!), below);
      if (path) return { slot, walk: path, nodes: below };
      throw lied(
        node.name,
        METHOD,
        fields.storageRoot,
        `the nodes do not lead from that storage root to slot ${slot} of ${address}`,
      );
    }),
  };
}
