// Whole programs in C (test/programs): compiled, run under qemu and on the proving machine. fixtures/machine has them compiled, with what
// qemu did.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { runProving } from "../../src/proving/run.ts";
import { qemuVersion, type Ran, runOnQemu } from "../riscv/qemu.ts";
import { type Executed, sha256 } from "../riscv/recorded.ts";

export const PROGRAMS = [
  "sorting",
  "hashing",
  "bignum",
  "recursion",
  "text",
  "floats",
  "switches",
  "integers",
] as const;

const COMPILER = "riscv64-unknown-elf-gcc";
const FLAGS = ["-march=rv32im", "-mabi=ilp32", "-ffreestanding", "-fno-builtin", "-nostdlib", "-static"];
const OPTIMISATIONS = ["-O0", "-O1", "-O2", "-O3", "-Os"];
const RECORDED_OPTIMISATION = "-O2";
const SOURCES = fileURLToPath(new URL("../programs/", import.meta.url));
const FIXTURES = new URL("../../../../fixtures/machine/programs/", import.meta.url);

/** What the programs may read. */
const INPUT = Buffer.from(
  Array.from(
    { length: 12 },
    (_, i) =>
      `Line ${i}: the assayer's fire tells the gold from the rest, and the rest from the dross; don't trust the scale alone.\n`,
  ).join(""),
);

export interface RecordedProgram {
  readonly name: string;
  readonly elf: string;
  readonly exitCode: number | null;
  readonly output: string;
}

export interface RecordedPrograms {
  readonly qemu: string | null;
  readonly compiler: string;
  readonly programs: readonly RecordedProgram[];
}

export function compileProgram(name: string, optimisation: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "assay-program-"));
  try {
    const file = join(folder, name);
    const sources = [`${SOURCES}${name}.c`, `${SOURCES}system.c`];
    execFileSync(COMPILER, [...FLAGS, optimisation, "-o", file, ...sources, "-lgcc"]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function runProgramOnQemu(elf: Uint8Array): Ran {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(INPUT.length));
  return runOnQemu(elf, 32, Buffer.concat([length, INPUT]));
}

export function runProgram(elf: Uint8Array): Executed {
  const run = runProving(loadProvingProgram(elf), { input: INPUT, cycleLimit: 100_000_000 });
  return { exitCode: run.exitCode, output: run.publicOutput, executed: run.cycles };
}

const told = ({ exitCode, output }: Ran) => `exit code ${exitCode}, output ${sha256(output)}`;

/** Compiles every program anew at every optimisation. @throws Error at the first difference */
export function comparePrograms(): string {
  const { programs } = readPrograms();
  let executed = 0;
  for (const name of PROGRAMS) {
    for (const optimisation of OPTIMISATIONS) {
      const elf = compileProgram(name, optimisation);
      const recorded = programs.find((one) => one.name === name);
      if (optimisation === RECORDED_OPTIMISATION && sha256(elf) !== recorded?.elf) {
        throw new Error(`${name}: the compiler makes other bytes than are in fixtures/machine`);
      }
      const [theirs, ours] = [runProgramOnQemu(elf), runProgram(elf)];
      if (told(theirs) !== told(ours)) {
        throw new Error(`${name} ${optimisation}: qemu ${told(theirs)}; ours ${told(ours)}`);
      }
      executed += ours.executed;
    }
  }
  const count = PROGRAMS.length * OPTIMISATIONS.length;
  return `${count} programs compiled from C, ${executed} instructions: the same as ${qemuVersion(32)}`;
}

/** @returns how many */
export function recordPrograms(): number {
  mkdirSync(FIXTURES, { recursive: true });
  const programs = PROGRAMS.map((name) => {
    const elf = compileProgram(name, RECORDED_OPTIMISATION);
    writeFileSync(new URL(`${name}.elf.gz`, FIXTURES), gzipSync(elf, { level: 9 }));
    const { exitCode, output } = runProgramOnQemu(elf);
    return { name, elf: sha256(elf), exitCode, output: sha256(output) };
  });
  const [compiler] = execFileSync(COMPILER, ["--version"], { encoding: "utf8" }).split("\n");
  const recorded: RecordedPrograms = { qemu: qemuVersion(32), compiler: compiler!, programs };
  writeFileSync(new URL("programs.json", FIXTURES), `${JSON.stringify(recorded, null, 2)}\n`);
  return programs.length;
}

export function readPrograms(): RecordedPrograms {
  return JSON.parse(readFileSync(new URL("programs.json", FIXTURES), "utf8")) as RecordedPrograms;
}

export function readProgramElf(name: string): Uint8Array {
  return gunzipSync(readFileSync(new URL(`${name}.elf.gz`, FIXTURES)));
}
