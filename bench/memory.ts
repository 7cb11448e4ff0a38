// Peak memory of verifying one file, in a process of its own: the whole process, Node included.
//
// Limits: 128 MiB + 8 times the binary witness from JSON, + 3 times from the binary format.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { benchBlocks } from "./fixtures.ts";

const MIB = 2 ** 20;
const verifyModule = new URL("../packages/witness/dist/verifyFile.js", import.meta.url).href;

export interface MemoryRow {
  name: string;
  binaryMiB: number;
  jsonMiB: number;
  jsonLimitMiB: number;
  assayMiB: number;
  assayLimitMiB: number;
}

/** Peak resident set in MiB of a process that verifies `file` and ends. */
function peak(file: string): number {
  const script = `
    const { verifyFile } = await import(${JSON.stringify(verifyModule)});
    const { verdict } = await verifyFile(${JSON.stringify(file)});
    const { readFileSync } = await import("node:fs");
    // VmHWM is this program's own peak; resourceUsage() also counts the parent that it was forked from.
    const status = readFileSync("/proc/self/status", "utf8");
    console.log(verdict, /VmHWM:\\s+(\\d+) kB/.exec(status)[1]);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  const [verdict, kilobytes] = stdout.trim().split(" ");
  if (verdict !== "valid") throw new Error(`${file}: ${verdict}`);
  return Number(kilobytes) / 1024;
}

export function measureMemory(filter = ""): MemoryRow[] {
  const folder = mkdtempSync(join(tmpdir(), "assay-memory-"));
  try {
    return benchBlocks(filter).map(({ name, file }) => {
      const binary = join(folder, `${name}.assay`);
      writeFileSync(binary, encodeInput(readBlockInput(file)));
      const binaryMiB = statSync(binary).size / MIB;
      return {
        name,
        binaryMiB,
        jsonMiB: peak(file),
        jsonLimitMiB: 128 + 8 * binaryMiB,
        assayMiB: peak(binary),
        assayLimitMiB: 128 + 3 * binaryMiB,
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
