// The state as a plain model: everything in maps, a snapshot is a copy of all of it. What the core's state is tested against.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { DefinitionTrie, encodeRlp } from "./referenceTrie.js";
import { hex, unhex } from "./tries.js";

export interface ModelAccount {
  exists: boolean;
  nonce: bigint;
  balance: bigint;
  code: string;
  storage: Map<string, bigint>;
  /** Values at the start of the transaction. */
  original: Map<string, bigint>;
  created: boolean;
  touched: boolean;
  destructed: boolean;
}

interface Contents {
  accounts: Map<string, ModelAccount>;
  warm: Set<string>;
  transient: Map<string, bigint>;
  logs: string[];
  refund: bigint;
}

const RIPEMD160 = `${"00".repeat(19)}03`;

export const minimal = (value: bigint) => {
  const text = value.toString(16);
  return value === 0n ? new Uint8Array() : unhex(text.length % 2 ? `0${text}` : text);
};

export const word = (value: bigint) => value.toString(16).padStart(64, "0");

/** The state trie of the accounts, and all nodes of all tries. */
export function stateTrie(accounts: Map<string, ModelAccount>): { root: string; nodes: Map<string, Uint8Array> } {
  const nodes = new Map<string, Uint8Array>();
  const leaves: [string, Uint8Array][] = [];
  for (const [address, account] of accounts) {
    if (!account.exists) continue;
    const slots = [...account.storage].filter(([, value]) => value !== 0n);
    const storage = new DefinitionTrie(
      slots.map(([key, value]) => [hex(keccak_256(unhex(key))), encodeRlp(minimal(value))]),
    );
    for (const [hash, node] of storage.nodes) nodes.set(hash, node);
    const leaf = [
      minimal(account.nonce),
      minimal(account.balance),
      unhex(storage.root),
      keccak_256(unhex(account.code)),
    ];
    leaves.push([hex(keccak_256(unhex(address))), encodeRlp(leaf)]);
  }
  const trie = new DefinitionTrie(leaves);
  for (const [hash, node] of trie.nodes) nodes.set(hash, node);
  return { root: trie.root, nodes };
}

export class StateModel {
  now: Contents = { accounts: new Map(), warm: new Set(), transient: new Map(), logs: [], refund: 0n };

  account(address: string): ModelAccount {
    let account = this.now.accounts.get(address);
    if (!account) {
      account = {
        exists: false,
        nonce: 0n,
        balance: 0n,
        code: "",
        storage: new Map(),
        original: new Map(),
        created: false,
        touched: false,
        destructed: false,
      };
      this.now.accounts.set(address, account);
    }
    return account;
  }

  snapshot(): Contents {
    const accounts = new Map<string, ModelAccount>();
    for (const [address, account] of this.now.accounts) {
      accounts.set(address, { ...account, storage: new Map(account.storage), original: new Map(account.original) });
    }
    const { warm, transient, logs, refund } = this.now;
    return { accounts, warm: new Set(warm), transient: new Map(transient), logs: [...logs], refund };
  }

  revert(to: Contents) {
    const touched = this.now.accounts.get(RIPEMD160)?.touched;
    this.now = to;
    // EIP-161 on mainnet: the touch of this precompile outlives a revert.
    if (touched) this.account(RIPEMD160).touched = true;
  }

  begin() {
    this.now.warm.clear();
    this.now.transient.clear();
    this.now.logs = [];
    this.now.refund = 0n;
    for (const account of this.now.accounts.values()) {
      account.original = new Map(account.storage);
      account.created = account.touched = account.destructed = false;
    }
  }

  end(deleteEmpty: boolean) {
    for (const account of this.now.accounts.values()) {
      const empty = account.nonce === 0n && account.balance === 0n && account.code === "";
      if (account.destructed || (deleteEmpty && account.touched && account.exists && empty)) {
        Object.assign(account, { exists: false, nonce: 0n, balance: 0n, code: "", storage: new Map() });
      }
    }
  }

  touch(address: string): ModelAccount {
    const account = this.account(address);
    account.touched = true;
    account.exists = true;
    return account;
  }
}
