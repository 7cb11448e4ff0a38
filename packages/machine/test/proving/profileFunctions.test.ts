// Which function an instruction belongs to, whatever the symbols say.
import { describe, expect, it } from "vitest";
import { codeFunctions, MAX_FUNCTIONS } from "../../src/proving/profile/functions.ts";

const code = (words: number) => ({ address: 0x1000, bytes: new Uint8Array(4 * words) });
const symbol = (name: string, address: number, size: number) => ({
  name,
  address: BigInt(address),
  size: BigInt(size),
});
const ENTRY = 0x8000_0000;

function told(words: number, symbols: readonly ReturnType<typeof symbol>[]): string[] {
  const { functions, byInstruction } = codeFunctions(code(words), symbols);
  return [...byInstruction].map((mark) => (mark & ENTRY ? ">" : "") + functions[mark & ~ENTRY]!.name);
}

describe("functions of code", () => {
  it("one after the other, with gaps", () => {
    expect(told(6, [symbol("b", 0x1008, 8), symbol("a", 0x1000, 4)])).toEqual([
      ">a",
      ">(no name: 0x1004)",
      ">b",
      "b",
      ">(no name: 0x1010)",
      "(no name: 0x1010)",
    ]);
  });

  it("without symbols", () => expect(told(2, [])).toEqual([">(no name: 0x1000)", "(no name: 0x1000)"]));

  it("no size: up to the next one", () => {
    expect(told(4, [symbol("a", 0x1000, 0), symbol("b", 0x1008, 0)])).toEqual([">a", "a", ">b", "b"]);
  });

  it("overlaps, sizes beyond the end, odd addresses, two names for one place, names that are marks", () => {
    const symbols = [
      symbol("a", 0x1000, 1 << 30),
      symbol("inner", 0x1004, 4),
      symbol("odd", 0x1006, 4),
      symbol("outside", 0x2000, 4),
      symbol("before", 0xffc, 400),
      symbol("$x", 0x100c, 4),
      symbol("short", 0x1008, 4),
      symbol("long", 0x1008, 8),
    ];
    expect(told(5, symbols)).toEqual([">a", ">inner", ">long", "long", ">(no name: 0x1010)"]);
  });

  it("what the compiler put aside belongs to its function and is no call of it", () => {
    expect(told(3, [symbol("a", 0x1000, 4), symbol("b", 0x1004, 4), symbol("a.cold", 0x1008, 4)])).toEqual([
      ">a",
      ">b",
      "a",
    ]);
  });

  it("no more functions than there is room for", () => {
    const words = MAX_FUNCTIONS + 5;
    const symbols = Array.from({ length: words }, (_, i) => symbol(`f${i}`, 0x1000 + 4 * i, 4));
    const { functions, byInstruction } = codeFunctions(code(words), symbols);
    expect(functions).toHaveLength(MAX_FUNCTIONS);
    expect(functions.at(-1)).toEqual({ name: "(further functions)", address: null });
    expect(byInstruction.every((mark) => (mark & 0x7fff_ffff) < MAX_FUNCTIONS)).toBe(true);
  });
});
