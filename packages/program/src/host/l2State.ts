// State of L2 as preimages: trie nodes, codes, the starting output. Which node serves which method differs most here, so there
// are several ways to each, from the one that gives most at once to the last resort.
//
// SOUNDNESS: every byte string is stored under its own keccak-256, so a wrong one is never an answer. A proof is walked as well, and
// an answer for a hash is compared with it, so that a node which lies is named. Tests: host.test.ts.
import { asArray, asBytes, asObject, isObject, type JsonObject, required } from "@assay/chain/fields";
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { BlockReference } from "../hint/hint.ts";
import { typedKey } from "../preimage/key.ts";
import { encodeOutput, type Output } from "../preimage/outputRoot.ts";
import { lied, NodeFailure } from "../rpc/nodeFailure.ts";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import { accountRoots } from "../trie/account.ts";
import { walkProof } from "../trie/proof.ts";
import type { BlockSource } from "./blockSource.ts";
import { keyUnder } from "./neighbour.ts";
import { type PlaceInTrie, ProofMemory } from "./proofMemory.ts";

/** L2ToL1MessagePasser. */
export const MESSAGE_PASSER = "0x4200000000000000000000000000000000000016";
/** geth's key of a code in its database: "c" and the hash. */
const CODE_PREFIX = 0x63;

interface Proof {
  /** null where the account does not exist. */
  readonly storageRoot: Uint8Array | null;
}

function blockParameter(block: BlockReference): string | { blockHash: string } {
  return "hash" in block ? { blockHash: toHex(block.hash) } : `0x${block.number.toString(16)}`;
}

/** Byte strings of a witness: a list, or an object by hash. */
function byteStrings(value: unknown, at: string): Uint8Array[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : Object.values(asObject(value, at));
  return list.flatMap((entry, i) => (typeof entry === "string" ? [asBytes(entry, `${at}[${i}]`)] : []));
}

export class L2State {
  readonly #blocks: BlockSource;
  readonly #store: VerifiedStore;
  readonly #memory = new ProofMemory();
  /** Blocks whose whole witness was fetched as a fallback: once is enough. */
  readonly #witnesses = new Set<string>();

  constructor(blocks: BlockSource, store: VerifiedStore) {
    this.#blocks = blocks;
    this.#store = store;
  }

  /** Stores the nodes from the state root to an account, and to a slot of its storage. @throws NodeFailure */
  async proof(block: BlockReference, address: Uint8Array, slot: Uint8Array | null): Promise<Proof> {
    let proof: Proof | null = null;
    await this.#blocks.ways.first(`proof of ${toHex(address)}`, [
      {
        method: "eth_getProof",
        run: async () => {
          proof = await this.#fetchProof(block, address, slot);
        },
      },
    ]);
    return proof!;
  }

  /** Stores a contract's code. @throws NodeFailure */
  async code(codeHash: Uint8Array): Promise<void> {
    const hash = toHex(codeHash);
    const account = this.#memory.accountWithCode(hash);
    await this.#blocks.ways.first(`code ${hash}`, [
      this.#exact(
        "debug_dbGet",
        "debug_dbGet(code)",
        [toHex(concatBytes(Uint8Array.of(CODE_PREFIX), codeHash))],
        codeHash,
      ),
      this.#exact("debug_dbGet", "debug_dbGet", [hash], codeHash),
      this.#exact("debug_codeByHash", "debug_codeByHash", [hash], codeHash),
      ...(account
        ? [this.#exact("eth_getCode", "eth_getCode", [toHex(account.address), blockParameter(account.block)], codeHash)]
        : []),
    ]);
  }

  /** Stores a trie node. A node whose place in a trie is known from a proof can also be had from a whole block's witness, or from the
   *  proof of another key below it: that is how the sibling is found which a deletion leaves alone. @throws NodeFailure */
  async stateNode(nodeHash: Uint8Array): Promise<void> {
    const hash = toHex(nodeHash);
    const place = this.#memory.placeOf(hash);
    const block = place?.block ?? this.#memory.lastBlock;
    await this.#blocks.ways.first(`state node ${hash}`, [
      this.#exact("debug_dbGet", "debug_dbGet", [hash], nodeHash),
      ...(block ? [{ method: "debug_executionWitness", run: () => this.#executionWitness(block, nodeHash) }] : []),
      ...(place ? [{ method: "eth_getProof", run: () => this.#neighbour(place, nodeHash) }] : []),
    ]);
  }

  /** Stores everything that the node's block with this number touches. @throws NodeFailure */
  async blockWitness(number: bigint): Promise<void> {
    const method = "debug_executionWitness";
    const name = `0x${number.toString(16)}`;
    await this.#blocks.ways.first(`witness of block ${number}`, [
      { method, run: async () => this.#keepWitness(await this.#blocks.ask(method, [name]), method) },
    ]);
    this.#witnesses.add(name);
  }

  /** Stores everything that a block built from these attributes touches. @throws NodeFailure */
  async payloadWitness(parentHash: Uint8Array, attributes: JsonObject): Promise<void> {
    const method = "debug_executePayload";
    await this.#blocks.ways.first(`witness of the payload on ${toHex(parentHash)}`, [
      {
        method,
        run: async () => this.#keepWitness(await this.#blocks.ask(method, [toHex(parentHash), attributes]), method),
      },
    ]);
  }

  /** Stores the 128 bytes of an output root at the block with this hash. @throws NodeFailure NODE_LIED when the block's values do not
   *  hash to it: then the claim's own block and root do not belong together, or the node is on another chain */
  async output(expected: Uint8Array, blockHash: Uint8Array): Promise<void> {
    const { stateRoot, withdrawalsRoot } = await this.#blocks.header(blockHash);
    const key = typedKey("keccak256", expected);
    const keep = (messagePasserRoot: Uint8Array): boolean => {
      const bytes = encodeOutput({ stateRoot, messagePasserRoot, blockHash });
      if (!equalBytes(keccak_256(bytes), expected)) return false;
      this.#store.put(key, bytes);
      return true;
    };
    // From Isthmus on the header has the root; the hash shows whether it is that one.
    if (withdrawalsRoot && keep(withdrawalsRoot)) return;
    const address = asBytes(MESSAGE_PASSER, "message passer", 20);
    const { storageRoot } = await this.proof({ hash: blockHash }, address, null);
    if (storageRoot === null || !keep(storageRoot)) {
      const why = `the block ${toHex(blockHash)} has another output root`;
      throw lied(this.#blocks.rpc.name, "eth_getProof", expected, why);
    }
  }

  /** The output at a block, from the header and a proof; both are held against the block's hash. */
  async outputAt(blockHash: Uint8Array): Promise<Output> {
    const { stateRoot } = await this.#blocks.header(blockHash);
    const { storageRoot } = await this.proof({ hash: blockHash }, asBytes(MESSAGE_PASSER, "message passer", 20), null);
    if (storageRoot) return { stateRoot, messagePasserRoot: storageRoot, blockHash };
    throw this.#without(`a message passer at ${toHex(blockHash)}: it is on no OP Stack chain`);
  }

  async #fetchProof(block: BlockReference, address: Uint8Array, slot: Uint8Array | null): Promise<Proof> {
    const method = "eth_getProof";
    const account = toHex(address);
    const answer = asObject(
      await this.#blocks.ask(method, [account, slot ? [toHex(slot)] : [], blockParameter(block)]),
      method,
    );
    const nodes = asArray(required(answer, "accountProof", method), "accountProof").map((node, i) =>
      asBytes(node, `accountProof[${i}]`),
    );
    // Named by its hash, the block's own header says the root; named by its number, the first node has to do.
    const root =
      "hash" in block ? (await this.#blocks.header(block.hash)).stateRoot : keccak_256(nodes[0] ?? Uint8Array.of(0x80));
    const walk = walkProof(root, keccak_256(address), nodes);
    if (!walk)
      throw lied(this.#blocks.rpc.name, method, root, `the nodes do not lead from there to the account ${account}`);
    const roots = walk.value === null ? null : accountRoots(walk.value);
    if (walk.value !== null && roots === null)
      throw lied(this.#blocks.rpc.name, method, root, `${account} is no account`);
    this.#store.putHashed(nodes);
    this.#memory.sawAccount(block, address, walk.passed, roots?.codeHash ?? null);
    if (slot && roots) {
      const [first] = asArray(required(answer, "storageProof", method), "storageProof");
      const list = asArray(
        required(asObject(first, "storageProof[0]"), "proof", "storageProof[0]"),
        "storageProof[0].proof",
      );
      const storage = list.map((node, i) => asBytes(node, `storageProof[0].proof[${i}]`));
      const below = walkProof(roots.storageRoot, keccak_256(slot), storage);
      if (!below) {
        const why = `the nodes do not lead from there to slot ${toHex(slot)} of ${account}`;
        throw lied(this.#blocks.rpc.name, method, roots.storageRoot, why);
      }
      this.#store.putHashed(storage);
      this.#memory.sawSlot(block, address, below.passed);
    }
    return { storageRoot: roots?.storageRoot ?? null };
  }

  /** A way whose answer must have the hash that is asked for. */
  #exact(method: string, way: string, params: readonly unknown[], hash: Uint8Array) {
    return {
      method: way,
      run: async () => {
        const bytes = asBytes(await this.#blocks.ask(method, params), method);
        if (!equalBytes(keccak_256(bytes), hash)) {
          throw lied(this.#blocks.rpc.name, method, hash, `bytes with the hash ${toHex(keccak_256(bytes))}`);
        }
        this.#store.put(typedKey("keccak256", hash), bytes);
      },
    };
  }

  /** The witness of the block after `parent`, which is the one that is being executed. */
  async #executionWitness(parent: BlockReference, wanted: Uint8Array): Promise<void> {
    const method = "debug_executionWitness";
    const number = 1n + ("hash" in parent ? (await this.#blocks.header(parent.hash)).number : parent.number);
    const name = `0x${number.toString(16)}`;
    if (!this.#witnesses.has(name)) {
      this.#keepWitness(await this.#blocks.ask(method, [name]), method);
      this.#witnesses.add(name);
    }
    this.#mustHave(wanted, `${method} of block ${number}`);
  }

  async #neighbour(place: PlaceInTrie, wanted: Uint8Array): Promise<void> {
    const found = keyUnder(place.path, place.account === null ? 20 : 32);
    if (found === null) throw this.#without(`a proof near ${toHex(wanted)}, which lies too deep to find a key for`);
    if (place.account === null) await this.#fetchProof(place.block, found, null);
    else await this.#fetchProof(place.block, place.account, found);
    this.#mustHave(wanted, "eth_getProof of a neighbouring key");
  }

  #keepWitness(answer: unknown, method: string): void {
    const witness = asObject(answer, method);
    // reth wraps it once more.
    const inner = isObject(witness["witness"]) ? witness["witness"] : witness;
    for (const part of ["state", "codes", "headers"])
      this.#store.putHashed(byteStrings(inner[part], `${method}.${part}`));
  }

  #mustHave(hash: Uint8Array, source: string): void {
    if (!this.#store.has(typedKey("keccak256", hash))) throw this.#without(`${toHex(hash)} in ${source}`);
  }

  #without(what: string): NodeFailure {
    return new NodeFailure("NODE_ERROR", this.#blocks.rpc.name, `the node does not give ${what}`);
  }
}
