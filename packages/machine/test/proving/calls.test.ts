// Environment calls that move bytes, with whatever arguments a program may give.
import { expect, test } from "vitest";
import type { MachineOracle } from "../../src/oracle.ts";
import { MAX_MOVED } from "../../src/proving/calls.ts";
import { MAX_PUBLIC_BYTES } from "../../src/proving/channels.ts";
import { ProvingMachine, type ProvingOptions } from "../../src/proving/machine.ts";
import { assemble, CODE, call, DATA, R } from "./assemble.ts";

const END = 0x8000_0000;
const [READ, WRITE, EXIT, MMAP, COMMIT] = [63, 64, 93, 222, 1024];
const bytes = Uint8Array.from({ length: 64 }, (_, i) => i + 1);

/** Runs calls one after the other; what a0 is after each. */
function answers(calls: readonly (readonly number[])[], options: ProvingOptions = {}, data = bytes) {
  const machine = new ProvingMachine(assemble(calls.flat(), { data }), options);
  let end = 0;
  const found = calls.map((words) => {
    end += words.length;
    machine.run(end);
    return machine.register(R.a0);
  });
  return { machine, found };
}
const memory = (machine: ProvingMachine, address: number, length: number) => [...machine.memory.view(address, length)];

test("input: its length, then its bytes, and 0 at the end", () => {
  const input = Uint8Array.of(10, 11, 12);
  const calls = [
    call(READ, 0, DATA, 5),
    call(READ, 0, DATA + 5, 0xffff_ffff),
    call(READ, 0, DATA, 1),
    call(READ, 0, 0xffff_ffff, 0),
  ];
  const { machine, found } = answers(calls, { input });
  expect(found).toEqual([5, 6, 0, 0]);
  expect(memory(machine, DATA, 12)).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 10, 11, 12, 12]);
  // Bytes 0 to 4 are in two words, bytes 5 to 10 in two.
  expect([machine.counts.wordsMoved, machine.pagesWritten]).toEqual([4, 1]);
});

test("a call moves no more than 1 MiB", () => {
  const input = new Uint8Array(3 * MAX_MOVED).fill(7);
  const calls = [
    call(READ, 0, DATA, 0xffff_ffff),
    call(READ, 0, DATA + MAX_MOVED, 0x7fff_ffff),
    call(WRITE, 2, 0, 0xffff_ffff),
  ];
  expect(answers(calls, { input }).found).toEqual([MAX_MOVED, MAX_MOVED, MAX_MOVED]);
});

test("public output, log, and what else can be written to", () => {
  const logged: number[] = [];
  const log = (piece: Uint8Array) => void logged.push(...piece);
  const calls = [
    call(WRITE, 1, DATA + 1, 3),
    call(WRITE, 2, DATA, 2),
    call(WRITE, 1, DATA + 4, 1),
    call(WRITE, 1, 0xffff_ffff, 0),
  ];
  const { machine, found } = answers(calls, { log });
  expect(found).toEqual([3, 2, 1, 0]);
  expect([...machine.publicOutput]).toEqual([2, 3, 4, 5]);
  expect(logged).toEqual([1, 2]);
  expect(machine.counts.wordsMoved).toBe(3);
});

test.each<[string, readonly number[], RegExp]>([
  ["read into nowhere", call(READ, 0, END, 1), /addressOutOfRange: address 0x80000000/],
  ["read over the end of memory", call(READ, 0, END - 7, 100), /addressOutOfRange/],
  ["read over the end of all addresses", call(READ, 0, 0xffff_fffc, 8), /addressOutOfRange/],
  ["read into code", call(READ, 0, CODE + 4, 8), /storeToCode/],
  ["read into code from before it", call(READ, 0, CODE - 4, 8), /storeToCode: address 0x10000/],
  ["write from nowhere", call(WRITE, 1, END - 3, 4), /addressOutOfRange/],
  ["write from over the end", call(WRITE, 2, 0xffff_ffff, 0xffff_ffff), /addressOutOfRange/],
  ["read of what is written", call(READ, 1, DATA, 8), /badDescriptor: descriptor 0x1/],
  ["read of nothing", call(READ, 0xffff_ffff, DATA, 0), /badDescriptor/],
  ["write to what is read", call(WRITE, 0, DATA, 8), /badDescriptor/],
  ["write to nothing", call(WRITE, 7, DATA, 0), /badDescriptor: descriptor 0x7/],
  ["an unknown call", call(94, 0), /unknownCall: call 0x5e/],
  ["call 0", call(0), /unknownCall/],
  ["call 2^32 - 1", call(0xffff_ffff), /unknownCall/],
  ["a digest in no word", call(COMMIT, DATA + 2), /misalignedAccess/],
  ["a digest over the end", call(COMMIT, END - 28), /addressOutOfRange/],
  ["a hint that is too long", call(WRITE, 4, DATA, 4), /badArgument/],
])("%s", (_, words, message) => {
  const machine = new ProvingMachine(assemble(words, { data: bytes }), { input: bytes });
  const before = () =>
    JSON.stringify([machine.cycle, machine.register(R.a0), machine.state().channels, machine.pagesWritten]);
  machine.run(words.length - 1);
  const was = before();
  expect(() => machine.run(100)).toThrow(message);
  expect(before()).toBe(was);
});

test("a page more than there may be: the call has not happened", () => {
  const words = call(READ, 0, DATA + 4090, 8);
  const machine = new ProvingMachine(assemble(words, { data: bytes }), { maxPages: 1 });
  expect(() => machine.run(100)).toThrow(expect.objectContaining({ code: "MACHINE_OUT_OF_MEMORY" }));
  expect([machine.cycle, machine.state().channels.inputRead, machine.pagesWritten]).toEqual([8, 0, 1]);
});

test("public output has an end", () => {
  const calls = [call(WRITE, 1, 0, MAX_PUBLIC_BYTES), call(WRITE, 1, 0, 1)];
  expect(() => answers(calls)).toThrow(/badArgument/);
});

test("one digest", () => {
  const { machine, found } = answers([call(COMMIT, DATA)]);
  expect([found, [...machine.digest!]]).toEqual([[0], [...bytes.subarray(0, 32)]]);
  expect(() => answers([call(COMMIT, DATA), call(COMMIT, DATA)])).toThrow(/committedTwice/);
});

test("exit ends it, mmap does nothing", () => {
  const { machine, found } = answers([call(MMAP, 5), call(EXIT, 0xffff_fffe)]);
  expect(found[0]).toBe(0);
  expect([machine.halted, machine.exitCode, machine.pagesWritten]).toEqual([true, 0xffff_fffe, 1]);
  const { cycle } = machine;
  expect([machine.run(cycle + 1000), machine.cycle]).toEqual(["halted", cycle]);
});

const KEY = 6;
const PREIMAGE = 5;

function recording(answer: (key: Uint8Array) => Uint8Array): MachineOracle & { asked: string[]; hints: string[] } {
  const asked: string[] = [];
  const hints: string[] = [];
  return {
    asked,
    hints,
    hint: (text) => void hints.push(Buffer.from(text).toString()),
    preimage: (key) => {
      asked.push(Buffer.from(key).toString("hex"));
      return answer(key);
    },
  };
}

test("a preimage: key in pieces, length, bytes; a new key forgets the rest", () => {
  const oracle = recording((key) => key.subarray(0, 3));
  const calls = [
    call(READ, PREIMAGE, DATA + 100, 8),
    call(WRITE, KEY, DATA, 30),
    call(READ, PREIMAGE, DATA + 100, 8),
    call(WRITE, KEY, DATA + 30, 100),
    call(READ, PREIMAGE, DATA + 100, 9),
    call(READ, PREIMAGE, DATA + 109, 1),
    call(WRITE, KEY, DATA + 1, 32),
    call(READ, PREIMAGE, DATA + 112, 100),
    call(READ, PREIMAGE, DATA + 112, 100),
    call(WRITE, KEY, DATA + 2, 1),
    call(READ, PREIMAGE, DATA + 112, 100),
  ];
  const { machine, found } = answers(calls, { oracle });
  expect(found).toEqual([0, 30, 0, 2, 9, 1, 32, 11, 0, 1, 0]);
  const hex = (from: number) => Buffer.from(bytes.subarray(from, from + 32)).toString("hex");
  expect(oracle.asked).toEqual([hex(0), hex(1)]);
  expect(memory(machine, DATA + 100, 11)).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 0]);
  expect(memory(machine, DATA + 112, 12)).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 2, 3, 4, 0]);
});

test("a preimage that nobody has: the machine stays in front of the read", () => {
  const words = [...call(WRITE, KEY, DATA, 32), ...call(READ, PREIMAGE, DATA, 8)];
  const machine = new ProvingMachine(assemble(words, { data: bytes }));
  for (let i = 0; i < 2; i++) {
    expect(() => machine.run(100)).toThrow(expect.objectContaining({ code: "PREIMAGE_MISSING" }));
    expect(machine.cycle).toBe(words.length - 1);
  }
});

test("hints: in pieces, several at once, each acknowledged by one byte", () => {
  const data = Uint8Array.from([...[0, 0, 0, 2], 65, 66, ...[0, 0, 0, 0], ...[0, 0, 0, 1], 67, 0xff, 0xff]);
  const oracle = recording(() => new Uint8Array(0));
  const [HINT, ACK] = [4, 3];
  const calls = [
    call(WRITE, HINT, DATA, 5),
    call(READ, ACK, DATA + 100, 1),
    call(WRITE, HINT, DATA + 5, 10),
    call(READ, ACK, DATA + 100, 2),
    call(READ, ACK, DATA + 100, 2),
    call(READ, ACK, DATA + 100, 1),
  ];
  const { found, machine } = answers(calls, { oracle }, data);
  expect(found).toEqual([5, 0, 10, 2, 1, 0]);
  expect(oracle.hints).toEqual(["AB", "", "C"]);
  expect(machine.state().channels.hint).toHaveLength(0);
});
