// Builds the guests: the core's AssemblyScript → Wasm → C → RISC-V (docs/guests.md).
//
// buildMain.ts is the command. Needs Debian 12's packages wabt and gcc-riscv64-unknown-elf; other versions make other bytes.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@assay/core/compile";
import { builtInChains } from "./builtInChains.ts";
import { translateHeader, translateSource } from "./translate.ts";

export interface GuestTarget {
  readonly name: string;
  readonly entry: "guest/blocks.ts" | "guest/rollup.ts";
  readonly variant: "dispute" | "proving";
  readonly bits: 32 | 64;
}

export const GUESTS: readonly GuestTarget[] = [
  { name: "block-rv64", entry: "guest/blocks.ts", variant: "dispute", bits: 64 },
  { name: "rollup-rv64", entry: "guest/rollup.ts", variant: "dispute", bits: 64 },
  { name: "block-rv32", entry: "guest/blocks.ts", variant: "proving", bits: 32 },
  { name: "rollup-rv32", entry: "guest/rollup.ts", variant: "proving", bits: 32 },
];

/** Static data begins above the lowest 64 KiB, which Linux gives to no program. */
const MEMORY_BASE = "65536";

const RUNTIME = fileURLToPath(new URL("runtime/", import.meta.url));
const RUNTIME_FILES = ["start.S", "runtime.c", "memory.c", "wasm-rt.h", "guest.ld"];
const COMPILER = "riscv64-unknown-elf-gcc";

/** `-march` exactly so: with `_zicsr` gcc would link another multilib. The fault-proof machine takes any alignment. */
const TARGET = {
  64: ["-march=rv64im", "-mabi=lp64", "-mcmodel=medany", "-mno-strict-align", "-O2"],
  32: ["-march=rv32im", "-mabi=ilp32", "-mcmodel=medlow", "-O3"],
} as const;
/** Where code begins: docs/guests.md, "Memory". */
const CODE = { 64: "0x200000000", 32: "0x70000000" } as const;

/** Scheduling before registers are given out spills keccak's lanes. Address 0 is memory like any other. */
const FLAGS = [
  "-std=c11",
  "-fno-schedule-insns",
  "-fno-strict-aliasing",
  "-fno-delete-null-pointer-checks",
  "-fno-tree-loop-distribute-patterns",
  "-ffreestanding",
  "-nostdlib",
  "-I.",
];

function run(program: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" },
    maxBuffer: 1 << 26,
  });
  if (error) throw new Error(`${program} cannot be run: ${error.message}. docs/guests.md names the Debian packages.`);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}:\n${stderr.slice(0, 4000)}`);
  return stdout;
}

/** The packages' versions that the committed guests are made with: Debian 12's. */
const VERSIONS = { wabt: "1.0.32", gcc: "12.2.0" } as const;

function versionOf(program: string, flag: string): string | null {
  const { status, stdout } = spawnSync(program, [flag], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** Why the guests cannot be built here as they are committed; null when they can. */
export function missingTools(version = versionOf): string | null {
  const found = { wabt: version("wasm2c", "--version"), gcc: version(COMPILER, "-dumpfullversion") };
  const wrong = (["wabt", "gcc"] as const).filter((tool) => found[tool] !== VERSIONS[tool]);
  if (wrong.length === 0) return null;
  const told = wrong.map((tool) => `${tool} ${VERSIONS[tool]} is needed, here is ${found[tool] ?? "none"}`);
  return `${told.join("; ")} (Debian 12: apt-get install wabt gcc-riscv64-unknown-elf)`;
}

/** Versions of the tools, as the manifest has them. */
export function toolchain(): { assemblyscript: string; wabt: string; gcc: string } {
  const packageFile = new URL("../../../node_modules/assemblyscript/package.json", import.meta.url);
  return { assemblyscript: JSON.parse(readFileSync(packageFile, "utf8")).version, ...VERSIONS };
}

/** The module of a guest. */
export function compileGuest({ entry, variant }: GuestTarget): Promise<Uint8Array> {
  return compile(entry, variant, {
    // Names of functions alone: the code is the same.
    flags: ["--memoryBase", MEMORY_BASE, "--debug"],
    generated: { builtInChains: { BUILT_IN_CHAINS: builtInChains() } },
  });
}

/** Makes the ELF of a module in `folder`. All paths that the tools see are relative: the bytes do not depend on the folder. */
export function linkGuest(module: Uint8Array, { bits }: GuestTarget, folder: string): Uint8Array {
  mkdirSync(folder, { recursive: true });
  for (const file of RUNTIME_FILES) copyFileSync(join(RUNTIME, file), join(folder, file));
  writeFileSync(join(folder, "guest.wasm"), module);
  run("wasm2c", ["-n", "guest", "guest.wasm", "-o", "guest.c"], folder);
  const { text, data } = translateSource(readFileSync(join(folder, "guest.c"), "utf8"));
  writeFileSync(join(folder, "guest.c"), text);
  writeFileSync(join(folder, "linear.bin"), data.bytes);
  writeFileSync(join(folder, "guest.h"), translateHeader(readFileSync(join(folder, "guest.h"), "utf8")));
  // One piece, so that the runtime's calls of the machine are inlined into the core's. Nobody reads warnings about machine-written C.
  writeFileSync(join(folder, "all.c"), '#include "runtime.c"\n#include "memory.c"\n#include "guest.c"\n');
  const compileC = [...TARGET[bits], ...FLAGS, `-DLINEAR_END=${data.address + data.bytes.length}`];
  run(COMPILER, [...compileC, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "runtime.c", "memory.c"], folder);
  run(COMPILER, [...compileC, "-w", "-c", "all.c", "-o", "all.o"], folder);
  run(COMPILER, [...compileC, "-c", "start.S", "-o", "start.o"], folder);
  const places = [`-Wl,--defsym=CODE=${CODE[bits]}`, `-Wl,--defsym=LINEAR=${data.address}`];
  const link = ["-T", "guest.ld", ...places, "-Wl,--build-id=none", "-Wl,--strip-debug"];
  run(COMPILER, [...TARGET[bits], ...FLAGS, ...link, "start.o", "all.o", "-lgcc", "-o", "guest.elf"], folder);
  return readFileSync(join(folder, "guest.elf"));
}

/** Calls `work` with a folder that is gone afterwards. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "assay-guest-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
