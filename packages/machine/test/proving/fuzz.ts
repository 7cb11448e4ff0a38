// What `npm run fuzz:machine` does with the proving machine alone: single steps, and runs in slices, on the fast machine and of the slow
// step.
import { Random } from "../riscv/random.ts";
import { agreeOnSteps } from "./agreement.ts";
import { compareSlices } from "./slices.ts";

/** @throws Error at the first difference */
export function fastAgainstSlow(steps: number, seed: bigint): string {
  const counts = agreeOnSteps(new Random(seed), steps);
  const faults = [...counts].filter(([key]) => !key.endsWith(" done")).reduce((sum, [, count]) => sum + count, 0);
  return `${steps} steps from random registers, ${faults} of them faults, seed ${seed}: fast and slow step agree`;
}

/** The same of translated code, which single steps do not come to. Counts the programs. @throws Error at the first difference */
export function translatedAgainstSlow(programs: number, seed: bigint): string {
  const random = new Random(seed);
  for (let i = 0; i < programs; i++) {
    try {
      compareSlices(random, "always");
    } catch (error) {
      throw new Error(`seed ${seed}, program ${i}: ${(error as Error).message}`);
    }
  }
  return `${programs} programs in slices, seed ${seed}: translated code and slow step agree`;
}
