// Every real block of the OP Stack, on every build, twice: the full block is checked, and the block is built from its payload
// attributes alone. Both come to the hash that the source expects.
import { readRlpItem } from "@assay/chain/rlp";
import { Core, OUTPUT } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { toBytes } from "@assay/witness/byteString";
import { readBlockInput } from "@assay/witness/readFile";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { fixture, fixturePath, OP_BLOCKS, same, temporaryFolder } from "../../packages/witness/test/blocks.ts";

const variants = ["wasm", "debug", "guest"] as const;

function run(core: Core, input: BlockInput) {
  const bytes = encodeInput(input);
  return core.verify(bytes.length, (memory) => memory.set(bytes), OUTPUT.headers | OUTPUT.receipts);
}

it("there are thirty", () => expect(OP_BLOCKS.length).toBe(30));

describe.each(variants)("%s", (variant) => {
  const core = new Core(compileCore(variant));

  it.each(OP_BLOCKS)("%s", (name) => {
    const source = fixture(name);
    const full = run(core, readBlockInput(fixturePath(name)));
    expect(full.failure).toBeNull();
    const built = run(core, readBlockInput(fixturePath(name), { fromAttributes: true }));
    expect(built.failure).toBeNull();
    for (const { result } of [full, built]) {
      const summary = result!.summaries[0]!;
      expect(summary).toMatchObject({
        verdict: "valid",
        fork: source.fork,
        number: BigInt(source.number),
        blockHash: source.expected.blockHash,
        postStateRoot: source.expected.stateRoot,
        receiptsRoot: source.expected.receiptsRoot,
        gasUsed: BigInt(source.expected.gasUsed),
      });
      const receipts = result!.receipts.map((receipt) => `0x${Buffer.from(receipt).toString("hex")}`);
      expect(receipts).toEqual(source.expected.receipts);
      const header = readRlpItem(readRlpItem(toBytes(source.block, "block")).payload).encoded;
      expect(same(result!.headers[0]!, header)).toBe(true);
      expect(`0x${Buffer.from(keccak_256(result!.headers[0]!)).toString("hex")}`).toBe(source.expected.blockHash);
    }
  });
});

describe("attributes alone", () => {
  const name = "unichain-mainnet-10211000";
  const input = readBlockInput(fixturePath(name), { fromAttributes: true });
  const core = new Core(compileCore());

  it("another hash than the claimed one is invalid, and the header tells what came out", () => {
    const hash = `0x${"12".repeat(32)}` as const;
    const outcome = run(core, { ...input, claim: { source: "option", hash } });
    expect(outcome).toMatchObject({ verdict: "invalid", failure: { name: "BLOCK_HASH_MISMATCH", expected: hash } });
    expect(outcome.result!.summaries[0]!.blockHash).toBe(fixture(name).expected.blockHash);
    expect(outcome.result!.headers.length).toBe(1);
  });

  it("without a claim the block is what it is", () => {
    const outcome = run(core, { ...input, claim: { source: "self", hash: null } });
    expect(outcome.verdict).toBe("valid");
    expect(outcome.result!.summaries[0]!.blockHash).toBe(fixture(name).expected.blockHash);
  });

  it("the binary format carries them", async () => {
    const bytes = encodeInput(input);
    expect(await verifyBlock(bytes, { core })).toMatchObject({
      verdict: "valid",
      chain: "unichain-mainnet",
      claim: "file",
    });
    const folder = temporaryFolder();
    const read = readBlockInput(folder.write("block.assay", bytes), { fromAttributes: true });
    expect(same(encodeInput(read), bytes)).toBe(true);
    const full = folder.write("full.assay", encodeInput(readBlockInput(fixturePath(name))));
    expect(() => readBlockInput(full, { fromAttributes: true })).toThrow("no payload attributes");
  });

  it("blocks that follow each other run as one, in either form", () => {
    const numbers = [109279679, 109279680, 109279681];
    const parts = numbers.map((number) => readBlockInput(fixturePath(`op-mainnet-${number}`)));
    const built = numbers.map((number) =>
      readBlockInput(fixturePath(`op-mainnet-${number}`), { fromAttributes: true }),
    );
    const joined = (inputs: readonly BlockInput[]): BlockInput => ({
      ...inputs[0]!,
      blocks: inputs.flatMap(({ blocks }) => blocks),
      payloadAttributes: inputs.flatMap(({ payloadAttributes }) => payloadAttributes ?? []),
      nodes: inputs.flatMap(({ nodes }) => nodes),
      codes: inputs.flatMap(({ codes }) => codes),
      claim: inputs.at(-1)!.claim,
    });
    for (const inputs of [parts, built, [parts[0]!, built[1]!, parts[2]!], [built[0]!, parts[1]!, built[2]!]]) {
      const outcome = run(core, joined(inputs));
      expect(outcome.failure).toBeNull();
      expect(outcome.result!.summaries.map(({ blockHash }) => blockHash)).toEqual(
        numbers.map((number) => fixture(`op-mainnet-${number}`).expected.blockHash),
      );
    }
  });

  it("attributes and blocks without a header have to be as many", () => {
    const item = input.payloadAttributes![0]!;
    for (const payloadAttributes of [[], [item, item]]) {
      const outcome = run(core, { ...input, payloadAttributes });
      expect(outcome).toMatchObject({ verdict: "incomplete", failure: { name: "ATTRIBUTES_COUNT" } });
    }
  });

  it("one encoding: what is cut, padded or flagged otherwise is refused", () => {
    const item = toBytes(input.payloadAttributes![0]!, "item");
    const changes: ((bytes: Uint8Array) => void)[] = [
      (bytes) => bytes.fill(0x08, 16, 17),
      (bytes) => bytes.fill(1, 20, 21),
      (bytes) => bytes.fill(1, 60, 61),
      // A minimum base fee that the flags say is not there.
      (bytes) => bytes.fill(1, 32, 33),
    ];
    for (const change of changes) {
      const bytes = item.slice();
      change(bytes);
      const outcome = run(core, { ...input, payloadAttributes: [bytes] });
      expect(outcome.failure?.name).toMatch(/ATTRIBUTES_MALFORMED|INPUT_PADDING/);
      expect(outcome.verdict).toBe("incomplete");
    }
    expect(run(core, { ...input, payloadAttributes: [item.subarray(0, 120)] }).failure?.name).toBe(
      "ATTRIBUTES_MALFORMED",
    );
    // Fields of the wrong fork are the block's fault: derivation has to hear that the payload is invalid.
    const bytes = item.slice();
    bytes[16]! &= ~2;
    bytes.fill(0, 24, 32);
    expect(run(core, { ...input, payloadAttributes: [bytes] })).toMatchObject({
      verdict: "invalid",
      failure: { name: "ATTRIBUTES_EIP1559" },
    });
  });
});
