// The fast and the slow machine along a real program: the guest that executes a block of Ethereum, at steps from its first to its last.
import { toHex } from "@assay/core/hex";
import { expect, test } from "vitest";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { provenStep } from "../../src/faultProof/fast/stepProof.ts";
import { stepFromWitness } from "../../src/faultProof/slow/step.ts";
import type { MachineOracle } from "../../src/oracle.ts";
import { blockCase, inputOracle } from "../guests/blocks.ts";
import { guestState } from "../guests/machine.ts";
import { Random } from "../riscv/random.ts";
import { CONTEXT, preimageContract } from "./agreement.ts";

const SAMPLES = 60;
const { input } = blockCase("mainnet-1149999");
const answers = inputOracle(input);
const asked = new Map<string, Uint8Array>();
const oracle: MachineOracle = {
  hint() {},
  preimage(key) {
    const value = answers(key);
    if (!value) throw new Error(`no preimage of ${toHex(key)}`);
    asked.set(Buffer.from(key).toString("hex"), value);
    return value;
  },
};

const whole = new FastMachine(guestState("block-rv64"), oracle);
whole.run(1n << 40n);

test("steps between the first and the last", () => {
  const random = new Random(1);
  const machine = new FastMachine(guestState("block-rv64"), oracle);
  const part = preimageContract(asked);
  const check = () => {
    const proven = provenStep(machine);
    const { hash } = stepFromWitness({ ...proven, preimagePart: part, context: CONTEXT });
    expect(toHex(hash), `step ${machine.step - 1n}`).toBe(toHex(machine.hash()));
  };
  const stride = Number(whole.step) / SAMPLES;
  while (!machine.exited) {
    machine.run(BigInt(Math.floor(stride * (0.5 + random.below(1000) / 1000))));
    if (!machine.exited) check();
  }
  expect([machine.step, machine.exitCode, toHex(machine.hash())]).toEqual([whole.step, 0, toHex(whole.hash())]);
});

test("its first system calls, where it reads its input", () => {
  const machine = new FastMachine(guestState("block-rv64"), oracle);
  const part = preimageContract(asked);
  for (let i = 0; i < 8; i++) {
    // Up to a read of a preimage, which was the last step of that run: the same again from a state just before it.
    const before = machine.step;
    expect(machine.run(1n << 40n, () => true)).toBe("preimage");
    const at = machine.step - 1n;
    const again = new FastMachine(guestState("block-rv64"), oracle);
    again.run(at);
    const proven = provenStep(again);
    expect(proven.preimageRead).not.toBeNull();
    const { hash } = stepFromWitness({ ...proven, preimagePart: part, context: CONTEXT });
    expect(toHex(hash)).toBe(toHex(machine.hash()));
    expect(machine.step).toBeGreaterThan(before);
  }
});
