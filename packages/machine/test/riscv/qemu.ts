// Programs under Debian's qemu-user-static: what they write to standard output, and their exit code.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Bits = 32 | 64;

/** First line of its version; null when it is not installed. */
export function qemuVersion(bits: Bits): string | null {
  const { status, stdout } = spawnSync(`qemu-riscv${bits}-static`, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0]! : null;
}

export interface Ran {
  readonly exitCode: number | null;
  readonly output: Uint8Array;
}

function start(elf: Uint8Array, bits: Bits, input: Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), "assay-qemu-"));
  try {
    const file = join(folder, "program");
    writeFileSync(file, elf, { mode: 0o755 });
    const options = { input, maxBuffer: 1 << 28, timeout: 60_000 };
    const ended = spawnSync(`qemu-riscv${bits}-static`, [file], options);
    if (ended.error) throw ended.error;
    return ended;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param input its standard input */
export function runOnQemu(elf: Uint8Array, bits: Bits, input: Uint8Array = new Uint8Array(0)): Ran {
  const { status, stdout, stderr } = start(elf, bits, input);
  if (status === null) throw new Error(`qemu was ended: ${stderr}`);
  return { exitCode: status, output: stdout };
}

/** `exit` with a code, or the signal that ended it. */
export function endOnQemu(elf: Uint8Array, bits: Bits): string {
  const { status, signal } = start(elf, bits, new Uint8Array(0));
  return signal ?? `exit ${status}`;
}
