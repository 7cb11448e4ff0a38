// A guest under Debian's qemu, which nobody here wrote: the same ELF, its system calls answered by Linux, and a host at the other ends
// of its file descriptors.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { toHex } from "../../../core/src/hex.ts";
import { type OracleBackend, serve } from "../../../program/src/wire/serve.ts";

const BITS = [64, 32] as const;
export type Bits = (typeof BITS)[number];

export interface GuestRun {
  readonly code: number | null;
  readonly signal: string | null;
  /** What the guest wrote to descriptor 1: its public values. */
  readonly publicValues: Uint8Array;
  readonly hints: readonly string[];
}

const program = (bits: Bits) => `qemu-riscv${bits}-static`;

/** Whether Debian's package qemu-user-static is there. */
export function hasQemu(): boolean {
  return BITS.every((bits) => spawnSync(program(bits), ["--version"]).status === 0);
}

/** Whether qemu has to be there: `.ci/run` says so where it has found or installed it. */
export const NEEDS_QEMU = process.env["ASSAY_QEMU"] === "1";

/** Preimages by key in hex. What is not there ends the run, as with a host. */
export type Preimages = (key: Uint8Array) => Uint8Array | null;

/** Where the guest's memory begins on this machine: its address 0 must be none of qemu's. */
const BASE = ["-B", "0x100000000000"];

/** Calls `work` with a file that holds the ELF, which qemu wants to be one that may be executed. */
export async function withElfFile<T>(elf: Uint8Array, work: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "assay-qemu-"));
  try {
    const path = join(folder, "guest.elf");
    writeFileSync(path, elf, { mode: 0o755 });
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function runUnderQemu(
  bits: Bits,
  elf: string,
  preimages: Preimages,
  input: Uint8Array | null = null,
): Promise<GuestRun> {
  const child = spawn(program(bits), [...BASE, elf], {
    stdio: ["pipe", "pipe", "inherit", "pipe", "pipe", "pipe", "pipe"],
  });
  const [stdin, stdout, , hintWrite, hintRead, preimageWrite, preimageRead] = child.stdio as unknown as [
    Writable,
    Readable,
    null,
    Writable,
    Readable,
    Writable,
    Readable,
  ];
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  stdin.on("error", () => {});
  if (input) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(input.length));
    stdin.write(length);
    stdin.write(input);
  }
  stdin.end();
  const written: Uint8Array[] = [];
  stdout.on("data", (piece: Uint8Array) => written.push(piece));
  const hints: string[] = [];
  const backend: OracleBackend = {
    hint: async (text) => {
      hints.push(text);
    },
    preimage: async (key) => {
      const value = preimages(key);
      if (value === null) throw new MissingPreimage(toHex(key));
      return value;
    },
  };
  const served = serve({ hintRead, hintWrite, preimageRead, preimageWrite }, backend).catch((error: unknown) => {
    if (!(error instanceof MissingPreimage)) throw error;
  });
  const { code, signal } = await ended;
  await served;
  return { code, signal, publicValues: Buffer.concat(written), hints };
}

class MissingPreimage extends Error {}
