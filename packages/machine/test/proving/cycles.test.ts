// A run ends at the cycle that it is asked to end at, wherever that is, and is the same run in whatever pieces it is done.
import { expect, test } from "vitest";
import { ProvingMachine } from "../../src/proving/machine.ts";
import { assemble, call, DATA, exit, op, R, set } from "./assemble.ts";

/** A loop of jumps of all kinds, near and far from each other, calls of the host's and of the module's, loads and stores. */
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
  ...call(222),
  ...call(1025, DATA + 256),
  op("addi", { rd: R.t0, rs1: R.t0, immediate: -1 }),
];
const words = [
  ...set(R.t0, 40),
  ...set(R.s0, DATA),
  ...body,
  op("bne", { rs1: R.t0, immediate: -4 * body.length }),
  ...new Array<number>(50).fill(op("addi", { rd: R.t2, rs1: R.t2, immediate: 1 })),
  ...exit(3),
];
const program = assemble(words);

function fingerprint(machine: ProvingMachine): string {
  return JSON.stringify([machine.state(), Buffer.from(machine.memory.root()).toString("hex"), machine.pagesWritten]);
}

test("every cycle of a run, alone and by steps of any size", () => {
  const single = new ProvingMachine(program);
  const prints: string[] = [];
  do prints.push(fingerprint(single));
  while (single.run(single.cycle + 1) === "limit");
  prints.push(fingerprint(single));
  expect([single.exitCode, prints.length - 1]).toEqual([3, single.cycle]);
  expect(prints.length).toBeGreaterThan(700);
  for (const step of [2, 3, 7, 64, 65, 100, 200, 1000]) {
    const machine = new ProvingMachine(program);
    while (machine.run(machine.cycle + step) === "limit") {
      expect(machine.cycle % step).toBe(0);
      expect(fingerprint(machine)).toBe(prints[machine.cycle]);
    }
    expect(fingerprint(machine)).toBe(prints.at(-1));
  }
});

test("from the start to every cycle in one go", () => {
  const machine = new ProvingMachine(program);
  machine.run(1e6);
  const { cycle } = machine;
  for (let limit = 0; limit <= cycle; limit += 29) {
    const part = new ProvingMachine(program);
    expect([part.run(limit), part.cycle]).toEqual(["limit", limit]);
  }
});

test("a limit that is behind changes nothing", () => {
  const machine = new ProvingMachine(program);
  machine.run(10);
  const before = fingerprint(machine);
  for (const limit of [10, 9, 0, -1]) expect(machine.run(limit)).toBe("limit");
  expect(fingerprint(machine)).toBe(before);
});

test("a straight line that is longer than what is left", () => {
  const line = new Array<number>(20_000).fill(op("addi", { rd: R.t1, rs1: R.t1, immediate: 1 }));
  const long = assemble([...line, op("jal", { immediate: -4 * 20_000 })]);
  for (const limit of [1, 19_999, 20_000, 20_001, 40_003, 50_000, 1_000_000]) {
    const machine = new ProvingMachine(long);
    machine.run(limit);
    expect(machine.cycle).toBe(limit);
    expect(machine.register(R.t1)).toBe(limit - Math.floor(limit / 20_001));
  }
});
