// Programs that nobody would write: random bytes, damaged headers, endless loops, wild jumps, code that writes over itself, calls with
// random arguments. Every one must end in a way that has a name, within the instructions and pages it is given.
import { elfFile } from "./elfFile.ts";
import { encode, type Fields, RV32IM, RV64IMA } from "./encode.ts";
import type { Bits } from "./qemu.ts";
import type { Random } from "./random.ts";

export const MAX_EXECUTED = 200_000;
export const MAX_PAGES = 3000;
const CODE = 0x10000;
const CALLS = {
  64: [63, 64, 64, 64, 93, 113, 163, 214, 222, 25, 56, 220, 261],
  32: [63, 63, 64, 64, 64, 93, 222, 1024, 1025, 1026, 1027, 1025, 1026, 1027, 65],
};

const instructionsOf = (bits: Bits) => (bits === 64 ? RV64IMA : RV32IM);
const op = (name: string, fields: Partial<Fields>) =>
  encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields }, RV64IMA);

/** Random instructions; registers 28 to 31 mostly hold addresses of the code itself. */
export function randomCode(random: Random, words: number, bits: Bits = 64): number[] {
  const names = Object.keys(instructionsOf(bits));
  return Array.from({ length: words }, () => {
    if (random.chance(0.02)) return Number(random.u64() & 0xffff_ffffn);
    // Any system call may follow.
    if (random.chance(0.03)) return op("addi", { rd: 17, immediate: random.pick(CALLS[bits]) });
    const name = random.chance(0.05) ? "ecall" : random.pick(names);
    const isJump = /^(j|b)/.test(name);
    const fields = {
      rd: random.below(random.chance(0.95) ? 28 : 32),
      rs1: random.chance(0.7) && /^([ls][bhwd]u?|jalr)$/.test(name) ? 28 + random.below(4) : random.below(32),
      rs2: random.below(32),
      immediate: isJump ? 4 * (random.below(400) - 200) : Number(random.u64() & 0xfffffn),
    };
    return encode(name, fields, instructionsOf(bits));
  });
}

/** Loads random words and addresses of the code into registers. */
function prologue(random: Random): number[] {
  const words: number[] = [];
  for (let register = 1; register < 32; register++) {
    const high = register < 28 ? Number(random.u64() & 0xfffffn) : (CODE >> 12) + random.below(3);
    words.push(op("lui", { rd: register, immediate: high }));
    words.push(op("addi", { rd: register, rs1: register, immediate: random.below(4096) }));
    if (register < 28 && random.chance(0.3)) {
      words.push(op("slli", { rd: register, rs1: register, immediate: random.below(32) }));
    }
  }
  return words;
}

/** Arguments at every edge of memory, of the code and of what a call takes. */
function callsWithRandomArguments(random: Random): number[] {
  const words: number[] = [];
  for (let i = 0; i < 60; i++) {
    for (let register = 10; register <= 14; register++) {
      const kind = random.below(4);
      const page = random.pick([0, CODE >> 12, (CODE >> 12) + 1, 0x20, 0x30, 0x7ffff, 0x80000, 0xfffff]);
      if (kind > 0) words.push(op("lui", { rd: register, immediate: page }));
      const low = kind === 0 ? random.below(8) : 4 * random.below(1024) + (random.chance(0.1) ? 1 : 0);
      words.push(op("addi", { rd: register, rs1: kind > 0 ? register : 0, immediate: low }));
    }
    if (random.chance(0.5)) words.push(op("addi", { rd: 10, immediate: random.below(8) }));
    if (random.chance(0.7)) words.push(op("addi", { rd: 12, immediate: random.below(2048) }));
    const call = random.chance(0.1) ? random.below(2048) : random.pick(CALLS[32]);
    words.push(op("addi", { rd: 17, immediate: call }), op("ecall", {}));
  }
  return words;
}

const bytesOf = (words: readonly number[]) => new Uint8Array(new Uint32Array(words).buffer);

/** One segment of code at CODE, which can be written only where the machine allows that. */
function codeFile(bits: Bits, words: readonly number[]): Uint8Array {
  return elfFile(CODE, [{ address: CODE, bytes: bytesOf(words), flags: bits === 64 ? 7 : 5 }], [], bits);
}

function damage(random: Random, elf: Uint8Array): Uint8Array {
  for (let i = random.below(6); i >= 0; i--) {
    const at = random.chance(0.5) ? elf.length - 1 - random.below(250) : random.below(120);
    elf[at] = random.chance(0.5) ? random.below(256) : random.pick([0, 255, 128, elf[at]! + 1]);
  }
  return random.chance(0.2) ? elf.subarray(0, random.below(elf.length)) : elf;
}

const KINDS: Readonly<Record<string, (random: Random, bits: Bits) => Uint8Array>> = {
  "random bytes": (random) => random.bytes(random.below(5000)),
  "an ELF header before random bytes": (random, bits) => {
    const bytes = random.bytes(64 + random.below(5000));
    bytes.set(elfFile(CODE, [], [], bits).subarray(0, 20 + random.below(30)));
    return bytes;
  },
  "damaged headers": (random, bits) => {
    const code = { address: CODE, bytes: bytesOf(randomCode(random, 50, bits)), memoryBytes: 5000 };
    const data = { address: 0x20000, bytes: random.bytes(100), memoryBytes: 1 << 20, flags: 6 };
    const symbols = [{ name: "flag.init", address: 0x10040n, type: 2 }];
    const parts = bits === 64 ? [code] : [{ ...code, flags: 5 }, data];
    return damage(random, elfFile(CODE, parts, symbols, bits));
  },
  "random code": (random, bits) => codeFile(bits, [...prologue(random), ...randomCode(random, 2500, bits)]),
  "random words": (random, bits) => {
    const bytes = random.bytes(4096);
    return codeFile(bits, [...new Uint32Array(bytes.buffer)]);
  },
  "calls with random arguments": (random, bits) => codeFile(bits, callsWithRandomArguments(random)),
  "a loop without end": (random, bits) => {
    const body = randomCode(random, 1 + random.below(30), bits).filter((word) => (word & 0x7f) === 0x13);
    return codeFile(bits, [...prologue(random), ...body, op("jal", { immediate: -4 * body.length })]);
  },
  "calls without end": (random, bits) => {
    const call = random.pick([64, 1025, 1026, 63]);
    const words = [
      op("lui", { rd: 10, immediate: 0x20 }),
      op("addi", { rd: 10, rs1: call < 1000 ? 0 : 10, immediate: call === 64 ? 1 + random.below(2) : 0 }),
      ...[11, 13, 14].map((rd) => op("lui", { rd, immediate: 0x20 + random.below(4) })),
      op("lui", { rd: 12, immediate: call === 1026 ? 0x22 : 1 + random.below(8) }),
      op("addi", { rd: 14, rs1: 14, immediate: 4 }),
      op("sw", { rs1: 14, rs2: 14 }),
      op("addi", { rd: 17, immediate: call }),
      op("ecall", {}),
    ];
    return codeFile(bits, [...words, op("jal", { immediate: -4 * words.length })]);
  },
  "a jump into nowhere": (random, bits) =>
    codeFile(bits, [
      ...prologue(random),
      op("lui", { rd: 5, immediate: random.below(1 << 20) }),
      op("jalr", { rd: random.below(32), rs1: 5, immediate: random.below(4096) }),
    ]),
  "code that writes to itself": (random, bits) =>
    codeFile(bits, [
      op("auipc", { rd: 5 }),
      op("addi", { rd: 6, immediate: random.below(2048) }),
      op(random.pick(["sb", "sh", "sw"]), { rs1: 5, rs2: 6, immediate: 4 * random.below(12) - 8 }),
      ...randomCode(random, 8, bits),
    ]),
  "pages without end": (random, bits) =>
    codeFile(bits, [
      op("lui", { rd: 5, immediate: 1 + random.below(100) }),
      op("slli", { rd: 5, rs1: 5, immediate: random.below(bits === 64 ? 30 : 12) }),
      op("lui", { rd: 6, immediate: bits === 64 ? 0 : 0x20 }),
      op(bits === 64 ? "sd" : "sw", { rs1: 6, rs2: 5 }),
      op("add", { rd: 6, rs1: 6, rs2: 5 }),
      op("jal", { immediate: -8 }),
    ]),
};

export const HOSTILE_KINDS = Object.keys(KINDS);

export interface HostileProgram {
  readonly kind: string;
  readonly elf: Uint8Array;
}

export function hostileProgram(random: Random, bits: Bits): HostileProgram {
  const kind = random.pick(HOSTILE_KINDS);
  return { kind, elf: KINDS[kind]!(random, bits) };
}

export interface HostileRun {
  readonly kind: string;
  /** "limit", "exited", "halted", or an error's code. */
  readonly end: string;
  readonly pages: number;
  readonly ms: number;
}
