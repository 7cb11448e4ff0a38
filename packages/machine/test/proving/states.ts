// Instructions and registers at the edges, for single steps: addresses around code, pages and the end of memory, operands that overflow,
// encodings that nearly are one.
import { encode, RV32IM } from "../riscv/encode.ts";
import type { Random } from "../riscv/random.ts";

const NAMES = Object.keys(RV32IM);
const OPCODES = [0x03, 0x0f, 0x13, 0x17, 0x23, 0x33, 0x37, 0x63, 0x67, 0x6f, 0x73];
export const CODE = 0x10000;
export const DATA = 0x40000;

export interface RandomWord {
  /** Instruction, or `random word`. */
  readonly name: string;
  readonly word: number;
  /** The register that an address is made of, where one is. */
  readonly base: number | null;
}

function namedWord(random: Random, name: string): RandomWord {
  const isJump = /^(j|b)/.test(name);
  const fields = {
    rd: random.below(32),
    rs1: random.below(32),
    rs2: random.below(32),
    immediate: random.chance(0.3)
      ? random.pick([0, 4, -4, 2, 1, -2048, 2047, 32, 31])
      : isJump && random.chance(0.8)
        ? 4 * (random.below(500) - 250)
        : Number(random.u64() & 0xfffffn),
  };
  const word = encode(name, fields, RV32IM);
  const base = /^([ls][bhw]u?|jalr)$/.test(name) ? fields.rs1 : null;
  // Now and then with one bit changed.
  return random.chance(0.1)
    ? { name: "random word", word: (word ^ (1 << random.below(32))) >>> 0, base }
    : { name, word, base };
}

export function randomWord(random: Random): RandomWord {
  if (random.chance(0.7)) return namedWord(random, random.pick(NAMES));
  const word = Number(random.u64() & 0xffff_ffffn);
  if (random.chance(0.3)) return { name: "random word", word, base: null };
  return { name: "random word", word: ((word & ~0x7f) | random.pick(OPCODES)) >>> 0, base: (word >>> 15) & 31 };
}

/** Mostly aligned, mostly in memory. */
export function randomAddress(random: Random): number {
  const page = random.pick([0, CODE, CODE + 4096, CODE - 4096, DATA, DATA, DATA + 4096, 0x7fff_f000, 0x8000_0000]);
  const offset = random.chance(0.5) ? 4 * random.below(1024) : random.pick([0, 1, 2, 3, 4092, 4094, 4095, -4, -1]);
  const address = random.chance(0.05) ? random.value32() : page + offset;
  return (random.chance(0.9) ? address : address + random.below(9) - 4) >>> 0;
}

export function randomRegisters(random: Random): Uint32Array {
  return Uint32Array.from({ length: 32 }, (_, i) => (i === 0 ? 0 : random.value32()));
}
