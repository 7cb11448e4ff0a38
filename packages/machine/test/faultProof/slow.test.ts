// The slow machine believes nothing: every byte of a proof counts, and every byte of a witness is in the hash before or after.
import { toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import { provenStep } from "../../src/faultProof/fast/stepProof.ts";
import { MachineFault } from "../../src/faultProof/fault.ts";
import { stepFromWitness } from "../../src/faultProof/slow/step.ts";
import { localizeKey } from "../../src/faultProof/slow/systemCall.ts";
import { blankProcessor, type MachineState, stateHash } from "../../src/faultProof/state.ts";
import { encode } from "../riscv/encode.ts";
import { Random } from "../riscv/random.ts";
import { CONTEXT, machineOf, preimageContract } from "./agreement.ts";

function stateAt(word: number, x: Readonly<Record<number, bigint>>): MachineState {
  const random = new Random(word);
  const page = random.bytes(4096);
  page.set(new Uint8Array(new Uint32Array([word]).buffer), 0x40);
  return {
    ...blankProcessor(),
    preimageKey: Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 2 : i)),
    pc: 0x10040n,
    step: 99n,
    registers: Array.from({ length: 32 }, (_, i) => x[i] ?? BigInt(i)),
    pages: [
      { index: 0x10n, data: page },
      { index: 0x11n, data: random.bytes(4096) },
    ],
    lastHint: new Uint8Array(0),
  };
}

const key = Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 2 : i))).toString("hex");
const preimages = new Map([[key, new Uint8Array(40).fill(0xab)]]);
const fields = { rd: 3, rs1: 5, rs2: 6, immediate: 0 };
const steps: [string, number, Record<number, bigint>, number][] = [
  ["an addition", encode("add", fields), {}, 1],
  ["a load", encode("ld", fields), { 5: 0x11008n }, 2],
  ["a load from two pages", encode("ld", fields), { 5: 0x10ffdn }, 3],
  ["a store to two leaves", encode("sd", fields), { 5: 0x1101dn }, 3],
  ["an atomic operation", encode("amoadd.d", fields), { 5: 0x11010n }, 2],
  ["a key", 0x73, { 10: 6n, 11: 0x11004n, 12: 8n, 17: 64n }, 2],
  ["a preimage", 0x73, { 10: 5n, 11: 0x11004n, 12: 8n, 17: 63n }, 2],
  ["the time", 0x73, { 11: 0x11018n, 17: 113n }, 3],
];

describe("changed bytes", () => {
  test.each(steps)("of %s", (_, word, x, proofCount) => {
    const { witness, proofs } = provenStep(machineOf(stateAt(word, x), preimages));
    expect(proofs.length).toBe(1920 * proofCount);
    const part = preimageContract(preimages);
    const step = (input: { witness: Uint8Array; proofs: Uint8Array }) => {
      try {
        return toHex(stepFromWitness({ ...input, preimagePart: part, context: CONTEXT }).hash);
      } catch (error) {
        if (error instanceof MachineFault) return error.fault;
        throw error;
      }
    };
    const honest = step({ witness, proofs });
    expect(honest).toMatch(/^0x03/);
    const random = new Random(word + proofCount);
    // Every node of the proofs, at one of its bytes: hashing is what takes the time here.
    for (let at = 0; at < proofs.length; at += 32) {
      const changed = proofs.slice();
      changed[at + random.below(32)]! ^= 1 << random.below(8);
      expect(step({ witness, proofs: changed }), `node ${at / 32}`).toBe("badMemoryProof");
    }
    const before = toHex(stateHash(witness));
    for (let at = 0; at < witness.length; at++) {
      const changed = witness.slice();
      changed[at]! ^= 1 << random.below(8);
      // What is overwritten by the step leaves no trace after it, but the claim that is stepped from names the hash before it.
      expect(toHex(stateHash(changed)).slice(4), `byte ${at}`).not.toBe(before.slice(4));
      if (at < 32) expect(step({ witness: changed, proofs })).toBe("badMemoryProof");
      // The program counter: another leaf, or another word, or none.
      if (at >= 72 && at < 80) expect(step({ witness: changed, proofs })).not.toBe(honest);
    }
  });

  test("a proof of another leaf, the same leaf twice, proofs in another order", () => {
    const machine = machineOf(stateAt(encode("ld", fields), { 5: 0x11008n }));
    const { witness, proofs } = provenStep(machine);
    const [first, second] = [proofs.subarray(0, 1920), proofs.subarray(1920)];
    const other = machine.memory.proof(0x11020n);
    for (const wrong of [[second, first], [first, first], [first, other], [first], []]) {
      const joined = Uint8Array.from(Buffer.concat(wrong));
      expect(() => stepFromWitness({ witness, proofs: joined })).toThrow(/badMemoryProof/);
    }
  });

  test("input of another length is refused", () => {
    const { witness, proofs } = provenStep(machineOf(stateAt(encode("add", fields), {})));
    const refused = expect.objectContaining({ code: "STEP_REJECTED" });
    for (const bytes of [witness.subarray(1), new Uint8Array(363), new Uint8Array(0)]) {
      expect(() => stepFromWitness({ witness: bytes, proofs })).toThrow(refused);
    }
    expect(() => stepFromWitness({ witness, proofs: proofs.subarray(32) })).toThrow(refused);
  });

  test("an exited byte that is neither 0 nor 1 stops the machine without a verdict", () => {
    const { witness, proofs } = provenStep(machineOf(stateAt(encode("add", fields), {})));
    witness[81] = 2;
    const after = stepFromWitness({ witness, proofs });
    expect(after.witness).toEqual(witness);
    expect(after.hash[0]).toBe(3);
  });
});

test("a local key is bound to game and claim", () => {
  const local = new Uint8Array(32);
  local.set([1, ...new Array<number>(30).fill(0), 3]);
  const keys = [
    localizeKey(local, CONTEXT),
    localizeKey(local, { ...CONTEXT, caller: new Uint8Array(20) }),
    localizeKey(local, { ...CONTEXT, localContext: new Uint8Array(32) }),
  ].map(toHex);
  expect(new Set(keys).size).toBe(3);
  for (const one of keys) expect(one.slice(0, 4)).toBe("0x01");
});
