// Random and hostile programs: with a trace they end as they end without one, what was traced until then passes the checker, and the checker
// refuses it when a random number of it is changed.
import { InputError } from "@assay/core/inputError";
import { ProvingFault } from "../../../src/proving/fault.ts";
import { ProvingMachine } from "../../../src/proving/machine.ts";
import { loadProvingProgram, type ProvingProgram } from "../../../src/proving/program.ts";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import { FAMILY_NAMES, MOST_PAGES_OF_A_CYCLE } from "../../../src/proving/trace/families.ts";
import { copySegment, type TraceSegment } from "../../../src/proving/trace/segment.ts";
import { type TraceLimits, traceMachine, traceRoom } from "../../../src/proving/trace/trace.ts";
import { hostileProgram } from "../../riscv/hostile.ts";
import type { Random } from "../../riscv/random.ts";
import { randomProgram } from "../../riscv/randomProgram.ts";

const MAX_PAGES = 500;
const TAMPERINGS = 20;

export interface Fuzzed {
  /** How the run ends: a fault, an exit, a limit. */
  readonly end: string;
  readonly cycles: number;
  readonly segments: number;
  readonly tampered: number;
}

async function endOf(run: () => Promise<string> | string): Promise<string> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProvingFault) return error.message;
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

/** null when it is no program at all. */
function programOf(random: Random): ProvingProgram | null {
  try {
    const isHostile = random.chance(0.7);
    return loadProvingProgram(isHostile ? hostileProgram(random, 32).elf : randomProgram(random, 48, 32).elf);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Changes a number of a segment. */
function tamper(random: Random, segment: TraceSegment): string {
  const families = FAMILY_NAMES.filter((family) => segment.rows[family].length > 0);
  const page = segment.pages.length > 0 && random.chance(0.2) ? random.pick(segment.pages) : null;
  const family = random.pick(families);
  const words = page ? random.pick([page.before, page.after, page.clocks]) : segment.rows[family];
  const at = random.below(words.length);
  const change = random.chance(0.5) ? 1 << random.below(32) : random.value32();
  words[at]! ^= change === 0 ? 1 : change;
  return page ? `page ${page.index}, word ${at}` : `${family}, word ${at}`;
}

/** One program of this sequence. @throws Error when the trace is not the run, or the checker not right */
export async function fuzzTrace(random: Random, cycleLimit: number): Promise<Fuzzed | null> {
  const program = programOf(random);
  if (!program) return null;
  const input = random.bytes(random.below(100));
  const options = { input, maxPages: MAX_PAGES, log: () => {} };
  const segmentCycles = 2 ** (4 + random.below(10));
  const limits: TraceLimits = { cycleLimit, segmentCycles, segmentPages: MOST_PAGES_OF_A_CYCLE + random.below(50) };
  const plain = new ProvingMachine(program, options);
  const wanted = await endOf(() =>
    plain.run(cycleLimit) === "halted" ? `exit ${plain.exitCode}` : "MACHINE_CYCLE_LIMIT",
  );
  const machine = new ProvingMachine(program, { ...options, roomBehind: traceRoom(limits) });
  const checker = new TraceChecker(program, { input });
  let kept: TraceSegment | null = null;
  let segments = 0;
  const found = await endOf(async () => {
    const { exitCode } = await traceMachine(machine, limits, (segment) => {
      const problem = checker.check(segment);
      if (problem) throw new Error(`an honest segment is refused: ${JSON.stringify(problem)}`);
      // Any of them, each as likely.
      if (random.below(++segments) === 0) kept = copySegment(segment);
    });
    return `exit ${exitCode}`;
  });
  if (found !== wanted || machine.cycle !== plain.cycle) throw new Error(`${found}; without a trace ${wanted}`);
  for (let i = 0; i < 32; i++) {
    if (machine.register(i) !== plain.register(i)) throw new Error(`x${i} is not what it is without a trace`);
  }
  const tampered = kept ? tamperings(random, program, input, kept) : 0;
  return { end: wanted.replace(/:.*|\d+/g, "").trim(), cycles: machine.cycle, segments, tampered };
}

function tamperings(random: Random, program: ProvingProgram, input: Uint8Array, honest: TraceSegment): number {
  const pages = new Map(honest.pages.map(({ index, before }) => [index, before]));
  const page = (index: number) => pages.get(index) ?? new Uint32Array(1024);
  const check = (segment: TraceSegment) =>
    new TraceChecker(program, { input, start: { state: honest.start, page } }).check({ ...segment, index: 0 });
  for (let i = 0; i < TAMPERINGS; i++) {
    const copy = copySegment(honest);
    const what = tamper(random, copy);
    if (!check(copy)) throw new Error(`a changed segment passes: ${what}`);
  }
  return TAMPERINGS;
}
