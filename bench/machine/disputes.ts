// What a dispute costs on the fault-proof machine: steps, seconds and memory of the guests. "rollup" derives and executes one block of OP
// Mainnet, and nine; and whole claims about a chain of our own. "block" executes the largest bundled blocks of the OP Stack and of L1.
//
//   npm run bench:dispute
//
// Each run is a process of its own, so that its memory is its own.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { readElf } from "@assay/machine/elf";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { loadProgram } from "@assay/machine/faultProof/loadProgram";
import { readGuest } from "@assay/machine/guests";
import { versionedHash } from "@assay/program/blob";
import { programInput, readBoot } from "@assay/program/boot";
import { BOOT_IDENT, BootStore } from "@assay/program/bootInfo";
import { MemoryStore } from "@assay/program/store";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { FIRST, LAST } from "../../packages/core/test/program.ts";
import { blockCase, inputOracle } from "../../packages/machine/test/guests/blocks.ts";
import { guestOfRange, rangeHost } from "../../packages/machine/test/guests/range.ts";
import { readRecording } from "../../test/program/recording.ts";
import { markdown } from "../tables.ts";

const ROUNDS = 3;

type Values = (key: Uint8Array) => Uint8Array | null;

interface Work {
  readonly elf: () => Uint8Array;
  readonly values: () => Values;
  /** Exit code; null when the run ends where the message passer of a bundled witness is asked for, which none has: all blocks are then done. */
  readonly code: number | null;
}

function block(name: string): Work {
  return { elf: () => readGuest("block-rv64"), values: () => inputOracle(blockCase(name).input), code: 0 };
}

function range(last: number): Work {
  const values = () => {
    const host = rangeHost(last);
    return (key: Uint8Array) => host.value(key);
  };
  return { elf: guestOfRange, values, code: null };
}

function recorded(name: string): Work {
  const values = () => {
    const { boot, preimages, blobs } = readRecording(name);
    const store = new VerifiedStore(new MemoryStore());
    store.putHashed(preimages);
    for (const record of blobs) store.putBlob(record.slice(96), versionedHash(record.subarray(0, 48)));
    const local = new BootStore(boot);
    const chain = programInput(readBoot({ preimage: (key) => local.get(key)! }));
    return (key: Uint8Array) => {
      if (key[0] !== 1) return store.getUnchecked(key);
      return key[31] === BOOT_IDENT.chainInput ? chain : local.get(key);
    };
  };
  return { elf: () => readGuest("rollup-rv64"), values, code: 0 };
}

const WORK: Readonly<Record<string, Work>> = {
  "OP Mainnet 109279675, derived and executed": range(FIRST),
  "OP Mainnet 109279675 to 109279683, derived and executed": range(LAST),
  "a claim about 66 blocks, batches in calldata": recorded("calldata"),
  "a claim about 66 blocks, batches in blobs": recorded("blobs"),
  "OP Sepolia 26207960, executed": block("op-sepolia-26207960"),
  "OP Sepolia 26211680, executed": block("op-sepolia-26211680"),
  "Hoodi 1265656, executed": block("hoodi-1265656"),
  "Hoodi 1281069, executed": block("hoodi-1281069"),
};

interface Figures {
  readonly steps: number;
  readonly seconds: number;
  readonly pages: number;
  /** What the process takes more at its peak than before the run. */
  readonly addedMiB: number;
}

class Missing extends Error {}

/** VmRSS: resident memory of this process; VmHWM: at its peak. */
function resident(field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) / 1024;
}

function measure({ elf, values, code }: Work): Figures {
  const get = values();
  const oracle = {
    hint() {},
    preimage(key: Uint8Array) {
      const value = get(key);
      if (value === null) throw new Missing(Buffer.from(key).toString("hex"));
      return value;
    },
  };
  const machine = new FastMachine(loadProgram(readElf(elf(), 64)), oracle);
  // Forgets the peak (proc(5), "clear_refs").
  writeFileSync("/proc/self/clear_refs", "5");
  const before = resident("VmRSS");
  const started = performance.now();
  let ended: number | null = null;
  try {
    machine.run(1n << 40n);
    ended = machine.exitCode;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
  }
  const seconds = (performance.now() - started) / 1000;
  if (ended !== code) throw new Error(`ended with ${ended}, not ${code}`);
  const addedMiB = resident("VmHWM") - before;
  return { steps: Number(machine.step), seconds, pages: machine.memory.pageCount, addedMiB };
}

function inOwnProcess(name: string): Figures {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), name];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout);
}

const [only] = process.argv.slice(2);
if (only !== undefined) console.log(JSON.stringify(measure(WORK[only]!)));
else {
  console.log(`${cpus()[0]?.model}, Node ${process.version}, best of ${ROUNDS}`);
  const rows = Object.keys(WORK).map((name) => {
    const runs = Array.from({ length: ROUNDS }, () => inOwnProcess(name));
    const { steps, seconds, pages, addedMiB } = runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
    return [
      name,
      (steps / 1e6).toFixed(1),
      seconds.toFixed(1),
      (steps / seconds / 1e6).toFixed(0),
      ((pages * 4096) / 2 ** 20).toFixed(1),
      addedMiB.toFixed(0),
    ];
  });
  const head = ["", "Steps (M)", "Seconds", "M steps/s", "Memory touched (MiB)", "Process at its peak (MiB more)"];
  console.log(markdown({ head, rows }));
}
