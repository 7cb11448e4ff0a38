// npm run test:traces [-- NAME...]      the guests, traced in full: bundled blocks in "block", a claim about a chain of our own in "rollup"
//                                       (named "claim"); all of them or those named
//
// Every segment is executed again by the checker. The run has to end as the one without a trace does. Exit 1 when one does not.
import { toHex } from "../../../../core/src/hex.ts";
import { readGuest } from "../../../src/guests.ts";
import type { MachineOracle } from "../../../src/oracle.ts";
import { loadProvingProgram, type ProvingProgram } from "../../../src/proving/program.ts";
import { type ProvingRun, runProving } from "../../../src/proving/run.ts";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { blockCase, blockNames } from "../../guests/blocks.ts";
import { calldataClaim, hostOf, oracleOf } from "../../guests/claims.ts";
import { ORACLE } from "./programs.ts";

const CLAIM = "claim";
const asked = process.argv.slice(2);
const cycleLimit = 2 ** 40;

interface Case {
  readonly program: ProvingProgram;
  readonly input: Uint8Array;
  readonly oracle: MachineOracle;
}

const block = loadProvingProgram(readGuest("block-rv32"));

async function caseOf(name: string): Promise<Case> {
  if (name !== CLAIM) return { program: block, input: blockCase(name).input, oracle: ORACLE };
  const claim = await calldataClaim();
  const answers = oracleOf(hostOf(claim));
  const preimage = (key: Uint8Array) => answers(key) ?? new Uint8Array(0);
  const program = loadProvingProgram(readGuest("rollup-rv32"));
  return { program, input: claim.chain.input(), oracle: { hint() {}, preimage } };
}

interface Traced {
  readonly segments: number;
  readonly pages: number;
  readonly problems: readonly string[];
  readonly traceSeconds: number;
  readonly checkSeconds: number;
}

async function traced({ program, input, oracle }: Case, expected: ProvingRun): Promise<Traced> {
  const checker = new TraceChecker(program, { input });
  const problems: string[] = [];
  const output: Uint8Array[] = [];
  let [pages, checkMs] = [0, 0];
  const started = performance.now();
  const { segments } = await traceProgram(program, { input, oracle, cycleLimit }, (segment) => {
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

const HEADS = ["exit", "cycles (M)", "segments", "pages", "traced (s)", "M/s", "checked (s)"];
const line = (name: string, cells: readonly string[]) =>
  name.padEnd(28) + cells.map((cell, i) => cell.padStart(HEADS[i]!.length + 3)).join("");

console.log(line("", HEADS));
let failures = 0;
for (const name of asked.length > 0 ? asked : [...blockNames(), CLAIM]) {
  const one = await caseOf(name);
  const expected = runProving(one.program, { input: one.input, oracle: one.oracle, cycleLimit });
  const { segments, pages, problems, traceSeconds, checkSeconds } = await traced(one, expected);
  const millions = expected.cycles / 1e6;
  const numbers = [`${expected.exitCode}`, millions.toFixed(1), `${segments}`, `${pages}`, traceSeconds.toFixed(1)];
  console.log(line(name, [...numbers, (millions / traceSeconds).toFixed(1), checkSeconds.toFixed(1)]));
  for (const problem of problems) console.error(`${name}: ${problem}`);
  failures += problems.length;
}
process.exitCode = failures === 0 ? 0 : 1;
