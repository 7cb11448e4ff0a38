// Single steps on the fast machine and of the slow step, from random registers: registers, program counter, memory, fault.
import { ProvingFault } from "../../src/proving/fault.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import type { ProvingProgram } from "../../src/proving/program.ts";
import { slowStep } from "../../src/proving/slow/step.ts";
import { SymbolTable } from "../../src/symbols.ts";
import type { Random } from "../riscv/random.ts";
import { SlowMemory } from "./slowMachine.ts";
import { CODE, DATA, type RandomWord, randomAddress, randomRegisters, randomWord } from "./states.ts";

/** Of a program; each is tried with several registers. */
const WORDS = 1100;
const CALL_MMAP = 222;

/** A step's effect in words that can be compared: fault, or program counter, and registers. */
function told(outcome: string, pc: number, registers: Uint32Array): string {
  return `${outcome} pc ${pc.toString(16)} ${[...registers].map((value) => value.toString(16)).join(" ")}`;
}

export class Agreement {
  /** Steps by instruction and outcome. */
  readonly counts = new Map<string, number>();
  readonly #random: Random;
  readonly #words: readonly RandomWord[];
  readonly #machine: ProvingMachine;
  readonly #memory: SlowMemory;
  readonly #state: Uint32Array;
  readonly #pc: Uint32Array;

  constructor(random: Random) {
    this.#random = random;
    this.#words = Array.from({ length: WORDS }, () => randomWord(random));
    const program: ProvingProgram = {
      entry: CODE,
      code: { address: CODE, bytes: new Uint8Array(Uint32Array.from(this.#words, ({ word }) => word).buffer) },
      segments: [
        { address: CODE, bytes: new Uint8Array(Uint32Array.from(this.#words, ({ word }) => word).buffer) },
        { address: DATA, bytes: random.bytes(4096) },
      ],
      symbols: new SymbolTable([]),
    };
    this.#machine = new ProvingMachine(program);
    this.#memory = new SlowMemory(program);
    const { memory, registers, pc } = this.#machine.module;
    this.#state = new Uint32Array(memory.buffer, registers(), 32);
    this.#pc = new Uint32Array(memory.buffer, pc(), 1);
  }

  #fast(): string {
    const machine = this.#machine;
    const before = machine.cycle;
    try {
      const how = machine.run(before + 1);
      if (how !== "limit" || machine.cycle !== before + 1) return `${how} after ${machine.cycle - before} cycles`;
      return told("done", machine.pc, this.#state);
    } catch (error) {
      if (!(error instanceof ProvingFault)) throw error;
      if (machine.cycle !== before || error.cycle !== before || error.pc !== machine.pc) return `${error.message} ???`;
      return told(error.fault, machine.pc, this.#state);
    }
  }

  #slow(pc: number, registers: Uint32Array, word: number): { told: string; outcome: string } {
    const effect = slowStep({ pc, registers, read: this.#memory.read, write: this.#memory.write }, word);
    const after = registers.slice();
    if (effect.kind === "fault") return { told: told(effect.fault, pc, after), outcome: effect.fault };
    if (effect.kind === "call") {
      after[10] = 0;
      return { told: told("done", pc + 4, after), outcome: "done" };
    }
    if (effect.register !== 0) after[effect.register] = effect.value;
    return { told: told("done", effect.pc, after), outcome: "done" };
  }

  /** @throws Error at a difference */
  step(): void {
    const random = this.#random;
    const index = random.below(WORDS);
    const { name, word, base } = this.#words[index]!;
    const registers = randomRegisters(random);
    if (base !== null && base !== 0 && random.chance(0.9)) registers[base] = randomAddress(random);
    // The same on both sides, so that branches jump often enough.
    if (random.chance(0.1)) registers[(word >>> 20) & 31] = registers[(word >>> 15) & 31]!;
    registers[0] = 0;
    if (word === 0x73) registers[17] = CALL_MMAP;
    const pc = CODE + 4 * index;
    this.#state.set(registers);
    this.#pc[0] = pc;
    const { told: slow, outcome } = this.#slow(pc, registers, word);
    const fast = this.#fast();
    if (fast !== slow) throw new Error(`${name} ${word.toString(16)}: fast ${fast}, slow ${slow}`);
    const key = `${name} ${outcome}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** @throws Error when memory is not the same */
  compareMemory(): void {
    for (const [index, page] of this.#memory.pages) {
      const fast = this.#machine.memory.view(index * page.length, page.length);
      if (!Buffer.from(fast).equals(page)) throw new Error(`page ${index} has other bytes`);
    }
    // Those with code are not among the written ones.
    const written = [...this.#machine.memory.written()];
    const wanted = [...this.#memory.pages.keys()]
      .filter((page) => !this.#memory.isCode(page * 4096))
      .sort((a, b) => a - b);
    if (written.join() !== wanted.join()) throw new Error(`pages ${written}, not ${wanted}`);
    if (this.#machine.pagesWritten !== written.length) throw new Error(`${this.#machine.pagesWritten} pages written`);
  }
}

/** @returns steps by instruction and outcome @throws Error at a difference */
export function agreeOnSteps(random: Random, steps: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let done = 0; done < steps; ) {
    const agreement = new Agreement(random);
    for (let i = 0; i < 10_000 && done < steps; i++, done++) agreement.step();
    agreement.compareMemory();
    for (const [key, count] of agreement.counts) counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}
