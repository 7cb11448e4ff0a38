// Real blocks from a peer that speaks debug_executionWitness, under each name that clients have for it.
import { captureBlock } from "@assay/capture/capture";
import { hoodi } from "@assay/chain/networks";
import { toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { encodeInput, headerNumber } from "@assay/witness/blockInput";
import { toJson } from "@assay/witness/jsonOutput";
import { afterAll, expect, test } from "vitest";
import { HOODI_BLOCKS, hoodiBlock, hoodiMethods } from "./hoodiNode.ts";
import { hoodiProofMethods } from "./hoodiProofs.ts";
import { HASTY, Peer } from "./peer.ts";

const peer = await Peer.with(hoodiMethods());
afterAll(() => peer.stop());
const core = new Core(compileCore());
const options = { chain: hoodi, core };
const byProofs = hoodiProofMethods(core);

test.each(HOODI_BLOCKS)("block %i", async (number) => {
  peer.methods = hoodiMethods();
  const captured = await captureBlock(peer.node(), BigInt(number), options);
  expect(captured).toMatchObject({ way: "witness", hash: hoodiBlock(number).hash, siblings: 0 });
  expect(captured.verdict).toMatchObject({ verdict: "valid", claim: "node" });
  // The standard order: nodes and codes by their bytes, headers by number.
  const { witness } = toJson(captured.input) as { witness: { state: string[]; codes: string[]; headers: string[] } };
  expect(witness.state).toEqual([...witness.state].sort());
  expect(witness.codes).toEqual([...witness.codes].sort());
  const numbers = witness.headers.map((header, i) => Number(headerNumber(header, `${i}`)));
  expect(numbers).toEqual(Array.from(numbers, (_, i) => number - numbers.length + i));
});

test("a block costs two calls: the block, and its witness by hash", async () => {
  peer.methods = hoodiMethods("debug_executionWitnessByBlockHash");
  const { calls } = await captureBlock(peer.node(), BigInt(HOODI_BLOCKS[0]), options);
  expect(Object.fromEntries(calls)).toEqual({ eth_getBlockByNumber: 1, debug_executionWitnessByBlockHash: 1 });
});

test("the witness is the same by every name, by number and by hash", async () => {
  const results: string[] = [];
  const { hash, number } = hoodiBlock(HOODI_BLOCKS[1]);
  for (const method of [
    "debug_executionWitness",
    "debug_executionWitnessByHash",
    "debug_executionWitnessByBlockHash",
  ]) {
    peer.methods = hoodiMethods(method);
    const byNumber = await captureBlock(peer.node(), BigInt(number), options);
    const byHash = await captureBlock(peer.node(), hash as `0x${string}`, options);
    results.push(toHex(encodeInput(byNumber.input)), toHex(encodeInput(byHash.input)));
  }
  expect(new Set(results).size).toBe(1);
});

test("a witness that lacks nodes, codes or headers is not called complete", async () => {
  const whole = hoodiMethods();
  for (const part of ["state", "codes", "headers"] as const) {
    peer.methods = {
      ...whole,
      debug_executionWitness: async (params) => {
        const witness = (await whole["debug_executionWitness"]!(params)) as Record<string, unknown[]>;
        return { ...witness, [part]: witness[part]!.slice(0, -1) };
      },
    };
    const run = captureBlock(peer.node(HASTY), BigInt(HOODI_BLOCKS[2]), options);
    // A header can be had from the node; of nodes and codes it gives nothing else.
    if (part === "headers") expect((await run).verdict.verdict).toBe("valid");
    else await expect(run).rejects.toMatchObject({ code: expect.stringMatching(/^(CAPTURE_IMPOSSIBLE|NODE_ERROR)$/) });
  }
});

test.each(HOODI_BLOCKS)("block %i without its witness: keys from a trace, nodes from proofs", async (number) => {
  peer.methods = byProofs;
  const captured = await captureBlock(peer.node(), BigInt(number), options);
  expect([captured.way, captured.verdict.verdict, captured.hash]).toEqual(["trace", "valid", hoodiBlock(number).hash]);
});

test.each(HOODI_BLOCKS)("block %i by access lists and proofs", async (number) => {
  peer.methods = byProofs;
  const captured = await captureBlock(peer.node(), BigInt(number), { ...options, way: "run" });
  expect([captured.way, captured.verdict.verdict, captured.hash]).toEqual(["run", "valid", hoodiBlock(number).hash]);
});

test("a block by proofs alone: rehearsals find the keys, and what they ask for in vain is passed over", async () => {
  // This replay refuses proofs of what the block does not touch, which rehearsals ask for where they go astray.
  const { eth_createAccessList: _, debug_traceBlockByHash: __, ...bare } = byProofs;
  peer.methods = bare;
  const captured = await captureBlock(peer.node(), BigInt(HOODI_BLOCKS[0]), options);
  expect([captured.way, captured.verdict.verdict, captured.hash]).toEqual([
    "run",
    "valid",
    hoodiBlock(HOODI_BLOCKS[0]).hash,
  ]);
});
