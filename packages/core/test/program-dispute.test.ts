// Blobs in both forms: whole, checked with KZG, in every build but `dispute`; element by element there, where a contract on L1 has
// checked them before.
import { beforeAll, describe, expect, it } from "vitest";
import type { L2Block } from "../../node/src/l2Block.js";
import { blobPreimages, commitmentOf, loadKzg, versionedHash } from "../../program/src/preimage/blob.js";
import { typedKey } from "../../program/src/preimage/key.js";
import { concatBytes } from "../src/bytes.js";
import { fromHex, toHex } from "../src/hex.js";
import { Core } from "../src/instance.js";
import { decodeProgram } from "../src/program.js";
import { type CoreVariant, compileCore } from "../src/wasmFile.js";
import type { Boot, Preimages } from "./program.js";
import { OwnChain, TIME } from "./program-chain.js";

let chain: OwnChain;
let blocks: L2Block[];
let boot: Boot;
let blob: Uint8Array;
let commitment: Uint8Array;
let hash: Uint8Array;

beforeAll(async () => {
  chain = new OwnChain({ canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n });
  blocks = await chain.build(5);
  const blobs = await chain.postBlob(chain.posted(blocks));
  blob = blobs[1]!;
  commitment = commitmentOf(blob);
  hash = versionedHash(commitment);
  boot = chain.claim(blocks[1]!, blocks[4]!);
});

/** A run with preimages of the blob, by key. */
function run(variant: CoreVariant, preimages: Iterable<readonly [key: Uint8Array, value: Uint8Array]>) {
  const host: Preimages = chain.host(blocks[1]!, boot);
  for (const [key, value] of preimages) host.values.set(toHex(key), value);
  const core = new Core(compileCore(variant), { oracle: host.oracle });
  const input = chain.input();
  const outcome = core.program(input.length, (memory) => memory.set(input));
  return { ...outcome, host, summary: decodeProgram(outcome.result!.bytes) };
}

/** The second blob of the block that the batches were posted in. */
function blobHint(): string {
  const at = chain.l1.blocks.length - 1;
  const u64 = (value: bigint) => value.toString(16).padStart(16, "0");
  return `l1-blob ${toHex(hash)}${u64(1n)}${u64(TIME + 12n * BigInt(at))}`;
}

describe.each(["wasm", "debug", "guest"] as const)("%s", (variant) => {
  const record = () => concatBytes(commitment, Uint8Array.from(loadKzg().computeBlobKzgProof(blob, commitment)), blob);

  it("takes a whole blob that KZG ties to the versioned hash", () => {
    const { verdict, host, summary } = run(variant, [[typedKey("blob", hash), record()]]);
    expect([verdict, summary.reachedHash]).toEqual(["valid", blocks[4]!.hash]);
    expect(host.hints.filter((text) => text.startsWith("l1-blob"))).toEqual([blobHint()]);
  });

  it("is incomplete with any other bytes, and does not know single elements", () => {
    for (const at of [3, 60, 5000]) {
      const forged = record();
      forged[at]! ^= 1;
      const { verdict, failure } = run(variant, [[typedKey("blob", hash), forged]]);
      expect([verdict, failure!.name]).toEqual(["incomplete", "BLOB_MISMATCH"]);
    }
    const { failure, host } = run(variant, blobPreimages(blob, commitment));
    expect(failure).toMatchObject({ verdict: "incomplete", name: "BLOB_MISSING", hash: toHex(hash) });
    expect(host.asked.filter((key) => key.startsWith("0x04"))).toEqual([]);
  });
});

describe("dispute", () => {
  it("reads commitment and elements, as the contract proves them", () => {
    const { verdict, host, summary } = run("dispute", blobPreimages(blob, commitment));
    expect([verdict, summary.reachedHash]).toEqual(["valid", blocks[4]!.hash]);
    expect(host.hints.filter((text) => text.startsWith("l1-blob"))).toEqual([blobHint()]);
    const ofType = (type: string) => host.asked.filter((key) => key.startsWith(type));
    expect(ofType("0x04")).toEqual([toHex(typedKey("sha256", hash))]);
    // 4096 elements, each asked for by commitment and root of unity, in the order of the blob.
    expect(
      ofType("0x05")
        .map((key) => toHex(host.value(fromHex(key)!)!))
        .join("")
        .replaceAll("0x", ""),
    ).toBe(toHex(blob).slice(2));
  });

  it("does not check them: that is the contract's part", () => {
    const preimages = blobPreimages(blob, commitment);
    const forged = preimages.map(([key, value], i) => [key, i === 2 ? new Uint8Array(32) : value] as const);
    expect(run("dispute", forged).verdict).toBe("invalid");
  });

  it("is incomplete without the commitment, without an element, and with one of another length", () => {
    const preimages = blobPreimages(blob, commitment);
    const without = [preimages.slice(1), preimages.filter((_, i) => i !== 2 + 2 * 1000)];
    const short = preimages.map(([key, value], i) => [key, i === 2 ? value.subarray(1) : value] as const);
    for (const changed of [...without, short]) {
      const { verdict, failure } = run("dispute", changed);
      expect([verdict, failure!.name]).toEqual(["incomplete", "BLOB_MISSING"]);
    }
  });
});
