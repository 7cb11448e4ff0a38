// Programs that nobody would write: random bytes, damaged headers, endless loops, wild jumps, code that writes over itself. Every one must
// end in a way that has a name, within the steps and pages it is given.
import { InputError } from "@assay/core/inputError";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import { elfFile } from "../riscv/elfFile.ts";
import { oracleOf } from "./agreement.ts";
import { encode, INSTRUCTIONS } from "./encode.ts";
import type { Random } from "./random.ts";

export const MAX_STEPS = 200_000n;
export const MAX_PAGES = 3000;
const CODE = 0x10000;
const NAMES = Object.keys(INSTRUCTIONS);
const CALLS = [63, 64, 64, 64, 93, 113, 163, 214, 222, 25, 56, 220, 261];

/** Random instructions; registers 28 to 31 mostly hold addresses of the code itself. */
export function randomCode(random: Random, words: number): number[] {
  return Array.from({ length: words }, () => {
    if (random.chance(0.02)) return Number(random.u64() & 0xffff_ffffn);
    // Any system call may follow.
    if (random.chance(0.03)) return encode("addi", { rd: 17, rs1: 0, rs2: 0, immediate: random.pick(CALLS) });
    const name = random.chance(0.05) ? "ecall" : random.pick(NAMES);
    const isJump = /^(j|b)/.test(name);
    return encode(name, {
      rd: random.below(random.chance(0.95) ? 28 : 32),
      rs1: random.chance(0.7) && /^([ls][bhwd]u?|jalr)$/.test(name) ? 28 + random.below(4) : random.below(32),
      rs2: random.below(32),
      immediate: isJump ? 4 * (random.below(400) - 200) : Number(random.u64() & 0xfffffn),
    });
  });
}

/** Loads random words and addresses of the code into registers. */
function prologue(random: Random): number[] {
  const op = (name: string, rd: number, rs1: number, immediate: number) => encode(name, { rd, rs1, rs2: 0, immediate });
  const words: number[] = [];
  for (let register = 1; register < 32; register++) {
    const high = register < 28 ? Number(random.u64() & 0xfffffn) : (CODE >> 12) + random.below(3);
    words.push(op("lui", register, 0, high), op("addi", register, register, random.below(4096)));
    if (register < 28 && random.chance(0.3)) words.push(op("slli", register, register, random.below(64)));
  }
  return words;
}

const bytesOf = (words: readonly number[]) => new Uint8Array(new Uint32Array(words).buffer);

const KINDS: Readonly<Record<string, (random: Random) => Uint8Array>> = {
  "random bytes": (random) => random.bytes(random.below(5000)),
  "an ELF header before random bytes": (random) => {
    const bytes = random.bytes(64 + random.below(5000));
    bytes.set(elfFile(CODE, []).subarray(0, 20 + random.below(44)));
    return bytes;
  },
  "damaged headers": (random) => {
    const elf = elfFile(
      CODE,
      [{ address: CODE, bytes: bytesOf(randomCode(random, 50)), memoryBytes: 5000 }],
      [{ name: "flag.init", address: 0x10040n }],
    );
    for (let i = random.below(6); i >= 0; i--) {
      const isTail = random.chance(0.5);
      const at = isTail ? elf.length - 1 - random.below(250) : random.below(120);
      elf[at] = random.chance(0.5) ? random.below(256) : random.pick([0, 255, 128, elf[at]! + 1]);
    }
    return random.chance(0.2) ? elf.subarray(0, random.below(elf.length)) : elf;
  },
  "random code": (random) =>
    elfFile(CODE, [{ address: CODE, bytes: bytesOf([...prologue(random), ...randomCode(random, 2500)]) }]),
  "random words": (random) => elfFile(CODE, [{ address: CODE, bytes: random.bytes(4096) }]),
  "a loop without end": (random) => {
    const body = randomCode(random, 1 + random.below(30)).filter((word) => (word & 0x7f) === 0x13);
    const back = encode("jal", { rd: 0, rs1: 0, rs2: 0, immediate: -4 * body.length });
    return elfFile(CODE, [{ address: CODE, bytes: bytesOf([...prologue(random), ...body, back]) }]);
  },
  "pages without end": (random) => {
    const op = (name: string, fields: object) => encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields });
    const words = [
      op("lui", { rd: 5, immediate: 1 + random.below(100) }),
      op("slli", { rd: 5, rs1: 5, immediate: random.below(30) }),
      op("sd", { rs1: 6, rs2: 5 }),
      op("add", { rd: 6, rs1: 6, rs2: 5 }),
      op("jal", { immediate: -8 }),
    ];
    return elfFile(CODE, [{ address: CODE, bytes: bytesOf(words) }]);
  },
};

export interface HostileRun {
  readonly kind: string;
  /** "limit", "exited", or an error's code. */
  readonly end: string;
  readonly pages: number;
  readonly ms: number;
}

const EXPECTED = new Set(["ELF_BROKEN", "MACHINE_FAULT", "MACHINE_OUT_OF_MEMORY", "PREIMAGE_MISSING"]);

/** Runs one. @throws what is no typed error: a bug */
export function runHostile(random: Random): HostileRun {
  const kind = random.pick(Object.keys(KINDS));
  const elf = KINDS[kind]!(random);
  const started = performance.now();
  let machine: FastMachine | null = null;
  const end = () => {
    try {
      const options = { maxPages: MAX_PAGES, log: () => {} };
      machine = new FastMachine(loadProgram(readElf(elf, 64)), oracleOf(new Map()), options);
      const how = machine.run(MAX_STEPS);
      machine.hash();
      return how;
    } catch (error) {
      if (error instanceof InputError && EXPECTED.has(error.code)) return error.code;
      throw error;
    }
  };
  const result = end();
  const pages = (machine as FastMachine | null)?.memory.pageCount ?? 0;
  return { kind, end: result, pages, ms: performance.now() - started };
}
