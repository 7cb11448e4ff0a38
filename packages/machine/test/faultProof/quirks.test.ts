// Where the machine, as asterisc and its contract, differs from a RISC-V processor under Linux (qemu): each row of the table in
// docs/fault-proof-machine.md, on the fast and on the slow machine.
import { describe, expect, test } from "vitest";
import { provenStep } from "../../src/faultProof/fast/stepProof.ts";
import { blankProcessor, MAX_U64, type MachineState } from "../../src/faultProof/state.ts";
import { encode } from "../riscv/encode.ts";
import { machineOf, stepBoth } from "./agreement.ts";

const CODE = 0x10000n;
const DATA = 0x20000n;
const none = { rd: 0, rs1: 0, rs2: 0, immediate: 0 };

type Registers = Readonly<Record<number, bigint>>;

function programState(words: readonly number[], x: Registers, more: Partial<MachineState> = {}): MachineState {
  const page = new Uint8Array(4096);
  page.set(new Uint8Array(new Uint32Array(words).buffer));
  return {
    ...blankProcessor(),
    pc: CODE,
    registers: Array.from({ length: 32 }, (_, i) => x[i] ?? 0n),
    pages: [{ index: CODE >> 12n, data: page }],
    lastHint: new Uint8Array(0),
    ...more,
  };
}

/** Runs all of it on both; registers and pc afterwards, or the fault that ends it. */
function ran(words: readonly number[], x: Registers, more: Partial<MachineState> = {}) {
  const machine = machineOf(programState(words, x, more));
  for (let i = 0; i < words.length; i++) {
    const { fast, slow } = stepBoth(machine, new Map());
    expect(fast).toBe(slow);
    if (!fast.startsWith("0x")) return { fault: fast, x: [], pc: machine.pc, heap: 0n };
  }
  const { registers, pc, heap } = machine.processor();
  return { fault: null, x: registers, pc, heap };
}

const op = (name: string, fields: Partial<typeof none>) => encode(name, { ...none, ...fields });

describe("reservations", () => {
  const at = { 5: DATA, 6: 7n };
  test("a store in between does not break one", () => {
    const store = [op("lr.d", { rd: 1, rs1: 5 }), op("sd", { rs1: 5, rs2: 6 }), op("sc.d", { rd: 2, rs1: 5, rs2: 6 })];
    expect(ran(store, at).x[2]).toBe(0n);
  });
  test("nor does another width", () => {
    expect(ran([op("lr.w", { rd: 1, rs1: 5 }), op("sc.d", { rd: 2, rs1: 5, rs2: 6 })], at).x[2]).toBe(0n);
  });
  test("without one, SC to address 0 succeeds, and to any other fails", () => {
    expect(ran([op("sc.w", { rd: 2, rs1: 0, rs2: 6 }), op("lw", { rd: 3 })], at).x.slice(2, 4)).toEqual([0n, 7n]);
    expect(ran([op("sc.w", { rd: 2, rs1: 5, rs2: 6 })], at).x[2]).toBe(1n);
  });
  test("SC ends one, whether it succeeds or not", () => {
    const sc = (rd: number, rs1: number) => op("sc.d", { rd, rs1, rs2: 6 });
    const lr = op("lr.d", { rd: 1, rs1: 5 });
    expect(ran([lr, sc(2, 5), sc(3, 5)], at).x.slice(2, 4)).toEqual([0n, 1n]);
    expect(ran([lr, sc(2, 7), sc(3, 5)], { ...at, 7: DATA + 64n }).x.slice(2, 4)).toEqual([1n, 1n]);
  });
});

describe("atomic operations", () => {
  test("words: of the register the low half counts, memory comes sign-extended", () => {
    const words = [
      op("sw", { rs1: 5, rs2: 6 }),
      op("amomax.w", { rd: 2, rs1: 5, rs2: 7 }),
      op("lw", { rd: 3, rs1: 5 }),
    ];
    const x = { 5: DATA, 6: 0x8000_0000n, 7: 0x1_ffff_fff0n };
    expect(ran(words, x).x.slice(2, 4)).toEqual([MAX_U64 - 0x7fff_ffffn, MAX_U64 - 15n]);
  });
  test("their order bits do nothing", () => {
    const ordered = op("amoadd.d", { rd: 2, rs1: 5, rs2: 6 }) | (3 << 25);
    expect(ran([ordered, op("ld", { rd: 3, rs1: 5 })], { 5: DATA, 6: 9n }).x.slice(2, 4)).toEqual([0n, 9n]);
  });
});

describe("instructions that do nothing", () => {
  const rows: [string, number][] = [
    ["ebreak", 0x00100073],
    ["wfi", 0x10500073],
    ["mret", 0x30200073],
    ["fld", 0x0002b087],
    ["fsd", 0x0012b027],
    ["fadd.d", 0x022080d3],
    ["fence.tso", 0x8330000f],
    ["a branch with funct3 2", op("beq", { rs1: 5, rs2: 5, immediate: 64 }) | (2 << 12)],
    ["a branch with funct3 3", op("beq", { rs1: 5, rs2: 5, immediate: 64 }) | (3 << 12)],
  ];
  test.each(rows)("%s", (_, word) => {
    const x = { 1: 11n, 5: 55n };
    const after = ran([word], x);
    expect([after.pc, after.x]).toEqual([CODE + 4n, programState([], x).registers]);
  });
});

describe("encodings that count as others", () => {
  const x = { 1: 1n, 5: 0x8000_0001n, 6: 4n };
  test.each([
    ["control and status registers read as 0", 0xc0002573, 10, 0n],
    ["jalr with funct3 7", op("jalr", { rd: 10, rs1: 0, immediate: 0x100 }) | (7 << 12), 10, CODE + 4n],
    [
      "slli with more bits above its amount",
      op("slli", { rd: 10, rs1: 5, immediate: 4 }) | (0x3f << 26),
      10,
      0x8_0000_0010n,
    ],
    ["sll with funct7 0x7f", op("sll", { rd: 10, rs1: 5, rs2: 6 }) | (0x7f << 25), 10, 0x8_0000_0010n],
    ["and with funct7 0x20", op("and", { rd: 10, rs1: 5, rs2: 1 }) | (0x20 << 25), 10, 1n],
    ["jalr to an odd address clears its lowest bit", op("jalr", { rd: 10, rs1: 0, immediate: 0x101 }), 10, CODE + 4n],
    ["jalr takes its address before it writes the register", op("jalr", { rd: 6, rs1: 6 }), 6, CODE + 4n],
    ["sllw with funct7 0x40", op("sllw", { rd: 10, rs1: 6, rs2: 6 }) | (0x40 << 25), 10, 64n],
  ])("%s", (_, word, register, value) => {
    expect(ran([word >>> 0], x).x[register]).toBe(value);
  });
});

describe("faults", () => {
  test.each([
    ["compressed instructions", 0x00010001, "unknownOpcode"],
    ["nothing at all", 0, "unknownOpcode"],
    ["fused floating point", 0x02208043, "unknownOpcode"],
    ["a load with funct3 7", op("ld", { rd: 1, rs1: 5 }) | (7 << 12), "illegalInstruction"],
    ["a store with funct3 4", op("sb", { rs1: 5 }) | (4 << 12), "storeExceeds8Bytes"],
    ["a store with funct3 7", op("sb", { rs1: 5 }) | (7 << 12), "storeExceeds8Bytes"],
    ["slliw by 32 and more", op("slliw", { rd: 1, rs1: 5 }) | (1 << 25), "illegalInstruction"],
    ["srli with more bits above its amount", op("srli", { rd: 1, rs1: 5 }) | (1 << 26), "illegalInstruction"],
    ["srai with more bits above its amount", op("srai", { rd: 1, rs1: 5 }) | (1 << 31), "illegalInstruction"],
    ["srliw by 32 and more", op("srliw", { rd: 1, rs1: 5 }) | (1 << 25), "illegalInstruction"],
    ["sraiw with more bits above its amount", op("sraiw", { rd: 1, rs1: 5 }) | (1 << 31), "illegalInstruction"],
    ["addiw with funct3 2", op("addiw", { rd: 1, rs1: 5 }) | (2 << 12), "illegalInstruction"],
    ["add with funct7 0x10", op("add", { rd: 1, rs1: 5 }) | (0x10 << 25), "illegalInstruction"],
    ["srl with funct7 0x10", op("srl", { rd: 1, rs1: 5 }) | (0x10 << 25), "illegalInstruction"],
    ["addw with funct7 0x10", op("addw", { rd: 1, rs1: 5 }) | (0x10 << 25), "illegalInstruction"],
    ["addw with funct3 2", op("addw", { rd: 1, rs1: 5 }) | (2 << 12), "illegalInstruction"],
    ["mulw with funct3 1", op("mulw", { rd: 1, rs1: 5 }) | (1 << 12), "illegalInstruction"],
    ["srlw with funct7 0x10", op("srlw", { rd: 1, rs1: 5 }) | (0x10 << 25), "illegalInstruction"],
    ["an atomic byte", op("amoadd.w", { rd: 1, rs1: 5 }) & ~(7 << 12), "badAtomicSize"],
    ["an atomic operation that is none", op("amoadd.w", { rd: 1, rs1: 5 }) | (5 << 27), "unknownAtomicOperation"],
    ["an atomic operation across words", op("amoadd.w", { rd: 1, rs1: 7 }), "misaligned"],
    ["a jump between instructions", op("jalr", { rs1: 7 }), "misaligned"],
    ["the same by jal", op("jal", { immediate: 6 }), "misaligned"],
    ["a branch between instructions", op("beq", { immediate: 6 }), "misaligned"],
  ])("%s", (_, word, fault) => {
    expect(ran([word >>> 0], { 5: DATA, 7: DATA + 2n }).fault).toBe(fault);
  });

  test("a branch between instructions that is not taken", () => {
    expect(ran([op("bne", { immediate: 6 })], {}).fault).toBeNull();
  });
});

describe("memory", () => {
  test("all addresses exist and are zero; accesses wrap at 2^64", () => {
    const words = [op("ld", { rd: 1, rs1: 5 }), op("sd", { rs1: 6, rs2: 7, immediate: -4 }), op("lw", { rd: 2 })];
    expect(ran(words, { 1: 9n, 5: 1n << 60n, 6: 0n, 7: 0x0102_0304_0506_0708n }).x.slice(1, 3)).toEqual([
      0n,
      0x0102_0304n,
    ]);
  });
});

describe("a state that no program leads to", () => {
  test("x0 is what the state says, until the end", () => {
    const words = [op("addi", { rd: 1, immediate: 1 }), op("addi", { rd: 0, rs1: 1, immediate: 5 })];
    expect(ran(words, { 0: 41n }).x.slice(0, 2)).toEqual([41n, 42n]);
  });

  test("an instruction between others runs, where it lies in one leaf", () => {
    const moved = new Uint8Array(4096);
    moved.set(new Uint8Array(new Uint32Array([op("addi", { rd: 1, immediate: 7 })]).buffer), 2);
    const pages = [{ index: CODE >> 12n, data: moved }];
    const after = ran([0], {}, { pc: CODE + 2n, pages });
    expect([after.x[1], after.pc]).toEqual([7n, CODE + 6n]);
    expect(ran([0], {}, { pc: CODE + 30n, pages }).fault).toBe("unexpectedRightProofOfLoad");
  });
});

describe("system calls answer", () => {
  const call = (a7: bigint, a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n) =>
    ran([op("ecall", {})], { 10: a0, 11: a1, 12: a2, 13: a3, 14: a4, 17: a7 });
  const MINUS = MAX_U64;
  test.each([
    ["brk", [214n, 5n], [1n << 30n, 0n]],
    ["mmap of a file", [222n, 0n, 4096n, 3n, 0x02n, 5n], [MINUS, 0x4dn]],
    ["mmap where it likes", [222n, 0n, 5000n, 3n, 0x22n, MINUS], [1n << 28n, 0n]],
    ["mmap there", [222n, 0xc000000000n, 5000n, 3n, 0x22n, MINUS], [0xc000000000n, 0n]],
    ["read of standard input", [63n, 0n, DATA, 5n], [0n, 0n]],
    ["read of a hint's answer", [63n, 3n, DATA, 1n], [1n, 0n]],
    ["read of anything else", [63n, 4n, DATA, 1n], [MINUS, 0x4dn]],
    ["write to standard output", [64n, 1n, DATA, 5n], [5n, 0n]],
    ["write of more than there is", [64n, 2n, DATA, MINUS], [MINUS, 0n]],
    ["a hint without end", [64n, 4n, DATA, MINUS], [MINUS, 0n]],
    ["write to what is read", [64n, 5n, DATA, 5n], [MINUS, 0x4dn]],
    ["a key in pieces", [64n, 6n, DATA + 30n, 32n], [2n, 0n]],
    ["fcntl F_GETFL of 4", [25n, 4n, 3n], [1n, 0n]],
    ["fcntl F_GETFL of 5", [25n, 5n, 3n], [0n, 0n]],
    ["fcntl F_GETFD of 7", [25n, 7n, 1n], [MINUS, 0x4dn]],
    ["fcntl F_SETFL", [25n, 1n, 4n], [MINUS, 0x16n]],
    ["openat", [56n, 1n], [MINUS, 0xdn]],
    ["clock_gettime", [113n, 0n, DATA + 24n], [0n, 0n]],
    ["clone", [220n, 1n], [1n, 0n]],
    ["getrlimit of files", [163n, 7n, DATA], [0n, 0n]],
    ["getrandom, which does nothing", [278n, DATA, 8n], [0n, 0n]],
    ["a number that Linux has not", [99999n, 1n, 2n], [0n, 0n]],
  ] as [string, bigint[], bigint[]][])("%s", (_, args, answer) => {
    expect(call(...(args as [bigint])).x.slice(10, 12)).toEqual(answer);
  });

  test.each([
    ["getrlimit of stacks", [163n, 3n], "unrecognizedResource"],
    ["prlimit64", [261n], "invalidSystemCall"],
    ["futex", [422n], "invalidSystemCall"],
    ["nanosleep", [101n], "invalidSystemCall"],
    ["a preimage that nobody has", [63n, 5n, DATA, 32n], "preimageNotRead"],
  ] as [string, bigint[], string][])("%s: a fault", (_, args, fault) => {
    expect(call(...(args as [bigint])).fault).toBe(fault);
  });

  test("key and preimage in pieces: within 32 aligned bytes, and as many as there are", () => {
    const preimage = Uint8Array.from({ length: 5 }, (_, i) => 0xa0 + i);
    const preimageKey = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 2 : i));
    const preimages = new Map([[Buffer.from(preimageKey).toString("hex"), preimage]]);
    const calls = (x: Registers, more: Partial<MachineState>, count: number) => {
      const machine = machineOf(programState(new Array(count).fill(op("ecall", {})), x, more), preimages);
      return Array.from({ length: count }, () => {
        const { fast, slow } = stepBoth(machine, preimages);
        expect(fast).toBe(slow);
        const { preimageOffset } = machine.processor();
        return fast.startsWith("0x") ? [machine.register(10), preimageOffset] : fast;
      });
    };
    // The length is the first 8 bytes of what is read. The first read ends with its leaf and leaves the descriptor in a0 by chance, and 0
    // in a1: the second one ends with the preimage.
    const read = { 10: 5n, 11: DATA + 27n, 12: 100n, 17: 63n };
    expect(calls(read, { preimageKey }, 2)).toEqual([
      [5n, 5n],
      [8n, 13n],
    ]);
    expect(calls(read, { preimageKey, preimageOffset: 13n }, 1)).toEqual(["preimageNotRead"]);
    const data = new Uint8Array(4096);
    data.set([0x77, 0x88], 30);
    const keyState = programState([op("ecall", {})], { 10: 6n, 11: DATA + 30n, 12: 32n, 17: 64n });
    const pages = [...keyState.pages, { index: DATA >> 12n, data }];
    const machine = machineOf({ ...keyState, pages, preimageKey, preimageOffset: 9n });
    const { fast, slow } = stepBoth(machine, preimages);
    expect(fast).toBe(slow);
    const written = machine.processor();
    expect([written.preimageKey, written.preimageOffset]).toEqual([
      Uint8Array.from([...preimageKey.subarray(2), 0x77, 0x88]),
      0n,
    ]);
  });

  test("mmap moves the heap by whole pages", () => {
    expect(call(222n, 0n, 5000n, 3n, 0x22n, MINUS).heap).toBe((1n << 28n) + 8192n);
  });

  test("exit and exit_group: the low byte of a0, and nothing afterwards", () => {
    for (const number of [93n, 94n]) {
      const machine = machineOf(programState([op("ecall", {})], { 10: 0x1ffn, 17: number }));
      stepBoth(machine, new Map());
      expect([machine.exited, machine.exitCode, machine.pc]).toEqual([true, 255, CODE + 4n]);
      const { proofs } = provenStep(machine);
      const { fast, slow } = stepBoth(machine, new Map());
      expect([fast.slice(0, 4), machine.step, proofs.length]).toEqual(["0x02", 1n, 0]);
      expect(fast).toBe(slow);
    }
  });
});
