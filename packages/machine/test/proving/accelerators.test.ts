// keccak-f and modular multiply-add: thousands of operands against noble and bigint, and every argument that a program must not give.
import { keccakP } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { ProvingFault } from "../../src/proving/fault.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import { runProving } from "../../src/proving/run.ts";
import { Random } from "../riscv/random.ts";
import { assemble, CODE, call, DATA, exit, op, R, set } from "./assemble.ts";

const END = 0x8000_0000;
const KECCAK_F = 1025;
const MULTIPLY_ADD = { 256: 1026, 384: 1027 } as const;
type Width = keyof typeof MULTIPLY_ADD;
const WIDTHS: readonly Width[] = [256, 384];

function toBytes(value: bigint, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function fromBytes(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** Reads `size` bytes at a time to DATA, makes the call, and writes `written` bytes from `from` on; until the input ends. */
function repeat(size: number, made: readonly number[], from: number, written: number): number[] {
  const read = call(63, 0, DATA, size);
  const body = [...made, ...call(64, 1, from, written)];
  const end = exit(0);
  return [
    ...call(63, 0, DATA, 8),
    ...read,
    op("beq", { rs1: R.a0, rs2: R.zero, immediate: 4 * (body.length + 2) }),
    ...body,
    op("jal", { immediate: -4 * (body.length + 1 + read.length) }),
    ...end,
  ];
}

const PRIMES: Record<Width, readonly bigint[]> = {
  256: [
    (1n << 256n) - (1n << 32n) - 977n,
    0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
    (1n << 256n) - (1n << 224n) + (1n << 192n) + (1n << 96n) - 1n,
  ],
  384: [0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn],
};

/** Numbers of any length, with long runs of ones and zeros, where carries and quotient limbs go wrong. */
function operand(random: Random, width: number): bigint {
  const all = (1n << BigInt(width)) - 1n;
  const any = () => {
    let value = 0n;
    for (let i = 0; i < width; i += 32) value = (value << 32n) | BigInt(random.below(2 ** 32));
    return value;
  };
  switch (random.below(8)) {
    case 0:
      return BigInt(random.below(3));
    case 1:
      return all - BigInt(random.below(3));
    case 2:
      return any() >> BigInt(random.below(width));
    case 3:
      return ((all >> BigInt(random.below(width))) << BigInt(random.below(width))) & all;
    case 4:
      return (1n << BigInt(random.below(width))) - BigInt(random.below(2));
    case 5: {
      // Limbs of ones, zeros, and others.
      let value = 0n;
      for (let i = 0; i < width; i += 64)
        value = (value << 64n) | [0n, (1n << 64n) - 1n, 1n << 63n, any() >> 192n][random.below(4)]!;
      return value & all;
    }
    default:
      return any();
  }
}

describe.each(WIDTHS)("multiply-add %i", (width) => {
  const bytes = width / 8;
  const [d, a, b, c, m] = [DATA + 4 * bytes, DATA, DATA + bytes, DATA + 2 * bytes, DATA + 3 * bytes];

  test("20,000 times as bigint says", () => {
    const random = new Random(7n + BigInt(width));
    const cases: [bigint, bigint, bigint, bigint][] = [];
    while (cases.length < 20_000) {
      const modulus =
        random.below(4) === 0 ? PRIMES[width][random.below(PRIMES[width].length)]! : operand(random, width);
      const one: [bigint, bigint, bigint, bigint] = [
        operand(random, width),
        operand(random, width),
        operand(random, width),
        modulus,
      ];
      if (modulus === 0n) continue;
      // As callers do it, and the largest factors that are allowed.
      if (random.below(2) === 0) one[0] %= modulus;
      const [x, y, z] = one;
      if (((x * y + z) / modulus) >> BigInt(width)) one[random.below(2) as 0 | 1] %= modulus;
      cases.push(one);
    }
    const input = new Uint8Array(cases.length * 4 * bytes);
    cases.flat().forEach((value, i) => {
      input.set(toBytes(value, bytes), i * bytes);
    });
    const words = repeat(4 * bytes, call(MULTIPLY_ADD[width], d, a, b, c, m), d, bytes);
    const program = assemble(words);
    let output = new Uint8Array(0);
    let calls = 0;
    // Public output has a bound.
    for (let from = 0; from < cases.length; from += 5000) {
      const part = input.subarray(from * 4 * bytes, (from + 5000) * 4 * bytes);
      const run = runProving(program, { input: part, cycleLimit: 1e7 });
      output = Uint8Array.from(Buffer.concat([output, run.publicOutput]));
      calls += width === 256 ? run.counts.multiplyAdd256 : run.counts.multiplyAdd384;
    }
    expect(calls).toBe(cases.length);
    const wrong = cases.findIndex(
      ([x, y, z, n], i) => fromBytes(output.subarray(i * bytes, (i + 1) * bytes)) !== (x * y + z) % n,
    );
    expect(wrong < 0 ? "none" : cases[wrong]).toBe("none");
  });

  const machine = new ProvingMachine(assemble([op("ecall")], { data: new Uint8Array(5 * bytes) }));
  const state = machine.state();

  /** One call, from the machine's beginning but for memory. */
  function single(values: readonly [bigint, bigint, bigint, bigint], at: readonly number[] = [d, a, b, c, m]) {
    const data = new Uint8Array(5 * bytes);
    values.forEach((value, i) => {
      data.set(toBytes(value, bytes), i * bytes);
    });
    machine.memory.write(DATA, data);
    const registers = state.registers.slice();
    at.forEach((address, i) => {
      registers[R.a0 + i] = address;
    });
    registers[R.a7] = MULTIPLY_ADD[width];
    machine.restore({ ...state, registers });
    machine.run(1);
    return machine;
  }
  const resultAt = (machine: ProvingMachine, address: number) => fromBytes(machine.memory.view(address, bytes));

  test("d may be any operand, and operands one place", () => {
    const values = [12345n, 678n, 9n, 1000n] as const;
    for (const place of [a, b, c, m]) {
      const machine = single(values, [place, a, b, c, m]);
      expect([resultAt(machine, place), machine.register(R.a0)]).toEqual([(12345n * 678n + 9n) % 1000n, 0]);
    }
    expect(resultAt(single(values, [a, a, a, a, m]), a)).toBe((12345n * 12345n + 12345n) % 1000n);
    // Overlapping, not the same place: all is read before anything is written.
    const shifted = single(values, [b - 4, a, b, c, m]);
    expect(resultAt(shifted, b - 4)).toBe((12345n * 678n + 9n) % 1000n);
    expect(resultAt(single([5n, 6n, 7n, 11n], [d, m, m, b, m]), d)).toBe(6n);
  });

  test("m = 1 gives 0, m = 0 is a fault", () => {
    expect(resultAt(single([0n, 5n, 6n, 1n]), d)).toBe(0n);
    expect(() => single([5n, 6n, 7n, 0n])).toThrow(/badArgument/);
    expect(() => single([0n, 0n, 0n, 0n])).toThrow(/badArgument/);
  });

  test("the quotient has as many bits as the operands, or it is a fault", () => {
    const all = (1n << BigInt(width)) - 1n;
    // (2^n - 1)^2 + 2^n - 1 = 2^n (2^n - 1): the quotient by 2^n - 1 is 2^n, by nothing smaller less.
    expect(() => single([all, all, all, all])).toThrow(/badArgument/);
    expect(resultAt(single([all, all, all - 1n, all]), d)).toBe((all * all + all - 1n) % all);
    expect(() => single([2n, 1n << BigInt(width - 1), 0n, 1n])).toThrow(/badArgument/);
    expect(resultAt(single([1n, all, 0n, 1n]), d)).toBe(0n);
    expect(() => single([1n << BigInt(width - 1), 4n, 0n, 2n])).toThrow(/badArgument/);
    expect(resultAt(single([1n << BigInt(width - 1), 4n, 5n, 3n]), d)).toBe(((1n << BigInt(width - 1)) * 4n + 5n) % 3n);
  });

  test.each([0, 1, 2, 3, 4])("operand %i anywhere", (which) => {
    const at = (address: number) => {
      const places = [d, a, b, c, m];
      places[which] = address;
      return () => single([3n, 4n, 5n, 7n], places);
    };
    for (const address of [DATA + 1, DATA + 2, END - 3, 0xffff_ffff]) expect(at(address)).toThrow(/misalignedAccess/);
    for (const address of [END - bytes + 4, END - 4, END, 0xffff_fffc])
      expect(at(address)).toThrow(/addressOutOfRange/);
    if (which > 0 && which < 4) expect(at(END - bytes)).not.toThrow();
    machine.memory.write(END - bytes, new Uint8Array(bytes));
    if (which === 4) expect(at(END - bytes)).toThrow(/badArgument/);
    if (which === 0) {
      expect(resultAt(at(END - bytes)(), END - bytes)).toBe(3n);
      expect(at(CODE + 0x800)).toThrow(/storeToCode/);
      // It begins before the page with code, and ends in it.
      expect(at(CODE - 4)).toThrow(/storeToCode: address 0x10000/);
    } else if (which < 4) expect(at(CODE - 4)).not.toThrow();
  });

  test("a fault leaves everything as it was, the page of the result too", () => {
    const far = 0x100000;
    const words = [...call(MULTIPLY_ADD[width], far, far, far, far, far), ...exit(0)];
    const machine = new ProvingMachine(assemble(words));
    expect(() => machine.run(100)).toThrow(ProvingFault);
    expect([machine.pagesWritten, machine.counts.multiplyAdd256 + machine.counts.multiplyAdd384]).toEqual([0, 0]);
    expect(machine.register(R.a0)).toBe(far);
  });
});

describe("keccak-f", () => {
  test("500 states as noble says", () => {
    const random = new Random(3n);
    const input = Uint8Array.from({ length: 500 * 200 }, () => random.below(256));
    const run = runProving(assemble(repeat(200, call(KECCAK_F, DATA), DATA, 200)), { input, cycleLimit: 1e6 });
    expect(run.counts.keccakF).toBe(500);
    const expected = input.slice();
    for (let at = 0; at < expected.length; at += 200) keccakP(new Uint32Array(expected.buffer, at, 50));
    expect(Buffer.compare(run.publicOutput, expected)).toBe(0);
  });

  test("anywhere", () => {
    const at =
      (address: number, maxPages = 10) =>
      () => {
        const machine = new ProvingMachine(assemble([...call(KECCAK_F, address), ...exit(0)]), { maxPages });
        machine.run(100);
        return machine;
      };
    for (const address of [DATA + 1, DATA + 2, 0xffff_ffff]) expect(at(address)).toThrow(/misalignedAccess/);
    for (const address of [END - 196, END - 4, END, 0xffff_fffc]) expect(at(address)).toThrow(/addressOutOfRange/);
    expect(at(END - 200)().memory.view(END - 200, 8)).toEqual(
      Uint8Array.of(0xe7, 0xdd, 0xe1, 0x40, 0x79, 0x8f, 0x25, 0xf1),
    );
    expect(at(0)().pagesWritten).toBe(1);
    for (const address of [CODE - 196, CODE, CODE + 0xffc]) expect(at(address)).toThrow(/storeToCode/);
    expect(at(CODE - 200)().pagesWritten).toBe(1);
    // Two pages, and room for one: neither is written to.
    expect(at(DATA - 100, 2)().pagesWritten).toBe(2);
    expect(at(DATA - 100, 1)).toThrow(/after 0 of 4096/);
  });

  test("only a0 changes", () => {
    const words = [...set(R.a1, 17), ...set(R.s0, 18), ...call(KECCAK_F, DATA)];
    const machine = new ProvingMachine(assemble(words));
    machine.run(words.length);
    expect([R.a0, R.a1, R.s0, R.a7].map((i) => machine.register(i))).toEqual([0, 17, 18, KECCAK_F]);
  });

  test("a machine without accelerators says so", () => {
    for (const number of [KECCAK_F, ...Object.values(MULTIPLY_ADD)]) {
      const machine = new ProvingMachine(assemble([...call(number, DATA)]), { accelerators: false });
      machine.run(5);
      expect([machine.register(R.a0), machine.cycle, machine.counts.keccakF]).toEqual([0xffff_ffff, 5, 0]);
    }
  });
});
