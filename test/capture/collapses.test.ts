// Deletions that collapse a branch onto a sibling that nobody touched: each case forced, in storage at every depth and in the state
// trie. Proofs of the touched keys alone never have the sibling; what finds it is counted.
import { captureBlock } from "@assay/capture/capture";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CREATE_AND_CALL, create2, DESTROY, deploying, deployingWithStorage, word } from "./contracts.ts";
import { KeyFinder } from "./keyFinder.ts";
import { type Methods, Peer } from "./peer.ts";
import { CollapseWorld, type Shape } from "./storageCase.ts";
import { type WorldNode, worldChain } from "./worldNode.ts";

type Hex = `0x${string}`;

let place: CollapseWorld;
let node: WorldNode;
let peer: Peer;
let factory: Hex;
let salts = 0;
const core = new Core(compileCore());
const accounts = new KeyFinder((i) => (0xabcd_0000_0000 + i).toString(16).padStart(40, "0"), 120_000);

beforeAll(async () => {
  place = await CollapseWorld.open();
  node = place.node;
  peer = await Peer.with(node.standard);
  [factory] = (await place.build({ data: `0x${deploying(CREATE_AND_CALL)}` })) as [Hex];
});
afterAll(() => peer.stop());

/** A block that deletes an account, which EIP-6780 leaves one way for: it has a balance, then a code, and destroys itself at once. */
async function accountCase(depth: number, shape: Shape): Promise<bigint> {
  const init = deployingWithStorage(DESTROY, 0);
  for (;;) {
    const salt = salts++;
    const doomed = create2(factory, word(salt), init);
    const beside = accounts.beside(doomed.slice(2), depth, shape === "leaf" ? 0 : shape === "branch" ? 1 : 2);
    if (!beside) continue;
    await place.build(...[doomed.slice(2), ...beside].map((address) => ({ to: `0x${address}`, value: 1n })));
    await place.build({ to: factory, data: `0x${word(salt)}${init}` });
    return place.world.parent.header.number;
  }
}

const capture = (number: bigint, siblings = true) =>
  captureBlock(peer.node(), number, { chain: worldChain, core, way: "run", siblings });

async function isSolved(number: bigint, methods: Methods): Promise<ReadonlyMap<string, number>> {
  peer.methods = methods;
  await expect(capture(number, false), "without looking for siblings").rejects.toMatchObject({
    code: "CAPTURE_IMPOSSIBLE",
    message: expect.stringContaining("do not have the trie node"),
  });
  const { verdict, input, calls, siblings } = await capture(number);
  expect(verdict).toMatchObject({ verdict: "valid", code: null });
  expect(siblings).toBe(1);
  // Without the sibling the witness is not complete: it is the last piece, not decoration.
  const verdicts = await Promise.all(
    input.nodes.map((_, i) => verifyBlock({ ...input, nodes: input.nodes.filter((_, k) => k !== i) }, { core })),
  );
  expect(new Set(verdicts.map(({ verdict: name }) => name))).toContain("incomplete");
  return calls;
}

test.each([0, 1, 2, 3, 4, 5])("storage: a leaf %i nibbles down, from the state after the block", async (depth) => {
  const number = await place.storage(depth, "leaf");
  const calls = await isSolved(number, node.standard);
  expect([...calls.keys()].filter((method) => method.startsWith("debug_"))).toEqual([]);
});

test.each([0, 1, 2, 3])("storage: an extension %i nibbles down, from the state after the block", async (depth) => {
  const number = await place.storage(depth, "extension");
  const calls = await isSolved(number, node.standard);
  expect([...calls.keys()].filter((method) => method.startsWith("debug_"))).toEqual([]);
});

test.each([0, 1, 2, 3])("storage: a branch %i nibbles down, by each way there is", async (depth) => {
  const number = await place.storage(depth, "branch");
  const byDatabase = await isSolved(number, { ...node.standard, ...node.dbGet });
  expect(byDatabase.get("debug_dbGet")).toBe(1);
  const byRange = await isSolved(number, { ...node.standard, ...node.storageRange });
  expect(byRange.get("debug_storageRangeAt")).toBe(1);
  // A key whose hash begins with the path to the branch, found by trying: any node serves its proof.
  const byTrying = await isSolved(number, node.standard);
  expect(byTrying.get("eth_getProof")).toBe(byDatabase.get("eth_getProof")! + 1);
});

test("storage: a branch too deep to find a key for needs a node that serves it, and that is said", async () => {
  const number = await place.storage(5, "branch");
  peer.methods = node.standard;
  await expect(capture(number)).rejects.toMatchObject({
    code: "CAPTURE_IMPOSSIBLE",
    message: expect.stringMatching(
      /6 nibbles below its root.*debug_dbGet.*debug_storageRangeAt.*6 nibbles are too many/,
    ),
    advice: expect.stringContaining("debug_executionWitness"),
  });
  await isSolved(number, { ...node.standard, ...node.dbGet });
  await isSolved(number, { ...node.standard, ...node.storageRange });
});

test("the state trie: a leaf, an extension, a branch beside an account that is deleted", async () => {
  await isSolved(await accountCase(3, "leaf"), node.standard);
  await isSolved(await accountCase(3, "extension"), node.standard);
  const number = await accountCase(3, "branch");
  await isSolved(number, { ...node.standard, ...node.dbGet });
  await isSolved(number, node.standard);
});

test("several collapses in one block, one above the other", async () => {
  const number = await place.twoCollapses();
  peer.methods = node.standard;
  expect((await capture(number)).verdict.verdict).toBe("valid");
});

test("a node that gives another node for the sibling is not believed", async () => {
  const number = await place.storage(3, "branch");
  peer.methods = {
    ...node.standard,
    debug_dbGet: () => "0xc0",
    debug_storageRangeAt: () => ({ storage: { x: { key: `0x${word(1)}` } } }),
  };
  const { verdict, calls } = await capture(number);
  expect([verdict.verdict, calls.get("debug_dbGet"), calls.get("debug_storageRangeAt")]).toEqual(["valid", 1, 1]);
});
