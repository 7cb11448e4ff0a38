// Hashes of a list against noble's.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { hashAll } from "../src/hashes.ts";
import type { Core } from "../src/instance.ts";
import { variants } from "./load.js";
import { loadCore } from "./program.js";

describe.each(variants)("%s", (variant) => {
  test("of every length up to three blocks of the sponge, of none and of long items", async () => {
    const core: Core = loadCore(variant);
    const items = Array.from({ length: 410 }, (_, i) => new Uint8Array(i).map((_, j) => (i * 31 + j * 7) & 255));
    items.push(new Uint8Array(1_000_003).fill(9));
    expect(hashAll(core, items).map((hash) => Buffer.from(hash).toString("hex"))).toEqual(
      items.map((item) => Buffer.from(keccak_256(item)).toString("hex")),
    );
    expect(hashAll(core, [])).toEqual([]);
  });
});
