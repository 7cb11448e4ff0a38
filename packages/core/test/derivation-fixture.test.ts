// OP Mainnet's blocks 109279675 to 109279683, derived from L1 and compared with the blocks that are on the chain.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { rollupConfigFromJson } from "../../chain/src/rollupConfig.js";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { superchainById } from "../../chain/src/superchain.js";
import { fromHex, toHex } from "../src/hex.js";
import { DerivationCore, type DerivationInput } from "./derivation.js";
import { variants } from "./load.js";

const fixture = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../../fixtures/derivation/op-mainnet-109279675-109279683.json.gz", import.meta.url)),
  ).toString(),
);
const bytes = (hex: string) => fromHex(hex)!;
const { l1, start, expected } = fixture;

function inputOf(core: DerivationCore): DerivationInput {
  const nodes: Uint8Array[] = [];
  for (const block of l1) {
    for (const items of [block.transactions, block.receipts])
      if (items) nodes.push(...core.list(items.map(bytes)).nodes.map((node) => node.slice()));
  }
  nodes.push(...core.list(start.transactions.map(bytes)).nodes);
  return {
    rollup: encodeRollup(rollupConfigFromJson(fixture.rollupConfig, superchainById), []),
    l1Head: bytes(l1.at(-1).hash),
    start: bytes(start.hash),
    target: BigInt(expected.blocks.at(-1).number),
    firstL1: BigInt(l1[0].number),
    headers: [...l1.map((block: { header: string }) => bytes(block.header)), bytes(start.header)],
    nodes,
    followers: expected.blocks.map((block: { header: string }) => bytes(block.header)),
  };
}

describe.each(variants)("%s", (variant) => {
  it("derives every block, byte for byte", async () => {
    const core = await DerivationCore.load(variant);
    const { failure, stop, blocks, safeHead, l1Block } = core.derive(inputOf(core));
    expect(failure).toBeNull();
    expect(stop).toBe("target");
    expect(l1Block).toBe(18090218n);
    expect(blocks.length).toBe(expected.blocks.length);
    for (const [i, block] of blocks.entries()) {
      const want = expected.blocks[i];
      expect(block.transactions.map(toHex)).toEqual(want.transactions);
      expect([block.number, block.hash, block.sequenceNumber]).toEqual([
        BigInt(want.number),
        want.hash,
        BigInt(want.sequenceNumber),
      ]);
      expect(block.l1Origin).toEqual({ number: BigInt(want.l1Origin), hash: l1[want.l1Origin - l1[0].number].hash });
      expect(block.derivedFrom.number).toBe(18090218n);
    }
    expect(safeHead).toEqual({ number: 109279683n, hash: expected.blocks.at(-1).hash });
  });

  it("ends at what is missing, and at what is not the chain", async () => {
    const core = await DerivationCore.load(variant);
    const input = inputOf(core);
    const without = <T>(items: readonly T[], i: number) => items.filter((_, k) => k !== i);
    const nothing = core.derive({ ...input, headers: without(input.headers, 5) });
    expect(nothing.failure).toMatchObject({ verdict: "incomplete", name: "L1_HEADER_MISSING", hash: l1[5].hash });
    // Every tenth node: whichever it is, derivation either needs it and says so, or does not.
    for (let i = 0; i < input.nodes.length; i += variant === "wasm" ? 40 : 400) {
      const { failure, blocks } = core.derive({ ...input, nodes: without(input.nodes, i) });
      expect(["incomplete", undefined]).toContain(failure?.verdict);
      if (failure === null) expect(blocks.length).toBe(9);
    }
    const followers = [...input.followers!];
    for (const at of [10, 40, 420, 500]) {
      const forged = followers[3]!.slice();
      forged[at]! ^= 1;
      followers[3] = forged;
      const { failure, blocks } = core.derive({ ...input, followers });
      expect(failure?.verdict).not.toBeUndefined();
      expect(blocks.length).toBeLessThanOrEqual(5);
    }
    // Without the last L1 block there are no batches; without followers only the first block can be told.
    const short = core.derive({ ...input, l1Head: bytes(l1.at(-2).hash) });
    expect([short.failure, short.stop, short.blocks.length]).toEqual([null, "l1Head", 0]);
    const alone = core.derive({ ...input, followers: [] });
    expect([alone.failure, alone.stop, alone.blocks.length]).toEqual([null, "unknownBlock", 1]);
    expect(alone.blocks[0]!.hash).toBeNull();
    const { firstL1: _first, ...fromRule } = input;
    const byRule = core.derive(fromRule);
    expect(byRule.failure?.name).toBe("L1_HEADER_MISSING");
  });
});
