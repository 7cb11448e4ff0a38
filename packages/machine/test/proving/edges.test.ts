// Places where semantics are easily got wrong, in every way that instructions are executed: the loop, translated code, the profile, the trace. Each is a copy of
// the same rules, and has to end in the same state, at every limit, also where cycle numbers have more than 32 bits.
import { expect, test } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { InputError } from "../../../core/src/inputError.ts";
import { commitment } from "../../src/proving/commitment.ts";
import { ProvingMachine, type ProvingOptions } from "../../src/proving/machine.ts";
import { Profiler } from "../../src/proving/profile/profiler.ts";
import type { ProvingProgram } from "../../src/proving/program.ts";
import { traceMachine, traceRoom } from "../../src/proving/trace/trace.ts";
import { assemble, CODE, call, DATA, exit, op, R, set } from "./assemble.ts";

const { ra, sp, t0, t1 } = R;
const add = (rd: number, immediate: number) => op("addi", { rd, rs1: rd, immediate });
const NUMBER = DATA + 64;

const programs: Readonly<Record<string, readonly number[]>> = {
  "a call is the code's last instruction": call(222),
  "a jump to itself": [op("jal")],
  "a branch to itself": [op("addi"), op("beq")],
  "a jump to one beyond the last instruction": [op("jal", { rd: ra, immediate: 8 }), op("addi")],
  "a jump to the last instruction": [op("jal", { rd: ra, immediate: 8 }), op("addi"), op("addi")],
  "a branch to one beyond the last instruction": [op("beq", { immediate: 8 }), op("addi")],
  "branches to nowhere, not taken": [
    ...[2046, -4096, 4094].map((immediate) => op("bne", { immediate })),
    op("blt", { immediate: 2 }),
    ...exit(1),
  ],
  "a branch between instructions": [op("beq", { immediate: 6 }), op("addi")],
  "a jump between instructions": [op("jal", { rd: ra, immediate: 6 }), op("addi")],
  "JALR clears bit 0": [...set(t0, CODE + 13), op("jalr", { rd: t0, rs1: t0 }), ...exit(2)],
  "JALR between instructions, its link not written": [...set(ra, CODE + 2), op("jalr", { rd: ra, rs1: ra })],
  "JALR below 0": [op("jalr", { rd: ra, immediate: -4 }), op("addi")],
  "JALR to 0": [op("jalr", { rd: ra })],
  "JALR to 2 GiB": [
    ...set(t0, 0x7fff_f000),
    ...[2047, 2047, 2].map((immediate) => add(t0, immediate)),
    op("jalr", { rs1: t0 }),
  ],
  "a link in the register that is jumped by": [
    op("auipc", { rd: ra }),
    op("jalr", { rd: ra, rs1: ra, immediate: 8 }),
    op("lw", { rd: t0, rs1: ra, immediate: -8 }),
    ...exit(0),
  ],
  "the last bytes of memory, and one beyond": [
    ...set(t0, 0x7fff_f800),
    op("sw", { rs1: t0, rs2: sp, immediate: 2044 }),
    op("sb", { rs1: t0, rs2: t0, immediate: 2047 }),
    add(t0, 1),
    op("sb", { rs1: t0, rs2: t0, immediate: 2046 }),
    op("sb", { rs1: t0, rs2: t0, immediate: 2047 }),
  ],
  "an address below 0": [op("lw", { rd: t0, immediate: -4 })],
  "from below 0 to above": [
    op("addi", { rd: t0, immediate: -4 }),
    op("lw", { rd: t1, rs1: t0, immediate: 8 }),
    op("sw", { rs1: t0, rs2: t1, immediate: 8 }),
    op("sw", { rs1: t0, rs2: t1 }),
  ],
  "x0 is written": [
    ...["addi", "lw", "auipc", "lui"].map((name) => op(name, { immediate: 8 })),
    op("jal", { immediate: 4 }),
    op("add", { rd: t0 }),
    ...exit(0),
  ],
  "keccak-f at the top of memory, and beyond": [...call(1025, 0x7fff_ff38), ...call(1025, 0x7fff_ff3c)],
  "keccak-f into code": call(1025, CODE - 100),
  "multiply-add with operands that are each other": [
    ...call(1026, DATA, DATA, DATA, DATA, NUMBER),
    ...call(1026, NUMBER + 4, DATA, DATA, DATA, NUMBER),
    ...call(1026, NUMBER, DATA, DATA, DATA, NUMBER),
    ...exit(0),
  ],
  "multiply-add to the top of memory, and beyond": [
    ...call(1027, 0x7fff_ffd0, DATA, DATA, DATA, NUMBER),
    ...call(1027, 0x7fff_ffd4, DATA, DATA, DATA, NUMBER),
  ],
  "nothing moved, wherever": [
    ...call(63, 0, -1, 0),
    ...call(63, 5, -1, 5),
    ...call(64, 1, -1, 0),
    ...call(64, 6, -1, 0),
    ...call(63, 0, CODE, 0),
    ...call(63, 0, 0x7fff_fffe, 2),
    ...call(63, 0, 0x7fff_ffff, 2),
  ],
  "read into code": call(63, 0, CODE - 1, 2),
};
const data = Uint8Array.from({ length: 256 }, (_, i) => (i < 64 ? i : 255 - (i & 31)));
const limits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 20, 22, 26, 40, 100, 3000];
const SEGMENT = 8;

/** How it ends, and the state there. */
async function told(machine: ProvingMachine, run: () => unknown): Promise<string> {
  let end = "";
  try {
    await run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.code !== "MACHINE_CYCLE_LIMIT") end = error.message;
  }
  return `${end}; ${machine.cycle} ${machine.pc} ${JSON.stringify(machine.counts)} ${toHex(commitment(machine))}`;
}

const isOutside = ({ code }: ProvingProgram, pc: number) => pc < code.address || pc >= code.address + code.bytes.length;

test.each(Object.entries(programs))("%s", async (_, words) => {
  const program = assemble(words, { data });
  for (const from of [0, 2 ** 32 - 2]) {
    const make = (options: ProvingOptions) => {
      const machine = new ProvingMachine(program, { input: data, ...options });
      machine.restore({ ...machine.state(), cycle: from });
      return machine;
    };
    const sizes = { cycleLimit: from, segmentCycles: SEGMENT };
    const looped = make({ translate: "never" });
    const translated = make({ translate: "always" });
    const watched = make({});
    const profiler = new Profiler(watched);
    const traced = make({ roomBehind: traceRoom(sizes) });
    for (const cycles of limits) {
      const limit = from + cycles;
      const wanted = await told(looped, () => looped.run(limit));
      expect(await told(translated, () => translated.run(limit))).toBe(wanted);
      expect(await told(watched, () => profiler.run(limit))).toBe(wanted);
      const end = await told(traced, () => traceMachine(traced, { ...sizes, cycleLimit: limit }, () => {}));
      // A trace ends with the fault when its last cycle leads out of the code, where a run that is not asked for more does not yet.
      if (isOutside(program, looped.pc)) expect(end.endsWith(wanted.slice(wanted.lastIndexOf(";")))).toBe(true);
      else expect(end).toBe(wanted);
      if (looped.cycle < limit) break;
    }
    profiler.machine.module.profileFlush();
    const booked = profiler.tree().nodes.reduce((sum, { self }) => sum + self.cycles, 0);
    expect(booked).toBe(looped.cycle - from);
  }
});

test.each([0, 4, CODE - 4, 0x7fff_fff0, -16])("a trace that begins where no code is: %i", async (to) => {
  const program = assemble([...set(t0, to), op("jalr", { rd: ra, rs1: t0 })]);
  const sizes = { cycleLimit: 100, segmentCycles: SEGMENT };
  const machine = new ProvingMachine(program, { roomBehind: traceRoom(sizes) });
  machine.run(3);
  await expect(traceMachine(machine, sizes, () => {})).rejects.toMatchObject({
    fault: "jumpOutsideCode",
    pc: to >>> 0,
    cycle: 3,
  });
});
