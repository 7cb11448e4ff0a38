// A sibling that nobody has, taken for a branch: what that solves, and why it is only for blocks whose root is known to be right.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureBlock } from "@assay/capture/capture";
import { capturePath, writeCapture } from "@assay/capture/files";
import { readNode } from "@assay/capture/trieNode";
import { encodeRlp, listOfEncoded, readRlpList } from "@assay/chain/rlp";
import { fromHex, toHex } from "@assay/core/hex";
import { ASSUME_BRANCHES, Core } from "@assay/core/instance";
import type { BlockSummary } from "@assay/core/result";
import { compileCore } from "@assay/core/wasmFile";
import { type BlockInput, prepareInput } from "@assay/witness/blockInput";
import { toBytes } from "@assay/witness/byteString";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assay } from "../../packages/cli/test/terminal.ts";
import { Peer } from "./peer.ts";
import { CollapseWorld } from "./storageCase.ts";
import { worldChain } from "./worldNode.ts";

const core = new Core(compileCore());
const folder = mkdtempSync(join(tmpdir(), "assay-trust-"));
let place: CollapseWorld;
let peer: Peer;
beforeAll(async () => {
  place = await CollapseWorld.open();
  peer = await Peer.with(place.node.standard);
});
afterAll(async () => {
  await peer.stop();
  rmSync(folder, { recursive: true });
});

const capture = (number: bigint, trustRoot: boolean) =>
  captureBlock(peer.node(), number, { chain: worldChain, core, trustRoot });

test("a branch that no node gives: captured on trust, and verified on trust alone", async () => {
  const number = await place.storage(5, "branch");
  await expect(capture(number, false)).rejects.toMatchObject({ code: "CAPTURE_IMPOSSIBLE" });
  const { verdict, input, hash } = await capture(number, true);
  expect(verdict).toMatchObject({ verdict: "valid", assumedBranches: 1 });
  const file = capturePath(folder, worldChain, number, "assay");
  writeCapture(file, input, "assay");
  // Nothing in the file says that it may be trusted: whoever verifies it has to.
  const plain = await assay("verify", "block", file, "--json");
  expect([plain.code, JSON.parse(plain.out.split("\n")[0]!)]).toEqual([
    2,
    expect.objectContaining({ verdict: "incomplete", code: "WITNESS_NODE_MISSING" }),
  ]);
  expect((await assay("verify", "block", file, "--trust-root")).code).toBe(3);
  const trusted = await assay("verify", "block", file, "--trust-root", "--hash", hash);
  expect([trusted.code, trusted.out]).toEqual([
    0,
    expect.stringMatching(/! 1 sibling of deletions taken for branches/),
  ]);
  const other = await assay("verify", "block", file, "--trust-root", "--hash", `0x${"ab".repeat(32)}`);
  expect(other.code).toBe(1);
});

test("what is there is never assumed", async () => {
  for (const shape of ["leaf", "extension", "branch"] as const) {
    const { verdict } = await capture(await place.storage(2, shape), true);
    expect(verdict).toMatchObject({ verdict: "valid", assumedBranches: 0 });
  }
});

test("a missing leaf taken for a branch gives another root: that is the witness's fault, not the block's", async () => {
  const { input, leaf } = await withoutSibling();
  expect(leaf).toBe(true);
  const judged = await verifyBlock(input, { core, assumeBranches: true });
  expect(judged).toMatchObject({ verdict: "incomplete", code: "WITNESS_INCOMPLETE" });
});

test("without a known hash it is refused; and this is why: a root above a withheld leaf would be called valid", async () => {
  const { input, whole } = await withoutSibling();
  const stateRoot = summaryOf(input).postStateRoot;
  const forged = withStateRoot(input, stateRoot);
  expect(
    (await verifyBlock({ ...forged, claim: { source: "self", hash: null } }, { core, assumeBranches: true })).verdict,
  ).toBe("incomplete");
  // On trust of the forged hash the invalid block passes. No option of a file can ask for that, and without it nothing does.
  expect((await verifyBlock(forged, { core, assumeBranches: true })).verdict).toBe("valid");
  expect((await verifyBlock(forged, { core })).verdict).toBe("incomplete");
  const complete = { ...forged, nodes: whole.nodes };
  expect(await verifyBlock(complete, { core })).toMatchObject({ verdict: "invalid", code: "STATE_ROOT_MISMATCH" });
});

/** What the core says of a run that assumes, whatever the verdict. */
function summaryOf(input: BlockInput): BlockSummary {
  const prepared = prepareInput(input);
  const { result } = core.verify(prepared.length, (memory) => prepared.write(memory), ASSUME_BRANCHES);
  return result!.summaries[0]!;
}

/** A block that deletes a slot beside a leaf, without that leaf. */
async function withoutSibling(): Promise<{ whole: BlockInput; input: BlockInput; leaf: boolean }> {
  const { input: whole } = await capture(await place.storage(3, "leaf"), false);
  for (const [i, node] of whole.nodes.entries()) {
    const input = { ...whole, nodes: whole.nodes.filter((_, k) => k !== i) };
    if (summaryOf(input).assumedBranches === 1n)
      return { whole, input, leaf: readNode(toBytes(node, "node"))!.kind === "leaf" };
  }
  throw new Error("no node is the sibling");
}

/** The block with another state root in its header, and the hash that it then has. */
function withStateRoot(input: BlockInput, root: `0x${string}`): BlockInput {
  const [header, ...body] = readRlpList(toBytes(input.blocks[0]!, "block"), 4).map(({ encoded }) => encoded);
  const fields = readRlpList(header!, 40).map(({ encoded }) => encoded);
  fields[3] = encodeRlp(fromHex(root)!);
  const forged = listOfEncoded(fields);
  return {
    ...input,
    blocks: [listOfEncoded([forged, ...body])],
    claim: { source: "option", hash: toHex(keccak_256(forged)) },
  };
}
