import { encodeRlp } from "@assay/chain/rlp";
import { packPath } from "@assay/chain/triePath";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect, test } from "vitest";
import { drawTrie } from "./touchedTrie.ts";

const key = { path: new Uint8Array(32).fill(0x11), name: "key", change: "changed" } as const;

function index(...encoded: readonly Uint8Array[]) {
  return new Map(encoded.map((node) => [toHex(keccak_256(node)), node]));
}

test("a leaf is drawn with its key, and its value is found", () => {
  const leaf = encodeRlp([packPath(new Array(64).fill(1), true), new Uint8Array(40).fill(7)]);
  const drawn = drawTrie("state", toHex(keccak_256(leaf)), index(leaf), [key]);
  expect(drawn?.drawing.nodes).toMatchObject([{ kind: "leaf", key: "key", change: "changed", bytes: leaf.length }]);
  expect(drawn?.values.get("key")).toEqual(new Uint8Array(40).fill(7));
});

test("extensions that go nowhere, twenty thousand of them, end where the first is", () => {
  const nodes = [encodeRlp([Uint8Array.of(0), new Uint8Array(32).fill(9)])];
  for (let i = 0; i < 20_000; i++) nodes.push(encodeRlp([Uint8Array.of(0), keccak_256(nodes.at(-1)!)]));
  const drawn = drawTrie("state", toHex(keccak_256(nodes.at(-1)!)), index(...nodes), [key]);
  expect(drawn?.drawing.nodes).toMatchObject([{ kind: "extension", ring: 0 }]);
});
