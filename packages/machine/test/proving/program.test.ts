// What the proving machine loads of an executable, and what it refuses.
import { describe, expect, test } from "vitest";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { type ElfPart, elfFile } from "../riscv/elfFile.ts";

const code = new Uint8Array(102).fill(0x13);
const [READ, RUN, WRITE] = [4, 5, 6];
const text: ElfPart = { address: 0x10000, bytes: code, flags: RUN };
const load = (entry: number, ...parts: ElfPart[]) => loadProvingProgram(elfFile(entry, parts, [], 32));

describe("loaded", () => {
  test("code in whole words, segments by address, zeros left out", () => {
    const data = { address: 0x8000, bytes: Uint8Array.of(1, 2, 3), memoryBytes: 0x5000, flags: WRITE };
    const zeros = { address: 0x7fff_f000, bytes: new Uint8Array(0), memoryBytes: 4096, flags: WRITE };
    const program = load(0x10010, text, zeros, data);
    expect(program.entry).toBe(0x10010);
    expect(program.code).toEqual({ address: 0x10000, bytes: code.subarray(0, 100) });
    expect(program.segments).toEqual([
      { address: 0x8000, bytes: data.bytes },
      { address: 0x10000, bytes: code },
    ]);
  });

  test("code that is longer in memory than in the file ends in zeros", () => {
    const { code: loaded } = load(0x10000, { ...text, bytes: code.subarray(0, 5), memoryBytes: 14 });
    expect(loaded.bytes).toEqual(Uint8Array.of(0x13, 0x13, 0x13, 0x13, 0x13, 0, 0, 0, 0, 0, 0, 0));
  });

  test("what cannot be written may share a page with code", () => {
    expect(load(0x10000, text, { address: 0x10066, bytes: code, flags: READ }).segments).toHaveLength(2);
  });

  test("names: functions and labels in the code, which reach to the next one", () => {
    const symbols = [
      { name: "_start", address: 0x10000n },
      { name: "$x", address: 0x10000n },
      { name: ".Lloop", address: 0x10002n },
      { name: "main", address: 0x10008n, size: 12n, type: 2 },
      { name: "table", address: 0x10018n, size: 4n, type: 1 },
      { name: "elsewhere", address: 0x20000n, size: 4n, type: 2 },
      { name: "last", address: 0x10060n },
    ];
    const { symbols: table } = loadProvingProgram(elfFile(0x10000, [text], symbols, 32));
    expect(table.symbols).toEqual([
      { name: "_start", address: 0x10000n, size: 8n },
      { name: "main", address: 0x10008n, size: 12n },
      { name: "last", address: 0x10060n, size: 4n },
    ]);
    expect([0x10004n, 0x10010n, 0x10018n].map((at) => table.at(at))).toEqual(["_start", "main", "!gap"]);
    expect(load(0x10000, text).symbols.at(0x10000n)).toBe("!unknown");
  });
});

describe("refused", () => {
  const zeros = (address: number, memoryBytes: number, flags = WRITE) => ({
    address,
    bytes: new Uint8Array(0),
    memoryBytes,
    flags,
  });
  test.each<[string, number, ElfPart[], RegExp]>([
    ["nothing", 0, [], /0 executable segments/],
    ["no code", 0x10000, [{ ...text, flags: WRITE }], /0 executable segments/],
    ["two segments of code", 0x10000, [text, { ...text, address: 0x20000 }], /2 executable segments/],
    ["an entry in data", 0x20000, [text, { address: 0x20000, bytes: code, flags: READ }], /entry point.*not in/],
    ["an entry before the code", 0xfffc, [text], /entry point.*not in/],
    ["an entry behind it", 0x10064, [text], /entry point.*not in/],
    ["an entry between instructions", 0x10002, [text], /multiple of 4/],
    ["code between words", 0x10004, [{ ...text, address: 0x10002 }], /multiple of 4/],
    ["less memory than bytes", 0x10000, [{ ...text, memoryBytes: 101 }], /102 bytes in the file and 101/],
    ["a segment over the end of memory", 0x10000, [text, zeros(0x7fff_ffff, 2)], /memory ends/],
    ["a segment above it", 0x10000, [text, zeros(0x8000_0000, 1)], /memory ends/],
    ["a segment over 2^32", 0x10000, [text, zeros(0xffff_fffc, 0xffff_ffff)], /memory ends/],
    ["an overlap", 0x10000, [text, zeros(0x10065, 8, READ)], /segments 0 and 1 overlap/],
    ["one within another", 0x10000, [zeros(0x1000, 0x100000, READ), text], /overlap/],
    ["data in a page with code", 0x10000, [text, zeros(0x10ffc, 4)], /can be written/],
    [
      "data that ends in a page with code",
      0x10800,
      [{ ...text, address: 0x10800 }, zeros(0x1000, 0xf001)],
      /can be written/,
    ],
    ["code that can be written", 0x10000, [{ ...text, flags: 7 }], /can be written/],
    ["too much code", 0x10000, [{ ...text, memoryBytes: (64 << 20) + 1 }], /is the most/],
  ])("%s", (_, entry, parts, message) => {
    expect(() => load(entry, ...parts)).toThrow(expect.objectContaining({ code: "ELF_BROKEN" }));
    expect(() => load(entry, ...parts)).toThrow(message);
  });

  test("64 bits", () => {
    expect(() => loadProvingProgram(elfFile(0x10000, [text]))).toThrow(/not 32-bit/);
  });
});
