// Translated code does what the loop does: the same state after every number of cycles, the same faults, the same output as qemu's.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { InputError } from "../../../core/src/inputError.ts";
import { commitment } from "../../src/proving/commitment.ts";
import { ProvingMachine, type ProvingOptions } from "../../src/proving/machine.ts";
import { loadProvingProgram, type ProvingProgram } from "../../src/proving/program.ts";
import { OPERATIONS } from "../../src/proving/translate/code.ts";
import { hostileProgram } from "../riscv/hostile.ts";
import { Random } from "../riscv/random.ts";
import { randomProgram } from "../riscv/randomProgram.ts";
import { compareRecorded, readRecorded } from "../riscv/recorded.ts";
import { assemble, CODE, call, DATA, exit, op, R, set } from "./assemble.ts";
import { PROGRAMS, readProgramElf } from "./programs.ts";

/** How a run ends, and all of its state there. */
function told(machine: ProvingMachine, limit: number): string {
  let end: string;
  try {
    end = machine.run(limit);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    end = error.message;
  }
  return `${end} ${machine.cycle} ${machine.pagesWritten} ${JSON.stringify(machine.counts)} ${toHex(commitment(machine))}`;
}

const looped = (program: ProvingProgram, limit: number, options: ProvingOptions = {}) =>
  told(new ProvingMachine(program, { ...options, translate: "never" }), limit);

test("operations have the order of the module's", () => {
  const source = readFileSync(new URL("../../assembly/proving/operations.ts", import.meta.url), "utf8");
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z_0-9]*),/gm)].map(([, name]) => name);
  expect(names).toEqual([...OPERATIONS.map(([name]) => name), "ENTER"]);
});

test.each(readRecorded(32).programs.slice(0, 6))("random programs that qemu ran: seed $seed", (one) => {
  const { elf } = randomProgram(new Random(one.seed), readRecorded(32).units, 32);
  const machine = new ProvingMachine(loadProvingProgram(elf), { translate: "always" });
  expect(machine.run(1_000_000)).toBe("halted");
  const { exitCode, publicOutput, cycle } = machine;
  expect(compareRecorded(one, elf, { exitCode, output: publicOutput, executed: cycle })).toBeNull();
  expect(machine.translatedCycles).toBeGreaterThan(cycle / 2);
});

test.each(PROGRAMS)("program in C: %s", (name) => {
  const program = loadProvingProgram(readProgramElf(name));
  const machine = new ProvingMachine(program, { translate: "always" });
  expect(told(machine, 2_000_000)).toBe(looped(program, 2_000_000));
  expect(machine.translatedCycles).toBeGreaterThan(0);
});

test("hostile programs end in the same way", () => {
  const random = new Random(77);
  let translated = 0;
  for (let i = 0; i < 60; i++) {
    const { elf } = hostileProgram(random, 32);
    let program: ProvingProgram;
    try {
      program = loadProvingProgram(elf);
    } catch {
      continue;
    }
    const options = { maxPages: 40, input: random.bytes(50) };
    const limit = 3000 + random.below(2000);
    const machine = new ProvingMachine(program, { ...options, translate: "always" });
    expect(told(machine, limit)).toBe(looped(program, limit, options));
    translated += machine.translatedCycles;
  }
  expect(translated).toBeGreaterThan(10_000);
});

/** Loops within loops, functions, a table of jumps, calls through a register, accelerators and a call of the host's. */
const body = [
  op("addi", { rd: R.t1, rs1: R.t1, immediate: 7 }),
  op("sw", { rs1: R.s0, rs2: R.t1 }),
  op("lhu", { rd: R.t2, rs1: R.s0 }),
  op("beq", { immediate: 8 }),
  op("ecall"),
  op("jal", { rd: R.ra, immediate: 8 }),
  op("jal", { immediate: 8 }),
  op("jalr", { rs1: R.ra }),
  op("bne", { rs1: R.t1, rs2: R.t1, immediate: 8 }),
  ...call(1025, DATA + 256),
  op("addi", { rd: R.s1, immediate: 3 }),
  op("addi", { rd: R.s1, rs1: R.s1, immediate: -1 }),
  op("mulhu", { rd: R.a3, rs1: R.t1, rs2: R.t1 }),
  op("bne", { rs1: R.s1, immediate: -8 }),
  ...call(222),
  op("auipc", { rd: R.t2 }),
  op("jalr", { rd: R.ra, rs1: R.t2, immediate: 8 }),
  op("addi", { rd: R.t0, rs1: R.t0, immediate: -1 }),
];
const words = [
  ...set(R.t0, 60),
  ...set(R.s0, DATA),
  ...body,
  op("bne", { rs1: R.t0, immediate: -4 * body.length }),
  ...exit(3),
];

test("at every limit", () => {
  const program = assemble(words);
  const whole = new ProvingMachine(program, { translate: "never" });
  whole.run(1e6);
  const wanted = new ProvingMachine(program, { translate: "never" });
  let translated = 0;
  for (let limit = 0; limit <= whole.cycle; limit += 23) {
    const machine = new ProvingMachine(program, { translate: "always" });
    expect(told(machine, limit)).toBe(told(wanted, limit));
    translated += machine.translatedCycles;
  }
  expect(translated).toBeGreaterThan(10_000);
});

test("a machine that begins with what another has made", () => {
  const program = assemble([...words, op("addi")]);
  const wanted = looped(program, 1e6);
  for (let i = 0; i < 3; i++) expect(told(new ProvingMachine(program, { translate: "always" }), 1e6)).toBe(wanted);
});

test("deeper calls than the host's stack could hold", () => {
  // f: if (s1-- == 0) return; f() — 200,000 deep, on a stack that is not used.
  const program = assemble([
    ...set(R.s1, 200_000),
    op("jal", { rd: R.ra, immediate: 8 }),
    op("jal", { immediate: 24 }),
    op("addi", { rd: R.s1, rs1: R.s1, immediate: -1 }),
    op("beq", { rs1: R.s1, immediate: 8 }),
    op("jal", { rd: R.ra, immediate: -8 }),
    op("addi", { rd: R.t1, rs1: R.t1, immediate: 1 }),
    op("jal", { immediate: 0 }),
    ...exit(0),
  ]);
  const machine = new ProvingMachine(program, { translate: "always" });
  expect(told(machine, 700_000)).toBe(looped(program, 700_000));
  expect(machine.translatedCycles).toBeGreaterThan(500_000);
});

test("of tables that span a whole function each, some are made", () => {
  // Each of them jumps to the next by a table, and each table spans them all.
  const count = 150;
  const length = 5 * count;
  const at = (i: number) => CODE + 4 * 5 * (i % count);
  const tables = CODE + 4 * length;
  const code = Array.from({ length: count }, (_, i) => [
    ...set(R.t0, tables + 12 * i),
    op("add", { rd: R.t1, rs1: R.t0 }),
    op("lw", { rd: R.t1, rs1: R.t1 }),
    op("jalr", { rs1: R.t1 }),
  ]).flat();
  const words = Array.from({ length: count }, (_, i) => [at(i + 1), at(0), at(count - 1)]).flat();
  const program = assemble([...code, ...words]);
  const machine = new ProvingMachine(program);
  expect(told(machine, 60_000_000)).toBe(looped(program, 60_000_000));
  expect(machine.translatedCycles).toBeGreaterThan(1_000_000);
});
