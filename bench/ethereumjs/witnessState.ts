// A state manager over a witness for @ethereumjs/vm: the usual caches, nodes and codes in a Map, and every flush applies
// updates before deletions, per trie, since a witness may be complete only under that order.
import type { Common } from "@ethereumjs/common";
import { createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { Caches, CacheType, MerkleStateManager } from "@ethereumjs/statemanager";
import {
  type Account,
  type Address,
  bytesToUnprefixedHex,
  createAddressFromString,
  unprefixedHexToBytes,
} from "@ethereumjs/util";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** Nodes and codes by the unprefixed hex of their keccak-256, in the shape of ethereumjs's DB interface. */
export class WitnessDatabase {
  readonly entries = new Map<string, Uint8Array>();
  add(bytes: Uint8Array): void {
    this.entries.set(bytesToUnprefixedHex(keccak_256(bytes)), bytes);
  }
  async get(key: string): Promise<Uint8Array | undefined> {
    return this.entries.get(key);
  }
  async put(key: string, value: Uint8Array): Promise<void> {
    this.entries.set(key, value);
  }
  async del(): Promise<void> {}
  async batch(operations: { type: string; key: string; value?: Uint8Array }[]): Promise<void> {
    for (const operation of operations) {
      if (operation.type === "put" && operation.value) this.entries.set(operation.key, operation.value);
    }
  }
  shallowCopy(): WitnessDatabase {
    return this;
  }
  async open(): Promise<void> {}
}

export class WitnessStateManager extends MerkleStateManager {
  readonly #codes: WitnessDatabase;

  constructor(options: { trie: MerklePatriciaTrie; common: Common; database: WitnessDatabase }) {
    super({
      trie: options.trie,
      common: options.common,
      prefixCodeHashes: false,
      caches: new Caches({
        account: { type: CacheType.ORDERED_MAP, size: 1e6 },
        code: { type: CacheType.ORDERED_MAP, size: 1e6 },
        storage: { type: CacheType.ORDERED_MAP, size: 1e6 },
      }),
    });
    this.#codes = options.database;
  }

  override async getCode(address: Address): Promise<Uint8Array> {
    const cached = this._caches?.code?.get(address);
    if (cached !== undefined) return cached.code ?? new Uint8Array(0);
    const account = await this.getAccount(address);
    if (!account?.isContract()) return new Uint8Array(0);
    const code = this.#codes.entries.get(bytesToUnprefixedHex(account.codeHash));
    if (!code) throw new Error(`code ${bytesToUnprefixedHex(account.codeHash)} is not in the witness`);
    this._caches?.code?.put(address, code);
    return code;
  }

  override async flush(): Promise<void> {
    for (const [addressHex, element] of this._caches?.code?.flush() ?? []) {
      if (element.code === undefined) continue;
      const address = createAddressFromString(`0x${addressHex}`);
      const codeHash = keccak_256(element.code);
      this.#codes.entries.set(bytesToUnprefixedHex(codeHash), element.code);
      await this.modifyAccountFields(address, { codeHash });
    }
    const isDeletion = (value: Uint8Array) => (RLP.decode(value) as Uint8Array).length === 0;
    const slots = (this._caches?.storage?.flush() ?? []) as [string, string, Uint8Array | undefined][];
    for (const deletions of [false, true]) {
      for (const [addressHex, keyHex, value] of slots) {
        const encoded = value ?? Uint8Array.of(0x80);
        if (isDeletion(encoded) !== deletions) continue;
        const address = createAddressFromString(`0x${addressHex}`);
        const account: Account | undefined = await this.getAccount(address);
        if (!account) continue;
        const decoded = RLP.decode(encoded) as Uint8Array;
        await this._writeContractStorage(address, account, unprefixedHexToBytes(keyHex), decoded);
      }
    }
    const accounts = this._caches?.account?.flush() ?? [];
    for (const [addressHex, element] of accounts) {
      if (element.accountRLP) await this._trie.put(unprefixedHexToBytes(addressHex), element.accountRLP);
    }
    for (const [addressHex, element] of accounts) {
      if (!element.accountRLP) await this._trie.del(unprefixedHexToBytes(addressHex));
    }
  }
}

/** As above, and slots are written to their trie once, at the end. MerkleStateManager writes each one at once as well, so that a
 *  slot which is zero for a moment in a block needs nodes that no witness has. */
export class WriteBackStateManager extends WitnessStateManager {
  override async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    if (!(await this.getAccount(address))) throw new Error(`no account ${address} to put storage into`);
    const first = value.findIndex((byte) => byte !== 0);
    this._caches?.storage?.put(address, key, RLP.encode(first < 0 ? new Uint8Array(0) : value.subarray(first)));
  }
}

/** Opens the witness at `root`. */
export async function openWitnessState(
  common: Common,
  root: Uint8Array,
  nodes: Iterable<Uint8Array>,
  codes: Iterable<Uint8Array>,
  Manager: typeof WitnessStateManager = WitnessStateManager,
): Promise<WitnessStateManager> {
  const database = new WitnessDatabase();
  for (const node of nodes) database.add(node);
  for (const code of codes) database.add(code);
  // cacheSize 0: decoded nodes are not shared between blocks, as in a fresh verification.
  const trie = await createMPT({ db: database as never, root, useKeyHashing: true, useNodePruning: false, common });
  return new Manager({ trie, common, database });
}
