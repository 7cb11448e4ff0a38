// What a program must not do, one by one: the fault, where it is, and that nothing of the instruction has happened.
import { describe, expect, test } from "vitest";
import { ProvingFault } from "../../src/proving/fault.ts";
import { ProvingMachine, type ProvingOptions } from "../../src/proving/machine.ts";
import { assemble, CODE, call, DATA, exit, op, type ProgramParts, R, set } from "./assemble.ts";

const END = 0x8000_0000;

/** Runs into the fault, and looks whether the machine is where it was before. */
function faultOf(words: readonly number[], parts: ProgramParts = {}, options: ProvingOptions = {}): ProvingFault {
  const machine = new ProvingMachine(assemble(words, parts), options);
  let fault: unknown;
  try {
    machine.run(10_000);
  } catch (error) {
    fault = error;
  }
  if (!(fault instanceof ProvingFault)) throw new Error(`no fault, but ${fault}`);
  const before = JSON.stringify([machine.state(), machine.pagesWritten, fault.message]);
  expect([fault.cycle, fault.pc]).toEqual([machine.cycle, machine.pc]);
  // Again, by the loop that looks at every cycle: the same fault at the same place.
  expect(() => machine.run(machine.cycle + 1)).toThrow(fault.message);
  expect(JSON.stringify([machine.state(), machine.pagesWritten, fault.message])).toBe(before);
  // The run up to it is the same one cycle at a time.
  const slow = new ProvingMachine(assemble(words, parts), options);
  expect(() => {
    while (slow.run(slow.cycle + 1) === "limit");
  }).toThrow(fault.message);
  expect(JSON.stringify(slow.state())).toBe(JSON.stringify(machine.state()));
  // And so it is translated.
  const translated = new ProvingMachine(assemble(words, parts), { ...options, translate: "always" });
  expect(() => translated.run(10_000)).toThrow(fault.message);
  expect(JSON.stringify([translated.state(), translated.pagesWritten, fault.message])).toBe(before);
  return fault;
}

const load = (name: string, address: number) => [...set(R.t0, address), op(name, { rd: R.t1, rs1: R.t0 })];
const store = (name: string, address: number) => [...set(R.t0, address), op(name, { rs1: R.t0, rs2: R.t0 })];
const jump = (address: number) => [...set(R.t0, address), op("jalr", { rd: R.ra, rs1: R.t0 })];

describe("faults of instructions", () => {
  test.each<[string, number[], string, number]>([
    ["a byte above memory", load("lb", END), "addressOutOfRange", 2],
    ["the last byte of all addresses", load("lbu", 0xffff_ffff), "addressOutOfRange", 2],
    ["half a word above memory", load("lh", END), "addressOutOfRange", 2],
    ["a word above memory", load("lw", 0xffff_fffc), "addressOutOfRange", 2],
    ["half a word, misaligned", load("lhu", DATA + 1), "misalignedAccess", 2],
    ["a word, misaligned by 1", load("lw", DATA + 1), "misalignedAccess", 2],
    ["a word, misaligned by 2", load("lw", DATA + 2), "misalignedAccess", 2],
    ["a word, misaligned and above memory", load("lw", END + 2), "misalignedAccess", 2],
    ["a word over the end of memory", load("lw", END - 2), "misalignedAccess", 2],
    ["a byte stored above memory", store("sb", END), "addressOutOfRange", 2],
    ["half a word stored above memory", store("sh", 0xffff_fffe), "addressOutOfRange", 2],
    ["a word stored above memory", store("sw", END), "addressOutOfRange", 2],
    ["half a word stored, misaligned", store("sh", DATA + 3), "misalignedAccess", 2],
    ["a word stored, misaligned", store("sw", DATA + 1), "misalignedAccess", 2],
    ["a word stored over the end of memory", store("sw", END - 1), "misalignedAccess", 2],
    ["a byte stored to code", store("sb", CODE), "storeToCode", 2],
    ["a word stored behind code, in its page", store("sw", CODE + 0xffc), "storeToCode", 2],
    ["a jump behind the code", jump(CODE + 12), "jumpOutsideCode", 3],
    ["a jump before the code", jump(CODE - 4), "jumpOutsideCode", 3],
    ["a jump to data", jump(DATA), "jumpOutsideCode", 3],
    ["a jump above memory", jump(0xffff_fffc), "jumpOutsideCode", 3],
    ["a jump between instructions", jump(CODE + 2), "misalignedJump", 2],
    ["a jump between instructions, bit 0 set", jump(CODE + 7), "misalignedJump", 2],
    ["the end of the code", [op("addi", {}), op("addi", {})], "jumpOutsideCode", 2],
    ["JAL out of the code", [op("jal", { rd: R.ra, immediate: 0x1000 })], "jumpOutsideCode", 1],
    ["JAL to before the code", [op("jal", { rd: R.ra, immediate: -4 })], "jumpOutsideCode", 1],
    ["JAL between instructions", [op("jal", { rd: R.ra, immediate: 2 })], "misalignedJump", 0],
    ["a branch out of the code", [op("beq", { immediate: 0xffc })], "jumpOutsideCode", 1],
    ["a branch between instructions", [op("bgeu", { immediate: 2 })], "misalignedJump", 0],
  ])("%s: %#", (_, words, name, cycle) => {
    const fault = faultOf(words);
    expect([fault.fault, fault.cycle]).toEqual([name, cycle]);
  });

  test("a link is not written by a jump that faults, and is by one that leaves the code", () => {
    const link = (immediate: number) => {
      const machine = new ProvingMachine(assemble([op("jal", { rd: R.ra, immediate })]));
      expect(() => machine.run(100)).toThrow(ProvingFault);
      return machine.register(R.ra);
    };
    expect(link(2)).toBe(0);
    expect(link(0x1000)).toBe(CODE + 4);
  });

  test("branches that do not jump may name any target", () => {
    const words = [
      op("bne", { immediate: 2 }),
      op("blt", { immediate: 0xffc }),
      op("bltu", { immediate: -4096 }),
      ...exit(7),
    ];
    const machine = new ProvingMachine(assemble(words));
    expect([machine.run(100), machine.exitCode, machine.cycle]).toEqual(["halted", 7, 8]);
  });

  test("the message names all of it", () => {
    const names = { _start: CODE, spoil: CODE + 8 };
    const fault = faultOf(load("lw", DATA + 2), { names });
    expect(fault.message).toBe(`misalignedAccess: address 0x20002, at cycle 2, pc 0x10008 (spoil)`);
    expect(fault).toMatchObject({ code: "MACHINE_FAULT", symbol: "spoil", pc: CODE + 8, cycle: 2 });
  });
});

describe("memory", () => {
  test("never written reads zero, wherever it is", () => {
    for (const address of [0, DATA, 0x7fff_fffc]) {
      const machine = new ProvingMachine(assemble([...set(R.t1, 5), ...load("lw", address), ...exit(0)]));
      machine.run(5);
      expect([machine.register(R.t1), machine.pagesWritten]).toEqual([0, 0]);
    }
  });

  test("code can be read", () => {
    const words = [...load("lw", CODE), ...exit(0)];
    const machine = new ProvingMachine(assemble(words));
    machine.run(3);
    expect(machine.register(R.t1)).toBe(words[0]! >>> 0);
  });

  test("first and last bytes can be written", () => {
    const words = [...store("sb", 0), ...set(R.t0, END - 1), op("sb", { rs1: R.t0, rs2: R.t0 }), ...exit(0)];
    const machine = new ProvingMachine(assemble(words));
    expect(machine.run(100)).toBe("halted");
    expect([machine.pagesWritten, machine.memory.view(END - 1, 1)[0]]).toEqual([2, 0xff]);
  });

  test("more pages than there may be: nothing has happened before the one too many", () => {
    const words = [0, 1, 2].flatMap((page) => store("sw", DATA + page * 4096));
    const machine = new ProvingMachine(assemble([...words, ...exit(0)]), { maxPages: 2 });
    const run = () => machine.run(100);
    expect(run).toThrow(expect.objectContaining({ code: "MACHINE_OUT_OF_MEMORY" }));
    expect([machine.cycle, machine.pc, machine.pagesWritten]).toEqual([8, CODE + 32, 2]);
    expect(run).toThrow(/after 2 of 4096 bytes/);
  });

  test("data count as written, and have to fit", () => {
    const program = assemble(exit(0), { data: new Uint8Array(4097) });
    expect(new ProvingMachine(program).pagesWritten).toBe(2);
    expect(() => new ProvingMachine(program, { maxPages: 1 })).toThrow(
      expect.objectContaining({ code: "MACHINE_OUT_OF_MEMORY" }),
    );
  });

  test("x0 stays zero", () => {
    const machine = new ProvingMachine(
      assemble([op("addi", { rd: 0, immediate: 5 }), op("lui", { immediate: 1 }), ...call(222)]),
    );
    machine.run(5);
    expect([machine.register(0), machine.register(R.a0)]).toEqual([0, 0]);
  });
});
