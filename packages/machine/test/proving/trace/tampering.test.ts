// Whatever is changed in an honest segment, the checker refuses it: every number, and rows and pages as a whole. docs/trace.md, "How it is tested".
import { beforeAll, describe, expect, it } from "vitest";
import { FAMILIES, FAMILY_NAMES, type Family, widthOf } from "../../../src/proving/trace/families.ts";
import type { SegmentState, TouchedPage } from "../../../src/proving/trace/segment.ts";
import { Random } from "../../riscv/random.ts";
import { checkAlone, eachSegment, type Honest, honestTraces } from "./honest.ts";

const SEED = 20261121;
const random = new Random(SEED);
let traces: readonly Honest[] = [];

beforeAll(async () => {
  traces = await honestTraces();
});

const P = 2 ** 31 - 1;
/** What a forger would try first: the lowest and any bit, one more, one modulus of the field more, nothing, all. */
const otherValues = (value: number): readonly number[] => {
  const tried = [value ^ 1, value ^ (1 << random.below(32)), value + 1, value + P, 0, 0xffff_ffff];
  return [...new Set(tried.map((other) => other >>> 0))].filter((other) => other !== value);
};

it("honest segments pass, alone too", () => {
  let segments = 0;
  const families = new Set<Family>();
  eachSegment(traces, (trace, truth, copy) => {
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
    eachSegment(traces, (trace, truth, copy) => {
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
    eachSegment(traces, (trace, truth, copy) => {
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
    eachSegment(traces, (trace, truth, copy) => {
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
    eachSegment(traces, (trace, truth, copy) => {
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
    eachSegment(traces, (trace, truth, copy) => {
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
    eachSegment(traces, (trace, truth, copy) => {
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
