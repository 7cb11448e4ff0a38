// The comparison itself: it comes to what the chain says for every real OP Stack block at hand.
import { bytesToHex } from "@ethereumjs/util";
import { expect, it } from "vitest";
import { fixture, OP_BLOCKS } from "../../packages/witness/test/blocks.ts";
import { fastlzLength } from "./optimismFees.ts";
import { type OptimismFixture, runStatelessOptimism } from "./statelessOptimism.ts";

/** Small ones of every fork at hand; `npm run bench` has all thirty to agree. */
const SMALL = /-(109279682|120794432|121057303|22880574|26207960|26207963|10211000|10215000)$/;

it.each(OP_BLOCKS.filter((name) => SMALL.test(name)))("%s", async (name) => {
  const source = fixture(name);
  const run = await runStatelessOptimism(source as unknown as OptimismFixture);
  expect(run.receipts.map((receipt) => bytesToHex(receipt))).toEqual(source.expected.receipts);
  expect({
    stateRoot: bytesToHex(run.stateRoot),
    receiptsRoot: bytesToHex(run.receiptsRoot),
    gasUsed: Number(run.gasUsed),
  }).toEqual({
    stateRoot: source.expected.stateRoot,
    receiptsRoot: source.expected.receiptsRoot,
    gasUsed: source.expected.gasUsed,
  });
});

it("FastLZ: the published vectors", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  const vectors: [Uint8Array, number][] = [
    [new Uint8Array(0), 0],
    [Uint8Array.of(0xfa, 0xca, 0xde), 4],
    [new Uint8Array(1000), 21],
    [new Uint8Array(1000).fill(1), 21],
    [all, 264],
  ];
  for (const [bytes, length] of vectors) expect(fastlzLength(bytes)).toBe(length);
});
