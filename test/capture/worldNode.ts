// A node over a chain that @ethereumjs/vm builds: blocks, proofs and codes of every state, as its own state manager gives them.

import { readGenesis } from "@assay/chain/genesis";
import type { ChainSpec } from "@assay/chain/spec";
import type { Block } from "@ethereumjs/block";
import { getMerkleStateProof, type MerkleStateManager } from "@ethereumjs/statemanager";
import { bytesToHex, createAddressFromString, hexToBytes, type MapDB, type PrefixedHexString } from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { DEPOSIT_CONTRACT, type World } from "../blocks/world.ts";
import { ANVIL_CONFIG } from "./anvil.ts";
import { blockJson } from "./blockToJson.ts";
import type { Methods } from "./peer.ts";

type Hex = PrefixedHexString;

/** Nodes shorter than this stand in their parent; eth_getProof does not list them. */
const HASHED_BYTES = 32;

/** The world's rules as a genesis file has them, so that a block file can carry them. */
export const worldChain: ChainSpec = readGenesis(
  ANVIL_CONFIG.replace("31337", "1").replace(
    '"pragueTime": 0',
    `"pragueTime": 0, "depositContractAddress": "${DEPOSIT_CONTRACT}"`,
  ),
).spec;

export class WorldNode {
  readonly #world: World;
  /** Trie nodes of all states by hash, as a node's database has them. */
  readonly #nodes = new Map<string, Hex>();
  readonly #seen = new Set<string>();
  readonly #blocks = new Map<Hex, Block>();
  #hashed = 0;
  /** Slots that any test has written, by account: what a node keeps to answer debug_storageRangeAt. */
  readonly slots = new Map<Hex, Set<Hex>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** What every node serves. */
  get standard(): Methods {
    return {
      eth_chainId: () => "0x1",
      eth_blockNumber: () => `0x${this.#latest().header.number.toString(16)}`,
      eth_getBlockByNumber: ([name, full]) => this.#json(this.#byNumber(name as string), full as boolean),
      eth_getBlockByHash: ([hash, full]) => this.#json(this.#byHash(hash as Hex), full as boolean),
      eth_getProof: ([address, slots, block]) => this.#proof(address as Hex, slots as Hex[], block),
      eth_getCode: async ([address, block]) => {
        return bytesToHex(await (await this.#state(block)).getCode(createAddressFromString(address as Hex)));
      },
    };
  }

  get dbGet(): Methods {
    return { debug_dbGet: ([hash]) => this.#node(hash as Hex) };
  }

  get storageRange(): Methods {
    return {
      debug_storageRangeAt: ([hash, , account, start, count]) => {
        const parent = this.#byHash(bytesToHex(this.#byHash(hash as Hex)!.header.parentHash))!;
        return this.#range(parent, account as Hex, start as Hex, count as number);
      },
    };
  }

  #latest(): Block {
    return this.#world.parent;
  }

  #all(): Block[] {
    return [this.#world.genesis, ...this.#world.blocks];
  }

  #byNumber(name: string): Block | undefined {
    if (name === "latest") return this.#latest();
    return this.#all().find(({ header }) => header.number === BigInt(name));
  }

  #byHash(hash: Hex): Block | undefined {
    const all = this.#all();
    while (this.#hashed < all.length) {
      const block = all[this.#hashed++]!;
      this.#blocks.set(bytesToHex(block.hash()), block);
    }
    return this.#blocks.get(hash);
  }

  #json(block: Block | undefined, isFull: boolean): unknown {
    return block ? blockJson(block.serialize(), 1, isFull) : null;
  }

  async #state(block: unknown): Promise<MerkleStateManager> {
    const found = this.#byHash((block as { blockHash: Hex }).blockHash);
    if (!found) throw new Error("header not found");
    const state = this.#world.vm.stateManager.shallowCopy() as MerkleStateManager;
    await state.setStateRoot(found.header.stateRoot);
    return state;
  }

  async #proof(address: Hex, slots: readonly Hex[], block: unknown): Promise<unknown> {
    const proof = await getMerkleStateProof(
      await this.#state(block),
      createAddressFromString(address),
      slots.map((slot) => hexToBytes(slot)),
    );
    const listed = (nodes: readonly Hex[]) => nodes.filter((node, i) => i === 0 || node.length / 2 - 1 >= HASHED_BYTES);
    return {
      ...proof,
      accountProof: listed(proof.accountProof),
      storageProof: proof.storageProof.map((entry) => ({ ...entry, proof: listed(entry.proof) })),
    };
  }

  #node(hash: Hex): Hex {
    // What the state manager has flushed since the last look.
    const { _trie } = this.#world.vm.stateManager as unknown as {
      _trie: { database(): { db: MapDB<string, string> } };
    };
    const { _database: entries } = _trie.database().db as unknown as { _database: Map<string, string | Uint8Array> };
    for (const [key, value] of entries) {
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      const bytes = typeof value === "string" ? hexToBytes(`0x${value.replace(/^0x/, "")}`) : value;
      this.#nodes.set(bytesToHex(keccak_256(bytes)), bytesToHex(bytes));
    }
    const found = this.#nodes.get(hash);
    if (!found) throw new Error("leveldb: not found");
    return found;
  }

  async #range(parent: Block, account: Hex, start: Hex, count: number): Promise<unknown> {
    const state = await this.#state({ blockHash: bytesToHex(parent.hash()) });
    const keys = [...(this.slots.get(account) ?? [])]
      .map((key) => ({ key, hash: bytesToHex(keccak_256(hexToBytes(key))) }))
      .filter(({ hash }) => hash >= start)
      .sort((a, b) => (a.hash < b.hash ? -1 : 1));
    const storage: Record<string, object> = {};
    for (const { key, hash } of keys) {
      const value = await state.getStorage(createAddressFromString(account), hexToBytes(key));
      if (value.length > 0 && Object.keys(storage).length < count) storage[hash] = { key, value: bytesToHex(value) };
    }
    return { storage, nextKey: null };
  }
}
