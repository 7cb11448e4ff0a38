// Roots of lists keyed by index against the definition and @ethereumjs/mpt: sizes around every change of the key's length,
// items of a byte and of many kilobytes.
import { beforeAll, describe, expect, it } from "vitest";
import { variants } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { DefinitionTrie, encodeRlp, ReferenceTrie } from "./referenceTrie.js";
import { Core, EMPTY_ROOT, hex } from "./tries.js";

const integer = (value: number) => {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 255);
  return Uint8Array.from(bytes);
};

describe.each(variants)("ordered trie root (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await Core.load(variant);
  });

  const rootOf = (items: Uint8Array[]) => {
    core.reset();
    const { wasm } = core;
    const table = (values: number[]) => wasm.place(new Uint8Array(Uint32Array.from(values).buffer));
    const pointers = table(items.map((item) => wasm.place(item)));
    const lengths = table(items.map((item) => item.length));
    const dst = wasm.place(new Uint8Array(32));
    core.call.orderedTrieRoot!(dst, items.length, pointers, lengths);
    return hex(wasm.read(dst, 32));
  };

  it("of no items", () => {
    expect(rootOf([])).toBe(hex(EMPTY_ROOT));
  });

  it("of 1 to 20, and around 128, 256 and 65536 items", async () => {
    const random = randomSource(5);
    const counts = [...Array.from({ length: 20 }, (_, i) => i + 1), 127, 128, 129, 130, 200, 255, 256, 257, 300];
    for (const count of counts) {
      const items = Array.from({ length: count }, () =>
        randomBytes(random, 1 + (random() % (random() % 5 === 0 ? 700 : 40))),
      );
      const entries = items.map((item, i): [string, Uint8Array] => [hex(encodeRlp(integer(i))), item]);
      expect(rootOf(items), `${count} items`).toBe(new DefinitionTrie(entries).root);
      const library = await ReferenceTrie.open();
      for (const [i, item] of items.entries()) await library.update(encodeRlp(integer(i)), item);
      expect(rootOf(items), `${count} items`).toBe(hex(library.root()));
    }
    const many = Array.from({ length: 65_600 }, (_, i) => Uint8Array.of(i & 255, i >> 8, 1));
    const entries = many.map((item, i): [string, Uint8Array] => [hex(encodeRlp(integer(i))), item]);
    if (variant === "wasm") expect(rootOf(many)).toBe(new DefinitionTrie(entries).root);
  });

  it("of items of one byte, which are embedded, and of large ones", () => {
    for (const items of [
      Array.from({ length: 40 }, (_, i) => Uint8Array.of(i + 1)),
      Array.from({ length: 3 }, (_, i) => new Uint8Array(100_000 + i).fill(i)),
    ]) {
      const entries = items.map((item, i): [string, Uint8Array] => [hex(encodeRlp(integer(i))), item]);
      expect(rootOf(items)).toBe(new DefinitionTrie(entries).root);
    }
  });

  it("leaves nothing behind in the arena", () => {
    core.reset();
    const before = core.call.mark!();
    const item = core.wasm.place(Uint8Array.of(1, 2, 3));
    const pointers = core.wasm.place(new Uint8Array(Uint32Array.from([item, item]).buffer));
    const lengths = core.wasm.place(new Uint8Array(Uint32Array.from([3, 3]).buffer));
    const dst = core.wasm.place(new Uint8Array(32));
    const after = core.call.mark!();
    core.call.orderedTrieRoot!(dst, 2, pointers, lengths);
    expect(core.call.mark!()).toBe(after);
    expect(after).toBeGreaterThan(before);
  });
});
