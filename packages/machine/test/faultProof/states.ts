// Random states in front of one instruction or system call, at the edges: addresses that cross leaves and pages or wrap at 2^64,
// operands that overflow, program counters at the ends of pages and between instructions.
import { MAX_U64, type MachineState } from "../../src/faultProof/state.ts";
import { encode, RV64IMA } from "../riscv/encode.ts";
import type { Random } from "../riscv/random.ts";

const NAMES = Object.keys(RV64IMA);
const CALLS = [20, 21, 25, 56, 59, 63, 64, 78, 79, 93, 94, 101, 113, 123, 124, 132, 134, 135, 160, 163, 178, 214, 215];
const MORE_CALLS = [220, 222, 233, 261, 278, 422, 0, 1000];

export interface RandomState {
  /** Instruction, or `call <number>`, or `random word`. */
  readonly name: string;
  readonly state: MachineState;
  /** Preimages that the oracle has, by key in hex. */
  readonly preimages: ReadonlyMap<string, Uint8Array>;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function randomAddress(random: Random): bigint {
  const page = random.pick([0x10n, 0x11n, 0x12n, 0x40n, 0n, (1n << 52n) - 1n]);
  const offset = random.chance(0.5)
    ? BigInt(random.below(4096))
    : BigInt(random.pick([0, 8, 31, 32, 4064, 4088, 4095, 24, 25]));
  return BigInt.asUintN(64, (page << 12n) + offset + BigInt(random.below(9) - 4));
}

function randomWord(random: Random, registers: bigint[]): { name: string; word: number } {
  if (random.chance(0.15)) return { name: "random word", word: Number(random.u64() & 0xffff_ffffn) };
  const name = random.chance(0.25) ? "ecall" : random.pick(NAMES);
  const fields = {
    rd: random.below(32),
    rs1: random.below(32),
    rs2: random.below(32),
    immediate: random.chance(0.3) ? random.pick([0, 4, -4, 2, -2048, 2047, 32, -32]) : Number(random.u64() & 0xfffffn),
  };
  if (/^(l[bhwd]u?|lwu|s[bhwd]|jalr)$/.test(name)) registers[fields.rs1] = randomAddress(random);
  if (name.includes(".")) {
    const aligned = random.chance(0.9) ? randomAddress(random) & ~7n : randomAddress(random);
    registers[fields.rs1] = random.chance(0.05) ? 0n : aligned;
  }
  if (name !== "ecall") {
    const word = encode(name, fields);
    // Now and then with one bit changed: encodings that nearly are one.
    return random.chance(0.1) ? { name, word: (word ^ (1 << random.below(32))) >>> 0 } : { name, word };
  }
  const call = BigInt(random.pick([...CALLS, ...MORE_CALLS, 63, 63, 63, 64, 64, 64, 25, 113, 163, 222]));
  registers[17] = call;
  registers[10] = random.chance(0.8) ? BigInt(random.below(9)) : random.value();
  if (call === 63n && random.chance(0.6)) registers[10] = 5n;
  if (call === 64n && random.chance(0.4)) registers[10] = 6n;
  registers[11] = random.chance(0.8) && call !== 25n ? randomAddress(random) : BigInt(random.below(5));
  registers[12] = random.chance(0.8) ? BigInt(random.below(40)) : random.value() & 0xffffn;
  if (call === 222n) {
    registers[10] = random.chance(0.6) ? 0n : random.value();
    registers[11] = random.value();
    registers[13] = random.chance(0.8) ? 0x22n : random.value();
    registers[14] = random.chance(0.8) ? MAX_U64 : random.value();
  }
  return { name: `call ${call}`, word: 0x73 };
}

function randomPc(random: Random): bigint {
  if (random.chance(0.05)) return randomAddress(random);
  const pc = random.pick([0x10ffcn, 0x10000n, 0x1001cn, 0n, (1n << 64n) - 4n, (1n << 64n) - 4096n, 0x7ffffffcn]);
  return random.chance(0.5) ? pc : 0x10000n + 4n * BigInt(random.below(1024));
}

export function randomState(random: Random): RandomState {
  const registers = Array.from({ length: 32 }, (_, i) => (i === 0 && random.chance(0.9) ? 0n : random.value()));
  const { name, word } = randomWord(random, registers);
  const pc = randomPc(random);
  const pages = new Map<bigint, Uint8Array>();
  for (const index of [0x10n, 0x11n, 0x12n, 0n, (1n << 52n) - 1n]) {
    if (random.chance(0.6)) pages.set(index, random.bytes(4096));
  }
  // Byte by byte, since it may lie across pages.
  for (let i = 0; i < 4; i++) {
    const at = BigInt.asUintN(64, pc + BigInt(i));
    if (!pages.has(at >> 12n)) pages.set(at >> 12n, new Uint8Array(4096));
    pages.get(at >> 12n)![Number(at & 4095n)] = (word >>> (8 * i)) & 255;
  }
  const preimageKey = random.bytes(32);
  preimageKey[0] = random.pick([1, 2, 2, 2, 4, 5, 6]);
  const value = random.bytes(random.pick([0, 1, 7, 8, 24, 32, 33, 100]));
  const state = {
    preimageKey,
    preimageOffset: BigInt(random.chance(0.9) ? random.below(value.length + 8) : random.below(200)),
    pc,
    exitCode: random.below(256),
    exited: random.chance(0.02),
    step: random.chance(0.02) ? MAX_U64 : random.value(),
    heap: random.value(),
    loadReservation: random.chance(0.5) ? registers[(word >>> 15) & 31]! : random.value(),
    registers,
    pages: [...pages].map(([index, data]) => ({ index, data })),
    lastHint: new Uint8Array(0),
  };
  return { name, state, preimages: new Map(random.chance(0.95) ? [[hex(preimageKey), value]] : []) };
}
