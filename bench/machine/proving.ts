// How fast the proving machine runs, without and with a trace: work.c, and the guest that executes a block of Ethereum, its accelerators off
// so that qemu does the same work.
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { readGuest } from "@assay/machine/guests";
import { ProvingMachine } from "@assay/machine/proving/machine";
import { loadProvingProgram } from "@assay/machine/proving/program";
import { runProving } from "@assay/machine/proving/run";
import type { TraceSegment } from "@assay/machine/proving/trace/segment";
import { traceProgram } from "@assay/machine/proving/trace/trace";
import { encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { ANCHOR } from "./blockCycles.ts";
import { compiledWork, inTurns, ratioOf, runQemu, temporaryFile, told } from "./programs.ts";

const CYCLE_LIMIT = 2 ** 40;
const TRACED_CYCLES = 2 ** 26;
const WANTED_RATIO = 0.3;

interface Work {
  readonly name: string;
  readonly file: string;
  readonly input: Uint8Array;
}

function blockGuest(): Work {
  const file = temporaryFile("block-rv32");
  writeFileSync(file, readGuest("block-rv32"), { mode: 0o755 });
  const block = fileURLToPath(new URL(`../../fixtures/blocks/${ANCHOR}.json.gz`, import.meta.url));
  return { name: `block guest, ${ANCHOR}`, file, input: encodeInput(readBlockInput(block)) };
}

function compare({ name, file, input }: Work): { line: string; ratio: number } {
  const elf = readFileSync(file);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(input.length));
  const theirInput = Buffer.concat([length, input]);
  let cycles = 0;
  let pages = 0;
  const ours = () => {
    const options = { input, accelerators: false, cycleLimit: CYCLE_LIMIT };
    const run = runProving(loadProvingProgram(elf), options);
    cycles = run.cycles;
    pages = run.pagesWritten;
    return Buffer.from(run.publicOutput).toString("hex");
  };
  const compared = inTurns(ours, () => runQemu(32, file, theirInput));
  return { line: `${told(name, cycles, compared)}  ${pages} pages`, ratio: ratioOf(compared.best) };
}

const segmentBytes = ({ rows, pages }: TraceSegment) =>
  Object.values(rows).reduce((sum, words) => sum + words.byteLength, 0) + pages.length * 3 * 4096;

/** The machine alone, not what becomes of its segments; and how large they are. */
async function traced({ name, file, input }: Work): Promise<string> {
  const program = loadProvingProgram(readFileSync(file));
  let best = 0;
  let largest = 0;
  for (let round = 0; round < 3; round++) {
    const machine = new ProvingMachine(program, { input });
    const most = machine.run(TRACED_CYCLES) === "halted" ? machine.cycle : TRACED_CYCLES;
    const started = performance.now();
    const { cycles } = await traceProgram(program, { input, cycleLimit: most + 1, segments: 64 }, (segment) => {
      largest = Math.max(largest, segmentBytes(segment));
    });
    best = Math.max(best, cycles / (performance.now() - started) / 1000);
  }
  return `${name}  with a trace ${best.toFixed(1)} M cycles a second  segments up to ${(largest / 1e6).toFixed(0)} MB`;
}

/** @param files executables instead: statically linked @returns whether the machine is fast enough */
export async function benchProving(files: readonly string[], tell: (line: string) => void): Promise<boolean> {
  const works: Work[] = files.map((file) => ({ name: basename(file), file, input: new Uint8Array(0) }));
  if (works.length === 0) {
    const file = compiledWork(32);
    works.push({ name: basename(file), file, input: new Uint8Array(0) }, blockGuest());
  }
  let slowest = Infinity;
  for (const work of works) {
    const { line, ratio } = compare(work);
    tell(line);
    slowest = Math.min(slowest, ratio);
    tell(await traced(work));
  }
  return slowest >= WANTED_RATIO;
}
