// The functions of a program, by the symbols of its code.
//
// SOUNDNESS: symbols come from outside. Whatever they say, every instruction belongs to exactly one function, and there are no more of
// these than MAX_FUNCTIONS; test: proving/profileFunctions.test.ts.
import type { NamedRange } from "../../symbols.ts";
import type { ProfiledFunction } from "./callTree.ts";

/** The module has room for as many (assembly/proving/profile.ts). */
export const MAX_FUNCTIONS = 1 << 16;
const MAX_NAME = 200;
/** Of an instruction that is the first of its function. */
const ENTRY = 0x8000_0000;

export interface CodeFunctions {
  readonly functions: readonly ProfiledFunction[];
  /** By instruction, from the first one of the code on: index of its function, with bit 31 where the function begins. */
  readonly byInstruction: Uint32Array;
}

interface Start {
  readonly name: string;
  readonly address: number;
  readonly end: number;
}

/** What the compiler has split off a function that it hardly expects to run: the same function for a reader. */
const COLD = /\.cold(\.\d+)?$/;

function startsIn(symbols: readonly NamedRange[], from: number, to: number): Start[] {
  const starts = new Map<number, Start>();
  for (const { name, address: at, size } of symbols) {
    const address = Number(at);
    // Names that begin so mark a kind of content, not a function.
    if (name === "" || name.startsWith("$") || address < from || address >= to || address % 4 !== 0) continue;
    const end = Math.min(to, address + Math.ceil(Number(size) / 4) * 4);
    const known = starts.get(address);
    // Of several names the one that says how far it reaches.
    if (known && known.end >= end) continue;
    starts.set(address, { name: name.slice(0, MAX_NAME), address, end });
  }
  return [...starts.values()].sort((a, b) => a.address - b.address);
}

/**
 * @param readable makes a name that people can read; two functions with the same name stay two
 */
export function codeFunctions(
  code: { readonly address: number; readonly bytes: Uint8Array },
  symbols: readonly NamedRange[],
  readable: (name: string) => string = (name) => name,
): CodeFunctions {
  const functions: ProfiledFunction[] = [];
  const byInstruction = new Uint32Array(Math.ceil(code.bytes.length / 4));
  const byName = new Map<string, number>();
  const end = code.address + code.bytes.length;
  const starts = startsIn(symbols, code.address, end);
  const add = (name: string, address: number) => {
    if (functions.length < MAX_FUNCTIONS - 1) return functions.push({ name, address }) - 1;
    functions[MAX_FUNCTIONS - 1] = { name: "(further functions)", address: null };
    return MAX_FUNCTIONS - 1;
  };
  const fill = (index: number, from: number, to: number, isEntry: boolean) => {
    const first = (from - code.address) >> 2;
    byInstruction.fill(index, first, Math.ceil((to - code.address) / 4));
    if (isEntry && first < byInstruction.length) byInstruction[first] = (index | ENTRY) >>> 0;
  };
  let at = code.address;
  const unnamed = (to: number) => {
    if (to > at) fill(add(`(no name: 0x${at.toString(16)})`, at), at, to, true);
  };
  starts.forEach((start, i) => {
    unnamed(start.address);
    const next = starts[i + 1]?.address ?? end;
    // Hand-written functions have no size: they reach to the next one.
    const to = start.end === start.address ? next : Math.min(start.end, next);
    const hot = COLD.test(start.name) ? byName.get(start.name.replace(COLD, "")) : undefined;
    const index = hot ?? add(readable(start.name), start.address);
    if (!byName.has(start.name)) byName.set(start.name, index);
    fill(index, start.address, to, hot === undefined);
    at = to;
  });
  unnamed(end);
  return { functions, byInstruction };
}
