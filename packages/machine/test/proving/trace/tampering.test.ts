// Whatever is changed in an honest trace, the checker refuses it. docs/trace.md, "The checker".
import { beforeAll, describe, expect, it } from "vitest";
import type { ProvingProgram } from "../../../src/proving/program.ts";
import { loadProvingProgram } from "../../../src/proving/program.ts";
import { TraceChecker, type TraceProblem } from "../../../src/proving/trace/check/checker.ts";
import { FAMILIES, FAMILY_NAMES, type Family, widthOf } from "../../../src/proving/trace/families.ts";
import {
  copySegment,
  type SegmentState,
  type TouchedPage,
  type TraceSegment,
} from "../../../src/proving/trace/segment.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { Random } from "../../riscv/random.ts";
import { randomProgram } from "../../riscv/randomProgram.ts";
import { type Access, accessesOf } from "./accesses.ts";
import { everyFamily, INPUT } from "./programs.ts";

interface Honest {
  readonly name: string;
  readonly program: ProvingProgram;
  readonly segments: readonly TraceSegment[];
}

const SEED = 20261121;
const random = new Random(SEED);

async function honest(name: string, program: ProvingProgram, segmentCycles: number, segments = 1000): Promise<Honest> {
  const all: TraceSegment[] = [];
  const options = { input: INPUT, cycleLimit: 1e7, segmentCycles, segments };
  await traceProgram(program, options, (segment) => {
    all.push(copySegment(segment));
  });
  return { name, program, segments: all };
}

let traces: readonly Honest[] = [];

beforeAll(async () => {
  traces = [
    await honest("all families", everyFamily(), 32),
    ...(await Promise.all(
      [1, 2].map((seed) =>
        honest(`seed ${seed}`, loadProvingProgram(randomProgram(new Random(seed), 120, 32).elf), 32, 12),
      ),
    )),
  ];
});

/** One segment, told what the honest one before it has left. */
function checkAlone({ program }: Honest, truth: TraceSegment, changed: TraceSegment): TraceProblem | null {
  const state: SegmentState = truth.start;
  const pages = new Map(truth.pages.map(({ index, before }) => [index, before]));
  const page = (index: number) => pages.get(index) ?? new Uint32Array(1024);
  return new TraceChecker(program, { input: INPUT, start: { state, page } }).check({ ...changed, index: 0 });
}

/** Calls it for every segment with a copy that may be changed, and what it was. */
function eachSegment(visit: (trace: Honest, truth: TraceSegment, copy: TraceSegment) => void): void {
  for (const trace of traces) for (const truth of trace.segments) visit(trace, truth, copySegment(truth));
}

const P = 2 ** 31 - 1;
/** What a forger would try first: the lowest and any bit, one more, one modulus of the field more, nothing, all. */
const otherValues = (value: number): readonly number[] => {
  const tried = [value ^ 1, value ^ (1 << random.below(32)), value + 1, value + P, 0, 0xffff_ffff];
  return [...new Set(tried.map((other) => other >>> 0))].filter((other) => other !== value);
};

it("honest segments pass, alone too", () => {
  let segments = 0;
  const families = new Set<Family>();
  eachSegment((trace, truth, copy) => {
    expect(checkAlone(trace, truth, copy)).toBeNull();
    for (const family of FAMILY_NAMES) if (copy.rows[family].length > 0) families.add(family);
    segments++;
  });
  expect(segments).toBeGreaterThan(30);
  expect([...families].sort()).toEqual([...FAMILY_NAMES].sort());
});

describe("one number changed", () => {
  it.each(FAMILY_NAMES)("in a row: %s", (family) => {
    const names = FAMILIES[family] as readonly string[];
    const tried = new Set<string>();
    const survivors: string[] = [];
    eachSegment((trace, truth, copy) => {
      const words = copy.rows[family];
      for (let i = 0; i < words.length; i++) {
        const name = names[i % names.length]!;
        const value = words[i]!;
        for (const other of otherValues(value)) {
          words[i] = other;
          tried.add(name);
          if (!checkAlone(trace, truth, copy)) survivors.push(`${trace.name}: ${name} ${value} → ${other}`);
        }
        words[i] = value;
      }
    });
    expect(survivors, `seed ${SEED}`).toEqual([]);
    expect([...tried].sort()).toEqual([...names].sort());
  });

  it("in a page, or in the last clocks of registers", () => {
    const survivors: string[] = [];
    eachSegment((trace, truth, copy) => {
      const arrays = [
        copy.registerClocks,
        ...copy.pages.flatMap(({ before, after, clocks }) => [before, after, clocks]),
      ];
      for (const [which, array] of arrays.entries()) {
        // Every word that was accessed, and some others.
        for (let i = 0; i < array.length; i++) {
          const page = copy.pages[Math.floor((which - 1) / 3)];
          if (which > 0 && page!.clocks[i] === 0 && !random.chance(0.002)) continue;
          const value = array[i]!;
          for (const other of otherValues(value)) {
            array[i] = other;
            if (!checkAlone(trace, truth, copy))
              survivors.push(`${trace.name}: array ${which}, ${i}: ${value} → ${other}`);
          }
          array[i] = value;
        }
      }
    });
    expect(survivors, `seed ${SEED}`).toEqual([]);
  });

  it("in the states at start and end, and in the public output", () => {
    const survivors: string[] = [];
    const numbers = ["cycle", "pc", "inputRead", "publicWritten", "exitCode"] as const;
    const statesLike = (state: SegmentState): SegmentState[] => [
      ...numbers.flatMap((name) => [-1, 1, 4].map((more) => ({ ...state, [name]: state[name] + more }))),
      ...Array.from(state.registers, (value, i) => ({ ...state, registers: state.registers.with(i, value ^ 1) })),
      { ...state, registers: state.registers.subarray(1) },
      { ...state, halted: !state.halted },
      { ...state, digest: state.digest ? null : new Uint8Array(32) },
      { ...state, digest: (state.digest ?? new Uint8Array(32)).with(5, 77) },
    ];
    eachSegment((trace, truth, copy) => {
      const changed = [
        ...statesLike(copy.start).map((start) => ({ ...copy, start })),
        ...statesLike(copy.end).map((end) => ({ ...copy, end })),
        ...Array.from(copy.publicOutput, (byte, i) => ({ ...copy, publicOutput: copy.publicOutput.with(i, byte ^ 1) })),
        { ...copy, publicOutput: Uint8Array.of(...copy.publicOutput, 0) },
      ];
      for (const [i, segment] of changed.entries()) {
        if (!checkAlone(trace, truth, segment)) survivors.push(`${trace.name}: change ${i}`);
      }
    });
    expect(survivors).toEqual([]);
  });
});

describe("rows and pages swapped, dropped, doubled", () => {
  const without = (words: Uint32Array, at: number, count: number) =>
    Uint32Array.from([...words.subarray(0, at), ...words.subarray(at + count)]);

  it("rows", () => {
    const survivors: string[] = [];
    eachSegment((trace, truth, copy) => {
      for (const family of FAMILY_NAMES) {
        const [words, width] = [copy.rows[family], widthOf(family)];
        const checkRows = (what: string, changed: Uint32Array) => {
          const rows = { ...copy.rows, [family]: changed };
          if (!checkAlone(trace, truth, { ...copy, rows })) survivors.push(`${trace.name}: ${family} ${what}`);
        };
        for (let at = 0; at < words.length; at += width) {
          const row = words.slice(at, at + width);
          const rest = without(words, at, width);
          checkRows(`dropped ${at}`, rest);
          checkRows(`cut ${at}`, without(words, at + width - 1, 1));
          checkRows(`doubled ${at}`, Uint32Array.from([...words.subarray(0, at), ...row, ...words.subarray(at)]));
          if (rest.length > 0) {
            // Put behind its neighbour, or in front of all.
            const to = at + 2 * width <= words.length ? at + width : 0;
            checkRows(`moved ${at}`, Uint32Array.from([...rest.subarray(0, to), ...row, ...rest.subarray(to)]));
          }
        }
        checkRows("an empty one added", Uint32Array.from([...words, ...new Uint32Array(width)]));
      }
    });
    expect(survivors).toEqual([]);
  });

  it("a row of another family with the same columns", () => {
    const survivors: string[] = [];
    const alike = (a: Family, b: Family) => a !== b && FAMILIES[a].join() === FAMILIES[b].join();
    let tried = 0;
    eachSegment((trace, truth, copy) => {
      for (const from of FAMILY_NAMES) {
        for (const to of FAMILY_NAMES.filter((name) => alike(from, name))) {
          if (copy.rows[from].length === 0) continue;
          const moved = [...copy.rows[from], ...copy.rows[to]];
          const rows = { ...copy.rows, [from]: new Uint32Array(0), [to]: Uint32Array.from(moved) };
          tried++;
          if (!checkAlone(trace, truth, { ...copy, rows })) survivors.push(`${trace.name}: ${from} as ${to}`);
        }
      }
    });
    expect(survivors).toEqual([]);
    expect(tried).toBeGreaterThan(50);
  });

  it("pages", () => {
    const survivors: string[] = [];
    eachSegment((trace, truth, copy) => {
      const { pages } = copy;
      const empty = (index: number): TouchedPage => {
        const words = new Uint32Array(1024);
        return { index, before: words, after: words, clocks: words };
      };
      const changed: (readonly TouchedPage[])[] = [
        [...pages].reverse(),
        [...pages, empty(0x7ffff)],
        [empty(0), ...pages],
        [...pages, empty(0x80000)],
      ];
      pages.forEach((page, i) => {
        changed.push(pages.toSpliced(i, 1), pages.toSpliced(i, 0, page));
        changed.push(pages.with(i, { ...page, index: page.index + 1 }));
        changed.push(pages.with(i, { ...page, before: page.before.subarray(1) }));
      });
      for (const [i, other] of changed.entries()) {
        if (pages.length < 2 && i === 0) continue;
        if (!checkAlone(trace, truth, { ...copy, pages: other })) survivors.push(`${trace.name}: pages ${i}`);
      }
    });
    expect(survivors).toEqual([]);
  });
});

describe("forgeries that keep the accesses of a cell together", () => {
  /** Gives a cell another value from one access on, up to where it is written next, or to the segment's end. */
  function spread(copy: TraceSegment, accesses: readonly Access[], from: number, value: number): void {
    const { cell } = accesses[from]!;
    for (const { cell: other, family, isWrite, before } of accesses.slice(from + 1)) {
      if (other !== cell) continue;
      copy.rows[family][before] = value;
      if (isWrite) return;
    }
    const place = Number(cell.replace("word ", "").replace("x", cell.startsWith("word") ? "x" : ""));
    if (!cell.startsWith("word")) {
      if (place < 32) copy.end.registers[place] = value;
      return;
    }
    const page = copy.pages.find(({ index }) => index === place >>> 12)!;
    page.after[(place >>> 2) & 1023] = value;
  }

  it("another result, which everything after believes: refused where it arises, for what it is", () => {
    const problems = new Map<string, number>();
    const survivors: string[] = [];
    eachSegment((trace, truth) => {
      const accesses = accessesOf(truth);
      accesses.forEach(({ family, isWrite, after, row }, i) => {
        if (!isWrite) return;
        const copy = copySegment(truth);
        const value = (copy.rows[family][after]! ^ (1 << random.below(32))) >>> 0;
        copy.rows[family][after] = value;
        spread(copy, accesses, i, value);
        const problem = checkAlone(trace, truth, copy);
        if (!problem) survivors.push(`${trace.name}: ${family} ${row}`);
        else if (problem.clock !== truth.rows[family][row]) survivors.push(`${trace.name}: ${family} ${row} too late`);
        else problems.set(problem.rule, (problems.get(problem.rule) ?? 0) + 1);
      });
    });
    expect(survivors, `seed ${SEED}`).toEqual([]);
    // Links of accesses hold, so it has to be what an instruction, call or accelerator computes.
    expect([...problems.keys()].sort()).toEqual(["accelerator", "call", "result"]);
  });

  it("a stale value, with its clock", () => {
    const survivors: string[] = [];
    let tried = 0;
    eachSegment((trace, truth) => {
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
    eachSegment((trace, truth) => {
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
    eachSegment((trace, truth) => {
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
