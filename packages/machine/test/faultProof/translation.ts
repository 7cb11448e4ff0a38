// Ways of translating code for tests: everything, from the first step on, in regions of any size.
import { POLICIES, type Translate, type TranslationPolicy } from "../../src/faultProof/translate/translator.ts";
import type { Random } from "../riscv/random.ts";
import { runOnFastMachine } from "./runProgram.ts";

export type Way = Translate | TranslationPolicy;

/** @param regionLimit instructions of a region, and so how near a limit translated code comes */
export function everything(regionLimit: number): TranslationPolicy {
  return { ...POLICIES.always, regionLimit };
}

export function anyPolicy(random: Random): TranslationPolicy {
  const { always, hot } = POLICIES;
  const regionLimit = random.pick([2, 3, 7, 30, 200, 2000]);
  if (random.chance(0.7)) return { ...always, regionLimit };
  // As it is by default, but at once.
  const samples = random.pick([1, 20]);
  return { ...hot, warmUp: BigInt(random.below(3000)), sampleSteps: 50n, samples, pause: 1000n, worth: 0, regionLimit };
}

/** For programs that qemu runs too. */
export function runTranslated(elf: Uint8Array, maxSteps?: bigint, translate: Way = "always") {
  return runOnFastMachine(elf, maxSteps, { translate });
}
