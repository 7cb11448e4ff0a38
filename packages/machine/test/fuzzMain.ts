// The machines' fuzzers: random programs on the fast machines and on qemu, single steps on the fast and the slow machines, hostile
// programs on the fast ones. Both machines, or the one that is named.
//
//   npm run fuzz:machine -- --count 1000000 [--machine proving] [--seed 1]     instructions that qemu executes too, at least
//   npm run fuzz:machine -- --count 0 --steps 10000        single steps from random states
//   npm run fuzz:machine -- --count 0 --hostile 10000      hostile programs
//   npm run fuzz:machine -- --count 0 --programs           programs in C, compiled anew, on the proving machine and on qemu
//   npm run fuzz:machine -- --record                       writes fixtures/machine
import { parseArgs } from "node:util";
import { fastAgainstSlow, translatedAgainstSlow } from "./faultProof/fuzz.ts";
import { runHostile, runHostileTranslated } from "./faultProof/hostile.ts";
import { runOnFastMachine } from "./faultProof/runProgram.ts";
import { runTranslated } from "./faultProof/translation.ts";
import { compareDifferences } from "./proving/differences.ts";
import {
  fastAgainstSlow as provingAgainstSlow,
  translatedAgainstSlow as provingTranslatedAgainstSlow,
} from "./proving/fuzz.ts";
import {
  runHostile as runHostileProving,
  runHostileTranslated as runHostileProvingTranslated,
} from "./proving/hostile.ts";
import { comparePrograms, recordPrograms } from "./proving/programs.ts";
import { runOnProvingMachine, runTranslated as runProvingTranslated } from "./proving/runProgram.ts";
import { againstQemu, type Runner } from "./riscv/differential.ts";
import type { HostileRun } from "./riscv/hostile.ts";
import { runManyHostile } from "./riscv/hostileRuns.ts";
import { type Bits, qemuVersion } from "./riscv/qemu.ts";
import type { Random } from "./riscv/random.ts";
import { record } from "./riscv/recorded.ts";

const { values: flags } = parseArgs({
  options: {
    machine: { type: "string" },
    count: { type: "string", default: "1000000" },
    steps: { type: "string", default: "0" },
    hostile: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    programs: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});

interface Machine {
  readonly bits: Bits;
  readonly run: Runner;
  readonly fastAgainstSlow: (steps: number, seed: bigint) => string;
  readonly runHostile: (random: Random) => HostileRun;
  /** Programs in C. */
  readonly compare?: () => readonly string[];
  readonly record?: () => number;
}

const MACHINES: Readonly<Record<string, Machine>> = {
  "fault-proof": { bits: 64, run: runOnFastMachine, fastAgainstSlow, runHostile },
  /** The same machine, its code translated from the first step on. */
  "fault-proof-translated": {
    bits: 64,
    run: runTranslated,
    fastAgainstSlow: translatedAgainstSlow,
    runHostile: runHostileTranslated,
  },
  proving: {
    bits: 32,
    run: runOnProvingMachine,
    fastAgainstSlow: provingAgainstSlow,
    runHostile: runHostileProving,
    compare: () => [comparePrograms(), compareDifferences()],
    record: recordPrograms,
  },
  "proving-translated": {
    bits: 32,
    run: runProvingTranslated,
    fastAgainstSlow: provingTranslatedAgainstSlow,
    runHostile: runHostileProvingTranslated,
  },
};

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}

const names = flags.machine === undefined ? Object.keys(MACHINES) : [flags.machine];
const seed = BigInt(flags.seed);
for (const name of names) {
  const machine = MACHINES[name];
  if (!machine) fail(`no machine ${name}: ${Object.keys(MACHINES).join(" or ")}`, 2);
  const needsQemu = flags.record || flags.programs || Number(flags.count) > 0;
  if (needsQemu && qemuVersion(machine.bits) === null) {
    fail(`qemu-riscv${machine.bits}-static is not installed (Debian: apt-get install qemu-user-static)`, 2);
  }
  const tell = (line: string) => console.log(`${name}: ${line}`);
  try {
    if (flags.record) {
      tell(`${record(machine.bits) + (machine.record?.() ?? 0)} programs recorded`);
      continue;
    }
    if (Number(flags.steps) > 0) tell(machine.fastAgainstSlow(Number(flags.steps), seed));
    if (flags.programs && machine.compare) {
      for (const line of machine.compare()) tell(line);
    }
    if (Number(flags.hostile) > 0) tell(runManyHostile(machine.runHostile, Number(flags.hostile), seed));
    if (Number(flags.count) > 0) tell(againstQemu(machine.bits, machine.run, Number(flags.count), seed));
  } catch (error) {
    fail(`${name}: ${(error as Error).message}`, 1);
  }
}
