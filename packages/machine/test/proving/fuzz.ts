// What `npm run fuzz:machine` does with the proving machine alone: single steps on the fast machine and of the slow step.
import { Random } from "../riscv/random.ts";
import { agreeOnSteps } from "./agreement.ts";

/** @throws Error at the first difference */
export function fastAgainstSlow(steps: number, seed: bigint): string {
  const counts = agreeOnSteps(new Random(seed), steps);
  const faults = [...counts].filter(([key]) => !key.endsWith(" done")).reduce((sum, [, count]) => sum + count, 0);
  return `${steps} steps from random registers, ${faults} of them faults, seed ${seed}: fast and slow step agree`;
}
