// Whole programs on the slow step: memory in pages, and of the environment calls write and exit.
import { MEMORY_END, PAGE_BYTES, type ProvingProgram } from "../../src/proving/program.ts";
import { type SlowState, slowStep, type Width } from "../../src/proving/slow/step.ts";
import type { Executed } from "../riscv/recorded.ts";

const [CALL_WRITE, CALL_EXIT] = [64, 93];
const STACK = 0x7fff_fff0;

export class SlowMemory {
  readonly #pages = new Map<number, Uint8Array>();
  readonly isCode: (address: number) => boolean;

  constructor(program: ProvingProgram) {
    const { address, bytes } = program.code;
    const first = Math.floor(address / PAGE_BYTES);
    const last = Math.floor((address + bytes.length - 1) / PAGE_BYTES);
    this.isCode = (at) => Math.floor(at / PAGE_BYTES) >= first && Math.floor(at / PAGE_BYTES) <= last;
    for (const segment of program.segments) {
      for (const [i, byte] of segment.bytes.entries()) this.#setByte(segment.address + i, byte);
    }
  }

  byte(address: number): number {
    return this.#pages.get(Math.floor(address / PAGE_BYTES))?.[address % PAGE_BYTES] ?? 0;
  }

  #setByte(address: number, value: number): void {
    if (address >= MEMORY_END) throw new Error(`there is no byte ${address}`);
    const index = Math.floor(address / PAGE_BYTES);
    let page = this.#pages.get(index);
    if (!page) {
      page = new Uint8Array(PAGE_BYTES);
      this.#pages.set(index, page);
    }
    page[address % PAGE_BYTES] = value;
  }

  read = (address: number, width: number): number => {
    let value = 0;
    for (let i = width - 1; i >= 0; i--) value = value * 256 + this.byte(address + i);
    return value;
  };

  write = (address: number, width: Width, value: number): boolean => {
    if (this.isCode(address)) return false;
    for (let i = 0; i < width; i++) this.#setByte(address + i, Math.floor(value / 256 ** i) % 256);
    return true;
  };

  /** Indices of the pages that are not all zero for certain. */
  get pages(): ReadonlyMap<number, Uint8Array> {
    return this.#pages;
  }
}

/** @throws Error at a fault, another call, or past `maxCycles` */
export function runOnSlowMachine(program: ProvingProgram, maxCycles: number): Executed {
  const memory = new SlowMemory(program);
  const registers = new Uint32Array(32);
  registers[2] = STACK;
  const output: number[] = [];
  let pc = program.entry;
  for (let cycle = 1; cycle <= maxCycles; cycle++) {
    const state: SlowState = { pc, registers, read: memory.read, write: memory.write };
    const effect = slowStep(state, memory.read(pc, 4));
    if (effect.kind === "fault") throw new Error(`${effect.fault} at ${pc.toString(16)}`);
    if (effect.kind === "done") {
      pc = effect.pc;
      if (effect.register !== 0) registers[effect.register] = effect.value;
      continue;
    }
    const [a0, a1, a2, number] = [registers[10]!, registers[11]!, registers[12]!, registers[17]!];
    if (number === CALL_EXIT) return { exitCode: a0, output: Uint8Array.from(output), executed: cycle };
    if (number !== CALL_WRITE) throw new Error(`call ${number}`);
    for (let i = 0; i < a2; i++) output.push(memory.byte(a1 + i));
    registers[10] = a2;
    pc += 4;
  }
  throw new Error(`no exit within ${maxCycles} cycles`);
}
