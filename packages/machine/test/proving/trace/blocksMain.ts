// npm run test:traces [-- NAME...]      bundled blocks in the guest "block", all of them or those named, traced in full
//
// Every segment is executed again by the checker. The run has to end as the one without a trace does. Exit 1 when one does not.
import { toHex } from "../../../../core/src/hex.ts";
import { readGuest } from "../../../src/guests.ts";
import { loadProvingProgram } from "../../../src/proving/program.ts";
import { type ProvingRun, runProving } from "../../../src/proving/run.ts";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { blockCase, blockNames } from "../../guests/blocks.ts";

const asked = process.argv.slice(2);
const program = loadProvingProgram(readGuest("block-rv32"));
const cycleLimit = 2 ** 40;

interface Traced {
  readonly segments: number;
  readonly pages: number;
  readonly problems: readonly string[];
  readonly traceSeconds: number;
  readonly checkSeconds: number;
}

async function traced(input: Uint8Array, expected: ProvingRun): Promise<Traced> {
  const checker = new TraceChecker(program, { input });
  const problems: string[] = [];
  const output: Uint8Array[] = [];
  let [pages, checkMs] = [0, 0];
  const started = performance.now();
  const { segments } = await traceProgram(program, { input, cycleLimit }, (segment) => {
    const before = performance.now();
    const problem = checker.check(segment);
    checkMs += performance.now() - before;
    if (problem) problems.push(JSON.stringify(problem));
    output.push(segment.publicOutput.slice());
    pages += segment.pages.length;
  });
  const { state } = checker;
  const told = (cycles: number, exitCode: number, digest: Uint8Array | null, bytes: Uint8Array) =>
    `${cycles} cycles, exit ${exitCode}, digest ${digest ? toHex(digest) : "none"}, output ${toHex(bytes)}`;
  const found = told(state.cycle, state.exitCode, state.digest, new Uint8Array(Buffer.concat(output)));
  const wanted = told(expected.cycles, expected.exitCode, expected.digest, expected.publicOutput);
  if (found !== wanted) problems.push(`${found}; without a trace ${wanted}`);
  const ms = performance.now() - started;
  return { segments, pages, problems, traceSeconds: (ms - checkMs) / 1000, checkSeconds: checkMs / 1000 };
}

const HEADS = ["cycles (M)", "segments", "pages", "traced (s)", "M/s", "checked (s)"];
const line = (name: string, cells: readonly string[]) =>
  name.padEnd(28) + cells.map((cell, i) => cell.padStart(HEADS[i]!.length + 3)).join("");

console.log(line("", HEADS));
let failures = 0;
for (const name of asked.length > 0 ? asked : blockNames()) {
  const { input } = blockCase(name);
  const expected = runProving(program, { input, cycleLimit });
  const { segments, pages, problems, traceSeconds, checkSeconds } = await traced(input, expected);
  const millions = expected.cycles / 1e6;
  const numbers = [millions.toFixed(1), `${segments}`, `${pages}`, traceSeconds.toFixed(1)];
  console.log(line(name, [...numbers, (millions / traceSeconds).toFixed(1), checkSeconds.toFixed(1)]));
  for (const problem of problems) console.error(`${name}: ${problem}`);
  failures += problems.length;
}
process.exitCode = failures === 0 ? 0 : 1;
