// Fast and slow machine agree on the state after every instruction and system call, or on why there is none.
import { describe, expect, test } from "vitest";
import { FAULT } from "../../src/faultProof/fault.ts";
import { RV64IMA } from "../riscv/encode.ts";
import { Random } from "../riscv/random.ts";
import { machineOf, stepBoth } from "./agreement.ts";
import { randomState } from "./states.ts";

const SEED = 20261121;
const STATES = 1500;

describe("one step from random states", () => {
  test(`fast and slow agree, seed ${SEED}`, () => {
    const random = new Random(SEED);
    const ended = new Map<string, number>();
    const names = new Map<string, number>();
    for (let i = 0; i < STATES; i++) {
      const { name, state, preimages } = randomState(random);
      const { fast, slow } = stepBoth(machineOf(state, preimages), preimages);
      expect(fast, `state ${i}: ${name}`).toBe(slow);
      names.set(name, (names.get(name) ?? 0) + 1);
      const end = fast.startsWith("0x") ? "hash" : fast;
      ended.set(end, (ended.get(end) ?? 0) + 1);
    }
    for (const name of Object.keys(RV64IMA).filter((one) => one !== "ecall")) {
      expect(names.get(name) ?? 0, name).toBeGreaterThan(3);
    }
    expect(ended.get("hash")).toBeGreaterThan(STATES / 2);
    // Those that no register number and no proof of the machine's own can lead to are left out.
    const impossible = [
      "invalidRegister",
      "loadExceeds8Bytes",
      "storeExceeds32Bytes",
      "unexpectedRightProofOfUnalignedStore",
      "unexpectedRightProofOfStore",
      "badMemoryProof",
    ];
    expect([...ended.keys()].sort()).toEqual(
      ["hash", ...Object.keys(FAULT).filter((fault) => !impossible.includes(fault))].sort(),
    );
  });
});
