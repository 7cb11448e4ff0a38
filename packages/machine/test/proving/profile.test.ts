// Profiles of programs whose call trees are known, and of programs that call, return and jump as they like: every cycle is somewhere, once.
import { describe, expect, it } from "vitest";
import { noCosts } from "../../src/proving/cells.ts";
import { ProvingMachine, type ProvingOptions } from "../../src/proving/machine.ts";
import { type CallTree, runCosts } from "../../src/proving/profile/callTree.ts";
import { Profiler } from "../../src/proving/profile/profiler.ts";
import type { ProvingProgram } from "../../src/proving/program.ts";
import { Random } from "../riscv/random.ts";
import { assemble, CODE, call, exit, op, R, set } from "./assemble.ts";
import { functionProgram, type Item, nop, pop, push, ret } from "./functionProgram.ts";

const UNKEPT = "(paths that were not kept)";

function profiled(program: ProvingProgram, options: ProvingOptions = {}, limit = 1e6) {
  const machine = new ProvingMachine(program, options);
  const profiler = new Profiler(machine);
  const ended = profiler.run(limit);
  return { machine, ended, tree: profiler.tree() };
}

/** [path, calls, cycles] of every node that did anything. */
function paths({ functions, nodes }: CallTree): [string, number, number][] {
  const pathOf = (index: number): string => {
    const { parent, function: own } = nodes[index]!;
    return (parent === null ? "" : `${pathOf(parent)} `) + functions[own]!.name;
  };
  return nodes.flatMap(({ calls, self }, i) =>
    calls > 0 || self.cycles > 0 ? [[pathOf(i), calls, self.cycles] as [string, number, number]] : [],
  );
}

function expectWhole({ machine, tree }: { machine: ProvingMachine; tree: CallTree }): void {
  expect(runCosts(tree)).toEqual({ ...noCosts(), cycles: machine.cycle, ...machine.counts });
}

describe("call trees", () => {
  it("calls and returns", () => {
    const run = profiled(
      functionProgram({
        main: [{ call: "a" }, nop, { call: "a" }, { call: "b" }, ...exit(0)],
        a: [...push, { call: "b" }, { call: "b" }, ...pop, ret],
        b: [nop, nop, ret],
      }),
    );
    expect(run.ended).toBe("halted");
    expect(paths(run.tree)).toEqual([
      ["main", 1, 9],
      ["main a", 2, 2 * 7],
      ["main a b", 4, 4 * 3],
      ["main b", 1, 3],
    ]);
    expectWhole(run);
  });

  it("a tail call takes the place of the one that makes it", () => {
    const { tree } = profiled(
      functionProgram({
        main: [{ call: "a" }, ...exit(0)],
        a: [nop, { jump: "b" }],
        b: [nop, nop, ret],
      }),
    );
    expect(paths(tree)).toEqual([
      ["main", 1, 6],
      ["main a", 1, 2],
      ["main b", 1, 3],
    ]);
  });

  it("by a register: call, tail call, a jump within the function", () => {
    const { tree } = profiled(
      functionProgram({
        main: [...set(R.a0, CODE + 4 * 8), op("jalr", { rd: R.ra, rs1: R.a0 }), ...exit(0)],
        a: [
          op("auipc", { rd: R.t1 }),
          op("jalr", { rs1: R.t1, immediate: 12 }),
          nop,
          op("jalr", { rs1: R.t1, immediate: 16 }),
        ],
        b: [ret],
      }),
    );
    expect(paths(tree)).toEqual([
      ["main", 1, 8],
      ["main a", 1, 3],
      ["main b", 1, 1],
    ]);
  });

  it("with the other link register", () => {
    const { tree } = profiled(
      functionProgram({
        main: [{ call: "a", link: R.t0 }, ...exit(0)],
        a: [nop, op("jalr", { rs1: R.t0 })],
      }),
    );
    expect(paths(tree)).toEqual([
      ["main", 1, 6],
      ["main a", 1, 2],
    ]);
  });

  it("what is left without returning has ended when the stack is above it", () => {
    const down = op("addi", { rd: R.sp, rs1: R.sp, immediate: -16 });
    const { tree } = profiled(
      functionProgram({
        main: [op("addi", { rd: R.s0, rs1: R.sp }), down, { call: "a" }, ...exit(0)],
        a: [down, { call: "b" }, ret],
        b: [down, { jump: "trap" }],
        trap: [op("addi", { rd: R.sp, rs1: R.s0 }), { call: "c" }, ...exit(1)],
        c: [nop, ret],
      }),
    );
    expect(paths(tree)).toEqual([
      ["main", 1, 3],
      ["main a", 1, 2],
      ["main a b", 1, 2],
      // Until it has set the stack pointer, it may well be called by a.
      ["main a trap", 1, 2],
      ["trap", 0, 5],
      ["trap c", 1, 2],
    ]);
  });

  it("a return past callers that never returned", () => {
    const { tree } = profiled(
      functionProgram({
        main: [...push, { call: "a" }, { call: "c" }, ...exit(0)],
        a: [op("addi", { rd: R.s0, rs1: R.ra }), ...push, { call: "b" }, ret],
        // Back to main, with main's stack pointer.
        b: [op("addi", { rd: R.sp, rs1: R.sp, immediate: 16 }), op("addi", { rd: R.ra, rs1: R.s0 }), ret],
        c: [ret],
      }),
    );
    expect(paths(tree)).toEqual([
      ["main", 1, 9],
      ["main a", 1, 4],
      ["main a b", 1, 3],
      ["main c", 1, 1],
    ]);
  });

  it("accelerators and words count where they are used", () => {
    const key = [...set(R.a0, 0x30000), ...set(R.a7, 1025), op("ecall")];
    const run = profiled(
      functionProgram({
        main: [{ call: "hash" }, { call: "hash" }, { call: "say" }, ...exit(0)],
        hash: [...key, ret],
        say: [...call(64, 1, 0x30002, 4), ret],
      }),
    );
    const of = (name: string) => run.tree.nodes.find((node) => run.tree.functions[node.function]!.name === name)!.self;
    expect(of("hash")).toEqual({ ...noCosts(), cycles: 12, keccakF: 2 });
    expect(of("say")).toEqual({ ...noCosts(), cycles: 10, wordsMoved: 2 });
    expectWhole(run);
  });

  it("from the middle of a run, and in pieces", () => {
    const program = functionProgram({
      main: [{ call: "a" }, { call: "a" }, ...exit(0)],
      a: [nop, nop, ret],
    });
    const machine = new ProvingMachine(program);
    machine.run(2);
    const profiler = new Profiler(machine);
    while (profiler.run(machine.cycle + 1) !== "halted");
    expect(paths(profiler.tree())).toEqual([
      ["a", 1, 2],
      ["main", 0, 6],
      ["main a", 1, 3],
    ]);
    expect(runCosts(profiler.tree()).cycles).toBe(machine.cycle - 2);
  });
});

it("one profile a machine", () => {
  const machine = new ProvingMachine(functionProgram({ main: exit(0) }));
  new Profiler(machine);
  expect(() => new Profiler(machine)).toThrow(/already/);
});

it("a machine that is where no code is: as without a profile", () => {
  const machine = new ProvingMachine(assemble([op("jalr", { immediate: 64 }), ...exit(0)]));
  expect([machine.run(1), machine.pc]).toEqual(["limit", 64]);
  const profiler = new Profiler(machine);
  expect(() => profiler.run(10)).toThrow(/jumpOutsideCode/);
  expect(runCosts(profiler.tree()).cycles).toBe(0);
});

/** a0 = depth: as deep as that, and back. */
const recursion = (depth: number, deeper: readonly Item[], back: readonly Item[]) =>
  functionProgram({
    main: [...set(R.a0, depth), { call: "f" }, nop, nop, ...exit(0)],
    f: [
      op("addi", { rd: R.a0, rs1: R.a0, immediate: -1 }),
      op("beq", { rs1: R.a0, immediate: 4 * (deeper.length + back.length + 2) }),
      ...deeper,
      { call: "f" },
      ...back,
      ret,
    ],
  });

describe("hostile programs", () => {
  it("recursion: paths up to a depth, the rest by function; the way back leads home", () => {
    for (const depth of [3, 255, 256, 257, 70_000]) {
      const run = profiled(recursion(depth, push, pop), {}, 1e7);
      expect(run.ended).toBe("halted");
      expectWhole(run);
      const rows = paths(run.tree);
      expect(rows.find(([path]) => path === "main")).toEqual(["main", 1, 10]);
      expect(rows.reduce((sum, [, calls]) => sum + calls, 0)).toBe(depth + 1);
      expect(run.tree.nodes.length).toBeLessThan(300);
      expect(rows.some(([path]) => path === `${UNKEPT} f`)).toBe(depth > 255);
    }
  });

  it("recursion without end, with and without a stack", () => {
    const forever = (items: readonly Item[]) =>
      functionProgram({ main: [{ call: "f" }], f: [...items, { call: "f" }] });
    for (const program of [forever([nop]), forever([op("addi", { rd: R.sp, rs1: R.sp, immediate: 16 })])]) {
      const run = profiled(program, {}, 3e6);
      expect([run.ended, run.machine.cycle]).toEqual(["limit", 3e6]);
      expectWhole(run);
    }
  });

  it("more paths than are kept", () => {
    // Each calls both, 18 levels deep.
    const body: Item[] = [
      ...push,
      op("addi", { rd: R.a0, rs1: R.a0, immediate: -1 }),
      op("beq", { rs1: R.a0, immediate: 12 }),
      { call: "a" },
      { call: "b" },
      op("addi", { rd: R.a0, rs1: R.a0, immediate: 1 }),
      ...pop,
      ret,
    ];
    const run = profiled(
      functionProgram({ main: [...set(R.a0, 18), { call: "a" }, ...exit(0)], a: body, b: body }),
      {},
      1e8,
    );
    expect(run.ended).toBe("halted");
    expectWhole(run);
    const rows = paths(run.tree);
    expect(rows.length).toBeLessThan(140_000);
    expect(rows.filter(([path]) => path.startsWith(UNKEPT))).toHaveLength(2);
    expect(rows.reduce((sum, [, calls]) => sum + calls, 0)).toBe(2 ** 18);
  });

  it("calls, returns and jumps to anywhere", () => {
    const random = new Random(7);
    const registers = [R.ra, R.t0, R.sp, R.a0, R.zero];
    let cycles = 0;
    for (let round = 0; round < 15; round++) {
      const words = 200;
      const anywhere = () => CODE + 4 * random.below(words);
      const items = Array.from({ length: words }, (_, i): number => {
        const [rd, rs1] = [random.pick(registers), random.pick(registers)];
        switch (random.below(4)) {
          case 0:
            return op("jal", { rd, immediate: anywhere() - (CODE + 4 * i) });
          case 1:
            return op("jalr", { rd, rs1, immediate: random.below(10) === 0 ? 2 : 0 });
          case 2:
            return op("addi", { rd, rs1, immediate: 4 * (random.below(64) - 32) });
          default:
            return op("lui", { rd, immediate: CODE >>> 12 });
        }
      });
      const names = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, anywhere()]));
      const program = assemble(items, { names: { _start: CODE, ...names } });
      const machine = new ProvingMachine(program);
      const profiler = new Profiler(machine);
      const plain = new ProvingMachine(program);
      const limit = 20_000;
      let [fault, plainFault] = ["", ""];
      try {
        profiler.run(limit);
      } catch (error) {
        fault = (error as Error).message;
      }
      try {
        plain.run(limit);
      } catch (error) {
        plainFault = (error as Error).message;
      }
      expect([fault, machine.cycle, machine.pc]).toEqual([plainFault, plain.cycle, plain.pc]);
      expect(runCosts(profiler.tree()).cycles).toBe(machine.cycle);
      cycles += machine.cycle;
    }
    expect(cycles).toBeGreaterThan(50_000);
  });
});
