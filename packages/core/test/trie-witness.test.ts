// Tries over witnesses: pruned to what is needed, with each needed node missing in turn, and with nodes whose hash is right
// and whose structure is wrong.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { CODES } from "../src/codes.js";
import { variants } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { clusteredKeys, encodeRlp, ReferenceTrie, randomValue } from "./referenceTrie.js";
import { Core, EMPTY_ROOT, hex, unhex } from "./tries.js";

const MISSING = CODES.WITNESS_NODE_MISSING.code;
const MALFORMED = CODES.WITNESS_NODE_MALFORMED.code;

interface Load {
  root: Uint8Array;
  nodes: Map<string, Uint8Array>;
  reads: Uint8Array[];
  writes: [Uint8Array, Uint8Array][];
  deletes: Uint8Array[];
}

/** A trie of clustered keys, and some reads, writes and deletions of present and absent keys. */
async function makeLoad(seed: number): Promise<Load> {
  const random = randomSource(seed);
  const keys = clusteredKeys(random, 40, 32);
  const trie = await ReferenceTrie.open();
  const present = keys.slice(0, 30);
  for (const key of present) await trie.update(key, randomValue(random));
  const some = (from: Uint8Array[], chance: number) => from.filter(() => random() % 100 < chance);
  const deletes = some(present, 20);
  const kept = keys.filter((key) => !deletes.includes(key));
  return {
    root: trie.root(),
    nodes: new Map(trie.nodes()),
    reads: some(keys, 20),
    writes: some(kept, 10).map((key) => [key, randomValue(random)]),
    deletes,
  };
}

function execute(core: Core, load: Load): string {
  const trie = core.trie(load.root);
  for (const key of load.reads) trie.get(key);
  for (const [key, value] of load.writes) trie.update(key, value);
  for (const key of load.deletes) trie.delete(key);
  return trie.root();
}

describe.each(variants)("trie over a witness (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await Core.load(variant);
  });

  it("needs no more than the reference does, and names every node that is missing", async () => {
    let removals = 0;
    for (let seed = 100; seed < 110; seed++) {
      const load = await makeLoad(seed);
      core.witness(load.nodes.values());
      const root = execute(core, load);
      const needed = core.list("preimagesReadOutput").map(hex);
      expect(new Set(needed).size).toBe(needed.length);

      // The nodes that prove the keys are needed, and at most one sibling for each deletion.
      const full = await ReferenceTrie.open(load.root, load.nodes);
      const keys = [...load.reads, ...load.writes.map(([key]) => key), ...load.deletes];
      const paths = new Set<string>();
      for (const key of keys) for (const node of await full.proof(key)) paths.add(hex(keccak_256(node)));
      const siblings = needed.filter((hash) => !paths.has(hash));
      expect(needed.length - siblings.length).toBe(paths.size);
      expect(siblings.length).toBeLessThanOrEqual(load.deletes.length);

      // The reference comes to the same root on those nodes alone.
      const pruned = new Map(needed.map((hash) => [hash, load.nodes.get(hash)!]));
      const reference = await ReferenceTrie.open(load.root, pruned);
      for (const key of load.reads) await reference.get(key);
      for (const [key, value] of load.writes) await reference.update(key, value);
      for (const key of load.deletes) await reference.delete(key);
      expect(root).toBe(hex(reference.root()));

      core.witness(pruned.values());
      expect(execute(core, load)).toBe(root);

      for (const hash of needed) {
        core.witness([...pruned].filter(([other]) => other !== hash).map(([, node]) => node));
        const failure = core.failure(() => execute(core, load));
        expect(failure).toEqual({ verdict: 2, code: MISSING, hash });
        removals++;
      }
    }
    expect(removals).toBeGreaterThan(100);
  });

  it("never takes a missing node for an empty subtree", async () => {
    const load = await makeLoad(120);
    core.witness([]);
    for (const key of load.reads) {
      const trie = core.trie(load.root);
      expect(core.failure(() => trie.get(key))).toEqual({ verdict: 2, code: MISSING, hash: hex(load.root) });
    }
  });

  it("gives new nodes from which the new root can be opened", async () => {
    const load = await makeLoad(130);
    core.witness(load.nodes.values());
    const root = execute(core, load);
    core.reset();
    for (const node of load.nodes.values()) core.add(node, 0);
    core.call.hashWitness!();
    core.call.openState!(core.wasm.place(load.root));
    const trie = core.stateTrie();
    for (const [key, value] of load.writes) trie.update(key, value);
    for (const key of load.deletes) trie.delete(key);
    expect(trie.root()).toBe(root);
    const fresh = core.list("newNodesOutput");
    for (const node of fresh) expect(load.nodes.has(hex(keccak_256(node)))).toBe(false);
    const all = new Map(load.nodes);
    for (const node of fresh) all.set(hex(keccak_256(node)), node);
    const reopened = await ReferenceTrie.open(unhex(root), all);
    for (const [key, value] of load.writes) expect(await reopened.get(key)).toEqual(value);
    for (const key of load.deletes) expect(await reopened.get(key)).toBeUndefined();
  });

  describe("nodes with the right hash and a wrong structure", () => {
    const empty = new Uint8Array();
    const word = (byte: number) => new Uint8Array(32).fill(byte);
    const value = word(9);
    const branch = (...slots: [number, Uint8Array | Uint8Array[]][]) => {
      const items: (Uint8Array | Uint8Array[])[] = Array.from({ length: 17 }, () => empty);
      for (const [i, item] of slots) items[i] = item;
      return items;
    };
    /** Hex prefix of a leaf or extension with `count` nibbles, all zero. */
    const prefix = (isLeaf: boolean, count: number) => {
      const bytes = new Uint8Array((count >> 1) + 1);
      bytes[0] = (isLeaf ? 0x20 : 0) | (count & 1 ? 0x10 : 0);
      return bytes;
    };
    const leaf = (count: number, content: Uint8Array = value) => [prefix(true, count), content];
    const raw = (text: string) => unhex(text);

    const cases: [string, Uint8Array][] = [
      ["no bytes", empty],
      ["a string", encodeRlp(word(1))],
      ["an empty list", raw("c0")],
      ["one item", encodeRlp([word(1)])],
      ["three items", encodeRlp([prefix(true, 64), value, value])],
      ["sixteen items", encodeRlp(Array.from({ length: 16 }, () => word(1)))],
      ["eighteen items", encodeRlp(Array.from({ length: 18 }, () => word(1)))],
      ["bytes after the node", Buffer.concat([encodeRlp(leaf(64)), raw("00")])],
      ["a truncated node", encodeRlp(leaf(64)).slice(0, -1)],
      ["a length with a leading zero", Buffer.concat([raw("f90043"), encodeRlp(leaf(64)).slice(2)])],
      ["a leaf that is too short", encodeRlp(leaf(63))],
      ["a leaf that is too long", encodeRlp(leaf(65))],
      ["a leaf without a value", encodeRlp(leaf(64, empty))],
      ["a leaf whose value is a list", encodeRlp([prefix(true, 64), [value]])],
      ["a path that is a list", encodeRlp([[prefix(true, 64)], value])],
      ["an empty path item", encodeRlp([empty, value])],
      ["a flag nibble above 3", encodeRlp([Uint8Array.from([0x40, ...new Uint8Array(32)]), value])],
      [
        "an even path with padding that is not zero",
        encodeRlp([Uint8Array.from([0x21, ...new Uint8Array(32)]), value]),
      ],
      ["an extension without a path", encodeRlp([prefix(false, 0), word(1)])],
      ["an extension of a whole key", encodeRlp([prefix(false, 64), word(1)])],
      ["an extension longer than a key", encodeRlp([prefix(false, 66), word(1)])],
      ["an extension to 31 bytes", encodeRlp([prefix(false, 2), new Uint8Array(31).fill(1)])],
      ["an extension to nothing", encodeRlp([prefix(false, 2), empty])],
      ["an extension to an embedded node of 32 bytes", encodeRlp([prefix(false, 2), [new Uint8Array(30).fill(1)]])],
      ["a branch with one child", encodeRlp(branch([0, word(1)]))],
      ["a branch with no child", encodeRlp(branch())],
      ["a branch with a value", encodeRlp(branch([0, word(1)], [1, word(2)], [16, raw("05")]))],
      ["a branch whose value is a list", encodeRlp(branch([0, word(1)], [1, word(2)], [16, []]))],
      ["a branch with a child of 33 bytes", encodeRlp(branch([0, word(1)], [1, new Uint8Array(33).fill(1)]))],
      ["a branch with a child of one byte", encodeRlp(branch([0, word(1)], [1, raw("01")]))],
      [
        "a branch with an embedded node of 32 bytes",
        encodeRlp(branch([0, word(1)], [1, [new Uint8Array(30).fill(1)]])),
      ],
    ];

    it.each(cases)("%s", (_, node) => {
      const hash = keccak_256(node);
      core.witness([node]);
      const trie = core.trie(hash);
      expect(core.failure(() => trie.get(new Uint8Array(32)))).toEqual({
        verdict: 2,
        code: MALFORMED,
        hash: hex(hash),
      });
    });

    it("an extension to a leaf or an extension", () => {
      for (const child of [encodeRlp(leaf(62)), encodeRlp([prefix(false, 2), word(1)])]) {
        const childHash = keccak_256(child);
        const root = encodeRlp([prefix(false, 2), childHash]);
        core.witness([root, child]);
        const trie = core.trie(keccak_256(root));
        expect(core.failure(() => trie.get(new Uint8Array(32)))).toEqual({
          verdict: 2,
          code: MALFORMED,
          hash: hex(childHash),
        });
      }
    });

    it("a node of less than 32 bytes that is referred to by its hash", () => {
      // Sixty nibbles above it, so that the leaf is short.
      const tail = encodeRlp(leaf(3, raw("07")));
      const lower = encodeRlp(branch([0, keccak_256(tail)], [1, word(3)]));
      const root = encodeRlp([prefix(false, 60), keccak_256(lower)]);
      core.witness([root, lower, tail]);
      const trie = core.trie(keccak_256(root));
      const failure = core.failure(() => trie.get(new Uint8Array(32)));
      expect(failure).toEqual({ verdict: 2, code: MALFORMED, hash: hex(keccak_256(tail)) });
    });

    it("a malformed embedded node, named by the node that holds it", () => {
      for (const inner of [leaf(4, raw("07")), leaf(2, raw("07")), [raw("11"), raw("07")], [prefix(true, 3), empty]]) {
        const lower = encodeRlp(branch([0, inner], [1, word(3)]));
        const root = encodeRlp([prefix(false, 60), keccak_256(lower)]);
        core.witness([root, lower]);
        const trie = core.trie(keccak_256(root));
        const failure = core.failure(() => trie.get(new Uint8Array(32)));
        expect(failure).toEqual({ verdict: 2, code: MALFORMED, hash: hex(keccak_256(lower)) });
      }
    });

    it("every bit of a good node flipped, with the hash of what came out", () => {
      const good = encodeRlp(branch([0, word(1)], [5, [prefix(true, 63), raw("07")]], [15, word(2)]));
      const random = randomSource(3);
      for (let i = 0; i < 8 * good.length; i++) {
        const node = good.slice();
        node[i >> 3]! ^= 1 << (i & 7);
        core.witness([node]);
        const trie = core.trie(keccak_256(node));
        // Whatever it is now, looking up ends: found, not found, missing or malformed.
        const failure = core.failure(() => {
          trie.get(randomBytes(random, 32));
          trie.get(new Uint8Array(32).fill(0x55));
        });
        if (failure) expect(failure.verdict).toBe(2);
      }
    });
  });

  it("opens the empty root and the hash of 0x80 alike", () => {
    core.witness([]);
    expect(hex(EMPTY_ROOT)).toBe(hex(keccak_256(Uint8Array.of(0x80))));
    const trie = core.trie(EMPTY_ROOT);
    expect(trie.get(new Uint8Array(32))).toBeUndefined();
    expect(trie.root()).toBe(hex(EMPTY_ROOT));
  });
});
