// How fast the fault-proof machine runs, against qemu on the same program in the same run. Needs Debian's gcc-riscv64-unknown-elf and
// qemu-user-static.
//
//   npm run bench:machine [-- program.elf …]      other programs instead: statically linked, without preimages
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readElf } from "@assay/machine/elf";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { provenStep } from "@assay/machine/faultProof/fast/stepProof";
import { loadProgram } from "@assay/machine/faultProof/loadProgram";
import { stepFromWitness } from "@assay/machine/faultProof/slow/step";

const ROUNDS = 3;
const noOracle = {
  hint() {},
  preimage(): Uint8Array {
    throw new Error("this program asks for a preimage");
  },
};

const folder = mkdtempSync(join(tmpdir(), "assay-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function compiled(): string {
  const file = join(folder, "work");
  const source = fileURLToPath(new URL("./work.c", import.meta.url));
  const flags = [
    "-march=rv64ima",
    "-mabi=lp64",
    "-mcmodel=medany",
    "-O2",
    "-ffreestanding",
    "-fno-builtin",
    "-nostdlib",
    "-static",
  ];
  execFileSync("riscv64-unknown-elf-gcc", [...flags, "-Wl,--no-warn-rwx-segments", "-o", file, source]);
  return file;
}

/** Milliseconds of the best round, and what was written. */
function best(run: () => string): { ms: number; output: string } {
  let ms = Infinity;
  let output = "";
  for (let i = 0; i < ROUNDS; i++) {
    const started = performance.now();
    output = run();
    ms = Math.min(ms, performance.now() - started);
  }
  return { ms, output };
}

function measure(file: string): void {
  const elf = readFileSync(file);
  let steps = 0n;
  let pages = 0;
  const ours = best(() => {
    let output = "";
    const machine = new FastMachine(loadProgram(readElf(elf, 64)), noOracle, {
      log: (_, bytes) => {
        output += Buffer.from(bytes).toString("latin1");
      },
    });
    if (machine.run(1n << 40n) !== "exited") throw new Error("no exit");
    steps = machine.step;
    pages = machine.memory.pageCount;
    return output;
  });
  const qemu = best(() => {
    const { stdout, status, error } = spawnSync("qemu-riscv64-static", [file], { maxBuffer: 1 << 28 });
    if (error || status === null) throw error ?? new Error("qemu was ended");
    return stdout.toString("latin1");
  });
  if (ours.output !== qemu.output) throw new Error(`${file}: qemu writes something else`);
  const speed = (ms: number) => `${(Number(steps) / ms / 1000).toFixed(0)} M/s`;
  console.log(
    `${basename(file)}  ${steps} steps, ${pages} pages  fast ${ours.ms.toFixed(0)} ms (${speed(ours.ms)})  ` +
      `qemu ${qemu.ms.toFixed(0)} ms (${speed(qemu.ms)})  ratio ${(qemu.ms / ours.ms).toFixed(2)}`,
  );
}

/** One step with its proofs, and the slow machine's. */
function measureProofs(file: string): void {
  const machine = new FastMachine(loadProgram(readElf(readFileSync(file), 64)), noOracle);
  machine.run(20_000_000n);
  const count = 200;
  let proving = 0;
  let checking = 0;
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    const proven = provenStep(machine);
    const proved = performance.now();
    stepFromWitness(proven);
    proving += proved - started;
    checking += performance.now() - proved;
  }
  console.log(`step with proofs ${(proving / count).toFixed(2)} ms, slow machine ${(checking / count).toFixed(2)} ms`);
}

const files = process.argv.length > 2 ? process.argv.slice(2) : [compiled()];
console.log(`${cpus()[0]?.model}, Node ${process.version}, best of ${ROUNDS}`);
for (const file of files) measure(file);
measureProofs(files[0]!);
