// A segment executed again, cycle by cycle, from its rows. Shares nothing with what wrote them: the program's bytes say which instruction
// is next, that says which family has its row, and the row has to fit what every register and word holds.
import type { ProvingProgram } from "../../program.ts";
import { CLOCKS_PER_CYCLE, MAX_SEGMENT_CYCLES, REGISTER_CELLS } from "../families.ts";
import type { TraceSegment } from "../segment.ts";
import { CallChecker } from "./calls.ts";
import { MemoryCells, RegisterCells } from "./cells.ts";
import { ChannelCells, sameBytes } from "./channels.ts";
import { Executor } from "./execute.ts";
import { familyOf } from "./instructions.ts";
import { hex, reject, type TracePlace } from "./rejection.ts";
import { cursorsOf, demandAllTaken } from "./rows.ts";

export interface ReplayContext {
  readonly program: ProvingProgram;
  /** Its words. */
  readonly code: Uint32Array;
  readonly isCode: (page: number) => boolean;
  /** With its length; null when it is not known. */
  readonly input: Uint8Array | null;
}

export class Replay {
  /** Where it is: for messages. */
  place: TracePlace = {};
  readonly #segment: TraceSegment;
  readonly #context: ReplayContext;

  constructor(segment: TraceSegment, context: ReplayContext) {
    this.#segment = segment;
    this.#context = context;
  }

  #word(pc: number): number {
    const { address } = this.#context.program.code;
    const index = (pc - address) / 4;
    if (!Number.isInteger(index)) reject("instruction", `${hex(pc)} is no address of an instruction`);
    return this.#context.code[index] ?? reject("instruction", `there is no code at ${hex(pc)}`);
  }

  #demandForm(): number {
    const { start, end, registerClocks } = this.#segment;
    const cycles = end.cycle - start.cycle;
    if (!Number.isInteger(cycles) || cycles < 1 || cycles > MAX_SEGMENT_CYCLES) {
      reject("form", `a segment of ${cycles} cycles`);
    }
    if (start.registers.length !== 32 || end.registers.length !== 32 || registerClocks.length !== REGISTER_CELLS) {
      reject("form", "not as many registers as there are");
    }
    if (start.halted) reject("chain", "the program has halted before");
    if (start.registers[0] !== 0) reject("register", "x0 is not 0");
    return cycles;
  }

  /** @throws Rejection */
  run(): void {
    const segment = this.#segment;
    const { start, end } = segment;
    const cycles = this.#demandForm();
    const cursors = cursorsOf(segment);
    const registers = new RegisterCells(start.registers);
    const memory = new MemoryCells(segment.pages, this.#context.isCode);
    const channels = new ChannelCells(start, segment.publicOutput);
    const calls = new CallChecker(registers, memory, cursors, channels, this.#context.input);
    const executor = new Executor(registers, memory);
    let { pc } = start;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const clock = CLOCKS_PER_CYCLE * (cycle + 1);
      this.place = { clock };
      if (channels.halted) reject("form", "a cycle after the program has halted");
      const word = this.#word(pc);
      const family = familyOf(word) ?? reject("instruction", `${hex(word)} is no instruction`);
      const cursor = cursors[family];
      this.place = { clock, family, row: cursor.at / cursor.width };
      const at = cursor.take(clock);
      if (family === "call") {
        calls.check(cursor.words, at, pc, word, clock);
        pc += 4;
      } else pc = executor.execute(family, cursor.words, at, pc, word, clock);
    }
    this.place = {};
    demandAllTaken(cursors);
    if (end.pc !== pc) reject("end", `the program is at ${hex(pc)}, not at ${hex(end.pc)}`);
    if (!sameBytes(end.registers, registers.values.subarray(0, 32)))
      reject("end", "registers are not what was written");
    if (!sameBytes(segment.registerClocks, registers.clocks))
      reject("end", "last clocks of registers are not their last");
    memory.demandEnd(segment.pages);
    channels.demandEnd(end);
  }
}
