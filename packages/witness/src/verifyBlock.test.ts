import { encodeRlp, type RlpItem, readRlpList, rlpInteger } from "@assay/chain/rlp";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { type Fixture, fixture, fixturePath, L1_BLOCKS, temporaryFolder } from "../test/blocks.ts";
import type { BlockInput } from "./blockInput.ts";
import { encodeInput } from "./blockInput.ts";
import { readBlockInput } from "./readFile.ts";
import { verifyBlock } from "./verifyBlock.ts";
import { verifyFile } from "./verifyFile.ts";

const folder = temporaryFolder();
const core = new Core(compileCore());

/** Header fields by position. */
const FIELD = { stateRoot: 3, receiptsRoot: 5, bloom: 6, gasUsed: 10 } as const;

/** The block with one header field replaced, and the hash that it then has. */
function withHeaderField(block: string, field: number, value: Uint8Array): { block: Hex; hash: Hex } {
  const parts = readRlpList(fromHex(block)!, 4);
  const fields: RlpItem[] = readRlpList(parts[0]!.encoded, 30).map((item) => item.payload);
  fields[field] = value;
  const header = encodeRlp(fields);
  const rest = Buffer.concat(parts.slice(1).map((part) => part.encoded));
  const payload = Buffer.concat([header, rest]);
  const size = rlpInteger(BigInt(payload.length));
  const prefix = payload.length < 56 ? [0xc0 + payload.length] : [0xf7 + size.length, ...size];
  return { block: toHex(Buffer.concat([Buffer.from(prefix), payload])), hash: toHex(keccak_256(header)) };
}

function changed(name: string, field: number, value: Uint8Array): BlockInput {
  const { block, hash } = withHeaderField(fixture(name).block, field, value);
  return { ...readBlockInput(fixturePath(name)), blocks: [block], claim: { source: "option", hash } };
}

describe.each(["wasm", "debug", "guest"] as CoreVariant[])("real blocks, %s build", (variant) => {
  const own = new Core(compileCore(variant));
  test.each(L1_BLOCKS)("%s", async (name) => {
    const { expected, ...source }: Fixture = fixture(name);
    const verdict = await verifyFile(fixturePath(name), { core: own });
    expect(verdict).toMatchObject({
      verdict: "valid",
      code: null,
      message: null,
      chain: source.chain,
      claim: "file",
      number: BigInt(source.number),
      fork: source.fork,
      blockHash: expected.blockHash,
      stateRoot: expected.stateRoot,
      receiptsRoot: expected.receiptsRoot,
      gasUsed: BigInt(expected.gasUsed),
      txs: expected.receipts.length,
      blocks: 1,
    });
  });
});

test("a binary file gives the same verdict as the JSON it was made of", async () => {
  const path = folder.write("block.assay", encodeInput(readBlockInput(fixturePath("mainnet-2675000"))));
  const verdict = await verifyFile(path, { core });
  expect(verdict).toMatchObject({ verdict: "valid", chain: "mainnet", claim: "file", number: 2675000n });
  expect(await verifyBlock(encodeInput(readBlockInput(path)))).toMatchObject({ verdict: "valid" });
});

test("a default core is made when none is given", async () => {
  expect(await verifyBlock(readBlockInput(fixturePath("mainnet-1")))).toMatchObject({
    verdict: "valid",
    fork: "frontier",
  });
});

test("phases cover the time", async () => {
  const verdict = await verifyFile(fixturePath("mainnet-2675000"), { core });
  const names = ["read", "unzip", "parse", "copy", "load", "hash", "decode", "senders", "execute", "seal"];
  expect(Object.keys(verdict.phases)).toEqual(names);
  const sum = Object.values(verdict.phases).reduce((all, ms) => all + ms, 0);
  expect(sum).toBeLessThanOrEqual(verdict.ms);
  expect(sum).toBeGreaterThan(verdict.ms * 0.7);
});

describe("claims", () => {
  const input = readBlockInput(fixturePath("mainnet-1149999"));

  test("another hash makes the block invalid", async () => {
    const hash = `0x${"12".repeat(32)}` as const;
    const verdict = await verifyFile(fixturePath("mainnet-1149999"), { core, hash });
    expect(verdict).toMatchObject({ verdict: "invalid", code: "BLOCK_HASH_MISMATCH", claim: "option" });
    expect(verdict).toMatchObject({ blockHash: input.claim.hash, number: null, fork: null, gasUsed: null, txs: null });
    expect(verdict.message).toContain(hash);
    expect(verdict.message).toContain(input.claim.hash);
  });

  test("without a hash the block is only held against itself, and that is said", async () => {
    const verdict = await verifyBlock({ ...input, claim: { source: "self", hash: null } }, { core });
    expect(verdict).toMatchObject({ verdict: "valid", claim: "self" });
  });
});

describe("faults of the witness are never the block's", () => {
  const name = "mainnet-1150000";
  const input = readBlockInput(fixturePath(name));
  const hashes = input.nodes.map((node) => toHex(keccak_256(fromHex(node as string)!)));

  test("every single missing node: incomplete, with its hash, or valid when it was not needed", async () => {
    let incomplete = 0;
    for (let i = 0; i < input.nodes.length; i++) {
      const verdict = await verifyBlock({ ...input, nodes: input.nodes.filter((_, k) => k !== i) }, { core });
      if (verdict.verdict === "valid") continue;
      expect(verdict).toMatchObject({ verdict: "incomplete", code: "WITNESS_NODE_MISSING" });
      expect(verdict.failure?.hash).toBe(hashes[i]);
      incomplete++;
    }
    expect(incomplete).toBeGreaterThan(100);
  });

  test("a damaged node is a missing node", async () => {
    const nodes = [...input.nodes];
    nodes[5] = (nodes[5] as string).replace(/..$/, (end) => (end === "00" ? "01" : "00"));
    const verdict = await verifyBlock({ ...input, nodes }, { core });
    expect(verdict).toMatchObject({ verdict: "incomplete", code: "WITNESS_NODE_MISSING" });
  });

  test("a missing code", async () => {
    const verdict = await verifyBlock({ ...input, codes: [] }, { core });
    expect(verdict).toMatchObject({ verdict: "incomplete", code: "WITNESS_CODE_MISSING" });
  });

  test("a missing or wrong parent header", async () => {
    expect(await verifyBlock({ ...input, headers: [] }, { core })).toMatchObject({
      verdict: "incomplete",
      code: "PARENT_HEADER_MISSING",
    });
    const other = readBlockInput(fixturePath("mainnet-2463000"));
    const verdict = await verifyBlock({ ...input, headers: other.headers }, { core });
    expect(verdict.verdict).toBe("incomplete");
  });

  test("after each of them the same instance still judges well", async () => {
    expect(await verifyBlock(input, { core })).toMatchObject({ verdict: "valid" });
  });
});

describe("explanations", () => {
  const name = "mainnet-2675000";
  const source = fixture(name);
  const other = new Uint8Array(32).fill(0x11);

  test("a wrong receipts root without another receipt: nothing more to say", async () => {
    const verdict = await verifyBlock(changed(name, FIELD.receiptsRoot, other), { core });
    expect(verdict).toMatchObject({ verdict: "invalid", code: "RECEIPTS_ROOT_MISMATCH", explanation: [] });
    expect(verdict.message).toContain(source.expected.receiptsRoot);
  });

  test("another expected receipt is named, and what differs in it", async () => {
    const receipts = [...source.expected.receipts];
    const items = readRlpList(fromHex(receipts[4]!)!, 4).map((item) => item.payload);
    const receipt = encodeRlp([items[0]!, rlpInteger(1n), items[2]!, [[new Uint8Array(20), [], new Uint8Array(1)]]]);
    receipts[4] = toHex(receipt);
    const verdict = await verifyBlock(
      { ...changed(name, FIELD.receiptsRoot, other), expected: { receipts } },
      { core },
    );
    expect(verdict.explanation[0]).toBe("Receipt 4 is the first that differs:");
    expect(verdict.explanation.join()).toMatch(/gas: expected -?\d+, computed \d+/);
    expect(verdict.explanation.join()).toMatch(/logs?:? /);
    expect(verdict.advice).toContain("--trace 4");
  });

  test("expected receipts that are no receipts do not harm the verdict", async () => {
    for (const receipts of [["0x"], ["0xc0"], ["0xzz"], ["0xf9"]]) {
      const verdict = await verifyBlock(
        { ...changed(name, FIELD.receiptsRoot, other), expected: { receipts } },
        { core },
      );
      expect(verdict).toMatchObject({ verdict: "invalid", code: "RECEIPTS_ROOT_MISMATCH" });
      expect(verdict.explanation[0]).toMatch(/cannot be read/);
    }
  });

  test("a wrong state root says how many accounts changed", async () => {
    const verdict = await verifyBlock(changed(name, FIELD.stateRoot, other), { core });
    expect(verdict).toMatchObject({ verdict: "invalid", code: "STATE_ROOT_MISMATCH" });
    expect(verdict.explanation.join()).toMatch(/Execution changed \d+ accounts/);
  });

  test("with the nodes of the claimed state, the account that differs is named", async () => {
    // The pre-state as the claimed post-state: its nodes are in the witness, and every changed account differs from it.
    const parent = readRlpList(fromHex(source.parentHeader)!, 30);
    const claimed = changed(name, FIELD.stateRoot, parent[FIELD.stateRoot]!.payload);
    const verdict = await verifyBlock({ ...claimed, expected: { postState: [] } }, { core });
    expect(verdict.explanation[0]).toMatch(
      /^Account 0x[0-9a-f]{40} (is the first that differs:|exists after execution)/,
    );
    expect(verdict.explanation.join()).toMatch(/expected \d+, computed \d+|exists after/);
  });

  test("wrong gas", async () => {
    const verdict = await verifyBlock(changed(name, FIELD.gasUsed, rlpInteger(5n)), { core });
    expect(verdict.verdict).toBe("invalid");
    expect(verdict.code).toBe("GAS_USED_MISMATCH");
    expect(verdict.message).toContain("expected 5, found 1312529");
  });
});

test("a limit of gas is held before anything runs", async () => {
  const input = readBlockInput(fixturePath("mainnet-2675000"));
  expect(await verifyBlock(input, { core, maxGas: 4_000_000n })).toMatchObject({ verdict: "valid" });
  const refused = await verifyBlock(input, { core, maxGas: 1_000_000n });
  expect(refused).toMatchObject({
    verdict: "incomplete",
    code: "GAS_ABOVE_LIMIT",
    chain: "mainnet",
    phases: { copy: 0 },
  });
});

test("broken input is a verdict, not an exception", async () => {
  expect(await verifyFile("/nowhere/block.json")).toMatchObject({
    verdict: "incomplete",
    code: "FILE_NOT_FOUND",
    chain: null,
  });
  expect(await verifyBlock(Buffer.from(encodeInput(readBlockInput(fixturePath("mainnet-1")))))).toMatchObject({
    verdict: "valid",
  });
  expect(await verifyBlock(new Uint8Array(4))).toMatchObject({ verdict: "incomplete", code: "CONTAINER_BROKEN" });
  const noHex = { ...readBlockInput(fixturePath("mainnet-1")), codes: ["0xgg"] };
  expect(await verifyBlock(noHex, { core })).toMatchObject({
    verdict: "incomplete",
    code: "HEX_BROKEN",
    chain: "mainnet",
  });
  const broken = folder.write("broken.assay", "ASSAYBIN and more");
  expect(await verifyFile(broken, { core })).toMatchObject({ verdict: "incomplete", code: "INPUT_VERSION" });
});
