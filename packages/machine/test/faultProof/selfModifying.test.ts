// Code that has run and is then written over runs as what it has become: for everything that writes, on the fast machine at once and step
// by step beside the slow one.
import { toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import { blankProcessor, type MachineState } from "../../src/faultProof/state.ts";
import { encode } from "../riscv/encode.ts";
import { machineOf, stepBoth } from "./agreement.ts";
import { everything } from "./translation.ts";

const TARGET = 0x11000n;
const op = (name: string, fields: object) => encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields });

/** x1 counts by 1, or by what comes to stand there; x2 by another. */
const BEFORE = [op("addi", { rd: 1, rs1: 1, immediate: 1 }), op("addi", { rd: 2, rs1: 2, immediate: 1 })];
const AFTER = [op("addi", { rd: 1, rs1: 1, immediate: 100 }), op("addi", { rd: 2, rs1: 2, immediate: 200 })];
const BOTH = (BigInt(AFTER[1]!) << 32n) | BigInt(AFTER[0]!);
/** The byte with the higher bits of an immediate. */
const HIGH_BYTE = 0x7fn;

const preimage = new Uint8Array(new Uint32Array(AFTER).buffer);
const key = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 2 : 9));

interface Writer {
  readonly name: string;
  readonly words: readonly number[];
  readonly x?: Readonly<Record<number, bigint>>;
  readonly preimageOffset?: bigint;
}

const WRITERS: readonly Writer[] = [
  { name: "sb", words: [op("sb", { rs1: 5, rs2: 6, immediate: 3 })], x: { 6: HIGH_BYTE } },
  { name: "sb of the second", words: [op("sb", { rs1: 5, rs2: 6, immediate: 7 })], x: { 6: HIGH_BYTE } },
  { name: "sh", words: [op("sh", { rs1: 5, rs2: 6, immediate: 2 })], x: { 6: BigInt(AFTER[0]!) >> 16n } },
  { name: "sh over both", words: [op("sh", { rs1: 5, rs2: 6, immediate: 3 })], x: { 6: 0x1306n } },
  { name: "sw", words: [op("sw", { rs1: 5, rs2: 6 })], x: { 6: BigInt(AFTER[0]!) } },
  { name: "sd", words: [op("sd", { rs1: 5, rs2: 6 })] },
  { name: "sd from the page before", words: [op("sd", { rs1: 5, rs2: 6, immediate: -4 })], x: { 6: BOTH << 32n } },
  { name: "amoswap.w", words: [op("amoswap.w", { rd: 7, rs1: 5, rs2: 6 })], x: { 6: BigInt(AFTER[0]!) } },
  { name: "amoswap.d", words: [op("amoswap.d", { rd: 7, rs1: 5, rs2: 6 })] },
  { name: "sc.d", words: [op("lr.d", { rd: 7, rs1: 5 }), op("sc.d", { rd: 7, rs1: 5, rs2: 6 })] },
  { name: "clock_gettime", words: [op("ecall", {})], x: { 11: TARGET, 17: 113n } },
  { name: "a preimage", words: [op("ecall", {})], x: { 10: 5n, 11: TARGET, 12: 8n, 17: 63n }, preimageOffset: 8n },
];

/** Runs the target, writes, runs the target again: a jump there, the writer, a jump there. */
function program({ words, x = {}, preimageOffset = 0n }: Writer): MachineState {
  const code = new Uint8Array(4096);
  const jumpThere = op("jalr", { rd: 30, rs1: 29 });
  code.set(new Uint8Array(new Uint32Array([jumpThere, ...words, jumpThere]).buffer));
  const target = new Uint8Array(4096);
  target.set(new Uint8Array(new Uint32Array([...BEFORE, op("jalr", { rs1: 30 })]).buffer));
  const given: Record<number, bigint> = { 5: TARGET, 6: BOTH, 29: TARGET, ...x };
  return {
    ...blankProcessor(),
    preimageKey: key,
    preimageOffset,
    pc: 0x20000n,
    registers: Array.from({ length: 32 }, (_, i) => given[i] ?? 0n),
    pages: [
      { index: 0x20n, data: code },
      { index: TARGET >> 12n, data: target },
      // The page before it runs too, so that a store across both finds decoded code on either side.
      { index: (TARGET >> 12n) - 1n, data: new Uint8Array(4096).fill(0x13) },
    ],
    lastHint: new Uint8Array(0),
  };
}

describe("written over by", () => {
  test.each(WRITERS)("$name", (writer) => {
    const preimages = new Map([[Buffer.from(key).toString("hex"), preimage]]);
    const state = program(writer);
    const single = machineOf(state, preimages);
    const steps = 8 + writer.words.length;
    let fault: string | null = null;
    for (let step = 0; step < steps && !fault; step++) {
      const { fast, slow } = stepBoth(single, preimages);
      expect(fast, `step ${step}`).toBe(slow);
      if (!fast.startsWith("0x")) fault = fast;
    }
    // What was there first has run twice only if nobody noticed.
    expect([single.register(1), single.register(2)]).not.toEqual([2n, 2n]);
    for (const translate of ["never", everything(1), everything(2), everything(3)] as const) {
      const atOnce = machineOf(state, preimages, { translate });
      const run = () => atOnce.run(BigInt(steps));
      if (fault) expect(run).toThrow(fault);
      else run();
      expect(toHex(atOnce.hash())).toBe(toHex(single.hash()));
      expect(atOnce.translatedSteps > 0n).toBe(translate !== "never");
    }
  });

  test("the machine's own next instruction", () => {
    // sw over the word behind it, in a straight line that has run before.
    const words = [op("sw", { rs1: 5, rs2: 6, immediate: 4 }), BEFORE[0]!, op("jalr", { rs1: 30 })];
    const state = program({ name: "", words: [op("sw", { rs1: 5, rs2: 0, immediate: -8 })] });
    const [code] = [...state.pages];
    code!.data.set(new Uint8Array(new Uint32Array(words).buffer), 0x100);
    code!.data.set(
      new Uint8Array(
        new Uint32Array([
          op("jalr", { rd: 30, rs1: 29 }),
          op("addi", { rd: 6, rs1: 28 }),
          op("jalr", { rd: 30, rs1: 29 }),
        ]).buffer,
      ),
    );
    const registers = state.registers.map((value, i) =>
      i === 5 || i === 29 ? 0x20100n : i === 6 ? BigInt(BEFORE[0]!) : i === 28 ? BigInt(AFTER[0]!) : value,
    );
    for (const translate of ["never", everything(1), everything(2), everything(3)] as const) {
      // The code is written over: every run needs its own.
      const pages = [...state.pages].map(({ index, data }) => ({ index, data: data.slice() }));
      const machine = machineOf({ ...state, pages, registers }, new Map(), { translate });
      machine.run(8n);
      expect(machine.register(1)).toBe(101n);
    }
  });
});
