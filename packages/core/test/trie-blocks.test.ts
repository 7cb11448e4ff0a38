// Tries over the witnesses of real blocks: every account and slot that the nodes show is read, and after updates of some the
// root is that of @ethereumjs/mpt over the same nodes.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { variants } from "./load.js";
import { randomSource } from "./operands.js";
import { ReferenceTrie, randomValue } from "./referenceTrie.js";
import { Core, EMPTY_ROOT, hex, unhex } from "./tries.js";

type Item = Uint8Array | Item[];

/** The item at `at` and where it ends. The bytes are those of a block that others have executed: no checks. */
function decode(bytes: Uint8Array, at = 0): [Item, number] {
  const first = bytes[at]!;
  if (first < 0x80) return [bytes.subarray(at, at + 1), at + 1];
  const base = first < 0xc0 ? 0x80 : 0xc0;
  let length = first - base;
  let start = at + 1;
  if (length > 55) {
    const size = length - 55;
    length = bytes.subarray(start, start + size).reduce((sum, byte) => 256 * sum + byte, 0);
    start += size;
  }
  const end = start + length;
  if (base === 0x80) return [bytes.subarray(start, end), end];
  const list: Item[] = [];
  for (let next = start; next < end; ) {
    const [item, after] = decode(bytes, next);
    list.push(item);
    next = after;
  }
  return [list, end];
}

/** The leaves that can be reached from the root, by their keys. Where a node is missing the walk stops. */
function leaves(nodes: Map<string, Uint8Array>, root: Uint8Array): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const visit = (reference: Item, path: string) => {
    let node = reference;
    if (node instanceof Uint8Array) {
      const encoding = nodes.get(hex(node));
      if (!encoding) return;
      node = decode(encoding)[0];
    }
    const items = node as Item[];
    if (items.length === 17) {
      for (let i = 0; i < 16; i++) if (items[i]!.length > 0) visit(items[i]!, path + i.toString(16));
      return;
    }
    const prefix = hex(items[0] as Uint8Array);
    const rest = path + prefix.slice(Number.parseInt(prefix[0]!, 16) & 1 ? 1 : 2);
    if (prefix[0]! >= "2") found.set(rest, items[1] as Uint8Array);
    else visit(items[1]!, rest);
  };
  visit(root, "");
  return found;
}

describe.each(variants)("tries of real blocks (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await Core.load(variant);
  });

  it.each(["mainnet-1150000", "hoodi-974567", "op-mainnet-121003241"])("%s", async (name) => {
    const file = new URL(`../../../fixtures/blocks/${name}.json.gz`, import.meta.url);
    const block = JSON.parse(gunzipSync(readFileSync(file)).toString());
    const nodes = new Map<string, Uint8Array>(
      block.witness.state.map((text: string) => [hex(keccak_256(unhex(text))), unhex(text)]),
    );
    const stateRoot = (decode(unhex(block.parentHeader))[0] as Uint8Array[])[3]!;
    const roots = [stateRoot];
    for (const leaf of leaves(nodes, stateRoot).values()) roots.push((decode(leaf)[0] as Uint8Array[])[2]!);
    const random = randomSource(1);
    let read = 0;
    for (const root of roots) {
      if (hex(root) === hex(EMPTY_ROOT) || !nodes.has(hex(root))) continue;
      core.witness(nodes.values());
      const trie = core.trie(root);
      const reference = await ReferenceTrie.open(root, nodes);
      for (const [key, value] of leaves(nodes, root)) {
        expect(trie.get(unhex(key))).toEqual(Uint8Array.from(value));
        read++;
        if (random() % 3 !== 0) continue;
        const updated = randomValue(random);
        trie.update(unhex(key), updated);
        await reference.update(unhex(key), updated);
      }
      expect(trie.root()).toBe(hex(reference.root()));
    }
    expect(read).toBeGreaterThan(20);
  });
});
