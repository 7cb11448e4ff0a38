// Memory as one step sees it: nothing but a root, and proofs of single leaves against it.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { FAULT, MachineFault } from "../fault.ts";

export const LEAF_BYTES = 32;
/** Levels above the leaves: 64 bits of address, 5 of them within a leaf. */
export const TREE_DEPTH = 59;
/** A leaf and its siblings, bottom up. */
export const PROOF_BYTES = LEAF_BYTES * (1 + TREE_DEPTH);

const LEAF_MASK = 31n;

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}

export class WitnessMemory {
  /** 32 bytes. */
  root: Uint8Array;
  readonly #proofs: Uint8Array;

  constructor(root: Uint8Array, proofs: Uint8Array) {
    this.root = root.slice();
    this.#proofs = proofs;
  }

  /** Where the contract reads behind the call data it finds zeros, and so does this. */
  #node(proof: number, level: number): Uint8Array {
    const node = new Uint8Array(LEAF_BYTES);
    const at = proof * PROOF_BYTES + level * LEAF_BYTES;
    node.set(this.#proofs.subarray(at, at + LEAF_BYTES));
    return node;
  }

  #rootOf(leaf: Uint8Array, address: bigint, proof: number): Uint8Array {
    const pair = new Uint8Array(2 * LEAF_BYTES);
    let node = leaf;
    for (let level = 0; level < TREE_DEPTH; level++) {
      const isRight = (address >> BigInt(5 + level)) & 1n;
      const sibling = this.#node(proof, 1 + level);
      pair.set(isRight ? sibling : node);
      pair.set(isRight ? node : sibling, LEAF_BYTES);
      node = keccak_256(pair);
    }
    return node;
  }

  /** SOUNDNESS: the leaf is in memory, since with its siblings it hashes to the root. Test: slow.test.ts changes every byte. */
  readLeaf(address: bigint, proof: number): Uint8Array {
    const leaf = this.#node(proof, 0);
    if (!equal(this.#rootOf(leaf, address, proof), this.root)) throw new MachineFault(FAULT.badMemoryProof);
    return leaf;
  }

  /** Only after `readLeaf` of the same leaf, which has shown that the siblings are right. */
  #writeLeaf(address: bigint, leaf: Uint8Array, proof: number): void {
    this.root = this.#rootOf(leaf, address, proof);
  }

  /** `change` gets the leaf at `address`, which is aligned, and changes it in place. */
  updateLeaf(address: bigint, proof: number, change: (leaf: Uint8Array) => void): void {
    const leaf = this.readLeaf(address, proof);
    change(leaf);
    this.#writeLeaf(address, leaf, proof);
  }

  /** Little-endian. @param rightProof null where no second leaf may be needed */
  load(address: bigint, size: number, leftProof: number, rightProof: number | null): bigint {
    const start = Number(address & LEAF_MASK);
    const leaf = this.readLeaf(address & ~LEAF_MASK, leftProof);
    const bytes = new Uint8Array(2 * LEAF_BYTES);
    bytes.set(leaf);
    if (start + size > LEAF_BYTES) {
      if (rightProof === null) throw new MachineFault(FAULT.unexpectedRightProofOfLoad);
      bytes.set(this.readLeaf(BigInt.asUintN(64, (address & ~LEAF_MASK) + 32n), rightProof), LEAF_BYTES);
    }
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[start + i]!);
    return value;
  }

  /** Little-endian, up to 32 bytes. The second proof is one against the root after the first leaf was written. */
  store(address: bigint, size: number, value: bigint, leftProof: number, rightProof: number): void {
    const start = Number(address & LEAF_MASK);
    const left = address & ~LEAF_MASK;
    const byte = (i: number) => Number((value >> BigInt(8 * i)) & 0xffn);
    const fits = Math.min(size, LEAF_BYTES - start);
    this.updateLeaf(left, leftProof, (leaf) => {
      for (let i = 0; i < fits; i++) leaf[start + i] = byte(i);
    });
    if (fits === size) return;
    this.updateLeaf(BigInt.asUintN(64, left + 32n), rightProof, (leaf) => {
      for (let i = fits; i < size; i++) leaf[i - fits] = byte(i);
    });
  }
}
