// Traces pass the checker, their rows are the cycles of the run, and the run is the one without a trace.

import type { InputError } from "@assay/core/inputError";
import { describe, expect, it } from "vitest";
import { readGuest } from "../../../src/guests.ts";
import { ProvingMachine } from "../../../src/proving/machine.ts";
import { loadProvingProgram, type ProvingProgram } from "../../../src/proving/program.ts";
import { resume, snapshot } from "../../../src/proving/snapshot.ts";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import {
  FAMILY_NAMES,
  INSTRUCTION_FAMILIES,
  MOST_PAGES_OF_A_CYCLE,
  SIDE_ROWS,
} from "../../../src/proving/trace/families.ts";
import { copySegment, rowCounts, type TraceSegment } from "../../../src/proving/trace/segment.ts";
import {
  cyclesOf,
  type TraceOptions,
  traceMachine,
  traceProgram,
  traceRoom,
  traceStart,
} from "../../../src/proving/trace/trace.ts";
import { blockCase } from "../../guests/blocks.ts";
import { Random } from "../../riscv/random.ts";
import { randomProgram } from "../../riscv/randomProgram.ts";
import { readRecorded } from "../../riscv/recorded.ts";
import { assemble, call, exit, op, set } from "../assemble.ts";
import { everyFamily, INPUT, newPages, ORACLE, readsAll } from "./programs.ts";

interface Traced {
  readonly machine: ProvingMachine;
  readonly segments: { readonly cycles: number; readonly pages: number; readonly rows: Record<string, number> }[];
  readonly last: TraceSegment;
}

/** Traces and checks a program, and runs it without a trace. */
async function traced(
  program: ProvingProgram,
  options: Partial<TraceOptions> & { readonly input?: Uint8Array } = {},
): Promise<Traced> {
  const machine = new ProvingMachine(program, { oracle: ORACLE, ...options });
  if (options.segments === undefined) machine.run(2 ** 40);
  const checker = new TraceChecker(program, options.input ? { input: options.input } : {});
  const segments: Traced["segments"] = [];
  let last: TraceSegment | null = null;
  const run = await traceProgram(program, { cycleLimit: 2 ** 40, oracle: ORACLE, ...options }, (segment) => {
    expect(checker.check(segment)).toBeNull();
    const rows = rowCounts(segment);
    expect(INSTRUCTION_FAMILIES.reduce((sum, family) => sum + rows[family], 0)).toBe(cyclesOf(segment));
    segments.push({ cycles: cyclesOf(segment), pages: segment.pages.length, rows });
    last = copySegment(segment);
  });
  expect(run.segments).toBe(segments.length);
  if (options.segments === undefined) {
    expect(run).toMatchObject({ halted: true, exitCode: machine.exitCode, cycles: machine.cycle });
    expect(last!.end).toMatchObject({ pc: machine.pc, cycle: machine.cycle, digest: machine.digest });
    expect([...last!.end.registers]).toEqual(Array.from({ length: 32 }, (_, i) => machine.register(i)));
  }
  return { machine, segments, last: last! };
}

describe("a program with all families", () => {
  it.each([1, 2, 8, 32, 2 ** 20])("in segments of %i cycles", async (segmentCycles) => {
    const { machine, segments } = await traced(everyFamily(), { input: INPUT, segmentCycles });
    expect(machine.exitCode).toBe(7);
    expect(segments.length).toBe(Math.ceil(machine.cycle / segmentCycles));
    for (const family of FAMILY_NAMES) {
      expect(
        segments.reduce((sum, { rows }) => sum + rows[family]!, 0),
        family,
      ).toBeGreaterThan(1);
    }
  });

  it("its memory afterwards is that of the run without a trace", async () => {
    const { machine, last } = await traced(everyFamily(), { input: INPUT });
    expect(last.pages.length).toBeGreaterThan(0);
    for (const { index, after } of last.pages) {
      const page = machine.memory.view(index * 4096, 4096);
      expect(Buffer.from(after.buffer, after.byteOffset, 4096).equals(page)).toBe(true);
    }
    expect(Buffer.from(last.publicOutput)).toEqual(Buffer.from(machine.publicOutput));
  });

  it("is the same each time", async () => {
    const all = async () => {
      const segments: TraceSegment[] = [];
      await traceProgram(
        everyFamily(),
        { input: INPUT, oracle: ORACLE, cycleLimit: 1e6, segmentCycles: 64 },
        (segment) => {
          segments.push(copySegment(segment));
        },
      );
      return segments;
    };
    expect(await all()).toEqual(await all());
  });

  it("waits for who takes the segments", async () => {
    let busy = 0;
    await traceProgram(
      everyFamily(),
      { input: INPUT, oracle: ORACLE, cycleLimit: 1e6, segmentCycles: 64 },
      async () => {
        expect(busy++).toBe(0);
        await new Promise((resolve) => setTimeout(resolve, 1));
        busy--;
      },
    );
  });
});

it.each(readRecorded(32).programs.slice(0, 6))("a random program: seed $seed", async ({ seed }) => {
  const { elf } = randomProgram(new Random(seed), readRecorded(32).units, 32);
  await traced(loadProvingProgram(elf), { segmentCycles: 2 ** 11 });
});

it("a bundled block, its first segments", async () => {
  const { segments } = await traced(loadProvingProgram(readGuest("block-rv32")), {
    input: blockCase("hoodi-974567").input,
    segmentCycles: 2 ** 17,
    segments: 4,
  });
  expect(segments.length).toBe(4);
});

describe("segments that end early", () => {
  it("a new page at every store", async () => {
    const { segments } = await traced(newPages(1000), { segmentPages: MOST_PAGES_OF_A_CYCLE });
    expect(segments.map(({ pages }) => pages)).toEqual([258, 258, 258, 226]);
  });

  it("a large input", async () => {
    const input = new Uint8Array(2.5 * 2 ** 20).fill(3);
    const { segments } = await traced(readsAll(), { input });
    for (const { rows } of segments) expect(rows["transferWord"]).toBeLessThanOrEqual(SIDE_ROWS.transferWord);
    expect(segments.length).toBe(3);
  });

  it("accelerators", async () => {
    const times = SIDE_ROWS.keccakF + 5;
    const loop = [...call(1025, 0x100000), op("addi", { rd: 8, rs1: 8, immediate: -1 })];
    const program = assemble([
      ...set(8, times),
      ...loop,
      op("bne", { rs1: 8, rs2: 0, immediate: -4 * loop.length }),
      ...exit(0),
    ]);
    const { segments } = await traced(program);
    expect(segments.map(({ rows }) => rows["keccakF"])).toEqual([SIDE_ROWS.keccakF, 5]);
  });
});

describe("what cannot be traced", () => {
  const fails = (program: ProvingProgram, options: Partial<TraceOptions> = {}) =>
    traceProgram(program, { cycleLimit: 1000, ...options }, () => {}).then(
      () => null,
      (error: InputError) => error.message,
    );

  it.each([
    ["an illegal instruction", [0], /illegalInstruction.*cycle 0/],
    ["a load from nowhere", [op("lw", { rd: 5, immediate: 2 })], /misalignedAccess.*cycle 0/],
    ["a store to code", [...set(5, 0x10000), op("sw", { rs1: 5 })], /storeToCode.*cycle 2/],
    ["a jump to nowhere", [op("jalr", { rd: 5 })], /jumpOutsideCode.*cycle 1/],
    ["a branch to nowhere", [op("beq", { immediate: 4094 })], /misalignedJump.*cycle 0/],
    ["a jump far away", [op("jal", { rd: 1, immediate: 2 ** 19 })], /jumpOutsideCode.*cycle 1/],
    ["the end of the code", [op("addi")], /jumpOutsideCode.*cycle 1/],
    ["a call at the end of the code", call(222), /jumpOutsideCode.*cycle 3/],
    ["an unknown call", call(1), /unknownCall/],
    ["keccak-f of nothing", call(1025, 0x7fff_fff0), /addressOutOfRange/],
    ["a modulus of 0", call(1026, 0x100000, 0x100000, 0x100000, 0x100000, 0x100000), /badArgument/],
    ["a read into code", call(63, 0, 0x10000, 8), /storeToCode/],
    ["an endless loop", [op("jal")], /not halted after 1000 cycles/],
  ])("%s", async (_, words, message) => {
    expect(await fails(assemble(words))).toMatch(message);
  });

  it("segments of other sizes", async () => {
    for (const segmentCycles of [0, 3, 2 ** 21])
      expect(await fails(newPages(1), { segmentCycles })).toMatch(/power of two/);
    for (const segmentPages of [257, 8193]) expect(await fails(newPages(1), { segmentPages })).toMatch(/258 to 8192/);
  });
});

describe("a run that goes on from a snapshot", () => {
  const program = everyFamily();
  const limits = { cycleLimit: 1e6, segmentCycles: 32 };

  it.each([0, 32, 64 * 3])("at cycle %i: the segments that the whole run has from there", async (cycle) => {
    const whole: TraceSegment[] = [];
    await traceProgram(program, { ...limits, input: INPUT, oracle: ORACLE }, (segment) => {
      if (segment.start.cycle >= cycle) whole.push({ ...copySegment(segment), index: whole.length });
    });
    const before = new ProvingMachine(program, { input: INPUT, oracle: ORACLE });
    before.run(cycle);
    const bytes = snapshot(before);
    const options = { input: INPUT, oracle: ORACLE, roomBehind: traceRoom(limits) };
    const checker = new TraceChecker(program, { input: INPUT, start: traceStart(resume(program, bytes, options)) });
    const rest: TraceSegment[] = [];
    const run = await traceMachine(resume(program, bytes, options), limits, (segment) => {
      expect(checker.check(segment)).toBeNull();
      rest.push(copySegment(segment));
    });
    expect(rest).toEqual(whole);
    expect(run).toMatchObject({ halted: true, exitCode: 7 });
    // It does not begin where the program does.
    if (cycle > 0) expect(new TraceChecker(program).check(rest[0]!)).toMatchObject({ rule: "chain" });
  });
});
