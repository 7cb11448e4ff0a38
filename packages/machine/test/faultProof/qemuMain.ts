// Compares the fast machine with qemu on random programs, or records what qemu does with some of them.
//
//   npm run fuzz:machine -- --count 1000000 [--seed 1]     instructions that are executed, at least
//   npm run fuzz:machine -- --record                       writes fixtures/machine/qemu-rv64.json
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { INSTRUCTIONS } from "./encode.ts";
import { qemuVersion, runOnFastMachine, runOnQemu } from "./qemu.ts";
import { Random } from "./random.ts";
import { randomProgram } from "./randomProgram.ts";

const { values: flags } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    record: { type: "boolean", default: false },
  },
});
const UNITS = 4000;
const RECORDED = 12;
const FIXTURE = new URL("../../../../fixtures/machine/qemu-rv64.json", import.meta.url);

const version = qemuVersion();
if (version === null) {
  console.error("qemu-riscv64-static is not installed (Debian: apt-get install qemu-user-static)");
  process.exit(2);
}
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

if (flags.record) {
  const programs = Array.from({ length: RECORDED }, (_, i) => {
    const seed = 1000 + i;
    const { elf } = randomProgram(new Random(seed), UNITS);
    return { seed, elf: sha256(elf), output: sha256(runOnQemu(elf).output) };
  });
  mkdirSync(new URL(".", FIXTURE), { recursive: true });
  writeFileSync(FIXTURE, `${JSON.stringify({ qemu: version, units: UNITS, programs }, null, 2)}\n`);
  console.log(`${RECORDED} programs recorded`);
  process.exit(0);
}

const wanted = BigInt(flags.count);
const counts = new Map<string, number>();
let steps = 0n;
let seed = BigInt(flags.seed);
for (; steps < wanted; seed++) {
  const { elf, counts: own } = randomProgram(new Random(seed), UNITS);
  const [theirs, ours] = [runOnQemu(elf), runOnFastMachine(elf)];
  if (theirs.exitCode !== ours.exitCode || !Buffer.from(theirs.output).equals(ours.output)) {
    const at = theirs.output.findIndex((byte, i) => byte !== ours.output[i]);
    writeFileSync(`machine-seed-${seed}.elf`, elf);
    console.error(`seed ${seed}: qemu ${theirs.exitCode}, ours ${ours.exitCode}; output differs from byte ${at} on`);
    console.error(
      `block ${Math.floor(at / 232)}, x${1 + Math.floor((at % 232) / 8)}; machine-seed-${seed}.elf written`,
    );
    process.exit(1);
  }
  steps += ours.steps;
  for (const [name, count] of own) counts.set(name, (counts.get(name) ?? 0) + count);
}
const missing = Object.keys(INSTRUCTIONS).filter((name) => !counts.has(name));
if (missing.length > 0) console.error(`never tried: ${missing.join(", ")}`);
console.log(`${steps} instructions, ${counts.size} kinds, seeds ${flags.seed} to ${seed - 1n}: the same as ${version}`);
process.exit(missing.length > 0 ? 1 : 0);
