// What the machine does not do cannot be in a trace: honest cycles, and behind them one that breaks a rule, written by hand with all its
// accesses linked.
import { expect, it } from "vitest";
import { TraceChecker, type TraceProblem } from "../../../src/proving/trace/check/checker.ts";
import { FAMILIES, type Family } from "../../../src/proving/trace/families.ts";
import {
  copySegment,
  type SegmentState,
  type TouchedPage,
  type TraceSegment,
} from "../../../src/proving/trace/segment.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { assemble, CODE, call, DATA, op, R, set } from "../assemble.ts";
import { relink } from "./accesses.ts";

const { t0, t1, t2, a0, zero } = R;
const LAST_WORD = 0x7fff_fffc;

interface Row {
  readonly family: Family;
  /** Those that are not 0; clock, pc and instruction are filled in. */
  readonly columns?: Readonly<Record<string, number>>;
  /** Of the cycle that is forged; the first one unless told. */
  readonly cycle?: number;
}

interface Forged {
  /** Executed as they are. */
  readonly honest: readonly number[];
  /** The instructions that break the rule. */
  readonly wrong: readonly number[];
  readonly rows: readonly Row[];
  /** Pages that the forged cycles touch. */
  readonly pages?: readonly number[];
  /** Where they lead, if not to the next instruction. */
  readonly pc?: number;
}

/** All ones, zeros, and the number 1. */
const [ONES, ZEROS, ONE] = [DATA, DATA + 0x200, DATA + 0x3c0];
const data = Uint8Array.from({ length: 0x400 }, (_, i) => (i < 0x100 ? 0xff : i === ONE - DATA ? 1 : 0));

async function prefix(program: ReturnType<typeof assemble>, cycles: number): Promise<TraceSegment> {
  let found: TraceSegment | null = null;
  const keep = (segment: TraceSegment) => {
    found = copySegment(segment);
  };
  await expect(traceProgram(program, { cycleLimit: cycles }, keep)).rejects.toThrow(/cycles/);
  return found!;
}

function pageOf(program: ReturnType<typeof assemble>, index: number): TouchedPage {
  const bytes = new Uint8Array(4096);
  for (const { address, bytes: part } of program.segments) {
    if (address >>> 12 === index) bytes.set(part.subarray(0, 4096 - (address & 4095)), address & 4095);
  }
  const before = new Uint32Array(bytes.buffer);
  return { index, before, after: before.slice(), clocks: new Uint32Array(1024) };
}

/** The problem that the checker has with it. */
async function forge({ honest, wrong, rows, pages = [], pc }: Forged): Promise<TraceProblem | null> {
  const program = assemble([...honest, ...wrong], { data });
  const segment = await prefix(program, honest.length);
  const known = new Map(segment.pages.map((page) => [page.index, page]));
  for (const address of pages) {
    const index = address >>> 12;
    if (!known.has(index)) known.set(index, pageOf(program, index));
  }
  const added: Record<string, number[]> = {};
  for (const { family, columns = {}, cycle = 0 } of rows) {
    const at = honest.length + cycle;
    const place: Record<string, number> = { clock: 8 * (at + 1), pc: CODE + 4 * at, word: wrong[cycle] ?? 0 };
    added[family] ??= [];
    added[family].push(...FAMILIES[family].map((name) => columns[name] ?? place[name] ?? 0));
  }
  const forged = {
    ...segment,
    rows: Object.fromEntries(
      Object.entries(segment.rows).map(([family, words]) => [
        family,
        Uint32Array.of(...words, ...(added[family] ?? [])),
      ]),
    ) as TraceSegment["rows"],
    pages: [...known.values()].sort((a, b) => a.index - b.index),
    end: { ...segment.end, cycle: honest.length + wrong.length, pc: pc ?? CODE + 4 * (honest.length + wrong.length) },
  };
  relink(forged);
  return new TraceChecker(program).check(forged);
}

/** A call with these arguments, and its row; more rows belong to it. */
function forgedCall(
  number: number,
  args: readonly number[],
  answer: number,
  ...more: readonly Row[]
): Omit<Forged, "pages"> {
  const words = call(number, ...args);
  return {
    honest: words.slice(0, -1),
    wrong: words.slice(-1),
    rows: [{ family: "call", columns: { a0After: answer } }, ...more],
  };
}

const word = (address: number, after = 0): Row => ({
  family: "transferWord",
  columns: { address, memoryAfter: after },
});

const multiplyAdd = (d: number, a: number, b: number, c: number, m: number) =>
  forgedCall(1026, [d, a, b, c, m], 0, {
    family: "multiplyAdd256",
    columns: { dAddress: d, aAddress: a, bAddress: b, cAddress: c, mAddress: m },
  });

const cases: Readonly<Record<string, readonly [Forged, RegExp]>> = {
  "nothing wrong: it passes": [
    {
      honest: set(t0, DATA),
      wrong: [op("sw", { rs1: t0, rs2: zero })],
      rows: [{ family: "store", columns: { address: DATA } }],
      pages: [DATA],
    },
    /^null$/,
  ],
  "an illegal instruction": [
    { honest: set(t0, 1), wrong: [0], rows: [{ family: "fence" }] },
    /^instruction .* no instruction/,
  ],
  "FENCE.I": [{ honest: set(t0, 1), wrong: [0x100f], rows: [{ family: "fence" }] }, /^instruction .* no instruction/],
  "a store to code": [
    {
      honest: [...set(t0, CODE), ...set(t1, 5)],
      wrong: [op("sw", { rs1: t0, rs2: t1 })],
      rows: [{ family: "store", columns: { address: CODE, memoryAfter: 5 } }],
      pages: [CODE],
    },
    /^memory .* page with code/,
  ],
  "a misaligned load": [
    {
      honest: set(t0, DATA + 2),
      wrong: [op("lw", { rd: t1, rs1: t0 })],
      rows: [{ family: "load", columns: { address: DATA, rdAfter: 0xffff_ffff } }],
      pages: [DATA],
    },
    /^result .* misalignedAccess/,
  ],
  "a load above memory": [
    {
      honest: set(t0, 0x8000_0000 | 0),
      wrong: [op("lw", { rd: t1, rs1: t0 })],
      rows: [{ family: "load", columns: { address: 0x8000_0000 } }],
      pages: [0x8000_0000],
    },
    /^form page 0x80000/,
  ],
  "a jump between instructions": [
    {
      honest: set(t0, CODE + 2),
      wrong: [op("jalr", { rd: t1, rs1: t0 })],
      rows: [{ family: "jumpRegister", columns: { rdAfter: CODE + 12, nextPc: CODE + 2 } }],
      pc: CODE + 2,
    },
    /^result .* misalignedJump/,
  ],
  "a cycle outside the code": [
    {
      honest: set(t0, DATA),
      wrong: [op("jalr", { rd: t1, rs1: t0 }), op("fence")],
      rows: [
        { family: "jumpRegister", columns: { rdAfter: CODE + 12, nextPc: DATA } },
        { family: "fence", columns: { pc: DATA }, cycle: 1 },
      ],
      pc: DATA + 4,
    },
    /^instruction there is no code at 0x20000/,
  ],
  "a branch that is not taken, taken": [
    {
      honest: [...set(t0, 1), ...set(t1, 2)],
      wrong: [op("beq", { rs1: t0, rs2: t1, immediate: -8 })],
      rows: [{ family: "branch", columns: { nextPc: CODE + 8 } }],
      pc: CODE + 8,
    },
    /^result .* nextPc/,
  ],
  "a division by another rule": [
    {
      honest: set(t0, 7),
      wrong: [op("div", { rd: t2, rs1: t0, rs2: zero })],
      rows: [{ family: "divide", columns: { rdAfter: 0 } }],
    },
    /^result .* rdAfter/,
  ],
  "an unknown call": [forgedCall(1, [], 0), /^call .* no call/],
  "a read from nowhere": [forgedCall(63, [7, DATA, 0], 0), /^call nothing can be read from 7/],
  "a write to what is read": [forgedCall(64, [0, DATA, 0], 0), /^call nothing can be written to 0/],
  "a read of more than was asked for": [
    { ...forgedCall(63, [5, DATA, 3], 4, word(DATA)), pages: [DATA] },
    /^call 4 bytes/,
  ],
  "a read of more than 1 MiB": [forgedCall(63, [5, DATA, 2 ** 21], 2 ** 20 + 1), /^call 1048577 bytes/],
  "a read into code": [
    { ...forgedCall(63, [5, CODE, 4], 4, word(CODE, 1)), pages: [CODE] },
    /^memory .* page with code/,
  ],
  "a read that changes a byte beside": [
    { ...forgedCall(63, [5, DATA + 1, 1], 1, word(DATA, 0x0100_0000)), pages: [DATA] },
    /^call outside the range/,
  ],
  "a write past the end of memory": [
    { ...forgedCall(64, [2, LAST_WORD, 8], 8, word(LAST_WORD), word(DATA)), pages: [LAST_WORD, DATA] },
    /^call 8 bytes at 0x7ffffffc/,
  ],
  "a write of less": [{ ...forgedCall(64, [2, ZEROS, 8], 4, word(ZEROS)), pages: [DATA] }, /^call .* bytes written/],
  "a write that writes": [
    { ...forgedCall(64, [2, ZEROS, 4], 4, word(ZEROS, 1)), pages: [DATA] },
    /^call .* memoryAfter/,
  ],
  "a key of 33 bytes": [forgedCall(64, [6, ZEROS, 33], 33), /^call 33 bytes of a key/],
  "nothing of a key": [forgedCall(64, [6, ZEROS, 3], 0), /^call 0 bytes of a key/],
  "mmap that answers": [forgedCall(222, [], DATA), /^call .* a0After/],
  "a digest that is not aligned": [forgedCall(1024, [ZEROS + 2], 0), /^call a digest/],
  "a second digest": [
    {
      honest: [...call(1024, ZEROS), ...set(a0, ZEROS)],
      wrong: [op("ecall")],
      rows: [{ family: "call" }, ...Array.from({ length: 8 }, (_, i) => word(ZEROS + 4 * i))],
    },
    /^call a second commitment/,
  ],
  "keccak-f between words": [
    { ...forgedCall(1025, [ZEROS + 2], 0, { family: "keccakF", columns: { address: ZEROS + 2 } }), pages: [DATA] },
    /^call no operand/,
  ],
  "a modulus of 0": [
    { ...multiplyAdd(ZEROS, ZEROS, ZEROS, ZEROS, ZEROS), pages: [DATA] },
    /^accelerator the modulus is 0/,
  ],
  "a quotient that is too wide": [
    { ...multiplyAdd(ZEROS, ONES, ONES, ZEROS, ONE), pages: [DATA] },
    /^accelerator the quotient is too wide/,
  ],
  "a product into code": [
    { ...multiplyAdd(CODE, ZEROS, ZEROS, ZEROS, ONES), pages: [DATA, CODE] },
    /^memory .* page with code/,
  ],
  "a cycle after the exit": [
    {
      honest: call(93, 3).slice(0, -1),
      wrong: [op("ecall"), op("fence")],
      rows: [
        { family: "call", columns: { a0After: 3 } },
        { family: "fence", cycle: 1 },
      ],
    },
    /^form a cycle after the program has halted/,
  ],
};

it.each(Object.entries(cases))("%s", async (_, [forged, expected]) => {
  const problem = await forge(forged);
  expect(problem === null ? "null" : `${problem.rule} ${problem.message}`).toMatch(expected);
});

/** A write of four bytes of public output, as if so many had been written before. */
async function writeBehind(written: number): Promise<TraceProblem | null> {
  const program = assemble(call(64, 1, ZEROS, 4), { data });
  const segment = await prefix(program, 9);
  const moved = (state: SegmentState) => ({ ...state, publicWritten: state.publicWritten + written });
  const forged = { ...segment, start: moved(segment.start), end: moved(segment.end) };
  const page = (index: number) => pageOf(program, index).before;
  return new TraceChecker(program, { start: { state: forged.start, page } }).check(forged);
}

it("public output of more than 1 MiB", async () => {
  expect(await writeBehind(2 ** 20 - 4)).toBeNull();
  expect(await writeBehind(2 ** 20 - 3)).toMatchObject({
    rule: "call",
    message: expect.stringMatching(/public output/),
  });
});
