// Many cycles at once are the same as one by one: random code with jumps, stores and faults on the slow step, and on the fast machine in
// slices of any size, by its loop or translated.
import { ProvingFault } from "../../src/proving/fault.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import { loadProvingProgram, type ProvingProgram } from "../../src/proving/program.ts";
import { slowStep } from "../../src/proving/slow/step.ts";
import type { Translate } from "../../src/proving/translate/policy.ts";
import { elfFile } from "../riscv/elfFile.ts";
import { encode, RV32IM } from "../riscv/encode.ts";
import { randomCode } from "../riscv/hostile.ts";
import type { Random } from "../riscv/random.ts";
import { SlowMemory } from "./slowMachine.ts";
import { CODE, DATA } from "./states.ts";

const STACK = 0x7fff_fff0;
const MOST = 3000;
const op = (name: string, fields: object) => encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields }, RV32IM);

/** Random code without calls; its registers point to data. */
function program(random: Random): ProvingProgram {
  const words = [];
  for (let rd = 1; rd < 32; rd++) {
    words.push(op("lui", { rd, immediate: (DATA >> 12) + random.below(4) }));
    words.push(op("addi", { rd, rs1: rd, immediate: 4 * random.below(200) }));
  }
  // Few words that end a run at once, so that runs get somewhere.
  const body = randomCode(random, 600, 32).filter((word) => (word & 0x7f) !== 0x73 && (word & 0x7f) !== 0x67);
  const code = new Uint8Array(Uint32Array.from([...words, ...body]).buffer);
  const data = { address: DATA, bytes: random.bytes(8192), flags: 6 };
  return loadProvingProgram(elfFile(CODE, [{ address: CODE, bytes: code, flags: 5 }, data], [], 32));
}

interface Slow {
  readonly cycles: number;
  readonly fault: string | null;
  /** By cycle: program counter and registers. */
  readonly states: readonly string[];
}

const told = (pc: number, registers: Iterable<number>) => `${pc} ${[...registers].join()}`;

function runSlowly({ code, entry }: ProvingProgram, memory: SlowMemory): Slow {
  const registers = new Uint32Array(32);
  registers[2] = STACK;
  let pc = entry;
  const states = [told(pc, registers)];
  while (states.length <= MOST) {
    const cycles = states.length - 1;
    if (pc < code.address || pc >= code.address + code.bytes.length) {
      return { cycles, fault: "jumpOutsideCode", states };
    }
    const effect = slowStep({ pc, registers, read: memory.read, write: memory.write }, memory.read(pc, 4));
    if (effect.kind === "fault") return { cycles, fault: effect.fault, states };
    if (effect.kind === "call") throw new Error("there are no calls in it");
    if (effect.register !== 0) registers[effect.register] = effect.value;
    pc = effect.pc;
    states.push(told(pc, registers));
  }
  return { cycles: MOST, fault: null, states };
}

const stateOf = (machine: ProvingMachine) =>
  told(
    machine.pc,
    Array.from({ length: 32 }, (_, i) => machine.register(i)),
  );

function endOf(machine: ProvingMachine, limit: number): string | null {
  try {
    machine.run(limit);
    return null;
  } catch (error) {
    if (error instanceof ProvingFault) return error.fault;
    throw error;
  }
}

export interface Compared {
  /** How the program ends. */
  readonly end: string;
  readonly translatedCycles: number;
}

/** One program. @throws Error where the machines differ */
export function compareSlices(random: Random, translate: Translate): Compared {
  const one = program(random);
  const memory = new SlowMemory(one);
  const slow = runSlowly(one, memory);
  const same = (what: string, ours: unknown, theirs: unknown) => {
    if (ours !== theirs) throw new Error(`${what}: ${ours} on the fast machine, ${theirs} by the slow step`);
  };
  const check = (machine: ProvingMachine, cycle: number) => {
    same("cycle", machine.cycle, cycle);
    same(`state at cycle ${cycle}`, stateOf(machine), slow.states[cycle]);
  };
  const atOnce = new ProvingMachine(one, { translate });
  same("end", endOf(atOnce, slow.fault === null ? MOST : MOST + 1), slow.fault);
  check(atOnce, slow.cycles);
  for (const [page, bytes] of memory.pages) {
    const ours = atOnce.memory.view(page * bytes.length, bytes.length);
    if (!Buffer.from(ours).equals(bytes)) throw new Error(`page ${page} has other bytes`);
  }
  const sliced = new ProvingMachine(one, { translate });
  while (sliced.cycle < slow.cycles) {
    const to = Math.min(slow.cycles, sliced.cycle + random.pick([1, 2, 3, 7, 50, 601, 1300, 2500]));
    same("end of a slice", endOf(sliced, to), null);
    check(sliced, to);
  }
  if (slow.fault !== null) same("end", endOf(sliced, slow.cycles + 1), slow.fault);
  const translatedCycles = atOnce.translatedCycles + sliced.translatedCycles;
  return { end: slow.fault ?? "limit", translatedCycles };
}
