// Forgeries that keep the accesses of a cell together, and traces whose segments are changed as a whole. docs/trace.md, "How it is tested".
import { beforeAll, describe, expect, it } from "vitest";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import { FAMILIES, FAMILY_NAMES, type Family } from "../../../src/proving/trace/families.ts";
import { copySegment, type TraceSegment } from "../../../src/proving/trace/segment.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { Random } from "../../riscv/random.ts";
import { accessesOf, relink } from "./accesses.ts";
import { checkAlone, eachSegment, type Honest, honestTraces } from "./honest.ts";
import { INPUT, TWIN, twins } from "./programs.ts";

const SEED = 20261122;
const random = new Random(SEED);
let traces: readonly Honest[] = [];

beforeAll(async () => {
  traces = await honestTraces();
});

/** Whether a row is a word that the host has put there: by a read of an acknowledgement or a preimage. */
function hostGives({ rows }: TraceSegment, family: Family, row: number): boolean {
  if (family !== "transferWord") return false;
  const names = FAMILIES.call as readonly string[];
  const { call } = rows;
  for (let at = 0; at < call.length; at += names.length) {
    const value = (name: string) => call[at + names.indexOf(name)]!;
    if (value("clock") === rows.transferWord[row]) return value("a7") === 63 && value("a0Before") !== 0;
  }
  return false;
}

describe("forgeries that keep the accesses of a cell together", () => {
  it("another result, which everything after believes: refused where it arises, for what it is", () => {
    const problems = new Map<string, number>();
    const survivors: string[] = [];
    let given = 0;
    eachSegment(traces, (trace, truth) => {
      for (const { family, isWrite, after, row } of accessesOf(truth)) {
        if (!isWrite) continue;
        const copy = copySegment(truth);
        const value = (copy.rows[family][after]! ^ (1 << random.below(32))) >>> 0;
        copy.rows[family][after] = value;
        relink(copy);
        const problem = checkAlone(trace, truth, copy);
        if (hostGives(truth, family, row)) {
          // Only the program can tell that a preimage is another one.
          if (problem?.rule !== "call") expect(problem).toBeNull();
          given++;
        } else if (!problem) survivors.push(`${trace.name}: ${family} ${row}`);
        else if (problem.clock !== truth.rows[family][row]) survivors.push(`${trace.name}: ${family} ${row} too late`);
        else problems.set(problem.rule, (problems.get(problem.rule) ?? 0) + 1);
      }
    });
    expect(survivors, `seed ${SEED}`).toEqual([]);
    expect(given).toBeGreaterThan(3);
    // Links of accesses hold, so it has to be what an instruction, call or accelerator computes; or, of a preimage, how many words there are.
    expect([...problems.keys()].sort()).toEqual(["accelerator", "call", "form", "result"]);
  });

  it("another place where the same lies: refused where it is accessed, for its address", async () => {
    const program = twins();
    const options = { input: INPUT, cycleLimit: 1000 };
    const segments: TraceSegment[] = [];
    await traceProgram(program, options, (segment) => void segments.push(copySegment(segment)));
    const trace = { name: "twins", program, segments };
    const truth = segments[0]!;
    expect(segments.length).toBe(1);
    const tried = new Map<string, number>();
    const survivors: string[] = [];
    for (const family of FAMILY_NAMES) {
      const names = FAMILIES[family] as readonly string[];
      const words = truth.rows[family];
      for (let i = 0; i < words.length; i++) {
        const name = names[i % names.length]!;
        if (!/address$/i.test(name)) continue;
        const copy = copySegment(truth);
        copy.rows[family][i]! += TWIN;
        relink(copy);
        const problem = checkAlone(trace, truth, copy);
        if (problem?.clock !== words[i - (i % names.length)]) survivors.push(`${family} ${name} ${i}`);
        expect(problem?.message).toMatch(/address/i);
        tried.set(`${family} ${name}`, (tried.get(`${family} ${name}`) ?? 0) + 1);
      }
    }
    expect(survivors).toEqual([]);
    expect(tried.size).toBe(4 + 2 * 5);
  });

  it("a stale value, with its clock", () => {
    const survivors: string[] = [];
    let tried = 0;
    eachSegment(traces, (trace, truth) => {
      const accesses = accessesOf(truth);
      accesses.forEach((access, i) => {
        const earlier = accesses.slice(0, i).filter(({ cell }) => cell === access.cell);
        const stale = earlier.at(-2);
        if (!stale) return;
        const copy = copySegment(truth);
        const words = copy.rows[access.family];
        words[access.before] = truth.rows[stale.family][stale.after]!;
        words[access.previous] = stale.clock;
        tried++;
        if (!checkAlone(trace, truth, copy)) survivors.push(`${trace.name}: ${access.family} ${access.cell}`);
      });
    });
    expect(survivors).toEqual([]);
    expect(tried).toBeGreaterThan(1000);
  });

  it("a value that is yet to come, with its clock; and a clock that skips an access", () => {
    const survivors: string[] = [];
    let tried = 0;
    eachSegment(traces, (trace, truth) => {
      const accesses = accessesOf(truth);
      accesses.forEach((access, i) => {
        const next = accesses.slice(i + 1).find(({ cell }) => cell === access.cell);
        if (!next) return;
        const copy = copySegment(truth);
        const words = copy.rows[access.family];
        words[access.before] = truth.rows[next.family][next.after]!;
        words[access.previous] = next.clock;
        tried++;
        if (!checkAlone(trace, truth, copy)) survivors.push(`${trace.name}: ${access.family} ${access.cell}`);
        const skipping = copySegment(truth);
        skipping.rows[next.family][next.previous] = truth.rows[access.family][access.previous]!;
        if (!checkAlone(trace, truth, skipping)) survivors.push(`${trace.name}: skips ${access.family}`);
      });
    });
    expect(survivors).toEqual([]);
    expect(tried).toBeGreaterThan(1000);
  });

  it("x0 that is not 0, wherever it is read, from the start on", () => {
    let tried = 0;
    eachSegment(traces, (trace, truth) => {
      const copy = copySegment(truth);
      const reads = accessesOf(truth).filter(({ cell }) => cell === "x0");
      for (const { family, before } of reads) copy.rows[family][before] = 1;
      copy.start.registers[0] = 1;
      copy.end.registers[0] = 1;
      const page = (index: number) => truth.pages.find((one) => one.index === index)!.before;
      const checker = new TraceChecker(trace.program, { input: INPUT, start: { state: copy.start, page } });
      expect(checker.check({ ...copy, index: 0 })).toMatchObject({ rule: "register" });
      tried += reads.length;
    });
    expect(tried).toBeGreaterThan(50);
  });
});

describe("segments as a whole", () => {
  const check = ({ program }: Honest, segments: readonly TraceSegment[]) => {
    const checker = new TraceChecker(program, { input: INPUT });
    return segments.map((segment) => checker.check(segment)).find((problem) => problem !== null) ?? null;
  };
  const numbered = (segments: readonly TraceSegment[]) => segments.map((segment, index) => ({ ...segment, index }));

  it("in order they pass", () => {
    for (const trace of traces) expect(check(trace, trace.segments)).toBeNull();
  });

  it("dropped, doubled, swapped, with other numbers", () => {
    for (const trace of traces) {
      const { segments } = trace;
      for (let i = 0; i + 1 < segments.length; i++) {
        expect(check(trace, segments.toSpliced(i, 1))).toMatchObject({ rule: "chain" });
        const swapped = segments.with(i, segments[i + 1]!).with(i + 1, segments[i]!);
        for (const other of [segments.toSpliced(i, 1), segments.toSpliced(i, 0, segments[i]!), swapped]) {
          expect(check(trace, numbered(other))).toMatchObject({ rule: "chain" });
        }
      }
    }
  });

  it("a page that changed between two segments, or that the program does not begin with", () => {
    let tried = 0;
    for (const trace of traces) {
      trace.segments.forEach((segment, i) => {
        segment.pages.forEach(({ clocks }, p) => {
          const at = clocks.indexOf(0);
          if (at < 0) return;
          const copy = copySegment(segment);
          copy.pages[p]!.before[at]! ^= 1;
          copy.pages[p]!.after[at]! ^= 1;
          const problem = check(trace, trace.segments.with(i, copy));
          expect(problem).toMatchObject({ rule: "chain", segment: i, message: expect.stringMatching(/page .* was/) });
          tried++;
        });
      });
    }
    expect(tried).toBeGreaterThan(50);
  });

  it("nothing after a problem, nor after the end", () => {
    const trace = traces[0]!;
    const [first, second] = trace.segments as [TraceSegment, TraceSegment];
    const checker = new TraceChecker(trace.program, { input: INPUT });
    expect(checker.check({ ...first, index: 3 })).toMatchObject({ rule: "chain" });
    expect(checker.check(first)).toMatchObject({ rule: "chain" });
    const last = trace.segments.at(-1)!;
    const end = { ...second.end, cycle: last.end.cycle + second.end.cycle - second.start.cycle };
    const after = { ...second, index: trace.segments.length, start: last.end, end };
    expect(check(trace, [...trace.segments, after])).toMatchObject({
      rule: "chain",
      message: expect.stringMatching(/halted/),
    });
  });

  it("another input, another program", () => {
    const trace = traces[0]!;
    const other = new TraceChecker(trace.program, { input: INPUT.with(3, 9) });
    const problems = trace.segments.map((segment) => other.check(segment));
    expect(problems.find((problem) => problem !== null)).toMatchObject({ rule: "call" });
    const strange = new TraceChecker(traces[1]!.program, { input: INPUT });
    expect(strange.check(trace.segments[0]!)).not.toBeNull();
  });
});
