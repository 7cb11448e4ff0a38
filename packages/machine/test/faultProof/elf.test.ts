// Executables: what is loaded and patched, byte for byte, and what is refused.
import { toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import { SymbolTable } from "../../src/symbols.ts";
import { elfFile } from "../riscv/elfFile.ts";
import { machineOf } from "./agreement.ts";

const code = new Uint8Array(100).fill(0x13);
const memoryOf = (elf: Uint8Array) => machineOf(loadProgram(readElf(elf, 64))).memory;
const hex = (bytes: Uint8Array) => toHex(bytes).slice(2);

/** A program header's or header's field, changed. */
function changed(elf: Uint8Array, at: number, value: bigint, bytes: 2 | 4 | 8): Uint8Array {
  const copy = Uint8Array.from(elf);
  const view = new DataView(copy.buffer);
  if (bytes === 2) view.setUint16(at, Number(value), true);
  else if (bytes === 4) view.setUint32(at, Number(value), true);
  else view.setBigUint64(at, value, true);
  return copy;
}

describe("loading", () => {
  const elf = elfFile(0x10010, [
    { address: 0x10000, bytes: code },
    { address: 0x20ff0, bytes: new Uint8Array(32).fill(7), memoryBytes: 1 << 30 },
  ]);

  test("segments, entry, heap, stack", () => {
    const state = loadProgram(readElf(elf, 64));
    const machine = machineOf(state);
    expect([state.pc, state.heap, state.registers[2]]).toEqual([0x10010n, 0x7f_0000_0000_00n, 1n << 60n]);
    expect(machine.memory.read(0x10000n, 100)).toEqual(code);
    expect(machine.memory.read(0x20fefn, 34)).toEqual(Uint8Array.from([0, ...new Array(32).fill(7), 0]));
    expect(hex(machine.memory.read(1n << 60n, 88))).toBe(
      [0n, 0x42n, 0x35n, 0n, 6n, 4096n, 25n, (1n << 60n) + 72n, 0n, 0x6f727020646e6172n, 0x6164626d616c6f74n]
        .map((word) => hex(new Uint8Array(new BigUint64Array([word]).buffer)))
        .join(""),
    );
    // A gigabyte that is zero costs nothing.
    expect(machine.memory.pageCount).toBe(4);
  });

  test("zeros go over what another segment left there", () => {
    const parts = [
      { address: 0x10000, bytes: code },
      { address: 0x10000, bytes: code.slice(0, 8), memoryBytes: 16 },
    ];
    expect(hex(memoryOf(elfFile(0, parts)).read(0x10000n, 20))).toBe(`${"13".repeat(8)}${"00".repeat(8)}13131313`);
  });

  test("Go's functions return at once, its profiler's rate is 0, other symbols are left alone", () => {
    const symbols = [
      { name: "runtime.gcenable", address: 0x10004n },
      { name: "flag.init", address: 0x10ffen },
      { name: "runtime.MemProfileRate", address: 0x10020n },
      { name: "runtime.gcenable2", address: 0x10030n },
    ];
    const memory = memoryOf(elfFile(0, [{ address: 0x10000, bytes: code }], symbols));
    expect(hex(memory.read(0x10000n, 12))).toBe("131313136780000013131313");
    expect(hex(memory.read(0x10ffen, 4))).toBe("67800000");
    expect(hex(memory.read(0x1001cn, 16))).toBe("13131313000000000000000013131313");
    expect(hex(memory.read(0x10030n, 4))).toBe("13131313");
  });

  test("a segment that is not to be loaded is loaded too, attributes are not", () => {
    expect(memoryOf(changed(elf, 64, 4n, 4)).read(0x10000n, 100)).toEqual(code);
    expect(memoryOf(changed(elf, 64, 0x70000003n, 4)).read(0x10000n, 100)).toEqual(new Uint8Array(100));
  });
});

describe("refused", () => {
  const elf = elfFile(0x10000, [{ address: 0x10000, bytes: code }]);
  const sections = Number(new DataView(elf.buffer).getBigUint64(40, true));
  const MAX = (1n << 64n) - 1n;
  test.each([
    ["nothing", new Uint8Array(0), /0 bytes/],
    ["half a header", elf.subarray(0, 60), /60 bytes/],
    ["no ELF", changed(elf, 0, 0n, 4), /no ELF/],
    ["32 bits", changed(elf, 4, 0x0101n, 2), /64-bit/],
    ["another machine", changed(elf, 18, 62n, 2), /machine 62/],
    ["program headers elsewhere", changed(elf, 32, MAX, 8), /program headers/],
    ["program headers of another size", changed(elf, 54, 32n, 2), /32 bytes/],
    ["65535 of them", changed(elf, 56, 65535n, 2), /65535/],
    ["a segment behind the file's end", changed(elf, 64 + 8, MAX, 8), /segment 0/],
    ["a segment longer than the file", changed(elf, 64 + 32, 1n << 40n, 8), /segment 0/],
    ["less memory than bytes", changed(elf, 64 + 40, 99n, 8), /segment 0 has 100/],
    [
      "more memory than bytes, where nothing is loaded",
      changed(changed(elf, 64 + 40, 101n, 8), 64, 4n, 4),
      /segment 0/,
    ],
    ["a segment over the end of memory", changed(elf, 64 + 16, MAX - 50n, 8), /last address/],
    ["section headers elsewhere", changed(elf, 40, MAX, 8), /section headers/],
    ["section headers of another size", changed(elf, 58, 1n, 2), /section headers of 1/],
    ["no symbols", changed(elf, sections + 64 + 4, 1n, 4), /no symbol table/],
    ["no sections", changed(elf, 40, 0n, 8), /no symbol table/],
    ["symbols behind the end", changed(elf, sections + 64 + 24, MAX, 8), /symbols/],
    ["half a symbol", changed(elf, sections + 64 + 32, 23n, 8), /symbol table of 23/],
    ["names nowhere", changed(elf, sections + 64 + 40, 9n, 4), /without names/],
  ])("%s", (_, bytes, message) => {
    const load = () => loadProgram(readElf(bytes, 64));
    expect(load).toThrow(expect.objectContaining({ code: "ELF_BROKEN" }));
    expect(load).toThrow(message);
  });

  test("segments that repeat the file without end, patches without end", () => {
    const parts = Array.from({ length: 1000 }, (_, i) => ({ address: 0x10000 + 8192 * i, bytes: new Uint8Array(16) }));
    const repeated = elfFile(0, parts);
    for (let i = 0; i < 1000; i++) new DataView(repeated.buffer).setBigUint64(64 + 56 * i + 32, 1000n, true);
    expect(() => readElf(repeated, 64)).toThrow(/again and again|segment/);
    const symbols = Array.from({ length: 5000 }, (_, i) => ({ name: "flag.init", address: BigInt(i) << 20n }));
    expect(() => loadProgram(readElf(elfFile(0, [], symbols), 64))).toThrow(/to patch/);
  });
});

describe("32 bits", () => {
  const functions = [
    { name: "start", address: 0x1000n, size: 8n, type: 2 },
    { name: "word", address: 0x9000n, size: 4n, type: 1 },
  ];
  const parts = [
    { address: 0x1000, bytes: code, flags: 5 },
    { address: 0x9000, bytes: code.slice(0, 4), memoryBytes: 4096, flags: 6 },
  ];
  const elf = elfFile(0x1004, parts, functions, 32);
  const MAX = 0xffff_ffffn;
  const sections = new DataView(elf.buffer).getUint32(32, true);

  test("the same fields, elsewhere", () => {
    const file = readElf(elf, 32);
    expect(file.entry).toBe(0x1004n);
    expect(file.segments).toEqual([
      { type: 1, flags: 5, address: 0x1000n, bytes: code, memoryBytes: 100n },
      { type: 1, flags: 6, address: 0x9000n, bytes: code.slice(0, 4), memoryBytes: 4096n },
    ]);
    expect(file.symbols).toEqual(functions);
    expect(readElf(elfFile(0x1004, parts, functions), 64).symbols).toEqual(functions);
  });

  test.each([
    ["half a header", elf.subarray(0, 51), /51 bytes/],
    ["64 bits", changed(elf, 4, 0x0102n, 2), /32-bit/],
    ["program headers elsewhere", changed(elf, 28, MAX, 4), /program headers/],
    ["program headers of another size", changed(elf, 42, 56n, 2), /56 bytes/],
    ["a segment behind the file's end", changed(elf, 52 + 4, MAX, 4), /segment 0/],
    ["a segment longer than the file", changed(elf, 52 + 16, MAX, 4), /segment 0/],
    ["section headers elsewhere", changed(elf, 32, MAX, 4), /section headers/],
    ["section headers of another size", changed(elf, 46, 64n, 2), /section headers of 64/],
    ["symbols behind the end", changed(elf, sections + 40 + 16, MAX, 4), /symbols/],
    ["half a symbol", changed(elf, sections + 40 + 20, 17n, 4), /symbol table of 17/],
    ["names nowhere", changed(elf, sections + 40 + 24, 9n, 4), /without names/],
  ])("%s", (_, bytes, message) => {
    expect(() => readElf(bytes, 32)).toThrow(expect.objectContaining({ code: "ELF_BROKEN" }));
    expect(() => readElf(bytes, 32)).toThrow(message);
  });
});

describe("symbols", () => {
  const table = new SymbolTable([
    { name: "b", address: 0x2000n, size: 16n },
    { name: 'a "quoted"', address: 0x1000n, size: 16n },
  ]);
  test("by address", () => {
    expect([0n, 0x1000n, 0x100fn, 0x1011n, 0x2010n, (1n << 64n) - 1n].map((address) => table.at(address))).toEqual([
      "!start",
      'a "quoted"',
      'a "quoted"',
      "!gap",
      "b",
      "!gap",
    ]);
    expect(new SymbolTable([]).at(5n)).toBe("!unknown");
  });
  test("as JSON and back", () => {
    expect(JSON.parse(table.toJson())).toEqual({
      symbols: [
        { name: 'a "quoted"', start: 4096, size: 16 },
        { name: "b", start: 8192, size: 16 },
      ],
    });
    expect(SymbolTable.fromJson(Buffer.from(table.toJson())).symbols).toEqual(table.symbols);
  });
});

test("a program may touch only so many pages", () => {
  // sd sp, 0(sp); sub sp, sp, t0; j back
  const words = new Uint32Array([0x00213023, 0x40510133, 0xff9ff06f]);
  const state = loadProgram(readElf(elfFile(0x10000, [{ address: 0x10000, bytes: new Uint8Array(words.buffer) }]), 64));
  const registers = state.registers.map((value, i) => (i === 5 ? 4096n : value));
  const oracle = { hint() {}, preimage: () => new Uint8Array(0) };
  const machine = new FastMachine({ ...state, registers }, oracle, { maxPages: 1000 });
  expect(() => machine.run(1_000_000n)).toThrow(expect.objectContaining({ code: "MACHINE_OUT_OF_MEMORY" }));
  expect(machine.memory.pageCount).toBe(1000);
});
