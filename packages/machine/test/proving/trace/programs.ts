// Programs whose traces have everything in them.
import type { MachineOracle } from "../../../src/oracle.ts";
import type { ProvingProgram } from "../../../src/proving/program.ts";
import { assemble, call, DATA, exit, op, R, set } from "../assemble.ts";

const { zero, ra, t0, t1, t2, s0, s1, a0 } = R;
const STATE = DATA + 0x100;
const NUMBERS = DATA + 0x200;
const [WORDS_256, WORDS_384] = [32, 48];
const OUTPUT = DATA + 0x403;
const PREIMAGE = DATA + 0x483;
/** A hint of one byte, behind its length. */
const HINT = DATA + 0x500;

/** Numbers for multiply-add: the last is the modulus, larger than the others. */
function data(): Uint8Array {
  const bytes = Uint8Array.from({ length: 0x600 }, (_, i) => (i * 37 + 11) & 0x7f);
  for (let i = 0; i < WORDS_384; i++) bytes[0x200 + 4 * 64 + i] = 0xff - i;
  bytes.set([0, 0, 0, 1], HINT - DATA);
  return bytes;
}

const number = (i: number) => NUMBERS + 64 * i;

/** Instructions of all families, some with x0 as their result, in a loop of two rounds. */
const body: readonly number[] = [
  ...["add", "sub", "xor", "or", "and", "slt", "sltu", "sll", "srl", "sra"].flatMap((name) => [
    op(name, { rd: t2, rs1: t0, rs2: t1 }),
    op(name, { rd: zero, rs1: t2, rs2: t2 }),
  ]),
  ...["addi", "xori", "ori", "andi", "slti", "sltiu", "slli", "srli", "srai"].flatMap((name) => [
    op(name, { rd: t0, rs1: t0, immediate: 13 }),
    op(name, { rd: t1, rs1: zero, immediate: 7 }),
  ]),
  ...["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"].flatMap((name) => [
    op(name, { rd: t1, rs1: t0, rs2: t2 }),
    op(name, { rd: t2, rs1: t1, rs2: zero }),
  ]),
  op("lui", { rd: t2, immediate: 0xabcde }),
  op("auipc", { rd: t1, immediate: 1 }),
  op("auipc", { rd: zero, immediate: 1 }),
  ...["lb", "lbu"].flatMap((name) => [0, 1, 2, 3].map((immediate) => op(name, { rd: t0, rs1: s0, immediate }))),
  ...["lh", "lhu"].flatMap((name) => [0, 2].map((immediate) => op(name, { rd: t0, rs1: s0, immediate }))),
  op("lw", { rd: t0, rs1: s0, immediate: 4 }),
  op("lw", { rd: zero, rs1: s0, immediate: 4 }),
  ...[0, 1, 2, 3].map((immediate) => op("sb", { rs1: s0, rs2: t2, immediate })),
  ...[4, 6].map((immediate) => op("sh", { rs1: s0, rs2: t1, immediate })),
  op("sw", { rs1: s0, rs2: t0, immediate: 8 }),
  op("fence", { immediate: 0xff }),
  ...["beq", "bne", "blt", "bge", "bltu", "bgeu"].flatMap((name) => [
    op(name, { rs1: t0, rs2: t1, immediate: 8 }),
    op("fence"),
  ]),
  op("jal", { rd: ra, immediate: 8 }),
  op("fence"),
  op("jal", { rd: zero, immediate: 4 }),
  op("auipc", { rd: ra }),
  op("jalr", { rd: t2, rs1: ra, immediate: 13 }),
  op("fence"),
  op("fence"),
];

/** Reads descriptor 0 and a preimage to odd addresses, uses all accelerators (also with operands that are each other), writes and commits. */
const calls: readonly number[] = [
  ...call(63, 0, DATA + 5, 23),
  ...call(63, 0, DATA + 0x20, 100),
  ...call(63, 0, DATA + 0x20, 100),
  ...call(222, 0, 0, 0),
  ...call(1025, STATE),
  ...call(1026, number(0), number(1), number(2), number(3), number(4)),
  ...call(1026, number(1), number(1), number(1), number(1), number(4)),
  ...call(1026, number(2), number(2) + 4, number(2), number(2) + 8, number(4)),
  ...call(1027, number(0), number(1), number(2), number(3), number(4)),
  ...call(1027, number(3), number(3), number(3), number(3), number(4)),
  ...call(1025, STATE),
  ...call(64, 2, OUTPUT, 9),
  ...call(64, 1, OUTPUT, 33),
  ...call(64, 1, OUTPUT, 0),
  ...call(64, 1, STATE, WORDS_256),
  ...call(64, 6, OUTPUT, 32),
  ...call(63, 5, PREIMAGE, 8),
  ...call(63, 5, PREIMAGE + 9, 100),
  ...call(63, 5, PREIMAGE, 100),
  ...call(64, 4, HINT, 5),
  ...call(63, 3, PREIMAGE, 1),
  ...call(1024, STATE),
];

export const ORACLE: MachineOracle = { hint() {}, preimage: () => Uint8Array.of(1, 2, 3, 4, 5, 6, 7) };
export const INPUT = Uint8Array.from({ length: 40 }, (_, i) => i + 1);

export function everyFamily(): ProvingProgram {
  const loop = [...body, op("addi", { rd: s1, rs1: s1, immediate: -1 })];
  return assemble(
    [
      ...set(s0, DATA),
      ...set(s1, 2),
      ...set(t0, 0x1234_5678),
      ...set(t1, -77),
      ...loop,
      op("bne", { rs1: s1, rs2: zero, immediate: -4 * loop.length }),
      ...calls,
      op("addi", { rd: a0, immediate: 5 }),
      ...exit(7),
    ],
    { data: data() },
  );
}

/** Where `twins` has everything a second time. */
export const TWIN = 0x400;

/** One access of every kind, each to a place of its own; TWIN bytes behind lies the same, which nothing touches. */
export function twins(): ProvingProgram {
  const half = Uint8Array.from({ length: TWIN }, (_, i) => (i * 29 + 7) & 0x7f);
  const place = (offset: number) => DATA + offset;
  const [m256, m384] = [0x180, 0x2c0];
  for (let i = 0; i < WORDS_384; i++) {
    if (i < WORDS_256) half[m256 + i] = 0xff;
    half[m384 + i] = 0xff;
  }
  const operands = (first: number, step: number) => [0, 1, 2, 3, 4].map((i) => place(first + i * step));
  return assemble(
    [
      ...set(s0, DATA),
      ...set(t0, 0x1234_5678),
      op("lw", { rd: t1, rs1: s0, immediate: 0x300 }),
      op("lb", { rd: t1, rs1: s0, immediate: 0x305 }),
      op("lhu", { rd: t1, rs1: s0, immediate: 0x30a }),
      op("sw", { rs1: s0, rs2: t0, immediate: 0x30c }),
      op("sh", { rs1: s0, rs2: t0, immediate: 0x312 }),
      op("sb", { rs1: s0, rs2: t0, immediate: 0x317 }),
      ...call(63, 0, place(0x31b), 14),
      ...call(64, 1, place(0x331), 10),
      ...call(64, 2, place(0x341), 10),
      ...call(1024, place(0x350)),
      ...call(1025, place(0)),
      ...call(1026, ...operands(m256 - 4 * WORDS_256, WORDS_256)),
      ...call(1027, ...operands(m384 - 4 * WORDS_384, WORDS_384)),
      ...exit(0),
    ],
    { data: Uint8Array.of(...half, ...half) },
  );
}

/** Stores to a new page each time. */
export function newPages(count: number): ProvingProgram {
  const loop = [
    op("sw", { rs1: t0, rs2: t1 }),
    op("add", { rd: t0, rs1: t0, rs2: t2 }),
    op("addi", { rd: t1, rs1: t1, immediate: -1 }),
  ];
  return assemble([
    ...set(t0, 0x100000),
    ...set(t1, count),
    ...set(t2, 4096),
    ...loop,
    op("bne", { rs1: t1, rs2: zero, immediate: -4 * loop.length }),
    ...exit(0),
  ]);
}

/** Reads its input as a guest does, in as few calls as the machine allows, to an odd address. */
export function readsAll(): ProvingProgram {
  const loop = [
    op("addi", { rd: a0 }),
    op("addi", { rd: R.a1, rs1: s0 }),
    ...set(R.a2, 0x4000_0000),
    ...set(R.a7, 63),
    op("ecall"),
    op("add", { rd: s0, rs1: s0, rs2: a0 }),
  ];
  return assemble([
    ...set(s0, 0x100003),
    ...loop,
    op("bne", { rs1: a0, rs2: zero, immediate: -4 * loop.length }),
    ...exit(0),
  ]);
}
