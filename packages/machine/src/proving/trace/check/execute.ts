// One instruction of a trace executed again, from what its row says that it read. The slow step knows what the instruction does.
import { type SlowState, slowStep, type Width } from "../../slow/step.ts";
import { FAMILY_NAMES, type Family, SINK, SLOT } from "../families.ts";
import type { MemoryCells, RegisterCells } from "./cells.ts";
import { type RowShape, shapeOf } from "./instructions.ts";
import { demand, reject } from "./rejection.ts";

const SHAPES = Object.fromEntries(FAMILY_NAMES.map((family) => [family, shapeOf(family)])) as Record<Family, RowShape>;
const RD_FIELD = 7;

/** The lowest `width` bytes, from byte `shift / 8` of the word on. */
const mask = (width: Width, shift: number) => ((2 ** (8 * width) - 1) << shift) >>> 0;

export class Executor {
  readonly #registers: RegisterCells;
  readonly #memory: MemoryCells;
  readonly #state: { -readonly [key in keyof SlowState]: SlowState[key] };
  #row: Uint32Array = new Uint32Array(0);
  #at = 0;
  #shape: RowShape = SHAPES.fence;
  /** Whether the instruction has made the access that its row is about. */
  #accessed = false;

  constructor(registers: RegisterCells, memory: MemoryCells) {
    this.#registers = registers;
    this.#memory = memory;
    this.#state = {
      pc: 0,
      registers: registers.values,
      read: (address, width) => this.#read(address, width),
      write: (address, width, value) => this.#write(address, width, value),
    };
  }

  #column(column: number): number {
    return this.#row[this.#at + column]!;
  }

  /** The word of an access, which has to be the row's. */
  #accessedWord(address: number): number {
    const { address: column, memory } = this.#shape;
    if (column < 0 || this.#accessed) reject("result", "a memory access that the row does not have");
    this.#accessed = true;
    demand("result", "the column", "address", this.#column(column), (address & ~3) >>> 0);
    return this.#column(memory);
  }

  #read(address: number, width: Width): number {
    const shift = 8 * (address & 3);
    return (this.#accessedWord(address) & mask(width, shift)) >>> shift;
  }

  #write(address: number, width: Width, value: number): boolean {
    this.#memory.demandWritable(address);
    const shift = 8 * (address & 3);
    const kept = this.#accessedWord(address) & ~mask(width, shift);
    demand(
      "result",
      "the column",
      "memoryAfter",
      this.#column(this.#shape.memory + 1),
      (kept | (value << shift)) >>> 0,
    );
    return true;
  }

  #accessMemory(family: Family, clock: number): void {
    const { address, memory } = this.#shape;
    if (address < 0) return;
    const isStore = family === "store";
    const before = this.#column(memory);
    const after = isStore ? this.#column(memory + 1) : before;
    const previous = this.#column(memory + (isStore ? 2 : 1));
    this.#memory.access(this.#column(address), before, after, previous, clock + SLOT.memory);
  }

  #accessRead(column: number, register: number, clock: number): void {
    if (column < 0) return;
    const value = this.#column(column);
    this.#registers.access(register, value, value, this.#column(column + 1), clock);
  }

  /** @returns where the program goes on */
  execute(family: Family, row: Uint32Array, at: number, pc: number, word: number, clock: number): number {
    const shape = SHAPES[family];
    this.#row = row;
    this.#at = at;
    this.#shape = shape;
    this.#accessed = false;
    demand("instruction", "the column", "pc", row[at + 1]!, pc);
    demand("instruction", "the instruction at", pc, row[at + 2]!, word);
    this.#accessRead(shape.rs1, (word >>> 15) & 31, clock + SLOT.rs1);
    this.#accessRead(shape.rs2, (word >>> 20) & 31, clock + SLOT.rs2);
    this.#accessMemory(family, clock);
    const rd = (word >>> RD_FIELD) & 31;
    const writes = shape.rd >= 0;
    this.#state.pc = pc;
    // What is computed for x0 goes to the sink; the slow step tells it of any other register.
    const effect = slowStep(this.#state, writes && rd === 0 ? word | (1 << RD_FIELD) : word);
    if (effect.kind !== "done") {
      reject("result", `${family}: ${effect.kind === "fault" ? effect.fault : "a call"} instead of a result`);
    }
    if (writes) {
      const after = this.#column(shape.rd + 1);
      demand("result", "the column", "rdAfter", after, effect.value);
      const cell = rd === 0 ? SINK : rd;
      this.#registers.access(cell, this.#column(shape.rd), after, this.#column(shape.rd + 2), clock + SLOT.rd);
    }
    if (shape.nextPc >= 0) demand("result", "the column", "nextPc", this.#column(shape.nextPc), effect.pc);
    return effect.pc;
  }
}
