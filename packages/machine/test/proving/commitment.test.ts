// The commitment, put together again with noble's keccak from what docs/proving-machine.md says of it; and that everything is in it that has
// a say in how a run goes on.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect, test } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { commitment, programId } from "../../src/proving/commitment.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import type { ProvingProgram } from "../../src/proving/program.ts";
import { assemble, CODE, call, DATA, exit, op, R } from "./assemble.ts";

const [READ, WRITE, COMMIT] = [63, 64, 1024];
const data = Uint8Array.from({ length: 5000 }, (_, i) => (i < 4 ? [0, 0, 0, 9][i]! : i & 255));
const words = [
  ...call(READ, 0, DATA + 64, 10),
  ...call(WRITE, 4, DATA, 7),
  ...call(WRITE, 6, DATA, 20),
  ...call(WRITE, 1, DATA + 64, 30),
  ...call(COMMIT, DATA + 8),
  op("sb", { rs1: R.sp, rs2: R.sp, immediate: -1 }),
  ...exit(9),
];
const program = assemble(words, { data });
const input = Uint8Array.of(1, 2, 3);

const integer = (bytes: number, value: number) => Buffer.from(value.toString(16).padStart(2 * bytes, "0"), "hex");
const hashOf = (...parts: readonly Uint8Array[]) => keccak_256(Buffer.concat(parts));

/** Root of 2^level pages, of which those that are not zero are given by their index. */
function rootOf(pages: ReadonlyMap<number, Uint8Array>, level = 19, from = 0, zeros: Uint8Array[] = []): Uint8Array {
  if (zeros.length === 0) {
    zeros.push(hashOf(new Uint8Array(4096)));
    for (let i = 0; i < 19; i++) zeros.push(hashOf(zeros[i]!, zeros[i]!));
  }
  const end = from + 2 ** level;
  if (![...pages.keys()].some((page) => page >= from && page < end)) return zeros[level]!;
  if (level === 0) return hashOf(pages.get(from)!);
  const half = 2 ** (level - 1);
  return hashOf(rootOf(pages, level - 1, from, zeros), rootOf(pages, level - 1, from + half, zeros));
}

function pagesOf(machine: ProvingMachine, indices: readonly number[]): Map<number, Uint8Array> {
  return new Map(indices.map((page) => [page, machine.memory.view(page * 4096, 4096)]));
}

test("before the first cycle", () => {
  const machine = new ProvingMachine(program);
  const registers = Array.from({ length: 32 }, (_, i) => integer(4, i === 2 ? 0x7fff_fff0 : 0));
  const none = hashOf();
  const channels = hashOf(none, new Uint8Array(24), new Uint8Array(4 + 32), none, none, new Uint8Array(4 + 32));
  const code = [integer(4, CODE), integer(4, 4 * words.length)];
  const expected = hashOf(
    ...[integer(4, 1), ...code, integer(4, CODE), integer(8, 0), ...registers, integer(4, 0), integer(4, 0)],
    channels,
    rootOf(pagesOf(machine, [0x10, 0x20, 0x21])),
  );
  expect(toHex(commitment(machine))).toBe(toHex(expected));
  expect(toHex(programId(program))).toBe(toHex(expected));
});

test("after the last cycle, through all channels", () => {
  const machine = new ProvingMachine(program, { input });
  expect(machine.run(1000)).toBe("halted");
  const registers = Array.from({ length: 32 }, (_, i) => integer(4, machine.register(i)));
  const channels = hashOf(
    hashOf(input),
    ...[10, 0, 0].map((value) => integer(8, value)),
    integer(4, 20),
    ...[data.subarray(0, 20), new Uint8Array(12)],
    hashOf(data.subarray(0, 7)),
    hashOf(machine.publicOutput),
    ...[integer(4, 1), data.subarray(8, 40)],
  );
  const expected = hashOf(
    ...[integer(4, 1), integer(4, CODE), integer(4, 4 * words.length), integer(4, CODE + 4 * words.length)],
    integer(8, words.length),
    ...registers,
    ...[integer(4, 1), integer(4, 9)],
    channels,
    rootOf(pagesOf(machine, [0x10, 0x20, 0x21, 0x7fff, 0x7ffff])),
  );
  expect(toHex(commitment(machine))).toBe(toHex(expected));
});

test("every cycle has its own, and so has every program and input", () => {
  const ids = new Set<string>();
  const machine = new ProvingMachine(program, { input });
  do ids.add(toHex(commitment(machine)));
  while (machine.run(machine.cycle + 1) === "limit");
  ids.add(toHex(commitment(machine)));
  expect(ids.size).toBe(words.length + 1);
  const idOf = (other: ProvingProgram) => toHex(programId(other));
  expect(idOf(assemble(words, { data }))).toBe(idOf(program));
  const others = [
    program,
    assemble(words, { data: data.map((byte, i) => (i === 4999 ? 1 : byte)) }),
    assemble(words.slice(0, -1), { data }),
    assemble([...words, 0], { data }),
    assemble(words, { data, entry: CODE + 4 }),
  ].map(idOf);
  expect(new Set([...others, toHex(commitment(new ProvingMachine(program, { input })))]).size).toBe(6);
});
