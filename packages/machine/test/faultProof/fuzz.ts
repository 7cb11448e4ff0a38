// What `npm run fuzz:machine` does with the fault-proof machine alone: single steps on the fast and on the slow machine.

import type { MachineOptions } from "../../src/faultProof/fast/machine.ts";
import { Random } from "../riscv/random.ts";
import { machineOf, stepBoth } from "./agreement.ts";
import { randomState } from "./states.ts";
import { everything } from "./translation.ts";

/** @throws Error at the first difference */
export function fastAgainstSlow(steps: number, seed: bigint, options: MachineOptions = {}): string {
  const random = new Random(seed);
  for (let i = 0; i < steps; i++) {
    const { name, state, preimages } = randomState(random);
    const { fast, slow } = stepBoth(machineOf(state, preimages, options), preimages);
    if (fast !== slow) throw new Error(`seed ${seed}, state ${i}, ${name}: fast ${fast}, slow ${slow}`);
  }
  return `${steps} steps from random states, seed ${seed}: fast and slow machine agree`;
}

/** The same with each instruction as a region of its own: translated code against the slow machine. */
export function translatedAgainstSlow(steps: number, seed: bigint): string {
  return fastAgainstSlow(steps, seed, { translate: everything(1) });
}
