// Getting a sibling that a deletion leaves alone. It is on no path of a touched key, so it takes more than proofs of those:
//
//   1. a leaf, or an extension: the proof, in the state after the block, that the deleted key is gone ends in what became of the
//      sibling, which is the sibling with nibbles put before its path; cut off again, one of the variants has the hash
//   2. a branch: it went under an extension, so that proof shows its hash alone. Its bytes come from the node's database
//      (debug_dbGet), or by the proof of any key below it: one that the node names (debug_storageRangeAt), or one whose hash
//      is found to start with the path by trying
//
// SOUNDNESS: a sibling is taken only when its bytes have the hash. Test: test/capture/collapses.test.ts.
import { asBytes, isObject } from "@assay/chain/fields";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keyUnder } from "@assay/program/neighbour";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { fetchProof, type StateAt } from "./accountProof.ts";
import { jsonSlot } from "./blockSource.ts";
import type { CaptureNode } from "./captureNode.ts";
import type { Sibling } from "./collapses.ts";
import type { Place, ProvenState } from "./provenState.ts";
import { readNode, withoutNibbles } from "./trieNode.ts";

/** Proves in the state after the block that the deleted keys are gone, and puts what that gives into `state`: case 1.
 *  @throws NodeFailure */
export async function fromFinalState(
  node: CaptureNode,
  after: StateAt,
  siblings: readonly Sibling[],
  state: ProvenState,
): Promise<void> {
  const byAccount = new Map<Hex, Set<Hex>>();
  for (const { account, deleted } of siblings) {
    const slots = byAccount.get(account ?? deleted) ?? new Set();
    if (account) slots.add(deleted);
    byAccount.set(account ?? deleted, slots);
  }
  const wanted = new Set(siblings.map(({ hash }) => hash));
  await Promise.all(
    [...byAccount].map(async ([address, slots]) => {
      const proof = await fetchProof(node, after, address, [...slots]);
      for (const { nodes } of [proof.account, ...proof.slots]) {
        for (const variant of variants(nodes)) {
          const hash = toHex(keccak_256(variant));
          if (wanted.has(hash)) state.nodes.set(hash, variant);
        }
      }
    }),
  );
}

/** What the last node of a proof may have been before nibbles were put before its path. */
function variants(proof: readonly Uint8Array[]): Uint8Array[] {
  const last = proof.at(-1);
  const node = last ? readNode(last) : null;
  if (!node || node.kind === "branch") return last ? [last] : [];
  return Array.from({ length: node.path.length + 1 }, (_, count) => withoutNibbles(node, count)).flatMap((bytes) =>
    bytes ? [bytes] : [],
  );
}

interface Way {
  readonly method: string;
  run(): Promise<void>;
}

/** Gets one node by whatever the node serves: case 2. @throws InputError CAPTURE_IMPOSSIBLE, naming what was tried */
export async function fromNode(
  node: CaptureNode,
  blockHash: Hex,
  hash: Hex,
  place: Place | null,
  state: ProvenState,
): Promise<void> {
  const ways: Way[] = [
    {
      method: "debug_dbGet",
      run: async () => {
        state.addNode(asBytes(await node.call("debug_dbGet", [hash]), "debug_dbGet"));
      },
    },
  ];
  const account = place?.account ?? null;
  if (place && account) {
    ways.push({ method: "debug_storageRangeAt", run: () => storageRange(node, blockHash, account, place, state) });
  }
  if (place) ways.push({ method: "eth_getProof of a key beside it", run: () => byTrying(account, place, state) });
  const refusals: string[] = [];
  for (const { method, run } of ways) {
    if (node.lacks(method)) {
      refusals.push(`${method}: not served`);
      continue;
    }
    try {
      await run();
      if (state.nodes.has(hash)) return;
      refusals.push(`${method}: another node`);
    } catch (error) {
      if (!(error instanceof InputError) || error.code === "NODE_UNREACHABLE") throw error;
      refusals.push(error.message);
    }
  }
  const where = place
    ? `${place.account ? `the storage of ${place.account}` : "the state trie"}, ${place.path.length} nibbles below its root`
    : "a place that no proof has shown";
  throw new InputError(
    "CAPTURE_IMPOSSIBLE",
    `the trie node ${hash} (${where}) is needed, and the node does not give it: ${refusals.join("; ")}`,
    { at: node.name },
  );
}

/** A key under the path that the node names, and its proof. The answer's key is that of the storage, not its hash. */
async function storageRange(
  node: CaptureNode,
  blockHash: Hex,
  account: Hex,
  { path }: Place,
  state: ProvenState,
): Promise<void> {
  const start = new Uint8Array(32);
  for (const [i, nibble] of path.entries()) start[i >> 1]! |= i % 2 === 0 ? nibble << 4 : nibble;
  const method = "debug_storageRangeAt";
  // The state before the block's first transaction.
  const answer = await node.call(method, [blockHash, 0, account, toHex(start), 1]);
  const storage = isObject(answer) && isObject(answer["storage"]) ? Object.values(answer["storage"]) : [];
  const [first] = storage;
  const key = isObject(first) ? jsonSlot(first["key"]) : null;
  if (!key) throw new InputError("FIELD_MISSING", "the node names no key there", { at: method });
  await state.proveNeighbour(account, key);
}

async function byTrying(account: Hex | null, { path }: Place, state: ProvenState): Promise<void> {
  const key = keyUnder(path, account === null ? 20 : 32);
  if (!key) {
    throw new InputError("CAPTURE_IMPOSSIBLE", `${path.length} nibbles are too many to find a key for`, {
      at: "eth_getProof of a key beside it",
    });
  }
  if (account === null) await state.proveNeighbour(toHex(key), null);
  else await state.proveNeighbour(account, toHex(key));
}
