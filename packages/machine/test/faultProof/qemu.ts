// Programs on qemu-riscv64 (Debian: qemu-user-static) and on the fast machine: what they write to standard output.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import { oracleOf } from "./agreement.ts";

const QEMU = "qemu-riscv64-static";

/** First line of its version; null when it is not installed. */
export function qemuVersion(): string | null {
  const { status, stdout } = spawnSync(QEMU, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0]! : null;
}

export interface Ran {
  readonly exitCode: number | null;
  readonly output: Uint8Array;
}

export function runOnQemu(elf: Uint8Array): Ran {
  const folder = mkdtempSync(join(tmpdir(), "assay-qemu-"));
  try {
    const file = join(folder, "program");
    writeFileSync(file, elf, { mode: 0o755 });
    const { status, stdout, stderr, error } = spawnSync(QEMU, [file], { maxBuffer: 1 << 28, timeout: 60_000 });
    if (error) throw error;
    if (status === null) throw new Error(`qemu was ended: ${stderr}`);
    return { exitCode: status, output: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function runOnFastMachine(elf: Uint8Array, maxSteps = 1n << 32n): Ran & { readonly steps: bigint } {
  const pieces: Uint8Array[] = [];
  const machine = new FastMachine(loadProgram(readElf(elf, 64)), oracleOf(new Map()), {
    log: (fd, bytes) => {
      if (fd === 1) pieces.push(bytes);
    },
  });
  if (machine.run(maxSteps) !== "exited") throw new Error(`no exit within ${maxSteps} steps`);
  return { exitCode: machine.exitCode, output: Buffer.concat(pieces), steps: machine.step };
}
