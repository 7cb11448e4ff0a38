// Translated code does what the loop does: to the step, whatever the limits, the sizes of regions and the program.
import { readFileSync } from "node:fs";
import { toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import type { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { blankProcessor, type MachineState } from "../../src/faultProof/state.ts";
import { POLICIES } from "../../src/faultProof/translate/translator.ts";
import { OP } from "../../src/translate/operations.ts";
import { encode } from "../riscv/encode.ts";
import { Random } from "../riscv/random.ts";
import { randomProgram } from "../riscv/randomProgram.ts";
import { compareRecorded, readRecorded } from "../riscv/recorded.ts";
import { machineOf, stepBoth } from "./agreement.ts";
import { runHostileTranslated } from "./hostile.ts";
import { randomState } from "./states.ts";
import { anyPolicy, everything, runTranslated, type Way } from "./translation.ts";

const SEED = 8;
const CODE = 0x10000n;
const STACK = 0x40800n;
const op = (name: string, fields: object = {}) => encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields });

/** What a run comes to. */
const told = (machine: FastMachine) => `${machine.step} ${machine.pc.toString(16)} ${toHex(machine.hash())}`;

function stateOf(words: readonly number[], registers: Readonly<Record<number, bigint>> = {}): MachineState {
  const bytes = new Uint8Array(Math.ceil(words.length / 1024) * 4096);
  bytes.set(new Uint8Array(new Uint32Array(words).buffer));
  const given: Readonly<Record<number, bigint>> = { 2: STACK, ...registers };
  return {
    ...blankProcessor(),
    pc: CODE,
    registers: Array.from({ length: 32 }, (_, i) => given[i] ?? 0n),
    pages: Array.from({ length: bytes.length / 4096 }, (_, i) => ({
      index: (CODE >> 12n) + BigInt(i),
      data: bytes.subarray(4096 * i, 4096 * i + 4096),
    })),
    lastHint: new Uint8Array(0),
  };
}

/** As it is by default, but at once. */
const HOT = { ...POLICIES.hot, warmUp: 100n, sampleSteps: 20n, samples: 30, pause: 1000n, mostPause: 1000n };

function compare(state: MachineState, steps: bigint, translate: Way): FastMachine {
  const [loop, translated] = [
    machineOf(state, new Map(), { translate: "never" }),
    machineOf(state, new Map(), { translate }),
  ];
  loop.run(steps);
  translated.run(steps);
  expect(told(translated)).toBe(told(loop));
  return translated;
}

test("the operations are those of the module", () => {
  const source = readFileSync(new URL("../../assembly/faultProof/operations.ts", import.meta.url), "utf8");
  const names = [...source.slice(source.indexOf("enum Op")).matchAll(/^ {2}([A-Z_0-9]+),$/gm)].map(([, name]) => name);
  expect(names).toEqual(Object.keys(OP));
  expect(Object.values(OP)).toEqual(names.map((_, i) => i));
});

test(`single instructions against the slow machine, seed ${SEED}`, () => {
  const random = new Random(SEED);
  let translated = 0;
  for (let i = 0; i < 500; i++) {
    const { name, state, preimages } = randomState(random);
    const machine = machineOf(state, preimages, { translate: everything(1) });
    const { fast, slow } = stepBoth(machine, preimages);
    expect(fast, `state ${i}: ${name}`).toBe(slow);
    translated += Number(machine.translatedSteps);
  }
  // The others are faults, system calls, atomic operations, stores that need the loop.
  expect(translated).toBeGreaterThan(150);
});

test.each([20, 60, 2000])("random programs that qemu ran, regions of %i", (regionLimit) => {
  const recorded = readRecorded(64);
  const one = recorded.programs[regionLimit % recorded.programs.length]!;
  const { elf } = randomProgram(new Random(one.seed), recorded.units, 64);
  const ran = runTranslated(elf, 1_000_000n, everything(regionLimit));
  expect(compareRecorded(one, elf, ran)).toBeNull();
  expect(ran.translated).toBeGreaterThan(ran.executed / 2);
});

test(`hostile programs end where the loop ends, seed ${SEED}`, () => {
  const random = new Random(SEED);
  for (let i = 0; i < 40; i++) runHostileTranslated(random);
});

/** Sums what a table of eight lies in: loads, stores, a loop in a loop, a call, calls in calls. */
const WORK = [
  op("addi", { rd: 5, rs1: 0, immediate: 100 }),
  // The outer loop.
  op("jal", { rd: 1, immediate: 12 }),
  op("addi", { rd: 5, rs1: 5, immediate: -1 }),
  op("jal", { immediate: -8 }),
  // The function, which calls itself for smaller numbers.
  op("addi", { rd: 2, rs1: 2, immediate: -48 }),
  op("sd", { rs1: 2, rs2: 1, immediate: 40 }),
  op("sd", { rs1: 2, rs2: 8, immediate: 32 }),
  op("sd", { rs1: 2, rs2: 5, immediate: 24 }),
  op("addi", { rd: 8, rs1: 0, immediate: 9 }),
  // The inner loop.
  op("mul", { rd: 9, rs1: 9, rs2: 5 }),
  op("add", { rd: 9, rs1: 9, rs2: 8 }),
  op("sd", { rs1: 2, rs2: 9 }),
  op("lw", { rd: 10, rs1: 2, immediate: 4 }),
  op("xor", { rd: 9, rs1: 9, rs2: 10 }),
  op("addi", { rd: 8, rs1: 8, immediate: -1 }),
  op("bne", { rs1: 8, immediate: -24 }),
  op("addi", { rd: 5, rs1: 5, immediate: -1 }),
  op("bge", { rs1: 0, rs2: 5, immediate: 8 }),
  op("jal", { rd: 1, immediate: -56 }),
  op("ld", { rd: 1, rs1: 2, immediate: 40 }),
  op("ld", { rd: 8, rs1: 2, immediate: 32 }),
  op("ld", { rd: 5, rs1: 2, immediate: 24 }),
  op("addi", { rd: 2, rs1: 2, immediate: 48 }),
  op("jalr", { rs1: 1 }),
];

describe("limits", () => {
  test("every step of a stretch, for regions of many sizes", () => {
    const random = new Random(SEED);
    const state = stateOf(WORK, { 9: 1n });
    const loop = machineOf(state, new Map(), { translate: "never" });
    const wanted = new Map<bigint, string>();
    for (let step = 1n; step <= 260n; step++) {
      loop.run(1n);
      wanted.set(step, told(loop));
    }
    for (const regionLimit of [1, 2, 3, 5, 8, 13, 24, 100]) {
      for (let steps = 1n; steps <= 260n; steps += BigInt(1 + random.below(3))) {
        const machine = machineOf(state, new Map(), { translate: everything(regionLimit) });
        machine.run(steps);
        expect(told(machine), `regions of ${regionLimit}`).toBe(wanted.get(steps));
      }
    }
  });

  test("from limit to limit on one machine", () => {
    const random = new Random(SEED + 1);
    for (let i = 0; i < 12; i++) {
      const policy = anyPolicy(random);
      const state = stateOf(WORK, { 9: random.u64() });
      const loop = machineOf(state, new Map(), { translate: "never" });
      const machine = machineOf(state, new Map(), { translate: policy });
      for (let part = 0; part < 25; part++) {
        const steps = BigInt(random.pick([1, 2, 7, 100, 1100, 2200, 5000, random.below(20_000)]));
        loop.run(steps);
        machine.run(steps);
        expect(told(machine)).toBe(told(loop));
      }
      expect(machine.translatedSteps).toBeGreaterThan(0n);
    }
  });
});

describe("what programs do", () => {
  test("calls deeper than Wasm's may be", () => {
    const state = stateOf(WORK, { 5: 0n, 9: 3n });
    const deep = stateOf([op("addi", { rd: 5, immediate: 2000 }), ...WORK.slice(1)], { 9: 3n });
    compare(state, 300_000n, HOT);
    const machine = compare({ ...deep, registers: deep.registers.with(2, 0x1_0000_0000n) }, 400_000n, HOT);
    expect(Number(machine.translatedSteps)).toBeGreaterThan(200_000);
  });

  test("stack frames in two pages", () => {
    for (const low of [8n, 16n, 20n, 43n, 48n]) {
      const state = stateOf(WORK, { 2: 0x41000n + low, 9: 3n });
      expect(Number(compare(state, 100_000n, HOT).translatedSteps)).toBeGreaterThan(50_000);
    }
  });

  test("jumps by a table, and to where it does not lead", () => {
    const table = [20, 28, 36, 44, 6];
    const words = [
      op("auipc", { rd: 6 }),
      op("addi", { rd: 6, rs1: 6, immediate: 4 * 64 }),
      // The next number: mostly one of the first four.
      op("addi", { rd: 7, rs1: 7, immediate: 1 }),
      op("andi", { rd: 10, rs1: 7, immediate: 3 }),
      op("slli", { rd: 10, rs1: 10, immediate: 2 }),
      op("auipc", { rd: 6 }),
      op("addi", { rd: 6, rs1: 6, immediate: 4 * 59 }),
      op("add", { rd: 10, rs1: 10, rs2: 6 }),
      op("lw", { rd: 10, rs1: 10 }),
      op("add", { rd: 10, rs1: 10, rs2: 6 }),
      op("jalr", { rs1: 10 }),
      ...[1, 2, 3, 4].flatMap((i) => [
        op("addi", { rd: 11, rs1: 11, immediate: i }),
        op("jal", { immediate: -4 * (10 + 2 * i) }),
      ]),
    ];
    const all = [...words, ...new Array(64 - words.length).fill(0), ...table.map((at) => at + 4 * 6 - 4 * 64)];
    const machine = compare(stateOf(all), 200_000n, HOT);
    expect(Number(machine.translatedSteps)).toBeGreaterThan(100_000);
    compare(stateOf(all), 5000n, everything(40));
    // A table that changes while it runs leads to addresses that are none.
    const state = stateOf(all);
    const machines = ([HOT, "never"] as const).map((translate) => machineOf(state, new Map(), { translate }));
    const ends = machines.map((one) => {
      one.run(100_000n);
      one.memory.write(CODE + 4n * 65n, Uint8Array.of(2, 0, 0, 0));
      expect(() => one.run(100n)).toThrow("misaligned");
      return told(one);
    });
    expect(ends[0]).toBe(ends[1]);
  });

  test("code that is written over again and again", () => {
    const words = [
      op("auipc", { rd: 6 }),
      // This instruction counts up; the loop changes what it adds, every 64 rounds.
      op("addi", { rd: 11, rs1: 11, immediate: 1 }),
      op("addi", { rd: 7, rs1: 7, immediate: 1 }),
      op("andi", { rd: 8, rs1: 7, immediate: 63 }),
      op("bne", { rs1: 8, immediate: -12 }),
      op("lw", { rd: 9, rs1: 6, immediate: 4 }),
      op("lui", { rd: 10, immediate: 0x100 }),
      op("add", { rd: 9, rs1: 9, rs2: 10 }),
      op("sw", { rs1: 6, rs2: 9, immediate: 4 }),
      op("jal", { immediate: -32 }),
    ];
    const fresh = () => stateOf(words);
    for (const translate of [HOT, everything(3), everything(50), { ...HOT, mostFlushes: 1 }]) {
      expect(compare(fresh(), 9000n, translate).translatedSteps).toBeGreaterThan(0n);
    }
  });

  test("a pointer that is followed between accesses from it", () => {
    const words = [
      op("ld", { rd: 10, rs1: 5 }),
      op("ld", { rd: 11, rs1: 5, immediate: 8 }),
      op("ld", { rd: 12, rs1: 5, immediate: 16 }),
      op("ld", { rd: 5, rs1: 5, immediate: 24 }),
      op("ld", { rd: 13, rs1: 5 }),
      op("add", { rd: 14, rs1: 14, rs2: 13 }),
      op("sd", { rs1: 5, rs2: 14, immediate: 16 }),
      op("jal", { immediate: -28 }),
    ];
    // Two nodes, each with the other's address.
    const nodes = [1n, 2n, 3n, CODE + 160n, 5n, 6n, 7n, CODE + 128n];
    const all = [...words, ...new Array(32 - words.length).fill(0), ...nodes.flatMap((value) => [Number(value), 0])];
    for (const translate of [HOT, everything(8)]) {
      compare(stateOf(all, { 5: CODE + 128n }), 3001n, translate);
    }
  });

  test("a page that is read before it exists, and written to between two reads", () => {
    const words = [
      op("ld", { rd: 10, rs1: 5 }),
      op("ld", { rd: 11, rs1: 5, immediate: 8 }),
      op("sd", { rs1: 6, rs2: 7, immediate: 16 }),
      op("ld", { rd: 12, rs1: 5, immediate: 16 }),
      op("add", { rd: 13, rs1: 13, rs2: 12 }),
      op("add", { rd: 6, rs1: 6, rs2: 8 }),
      op("jal", { immediate: -24 }),
    ];
    // In the fourth round the store goes where the loads do.
    const state = stateOf(words, { 5: 0x203000n, 6: 0x200000n, 7: 77n, 8: 4096n });
    for (const translate of [everything(7), everything(4), everything(50)]) {
      expect(compare(state, 4n * 7n, translate).register(13)).toBe(77n);
    }
  });

  test("what a register had when a store is refused behind one of two ways", () => {
    const words = [
      op("beq", { rs1: 5, immediate: 8 }),
      op("addi", { rd: 10, immediate: 9 }),
      op("sd", { rs1: 6, rs2: 7 }),
      op("addi", { rd: 10, immediate: 3 }),
      op("jal", { immediate: -16 }),
    ];
    const state = stateOf(words, { 6: 0x200000n, 10: 5n });
    const machine = machineOf(state, new Map(), { translate: everything(5), maxPages: 1 });
    expect(() => machine.run(100n)).toThrow("no room for another page");
    expect([machine.step, machine.register(10), machine.translatedSteps]).toEqual([1n, 5n, 1n]);
  });

  test("a page more than there may be", () => {
    const words = [op("sd", { rs1: 6, rs2: 5 }), op("add", { rd: 6, rs1: 6, rs2: 5 }), op("jal", { immediate: -8 })];
    const state = stateOf(words, { 5: 4096n, 6: 0x100000n });
    const ends = (["never", HOT, everything(2)] as const).map((translate) => {
      const machine = machineOf(state, new Map(), { translate, maxPages: 700 });
      expect(() => machine.run(100_000n)).toThrow("no room for another page");
      return told(machine);
    });
    expect(new Set(ends).size).toBe(1);
  });
});
