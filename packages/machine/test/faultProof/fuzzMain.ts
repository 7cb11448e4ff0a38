// The fault-proof machine's fuzzers: random programs on the fast machine and on qemu, single steps on the fast and the slow machine,
// hostile programs on the fast one.
//
//   npm run fuzz:machine -- --count 1000000 [--seed 1]     instructions that qemu executes too, at least
//   npm run fuzz:machine -- --count 0 --steps 10000        single steps from random states
//   npm run fuzz:machine -- --count 0 --hostile 10000      hostile programs
//   npm run fuzz:machine -- --record                       writes fixtures/machine/qemu-rv64.json
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { machineOf, stepBoth } from "./agreement.ts";
import { INSTRUCTIONS } from "./encode.ts";
import { MAX_PAGES, runHostile } from "./hostile.ts";
import { qemuVersion, runOnFastMachine, runOnQemu } from "./qemu.ts";
import { Random } from "./random.ts";
import { LOG_BLOCK_BYTES, randomProgram } from "./randomProgram.ts";
import { randomState } from "./states.ts";

const { values: flags } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    steps: { type: "string", default: "0" },
    hostile: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    record: { type: "boolean", default: false },
  },
});
const UNITS = 4000;
const RECORDED = 12;
const FIRST_RECORDED_SEED = 1000;
const FIXTURE = new URL("../../../../fixtures/machine/qemu-rv64.json", import.meta.url);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function requireQemu(): string {
  const version = qemuVersion();
  if (version !== null) return version;
  console.error("qemu-riscv64-static is not installed (Debian: apt-get install qemu-user-static)");
  process.exit(2);
}

function record(): void {
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const qemu = requireQemu();
  const programs = Array.from({ length: RECORDED }, (_, i) => {
    const seed = FIRST_RECORDED_SEED + i;
    const { elf } = randomProgram(new Random(seed), UNITS);
    return { seed, elf: sha256(elf), output: sha256(runOnQemu(elf).output) };
  });
  writeFileSync(FIXTURE, `${JSON.stringify({ qemu, units: UNITS, programs }, null, 2)}\n`);
  console.log(`${RECORDED} programs recorded`);
}

function againstQemu(wanted: bigint, first: bigint): void {
  const version = requireQemu();
  const counts = new Map<string, number>();
  let steps = 0n;
  let seed = first;
  for (; steps < wanted; seed++) {
    const { elf, counts: own } = randomProgram(new Random(seed), UNITS);
    const [theirs, ours] = [runOnQemu(elf), runOnFastMachine(elf)];
    if (theirs.exitCode !== ours.exitCode || !Buffer.from(theirs.output).equals(ours.output)) {
      const at = theirs.output.findIndex((byte, i) => byte !== ours.output[i]);
      writeFileSync(`machine-seed-${seed}.elf`, elf);
      const place = `block ${Math.floor(at / LOG_BLOCK_BYTES)}, x${1 + Math.floor((at % LOG_BLOCK_BYTES) / 8)}`;
      fail(
        `seed ${seed}: qemu ${theirs.exitCode}, ours ${ours.exitCode}; other output from ${place} on; machine-seed-${seed}.elf written`,
      );
    }
    steps += ours.steps;
    for (const [name, count] of own) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const missing = Object.keys(INSTRUCTIONS).filter((name) => !counts.has(name));
  if (missing.length > 0) fail(`never tried: ${missing.join(", ")}`);
  console.log(`${steps} instructions, ${counts.size} kinds, seeds ${first} to ${seed - 1n}: the same as ${version}`);
}

function fastAgainstSlow(steps: number, seed: bigint): void {
  const random = new Random(seed);
  for (let i = 0; i < steps; i++) {
    const { name, state, preimages } = randomState(random);
    const { fast, slow } = stepBoth(machineOf(state, preimages), preimages);
    if (fast !== slow) fail(`seed ${seed}, state ${i}, ${name}: fast ${fast}, slow ${slow}`);
  }
  console.log(`${steps} steps from random states, seed ${seed}: fast and slow machine agree`);
}

function hostilePrograms(count: number, seed: bigint): void {
  const random = new Random(seed);
  const ends = new Map<string, number>();
  let slowest = 0;
  for (let i = 0; i < count; i++) {
    const { kind, end, pages, ms } = runHostile(random);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    slowest = Math.max(slowest, ms);
    if (pages > MAX_PAGES || ms > 5000) {
      fail(`seed ${seed}, program ${i}, ${kind}: ${end} after ${pages} pages, ${ms.toFixed(0)} ms`);
    }
  }
  const told = [...ends].map(([end, times]) => `${end} ${times}`).join(", ");
  console.log(`${count} hostile programs, seed ${seed}: ${told}; ${slowest.toFixed(0)} ms at most`);
}

const seed = BigInt(flags.seed);
if (flags.record) record();
else {
  if (Number(flags.steps) > 0) fastAgainstSlow(Number(flags.steps), seed);
  if (Number(flags.hostile) > 0) hostilePrograms(Number(flags.hostile), seed);
  if (BigInt(flags.count) > 0n) againstQemu(BigInt(flags.count), seed);
}
