// Where the loop is, every so many steps: what the host finds the code by that is worth translating.
import { Exit, STEP } from "./layout";
import { runToJump } from "./run";
import { mayEnter } from "./translated";

/** Steps of the loop until the next sample. */
let sampleRest: u64 = 0;
let isSampleFine: bool = false;

/** From here on `sample` ends after so many steps of the loop: at the next jump, or exactly there. */
export function setSample(steps: u64, isFine: bool): void {
  sampleRest = steps;
  isSampleFine = isFine;
}

/** LIMIT when the program counter is a sample, or near the limit, where it must not go far. */
export function sample(limit: u64): Exit {
  const from = load<u64>(STEP);
  // The coarse loop may go on for a page.
  const room: u64 = isSampleFine ? 0 : 2048;
  if (sampleRest == 0 || from + sampleRest + room > limit) return Exit.LIMIT;
  const exit = runToJump(from + sampleRest, isSampleFine);
  const done = load<u64>(STEP) - from;
  sampleRest = done < sampleRest ? sampleRest - done : 0;
  return exit == Exit.ENTER ? mayEnter(limit) : exit;
}
