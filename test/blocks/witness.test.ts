// Whatever is wrong with a witness, the verdict is `incomplete` or the same as with the whole one: only a block can be
// invalid. Real blocks with something taken away, changed, or added.
import { beforeAll, describe, expect, it } from "vitest";
import type { Hex } from "../../packages/core/src/hex.ts";
import { type Core, OUTPUT, type Outcome } from "../../packages/core/src/instance.ts";
import { Random } from "../../packages/core/test/bytecode.ts";
import { variants } from "../../packages/core/test/load.ts";
import { type BlockInput, prepareInput } from "../../packages/witness/src/blockInput.ts";
import { readBlock } from "./realBlocks.ts";
import { loadCore } from "./verify.ts";

const without = <T>(list: readonly T[], i: number): T[] => [...list.slice(0, i), ...list.slice(i + 1)];
const changed = (hex: string, digit: number): Hex =>
  `0x${hex.slice(2, 2 + digit)}${hex[2 + digit] === "0" ? "1" : "0"}${hex.slice(3 + digit)}`;

describe.each(variants)("faults of a witness (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  const verify = (input: BlockInput, outputs = 0): Outcome => {
    const prepared = prepareInput(input);
    return core.verify(prepared.length, (memory) => prepared.write(memory), outputs);
  };

  it.each(["mainnet-1150000", "mainnet-2463000", "hoodi-1041734"])("a node of %s is missing or changed", (name) => {
    const input = readBlock(name);
    const verdicts = new Set<string>();
    for (let i = 0; i < input.nodes.length; i++) {
      const missing = verify({ ...input, nodes: without(input.nodes, i) });
      verdicts.add(missing.verdict);
      expect([null, "WITNESS_NODE_MISSING"]).toContain(missing.failure?.name ?? null);
      // A changed node has another hash: nobody finds it.
      const nodes = [...input.nodes];
      nodes[i] = changed(nodes[i] as string, 0);
      expect(verify({ ...input, nodes }).failure?.name, `node ${i}`).toBe(missing.failure?.name);
    }
    expect(verdicts).toContain("incomplete");
    expect(verdicts).not.toContain("invalid");
  });

  it("a code is missing or changed", () => {
    const input = readBlock("mainnet-2675000");
    for (let i = 0; i < input.codes.length; i++) {
      expect(verify({ ...input, codes: without(input.codes, i) }).failure?.name).toBe("WITNESS_CODE_MISSING");
      const codes = [...input.codes];
      codes[i] = changed(codes[i] as string, 0);
      expect(verify({ ...input, codes }).failure?.name).toBe("WITNESS_CODE_MISSING");
    }
  });

  it("headers that BLOCKHASH needs are missing or changed", () => {
    const input = readBlock("mainnet-9069000");
    const parent = input.headers.length - 1;
    for (let i = 0; i <= parent; i++) {
      const name = i === parent ? "PARENT_HEADER_MISSING" : "ANCESTOR_HEADER_MISSING";
      const headers = [...input.headers];
      headers[i] = changed(headers[i] as string, 20);
      // The oldest header is only there for the sake of the chain: its own hash stands in the one above it.
      const expected = i === 0 && parent > 0 ? [name, undefined] : [name];
      expect(expected).toContain(verify({ ...input, headers: without(input.headers, i) }).failure?.name);
      expect(expected).toContain(verify({ ...input, headers }).failure?.name);
    }
  });

  it("the parent is a header of another chain", () => {
    const input = readBlock("mainnet-2675000");
    const other = readBlock("mainnet-2463000");
    const outcome = verify({ ...input, headers: other.headers });
    expect(outcome).toMatchObject({ verdict: "incomplete", failure: { name: "PARENT_HEADER_MISSING" } });
  });

  it("what is not needed changes nothing, wherever it stands", () => {
    const input = readBlock("mainnet-2675000");
    const other = readBlock("mainnet-1150000");
    const more: BlockInput = {
      ...input,
      nodes: [...other.nodes, ...input.nodes, "0x80"],
      codes: [...other.codes, "0x", "0x00", ...input.codes],
      headers: [...other.headers, ...input.headers],
    };
    const outputs = OUTPUT.receipts | OUTPUT.newNodes | OUTPUT.changes | OUTPUT.headers;
    const [plain, mixed] = [verify(input, outputs), verify(more, outputs)];
    expect(mixed.verdict).toBe("valid");
    expect(mixed.result!.summaries).toEqual(plain.result!.summaries);
    expect(mixed.result!.accountChanges).toEqual(plain.result!.accountChanges);
    expect(mixed.result!.headers).toEqual(plain.result!.headers);
    // The computed header is the block's: it is valid.
    expect(plain.result!.headers).toHaveLength(1);
  });

  it("an instance that has judged other blocks, and trapped, judges as a fresh one does", () => {
    const outputs = OUTPUT.receipts | OUTPUT.newNodes | OUTPUT.changes | OUTPUT.touchedKeys | OUTPUT.preimagesRead;
    const names = ["mainnet-2675000", "hoodi-1041734", "mainnet-1150000", "mainnet-19426587"];
    const inputs = names.map(readBlock);
    const whole = (outcome: Outcome) => ({
      verdict: outcome.verdict,
      summaries: outcome.result!.summaries,
      receipts: outcome.result!.receipts,
      nodes: outcome.result!.newNodes,
      changes: outcome.result!.accountChanges,
      keys: outcome.result!.touchedKeys,
      preimages: outcome.result!.preimagesRead,
    });
    const first = inputs.map((input) => whole(verify(input, outputs)));
    for (const [i, input] of [...inputs.entries()].reverse()) {
      expect(verify({ ...input, codes: [], nodes: without(input.nodes, i) }).verdict).toBe("incomplete");
      expect(whole(verify(input, outputs))).toEqual(first[i]);
    }
  });
});

/** Bytes of the input changed at random: a verdict or an error record every time, never another end, and never `valid`
 *  with other bytes in the block. */
describe.each(variants)("changed bytes of an input (%s)", (variant) => {
  it.each(["mainnet-1149999", "mainnet-2675000", "hoodi-1041734"])("%s", async (name) => {
    const core = await loadCore(variant);
    const prepared = prepareInput(readBlock(name));
    const bytes = new Uint8Array(prepared.length);
    prepared.write(bytes);
    const view = new DataView(bytes.buffer);
    const section = (id: number): [number, number] => {
      for (let at = 16; ; at += 24) {
        if (view.getUint32(at, true) === id)
          return [Number(view.getBigUint64(at + 8, true)), view.getUint32(at + 16, true)];
      }
    };
    const [block, blockLength] = section(2);
    const [claim, claimLength] = section(7);
    const random = new Random(5);
    const judge = (input: Uint8Array): Outcome => core.verify(input.length, (memory) => memory.set(input));
    expect(judge(bytes).verdict).toBe("valid");
    for (let round = 0; round < 400; round++) {
      const input = bytes.slice();
      // Half of the rounds in the first kilobytes: the table, the configuration and the block.
      const at = random.below(round % 2 === 0 ? Math.min(3_000, input.length) : input.length);
      input[at] = input[at]! ^ (1 << random.below(8));
      const outcome = judge(input);
      if (at >= block && at < block + blockLength) expect(outcome.verdict, `byte ${at}`).not.toBe("valid");
      // Only the block, the claim about it and the rules can make it invalid.
      if (outcome.verdict !== "invalid") continue;
      const isOwn = at < block + blockLength || (at >= claim && at < claim + claimLength);
      expect(isOwn, `byte ${at}: ${outcome.failure!.name}`).toBe(true);
    }
    // Cut off anywhere.
    for (let length = 0; length < bytes.length; length += 1 + random.below(1 + (bytes.length >> 6))) {
      expect(judge(bytes.slice(0, length)).verdict).toBe("incomplete");
    }
  });
});
