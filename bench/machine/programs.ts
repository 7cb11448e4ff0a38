// What the machines' benchmarks share: the compiled work, and rounds on one of our machines and on qemu in turns.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Bits = 32 | 64;

const ROUNDS = 5;
const TARGETS = {
  32: ["-march=rv32im", "-mabi=ilp32"],
  64: ["-march=rv64ima", "-mabi=lp64", "-mcmodel=medany"],
};
const FLAGS = ["-O2", "-ffreestanding", "-fno-builtin", "-nostdlib", "-static"];
// Nothing sets the global pointer, so no address may be made of it.
const LINKER = ["-Wl,--no-warn-rwx-segments", "-Wl,--no-relax"];

const folder = mkdtempSync(join(tmpdir(), "assay-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A file that is gone when the process ends. */
export function temporaryFile(name: string): string {
  return join(folder, name);
}

/** work.c for a machine. */
export function compiledWork(bits: Bits): string {
  const file = temporaryFile(`work-rv${bits}`);
  const source = fileURLToPath(new URL("./work.c", import.meta.url));
  execFileSync("riscv64-unknown-elf-gcc", [...TARGETS[bits], ...FLAGS, ...LINKER, "-o", file, source, "-lgcc"]);
  return file;
}

/** What a program writes to standard output, as hex. */
export function runQemu(bits: Bits, file: string, input: Uint8Array = new Uint8Array(0)): string {
  // Guests begin at address 0, which has to be none of qemu's own.
  const args = ["-B", "0x100000000000", file];
  const { stdout, status, error } = spawnSync(`qemu-riscv${bits}-static`, args, { input, maxBuffer: 1 << 28 });
  if (error || status === null) throw error ?? new Error("qemu was ended");
  return stdout.toString("hex");
}

/** The same for a guest that asks for one preimage: what it reads from descriptor 5 is then known before. Length (u64, big-endian), bytes. */
export function runQemuWithPreimage(file: string, preimage: Uint8Array): string {
  const answer = temporaryFile("answer");
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(preimage.length));
  writeFileSync(answer, Buffer.concat([length, preimage]));
  const reading = openSync(answer, "r");
  const writing = openSync(temporaryFile("asked"), "w");
  const args = ["-B", "0x100000000000", file];
  const stdio = ["ignore", "pipe", "inherit", "ignore", writing, reading, writing] as const;
  const { stdout, status, error } = spawnSync("qemu-riscv64-static", args, { stdio: [...stdio], maxBuffer: 1 << 28 });
  closeSync(reading);
  closeSync(writing);
  if (error || status === null) throw error ?? new Error("qemu was ended");
  return stdout.toString("hex");
}

/** Milliseconds. */
interface Times {
  readonly ours: number;
  readonly qemu: number;
}

export interface Compared {
  readonly best: Times;
  /** Ours translates then; later rounds find the functions that it has made. qemu always begins anew. */
  readonly first: Times;
}

export const ratioOf = ({ ours, qemu }: Times): number => qemu / ours;

function timed(run: () => string): { ms: number; output: string } {
  const started = performance.now();
  const output = run();
  return { ms: performance.now() - started, output };
}

/** In turns, so that both see the same machine. @throws Error when they give other outputs */
export function inTurns(ours: () => string, qemu: () => string): Compared {
  const rounds: Times[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const [a, b] = [timed(ours), timed(qemu)];
    if (a.output !== b.output) throw new Error("qemu writes something else");
    rounds.push({ ours: a.ms, qemu: b.ms });
  }
  const least = (pick: (times: Times) => number) => Math.min(...rounds.map(pick));
  return { first: rounds[0]!, best: { ours: least((times) => times.ours), qemu: least((times) => times.qemu) } };
}

export const ROUNDS_TOLD = `best of ${ROUNDS}, in turns`;

/** A line of results. @param executed instructions */
export function told(name: string, executed: number, { best, first }: Compared): string {
  const { ours, qemu } = best;
  const speed = (ms: number) => `${ms.toFixed(0)} ms (${(executed / ms / 1000).toFixed(0)} M/s)`;
  return `${name}  ${(executed / 1e6).toFixed(1)} M instructions  ours ${speed(ours)}  qemu ${speed(qemu)}  ratio ${ratioOf(best).toFixed(2)}, the first time ${ratioOf(first).toFixed(2)}`;
}
