// The witness index and the preimage oracle behind it.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { CODES } from "../src/codes.js";
import { variants } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { Core, hex, kinds } from "./tries.js";

describe.each(variants)("witness (%s)", (variant) => {
  /** Finds the preimage of a hash: its bytes, or undefined. */
  const find = (core: Core, hash: Uint8Array, kind: number = kinds.node) => {
    const entry = core.call.witnessFind!(core.wasm.place(hash), kind);
    if (entry === 0) return undefined;
    const [data, length] = new Uint32Array(core.wasm.read(entry + 32, 8).buffer);
    return core.wasm.read(data!, length!);
  };

  it("finds what was added, whatever its length, and nothing else", async () => {
    const core = await Core.load(variant);
    const random = randomSource(1);
    const items = Array.from({ length: 700 }, (_, i) => randomBytes(random, i < 300 ? i * 9 : random() % 600));
    core.witness(items);
    for (const item of items) expect(find(core, keccak_256(item))).toEqual(item);
    for (let i = 0; i < 200; i++) expect(find(core, randomBytes(random, 32))).toBeUndefined();
    // Also hashes that agree in their first 31, or all but the first 8 bytes.
    for (const item of items.slice(0, 50)) {
      const hash = keccak_256(item);
      for (const at of [0, 7, 8, 31]) {
        const near = hash.slice();
        near[at]! ^= 1;
        expect(find(core, near)).toBeUndefined();
      }
    }
  });

  it("keeps duplicates once, and takes more after the first round", async () => {
    const core = await Core.load(variant);
    const random = randomSource(2);
    const first = Array.from({ length: 100 }, () => randomBytes(random, 50));
    core.witness([...first, ...first], first);
    const more = Array.from({ length: 300 }, () => randomBytes(random, 70));
    for (const item of more) core.add(item, kinds.code);
    core.call.hashWitness!();
    for (const item of [...first, ...more]) expect(find(core, keccak_256(item))).toEqual(item);
    expect(core.list("preimagesReadOutput").map(hex)).toEqual([...first, ...more].map((item) => hex(keccak_256(item))));
    expect(core.call.nodesReadCount!()).toBe(100n);
  });

  it("keeps what it fetches for the state until that is forgotten, across the region's blocks", async () => {
    const random = randomSource(5);
    // Larger ones than in the other tests: of all lengths around the room that is offered first.
    const items = Array.from({ length: 2500 }, (_, i) =>
      new Uint8Array(random() % 1500).fill(i).map((x, k) => x ^ (i >> (k % 8))),
    );
    const answers = new Map(items.map((item) => [hex(keccak_256(item).subarray(1)), item]));
    let asked = new Set<string>();
    const core = await Core.load(variant, {
      preimage: (key) => {
        asked.add(hex(key));
        return answers.get(hex(key.subarray(1)));
      },
    });
    core.witness([]);
    const { emptyRegion, forgetFetched, useRegion } = core.call;
    emptyRegion!(1);
    for (let round = 0; round < 2; round++) {
      forgetFetched!();
      useRegion!(1);
      const isFound = (item: Uint8Array) => Buffer.compare(find(core, keccak_256(item)) ?? Buffer.of(1), item) === 0;
      expect(items.filter((item) => !isFound(item))).toEqual([]);
      expect(asked.size).toBe(answers.size);
      asked = new Set();
      expect(items.filter((item) => !isFound(item))).toEqual([]);
      expect(asked.size).toBe(0);
      useRegion!(0);
      emptyRegion!(1);
    }
  });

  it("asks the oracle for what it does not hold, and keeps the answer", async () => {
    const answers = new Map<string, Uint8Array>();
    const asked: string[] = [];
    const core = await Core.load(variant, {
      preimage: (key) => {
        asked.push(hex(key));
        return answers.get(hex(key));
      },
    });
    const random = randomSource(3);
    const held = randomBytes(random, 40);
    core.witness([held]);
    for (const length of [0, 1, 32, 532, 1023, 1024, 1025, 24_576, 100_000]) {
      const item = randomBytes(random, length);
      const hash = keccak_256(item);
      const key = hash.slice();
      key[0] = 2;
      answers.set(hex(key), item);
      asked.length = 0;
      expect(find(core, hash)).toEqual(item);
      expect(asked).toEqual(length > 1024 ? [hex(key), hex(key)] : [hex(key)]);
      expect(find(core, hash)).toEqual(item);
      expect(asked.length).toBe(length > 1024 ? 2 : 1);
    }
    asked.length = 0;
    expect(find(core, keccak_256(held))).toEqual(held);
    expect(asked).toEqual([]);
    expect(find(core, randomBytes(random, 32))).toBeUndefined();
    expect(asked.length).toBe(1);
  });

  it("ends the run when the oracle answers with other bytes", async () => {
    const item = Uint8Array.of(1, 2, 3);
    for (const wrong of [Uint8Array.of(1, 2, 4), new Uint8Array(), new Uint8Array(5000)]) {
      const core = await Core.load(variant, { preimage: () => wrong });
      const hash = keccak_256(item);
      const failure = core.failure(() => find(core, hash));
      expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_PREIMAGE_MISMATCH.code, hash: hex(hash) });
    }
  });

  it("compares byte 0 of the hash, which the key does not carry", async () => {
    const item = Uint8Array.of(1, 2, 3);
    const core = await Core.load(variant, { preimage: () => item });
    const hash = keccak_256(item);
    hash[0]! ^= 0x80;
    const failure = core.failure(() => find(core, hash));
    expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_PREIMAGE_MISMATCH.code, hash: hex(hash) });
  });

  it("ends the run when the oracle's lengths do not agree", async () => {
    let calls = 0;
    const core = await Core.load(variant, { preimage: () => new Uint8Array(calls++ === 0 ? 2000 : 1999) });
    const hash = keccak_256(new Uint8Array(2000));
    const failure = core.failure(() => find(core, hash));
    expect(failure).toEqual({ verdict: 2, code: CODES.WITNESS_PREIMAGE_MISMATCH.code, hash: hex(hash) });
  });
});
