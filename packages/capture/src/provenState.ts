// What is known of the state before the block: accounts, slots and codes, each with the nodes that prove it.
import { asBytes } from "@assay/chain/fields";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { NodeFailure } from "@assay/program/nodeFailure";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type AccountFields, type AccountProof, fetchProof, type StateAt } from "./accountProof.ts";
import { CaptureNode } from "./captureNode.ts";
import { Keys } from "./keys.ts";
import { slotValue } from "./slotValue.ts";

const NO_CODE = toHex(keccak_256(new Uint8Array(0)));

export interface KnownAccount {
  /** null: proven not to exist. */
  readonly fields: AccountFields | null;
  /** Proven values, 32 bytes; null is zero. */
  readonly slots: Map<Hex, Uint8Array | null>;
}

/** Where a node hangs. */
export interface Place {
  /** Whose storage trie it is; null for the state trie. */
  readonly account: Hex | null;
  /** Nibbles from the root. */
  readonly path: readonly number[];
}

export class ProvenState {
  readonly #node: CaptureNode;
  readonly at: StateAt;
  readonly accounts = new Map<Hex, KnownAccount>();
  /** Trie nodes by hash: those of the proofs, and those that other ways gave. */
  readonly nodes = new Map<Hex, Uint8Array>();
  readonly codes = new Map<Hex, Uint8Array>();
  /** Of every child that a proof has passed. */
  readonly places = new Map<Hex, Place>();
  /** Addresses, and addresses with a slot, that the node has refused to prove. */
  readonly #refused = new Set<string>();

  constructor(node: CaptureNode, at: StateAt) {
    this.#node = node;
    this.at = at;
  }

  addNode(bytes: Uint8Array): Hex {
    const hash = toHex(keccak_256(bytes));
    this.nodes.set(hash, bytes);
    return hash;
  }

  addCode(bytes: Uint8Array): Hex {
    const hash = toHex(keccak_256(bytes));
    this.codes.set(hash, bytes);
    this.#node.codes.put(hash, bytes);
    return hash;
  }

  /** Those of the keys that nothing is proven about; null when there are none. */
  unproven(keys: Keys): Keys | null {
    const missing = new Keys();
    for (const [address, slots] of keys) {
      const known = this.accounts.get(address);
      if (!known) missing.add(address);
      for (const slot of slots) {
        if (!known || (known.fields !== null && !known.slots.has(slot))) missing.add(address, slot);
      }
    }
    return missing.size > 0 ? missing : null;
  }

  /** Those that the node has not refused to prove; null when there are none. */
  notRefused(keys: Keys): Keys | null {
    const left = new Keys();
    for (const [address, slots] of keys) {
      if (this.#refused.has(address)) continue;
      const some = [...slots].filter((slot) => !this.#refused.has(address + slot));
      if (some.length > 0 || slots.size === 0) left.add(address);
      for (const slot of some) left.add(address, slot);
    }
    return left.size > 0 ? left : null;
  }

  /** Fetches proofs of these keys, and the codes of the accounts. One call an account. @throws NodeFailure */
  async prove(keys: Keys): Promise<void> {
    await this.#take(
      await Promise.all(
        [...keys].map(async ([address, slots]) => {
          return [address, await fetchProof(this.#node, this.at, address, [...slots])] as const;
        }),
      ),
    );
  }

  /** As `prove`, of keys that may turn out not to be needed: what the node refuses is left out. @throws NodeFailure when it refuses all */
  async tryToProve(keys: Keys): Promise<void> {
    const refusals: NodeFailure[] = [];
    const proofs = await Promise.all(
      [...keys].map(([address, slots]) => this.#possible(address, [...slots], refusals)),
    );
    if (proofs.flat().length === 0 && refusals[0]) throw refusals[0];
    await this.#take(proofs.flat());
  }

  async #possible(
    address: Hex,
    slots: readonly Hex[],
    refusals: NodeFailure[],
  ): Promise<(readonly [Hex, AccountProof])[]> {
    try {
      return [[address, await fetchProof(this.#node, this.at, address, slots)]];
    } catch (error) {
      if (!CaptureNode.isRefusal(error) || error.unsupported) throw error;
      refusals.push(error);
    }
    const [slot, ...more] = slots;
    // Which of them is it?
    if (more.length > 0) {
      return (await Promise.all(slots.map((one) => this.#possible(address, [one], refusals)))).flat();
    }
    this.#refused.add(address + (slot ?? ""));
    return slot && !this.accounts.has(address) ? await this.#possible(address, [], refusals) : [];
  }

  async #take(proofs: readonly (readonly [Hex, AccountProof])[]): Promise<void> {
    for (const [address, proof] of proofs) this.#learn(address, proof);
    // Many accounts may have the same code.
    const byHash = new Map(
      proofs.flatMap(([address, { fields }]) => (fields ? [[toHex(fields.codeHash), address] as const] : [])),
    );
    await Promise.all(
      [...byHash].map(async ([codeHash, address]) => {
        try {
          await this.#fetchCode(address, codeHash);
        } catch (error) {
          // It may never run; the run on the real state says so when it does.
          if (!CaptureNode.isRefusal(error)) throw error;
        }
      }),
    );
  }

  /** Fetches the code with this hash. @returns false when no known account has it @throws NodeFailure */
  async fetchCodeOf(codeHash: Hex): Promise<boolean> {
    for (const [address, { fields }] of this.accounts) {
      if (!fields || toHex(fields.codeHash) !== codeHash) continue;
      await this.#fetchCode(address, codeHash);
      return this.codes.has(codeHash);
    }
    return false;
  }

  /** A proof of some other key, for the nodes on its way. */
  async proveNeighbour(address: Hex, slot: Hex | null): Promise<void> {
    this.#learn(address, await fetchProof(this.#node, this.at, address, slot === null ? [] : [slot]), false);
  }

  #learn(address: Hex, proof: AccountProof, isWanted = true): void {
    this.#passed(null, proof.account.walk.passed);
    for (const node of proof.account.nodes) this.addNode(node);
    const known = this.accounts.get(address) ?? { fields: proof.fields, slots: new Map() };
    if (isWanted) this.accounts.set(address, known);
    for (const { slot, walk, nodes } of proof.slots) {
      this.#passed(address, walk.passed);
      for (const node of nodes) this.addNode(node);
      if (isWanted) known.slots.set(slot, walk.value === null ? null : slotValue(walk.value));
    }
  }

  #passed(account: Hex | null, passed: AccountProof["account"]["walk"]["passed"]): void {
    for (const { hash, path } of passed) this.places.set(toHex(hash), { account, path });
  }

  async #fetchCode(address: Hex, codeHash: Hex): Promise<void> {
    if (codeHash === NO_CODE || this.codes.has(codeHash)) return;
    const known = this.#node.codes.get(codeHash);
    if (known) {
      this.codes.set(codeHash, known);
      return;
    }
    const method = "eth_getCode";
    const code = asBytes(await this.#node.callAt(method, [address], this.at), method);
    // SOUNDNESS: the account's own proof says which hash its code has.
    if (this.addCode(code) === codeHash) return;
    throw new NodeFailure(
      "NODE_LIED",
      this.#node.name,
      `${method} of ${address}: bytes that do not have the code hash ${codeHash}`,
    );
  }
}

/** The 32 bytes of an address or a slot's key, hashed: its place in the trie. */
export function trieKey(key: Hex): Uint8Array {
  return keccak_256(fromHex(key)!);
}
