// Tries against their definition and @ethereumjs/mpt: rounds of inserts and updates, then deletions; after each the root,
// and everything read back. Every third round opens the trie again from nodes that others wrote.
import { beforeAll, describe, expect, it } from "vitest";
import { variants } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { clusteredKeys, DefinitionTrie, prefixKeys, ReferenceTrie, randomValue } from "./referenceTrie.js";
import { Core, EMPTY_ROOT, hex, unhex } from "./tries.js";

const pick = <T>(random: () => number, items: readonly T[], chance: number) =>
  items.filter(() => random() % 100 < chance);

describe.each(variants)("trie (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await Core.load(variant);
  });

  /** Rounds on ours and on a map; `library`: also on @ethereumjs/mpt. */
  const compare = async (keys: Uint8Array[], seed: number, anyKeys: boolean, rounds: number) => {
    const random = randomSource(seed);
    const entries = new Map<string, Uint8Array>();
    const library = anyKeys ? undefined : await ReferenceTrie.open();
    core.reset();
    let trie = core.trie(EMPTY_ROOT, anyKeys);
    for (let round = 0; round < rounds; round++) {
      if (round % 3 === 2) {
        const definition = new DefinitionTrie(entries);
        core.witness((library?.nodes() ?? definition.nodes).values());
        trie = core.trie(unhex(definition.root), anyKeys);
      }
      const shrinking = round % 4 === 3;
      for (const key of pick(random, keys, shrinking ? 5 : 40)) {
        const value = randomValue(random);
        trie.update(key, value);
        await library?.update(key, value);
        entries.set(hex(key), value);
      }
      for (const key of pick(random, keys, shrinking ? 90 : 20)) {
        expect(trie.delete(key)).toBe(entries.has(hex(key)));
        if (entries.delete(hex(key))) await library?.delete(key);
      }
      const root = trie.root();
      expect(root, `seed ${seed} round ${round}`).toBe(new DefinitionTrie(entries).root);
      if (library) expect(root, `seed ${seed} round ${round}`).toBe(hex(library.root()));
      for (const key of keys) expect(trie.get(key)).toEqual(entries.get(hex(key)));
    }
    for (const key of entries.keys()) expect(trie.delete(unhex(key))).toBe(true);
    expect(trie.root()).toBe(hex(EMPTY_ROOT));
  };

  it("random keys of 32 bytes", async () => {
    const random = randomSource(1);
    const keys = Array.from({ length: 80 }, () => randomBytes(random, 32));
    await compare(keys, 11, false, 8);
  });

  it("keys with long shared prefixes, embedded nodes", async () => {
    for (let seed = 20; seed < 26; seed++) await compare(clusteredKeys(randomSource(seed), 30, 32), seed, false, 12);
  });

  it("few keys", async () => {
    for (let seed = 40; seed < 60; seed++)
      await compare(clusteredKeys(randomSource(seed), 1 + (seed % 5), 32), seed, false, 8);
  });

  it("keys of any length, prefixes of each other", async () => {
    for (let seed = 60; seed < 68; seed++) await compare(prefixKeys(randomSource(seed), 30), seed, true, 8);
  });

  it("keys of one to three bytes: branches with values and embedded branches", async () => {
    for (let seed = 70; seed < 76; seed++) {
      const random = randomSource(seed);
      await compare(
        Array.from({ length: 40 }, () => randomBytes(random, 1 + (random() % 3))),
        seed,
        true,
        8,
      );
    }
  });

  it("the longest keys", async () => {
    const random = randomSource(80);
    const keys = Array.from({ length: 12 }, () => randomBytes(random, 256));
    for (const key of keys.slice(1, 6)) key.set(keys[0]!.subarray(0, 255));
    await compare(keys, 81, true, 6);
  });

  it("gives the root again after writing what is there already, without hashing", async () => {
    const random = randomSource(90);
    core.reset();
    const trie = core.trie(EMPTY_ROOT);
    const keys = Array.from({ length: 50 }, () => randomBytes(random, 32));
    for (const key of keys) trie.update(key, key);
    const root = trie.root();
    const nodes = keys.map((key) => trie.get(key));
    for (const key of keys) trie.update(key, key);
    expect(trie.root()).toBe(root);
    expect(keys.map((key) => trie.get(key))).toEqual(nodes);
  });
});
