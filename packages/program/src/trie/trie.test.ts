// Tries of lists and proofs against @ethereumjs/mpt.

import { packPath, unpackPath } from "@assay/chain/triePath";
import { toHex } from "@assay/core/hex";
import { createMerkleProof, createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect, test } from "vitest";
import { listTrie } from "./listTrie.ts";
import { orderedTrie } from "./orderedTrie.ts";
import { EMPTY_TRIE_ROOT, walkProof } from "./proof.ts";

const value = (i: number, length: number) => new Uint8Array(length).fill(1 + (i % 250));

test.each([0, 1, 2, 16, 17, 127, 128, 129, 255, 256, 257, 700])("a list of %i", async (count) => {
  for (const length of [1, 30, 200]) {
    const trie = await createMPT();
    const values = Array.from({ length: count }, (_, i) => value(i, length));
    for (const [i, item] of values.entries()) await trie.put(RLP.encode(i), item);
    const { root, nodes } = orderedTrie(values);
    expect(toHex(root)).toBe(toHex(trie.root()));
    const byCore = listTrie(values);
    expect(toHex(byCore.root)).toBe(toHex(root));
    expect(byCore.nodes.map(toHex).sort()).toEqual(nodes.map(toHex).sort());
    // Every item is reached through the nodes by hash.
    const byHash = new Map(nodes.map((node) => [toHex(keccak_256(node)), node]));
    for (const i of [0, count >> 1, count - 1].filter((index) => index >= 0 && index < count)) {
      const proof = await createMerkleProof(trie, RLP.encode(i));
      for (const [depth, node] of proof.entries()) {
        if (node.length >= 32 || depth === 0) expect(byHash.has(toHex(keccak_256(node))), `${i}`).toBe(true);
      }
    }
  }
});

test("compact paths", () => {
  for (const path of [[], [1], [1, 2], [15, 0, 7]]) {
    for (const isLeaf of [true, false]) expect(unpackPath(packPath(path, isLeaf))).toEqual({ path, isLeaf });
  }
  for (const broken of ["", "40", "01", "0f", "25"]) {
    const bytes = Uint8Array.from(Buffer.from(broken, "hex"));
    expect(
      unpackPath(bytes) === null ||
        toHex(packPath(unpackPath(bytes)!.path, unpackPath(bytes)!.isLeaf)) === `0x${broken}`,
    ).toBe(true);
  }
});

test("proofs of what is there, of what is not, and every change to one", async () => {
  const trie = await createMPT({ useKeyHashing: true });
  const key = (i: number) => new Uint8Array(20).fill(i);
  for (let i = 1; i < 120; i++) await trie.put(key(i), value(i, i % 3 === 0 ? 60 : 2));
  const root = trie.root();
  for (let i = 0; i < 140; i++) {
    const proof = await createMerkleProof(trie, key(i));
    const hashed = keccak_256(key(i));
    // Nodes below 32 bytes stand in their parent; eth_getProof does not list them.
    const nodes = proof.filter((node, depth) => depth === 0 || node.length >= 32);
    const walk = walkProof(root, hashed, nodes);
    expect(walk?.value ?? null, `${i}`).toEqual(i >= 1 && i < 120 ? value(i, i % 3 === 0 ? 60 : 2) : null);
    expect(walkProof(root, hashed, nodes.slice(0, -1))).toBeNull();
    expect(walkProof(root, hashed, [...nodes, nodes[0]!])).toBeNull();
    for (const at of nodes.keys()) {
      const changed = nodes.map((node, depth) =>
        depth === at ? Uint8Array.from(node, (byte, k) => (k === 5 ? byte ^ 1 : byte)) : node,
      );
      expect(walkProof(root, hashed, changed), `${i}, ${at}`).toBeNull();
    }
  }
  expect(walkProof(EMPTY_TRIE_ROOT, keccak_256(key(1)), [])).toEqual({ value: null, passed: [] });
  expect(walkProof(root, keccak_256(key(1)), [])).toBeNull();
});
