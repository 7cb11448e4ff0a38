// Hostile programs end in typed errors, within their steps and pages; and running many steps at once is the same as one by one, also when
// the code writes over itself.
import { toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import type { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { MachineFault } from "../../src/faultProof/fault.ts";
import { blankProcessor, type MachineState } from "../../src/faultProof/state.ts";
import { MAX_PAGES, randomCode } from "../riscv/hostile.ts";
import { Random } from "../riscv/random.ts";
import { machineOf, stepBoth } from "./agreement.ts";
import { runHostile } from "./hostile.ts";
import { everything } from "./translation.ts";

const SEED = 3;

test(`hostile programs, seed ${SEED}`, () => {
  const random = new Random(SEED);
  const ends = new Map<string, number>();
  for (let i = 0; i < 400; i++) {
    const run = runHostile(random);
    expect(run.pages, `${i}: ${run.kind}`).toBeLessThanOrEqual(MAX_PAGES);
    expect(run.ms, `${i}: ${run.kind}`).toBeLessThan(5000);
    ends.set(run.end, (ends.get(run.end) ?? 0) + 1);
  }
  const wanted = ["ELF_BROKEN", "MACHINE_FAULT", "MACHINE_OUT_OF_MEMORY", "limit"];
  expect([...ends.keys()].filter((name) => wanted.includes(name)).sort()).toEqual(wanted);
});

/** Code over two pages that has addresses of itself in its registers. */
function selfModifying(random: Random): MachineState {
  const code = new Uint8Array(new Uint32Array(randomCode(random, 2048)).buffer);
  const inCode = () => 0x10000n + BigInt(random.below(8192));
  return {
    ...blankProcessor(),
    pc: 0x10f00n + 4n * BigInt(random.below(128)),
    registers: Array.from({ length: 32 }, (_, i) => (i === 0 ? 0n : i < 20 ? random.value() : inCode())),
    pages: [
      { index: 0x10n, data: code.subarray(0, 4096) },
      { index: 0x11n, data: code.subarray(4096) },
    ],
    lastHint: new Uint8Array(0),
  };
}

const end = (machine: FastMachine, fault: string | null) => `${fault} ${machine.step} ${toHex(machine.hash())}`;

describe("many steps at once", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("self-modifying code, seed %i", (seed) => {
    const random = new Random(seed);
    for (let i = 0; i < 12; i++) {
      const state = selfModifying(random);
      const [atOnce, inParts, single] = [machineOf(state), machineOf(state), machineOf(state)];
      const steps = 60;
      let fault: string | null = null;
      for (let step = 0; step < steps && fault === null && !single.exited; step++) {
        const { fast, slow } = stepBoth(single, new Map());
        expect(fast, `step ${step}`).toBe(slow);
        if (!fast.startsWith("0x")) fault = fast;
      }
      const run = (machine: FastMachine, part: bigint) => {
        try {
          while (machine.step < BigInt(steps) && !machine.exited) machine.run(part);
          return end(machine, null);
        } catch (error) {
          if (error instanceof MachineFault) return end(machine, error.fault);
          // The oracle has nothing, as the contract sees it.
          return end(machine, "preimageNotRead");
        }
      };
      expect(run(atOnce, BigInt(steps))).toBe(end(single, fault));
      expect(run(inParts, 7n)).toBe(end(single, fault).replace(/ \d+ /, ` ${inParts.step} `));
      for (const regionLimit of [1, 2, 5, 20]) {
        const translated = machineOf(state, new Map(), { translate: everything(regionLimit) });
        expect(run(translated, BigInt(steps)), `regions of ${regionLimit}`).toBe(end(single, fault));
      }
    }
  });

  test("limits are exact, whatever is run before them", () => {
    const random = new Random(99);
    const words = [0x00150513, 0x00a58593, 0x00b60633, 0xff5ff06f];
    const state = selfModifying(random);
    const page = new Uint8Array(4096);
    page.set(new Uint8Array(new Uint32Array(words).buffer));
    const machine = machineOf({ ...state, pc: 0x10000n, pages: [{ index: 0x10n, data: page }] });
    let expected = 0n;
    for (let i = 0; i < 300; i++) {
      const steps = BigInt(random.pick([1, 2, 3, 1099, 1100, 1101, 2199, 2200, 2201, 5000, random.below(100_000)]));
      machine.run(steps);
      expected += steps;
      expect(machine.step).toBe(expected);
      expect(machine.pc).toBe(0x10000n + 4n * (expected % 4n));
    }
  });
});
