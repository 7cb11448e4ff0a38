// A real anvil: random work captured and verified, and what anvil does against the rules. At length: npm run fuzz:capture -- 500
import { captureBlock } from "@assay/capture/capture";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Anvil, anvilChain } from "./anvil.ts";
import { DESTROY, deploying, word } from "./contracts.ts";
import { fuzzAnvil, fuzzWorld } from "./fuzz.ts";
import { RandomWork, SENDERS } from "./randomWork.ts";

test("20 blocks of random work on anvil", async () => {
  const report = await fuzzAnvil(20, 11);
  expect(report.findings).toEqual([]);
  expect([report.blocks, report.transactions > 50]).toEqual([20, true]);
});

test("20 blocks of random work by @ethereumjs/vm, with deletions that need more than proofs of their keys", async () => {
  const report = await fuzzWorld(20, 12);
  expect(report.findings).toEqual([]);
  expect([report.blocks, report.transactions > 50, report.siblings > 3]).toEqual([20, true, true]);
});

describe("blocks that anvil 1.7.1 makes against the rules", () => {
  let anvil: Anvil;
  let work: RandomWork;
  const core = new Core(compileCore());
  beforeAll(async () => {
    anvil = await Anvil.start();
    work = await RandomWork.start(anvil, 1);
  });
  afterAll(() => anvil.stop());

  const send = (transaction: Record<string, unknown>) =>
    anvil.call("eth_sendTransaction", [{ from: SENDERS[0], gas: "0x2dc6c0", ...transaction }]);
  /** [how it spoils the next block, what the core says of that] */
  const faults: Record<string, readonly [send: () => Promise<unknown>, code: string]> = {
    "a slot that is read and zero stays in the trie": [
      () => send({ to: work.stores[0], data: `0x${word(5)}${word(0)}` }),
      "STATE_ROOT_MISMATCH",
    ],
    "an account that is touched and empty stays in the state": [
      () => send({ to: `0x${"99".repeat(20)}`, value: "0x0" }),
      "STATE_ROOT_MISMATCH",
    ],
    "so does one that is created and destroyed": [
      () => send({ to: work.factory, data: `0x${word(1)}${deploying(DESTROY)}` }),
      "STATE_ROOT_MISMATCH",
    ],
    "requests are not in the header": [
      () => send({ to: "0x00000961ef480eb55e80d19ad83579a64c007002", value: "0x3", data: `0x${"7a".repeat(56)}` }),
      "REQUESTS_HASH_MISMATCH",
    ],
  };

  test.each(Object.keys(faults))("%s: invalid", async (name) => {
    // Each spoils a place of its own, which the ones after it do not touch.
    const [spoil, code] = faults[name]!;
    await spoil();
    const number = await anvil.mine();
    for (const way of ["trace", "run"] as const) {
      const { verdict } = await captureBlock(anvil.node(), number, { chain: anvilChain, core, way });
      expect([verdict.verdict, verdict.code]).toEqual(["invalid", code]);
    }
  });

  test("blobs are in the transactions root as the network sends them: the body is not the header's", async () => {
    await work.sendBlobs(1);
    const number = await anvil.mine();
    await expect(captureBlock(anvil.node(), number, { chain: anvilChain, core })).rejects.toMatchObject({
      code: "NODE_LIED",
      message: expect.stringContaining("transactions"),
    });
  });

  test("a trie that holds a zero is no state that a block could stand on", async () => {
    await send({ to: "0x00000961ef480eb55e80d19ad83579a64c007002", value: "0x3", data: `0x${"7a".repeat(56)}` });
    await anvil.mine();
    const number = await anvil.mine();
    await expect(captureBlock(anvil.node(), number, { chain: anvilChain, core })).rejects.toMatchObject({
      code: "CAPTURE_IMPOSSIBLE",
      message: expect.stringContaining("WITNESS_SLOT_MALFORMED"),
    });
  });
});
