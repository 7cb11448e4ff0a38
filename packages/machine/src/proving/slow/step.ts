// One instruction of the proving machine, written a second time, for checking: from the RISC-V specification (volume I, "RV32I" and "M")
// and the machine's own rules (docs/proving-machine.md), sharing nothing with the AssemblyScript. Slow and plain.
//
// What is not the instruction's own is not here: fetching (`jumpOutsideCode`), environment calls, cycles, bounds on pages.
import { branches, immediate, loaded, registers } from "./operations.ts";

export type Width = 1 | 2 | 4;

export interface SlowState {
  readonly pc: number;
  /** x0 to x31. They are not changed. */
  readonly registers: Uint32Array;
  /** An unsigned number. The address is a multiple of the width, below 2^31. */
  read(address: number, width: Width): number;
  /** The lowest `width` bytes of an unsigned number, to a place as for `read`. False when its page holds code: then nothing is written. */
  write(address: number, width: Width, value: number): boolean;
}

export type SlowFault =
  | "illegalInstruction"
  | "misalignedJump"
  | "misalignedAccess"
  | "addressOutOfRange"
  | "storeToCode";

export type SlowEffect =
  /** Where to go on, and what a register becomes; register 0 stands for none. */
  | { readonly kind: "done"; readonly pc: number; readonly register: number; readonly value: number }
  /** An environment call: who called has to answer it. */
  | { readonly kind: "call" }
  | { readonly kind: "fault"; readonly fault: SlowFault };

const MEMORY_END = 0x8000_0000;

const faulty = (fault: SlowFault): SlowEffect => ({ kind: "fault", fault });
const ILLEGAL = faulty("illegalInstruction");

/** Bits `high` to `low` of a word, as a number. */
const bits = (word: number, high: number, low: number) => (word >>> low) & (2 ** (high - low + 1) - 1);
/** The same with the highest one as its sign. */
const signedBits = (word: number, high: number, low: number) => (word << (31 - high)) >> (31 - high + low);

/** Immediates: volume I, "Immediate Encoding Variants". */
const immediateI = (word: number) => signedBits(word, 31, 20);
const immediateS = (word: number) => signedBits(word, 31, 25) * 32 + bits(word, 11, 7);
const immediateB = (word: number) =>
  signedBits(word, 31, 31) * 4096 + bits(word, 7, 7) * 2048 + bits(word, 30, 25) * 32 + bits(word, 11, 8) * 2;
const immediateU = (word: number) => bits(word, 31, 12) * 4096;
const immediateJ = (word: number) =>
  signedBits(word, 31, 31) * 2 ** 20 + bits(word, 19, 12) * 4096 + bits(word, 20, 20) * 2048 + bits(word, 30, 21) * 2;

class Instruction {
  readonly #state: SlowState;
  readonly #word: number;

  constructor(state: SlowState, word: number) {
    this.#state = state;
    this.#word = word >>> 0;
  }

  #a(): number {
    return this.#state.registers[bits(this.#word, 19, 15)]!;
  }

  #b(): number {
    return this.#state.registers[bits(this.#word, 24, 20)]!;
  }

  #funct3(): number {
    return bits(this.#word, 14, 12);
  }

  #done(value: number | null, pc = this.#state.pc + 4): SlowEffect {
    const register = value === null ? 0 : bits(this.#word, 11, 7);
    return { kind: "done", pc: pc >>> 0, register, value: register === 0 ? 0 : value! >>> 0 };
  }

  /** @param value of the register, null for none */
  #jump(target: number, value: number | null): SlowEffect {
    return target % 4 === 0 ? this.#done(value, target) : faulty("misalignedJump");
  }

  #computed(value: number | null): SlowEffect {
    return value === null ? ILLEGAL : this.#done(value);
  }

  /** Where an access goes wrong by its address alone. */
  static #accessFault(address: number, width: Width): SlowEffect | null {
    if (address % width !== 0) return faulty("misalignedAccess");
    return address >= MEMORY_END ? faulty("addressOutOfRange") : null;
  }

  #load(): SlowEffect {
    const funct3 = this.#funct3();
    const width = ([1, 2, 4, null, 1, 2] as const)[funct3];
    if (!width) return ILLEGAL;
    const address = (this.#a() + immediateI(this.#word)) >>> 0;
    return (
      Instruction.#accessFault(address, width) ?? this.#done(loaded(funct3, this.#state.read(address, width) >>> 0))
    );
  }

  #store(): SlowEffect {
    const width = ([1, 2, 4] as const)[this.#funct3()];
    if (!width) return ILLEGAL;
    const address = (this.#a() + immediateS(this.#word)) >>> 0;
    const fault = Instruction.#accessFault(address, width);
    if (fault) return fault;
    const value = this.#b() % 256 ** width;
    return this.#state.write(address, width, value) ? this.#done(null) : faulty("storeToCode");
  }

  #branch(): SlowEffect {
    const isTaken = branches(this.#funct3(), this.#a(), this.#b());
    if (isTaken === null) return ILLEGAL;
    return isTaken ? this.#jump(this.#state.pc + immediateB(this.#word), null) : this.#done(null);
  }

  effect(): SlowEffect {
    const word = this.#word;
    const { pc } = this.#state;
    switch (bits(word, 6, 0)) {
      case 0x37:
        return this.#done(immediateU(word));
      case 0x17:
        return this.#done(pc + immediateU(word));
      case 0x6f:
        return this.#jump((pc + immediateJ(word)) >>> 0, pc + 4);
      case 0x67: {
        if (this.#funct3() !== 0) return ILLEGAL;
        const target = (this.#a() + immediateI(word)) >>> 0;
        return this.#jump(target - (target % 2), pc + 4);
      }
      case 0x63:
        return this.#branch();
      case 0x03:
        return this.#load();
      case 0x23:
        return this.#store();
      case 0x13:
        return this.#computed(immediate(this.#funct3(), this.#a(), immediateI(word)));
      case 0x33:
        return this.#computed(registers(this.#funct3(), bits(word, 31, 25), this.#a(), this.#b()));
      case 0x0f:
        // FENCE orders nothing here; FENCE.I is of another extension.
        return this.#funct3() === 0 ? this.#done(null) : ILLEGAL;
      case 0x73:
        return word === 0x73 ? { kind: "call" } : ILLEGAL;
      default:
        return ILLEGAL;
    }
  }
}

/** What an instruction does to a state; of the state only memory is changed. */
export function slowStep(state: SlowState, word: number): SlowEffect {
  return new Instruction(state, word).effect();
}
