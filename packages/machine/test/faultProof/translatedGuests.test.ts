// The guests with translated code and by the loop alone: the same state at random steps from the first to the last.
import { toHex } from "@assay/core/hex";
import { expect, test } from "vitest";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import type { MachineState } from "../../src/faultProof/state.ts";
import { POLICIES } from "../../src/faultProof/translate/translator.ts";
import type { MachineOracle } from "../../src/oracle.ts";
import { blockCase, inputOracle } from "../guests/blocks.ts";
import { guestState } from "../guests/machine.ts";
import { guestOfRange, rangeHost } from "../guests/range.ts";
import { Random } from "../riscv/random.ts";

/** Sooner than by default, and again and again. */
const POLICY = { ...POLICIES.hot, warmUp: 100_000n, samples: 200, pause: 500_000n, mostPause: 1_000_000n, worth: 0.01 };
const HASHES = 8;

function compare(state: MachineState, oracle: MachineOracle, most: number, stride: number): FastMachine {
  const random = new Random(most);
  const [loop, translated] = (["never", POLICY] as const).map((translate) => {
    return new FastMachine(state, oracle, { translate });
  }) as [FastMachine, FastMachine];
  let nextHash = 0;
  while (!loop.exited && loop.step < BigInt(most)) {
    // Now and then a few steps: limits lie anywhere.
    const steps = BigInt(random.chance(0.3) ? 1 + random.below(20) : random.below(stride));
    loop.run(steps);
    translated.run(steps);
    expect(translated.processor()).toEqual(loop.processor());
    if (Number(loop.step) < nextHash && !loop.exited) continue;
    expect(toHex(translated.hash()), `step ${loop.step}`).toBe(toHex(loop.hash()));
    nextHash = Number(loop.step) + most / HASHES;
  }
  expect(toHex(translated.hash())).toBe(toHex(loop.hash()));
  return translated;
}

test("the block guest", () => {
  const answers = inputOracle(blockCase("mainnet-2675000").input);
  const oracle = { hint() {}, preimage: (key: Uint8Array) => answers(key)! };
  const machine = compare(guestState("block-rv64"), oracle, 60_000_000, 400_000);
  expect([machine.exited, machine.exitCode]).toEqual([true, 0]);
  expect(Number(machine.translatedSteps) / Number(machine.step)).toBeGreaterThan(0.5);
});

test("the rollup guest", () => {
  const host = rangeHost();
  const oracle = { hint() {}, preimage: (key: Uint8Array) => host.value(key)! };
  const machine = compare(loadProgram(readElf(guestOfRange(), 64)), oracle, 40_000_000, 400_000);
  expect(Number(machine.translatedSteps) / Number(machine.step)).toBeGreaterThan(0.5);
});
