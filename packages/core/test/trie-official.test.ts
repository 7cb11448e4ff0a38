// The official trie tests: keys as they are and hashed keys, inserted in order, in other orders, and with deletions.
import { readFileSync } from "node:fs";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { variants } from "./load.js";
import { randomSource } from "./operands.js";
import { Core, EMPTY_ROOT, unhex } from "./tries.js";

type Entries = [string, string | null][] | Record<string, string | null>;

const fixture = (name: string): Record<string, { in: Entries; root: string }> =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/trie-tests/${name}.json`, import.meta.url), "utf8"));

const bytes = (text: string) => (text.startsWith("0x") ? unhex(text) : new TextEncoder().encode(text));

describe.each(variants)("official trie tests (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await Core.load(variant);
  });

  const rootOf = (entries: [string, string | null][], hashed: boolean) => {
    core.reset();
    const trie = core.trie(EMPTY_ROOT, !hashed);
    for (const [key, value] of entries) {
      const path = hashed ? keccak_256(bytes(key)) : bytes(key);
      if (value === null) trie.delete(path);
      else trie.update(path, bytes(value));
    }
    return `0x${trie.root()}`;
  };

  it.each([
    ["trietest", false],
    ["trietest_secureTrie", true],
    ["trieanyorder", false],
    ["trieanyorder_secureTrie", true],
    ["hex_encoded_securetrie_test", true],
  ] as const)("%s", (name, hashed) => {
    const random = randomSource(7);
    for (const [title, test] of Object.entries(fixture(name))) {
      if (Array.isArray(test.in)) {
        expect(rootOf(test.in, hashed), title).toBe(test.root);
        continue;
      }
      const entries = Object.entries(test.in);
      for (let round = 0; round < 20; round++) {
        expect(rootOf(entries, hashed), title).toBe(test.root);
        for (let i = entries.length - 1; i > 0; i--) {
          const j = random() % (i + 1);
          [entries[i], entries[j]] = [entries[j]!, entries[i]!];
        }
      }
    }
  });
});
