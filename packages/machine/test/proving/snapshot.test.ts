// A run that is written down at any cycle and goes on from there is the run that was not; a snapshot that was tampered with is refused, or
// is another state.
import { expect, test } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { InputError } from "../../../core/src/inputError.ts";
import type { MachineOracle } from "../../src/oracle.ts";
import { commitment } from "../../src/proving/commitment.ts";
import { ProvingMachine, type ProvingState } from "../../src/proving/machine.ts";
import { resume, snapshot } from "../../src/proving/snapshot.ts";
import { Random } from "../riscv/random.ts";
import { assemble, call, DATA, exit, op, R } from "./assemble.ts";

const data = Uint8Array.from({ length: 64 }, (_, i) => (i < 3 || i === 4 ? 0 : i));
const [READ, WRITE] = [63, 64];
/** Every channel, in pieces. */
const words = [
  ...call(READ, 0, DATA + 64, 9),
  ...call(WRITE, 4, DATA, 7),
  ...call(READ, 3, DATA + 80, 1),
  ...call(WRITE, 6, DATA, 20),
  ...call(WRITE, 6, DATA + 20, 12),
  ...call(READ, 5, DATA + 96, 9),
  ...call(READ, 5, DATA + 0x2000, 9),
  ...call(WRITE, 1, DATA + 64, 30),
  ...call(1025, DATA + 64),
  ...call(1024, DATA + 64),
  op("addi", { rd: R.t0, rs1: R.t0, immediate: 1 }),
  ...call(WRITE, 1, DATA + 64, 30),
  ...exit(9),
];
const program = assemble(words, { data });
const input = Uint8Array.of(1, 2, 3);
const oracle: MachineOracle = { hint() {}, preimage: (key) => key.slice(0, 20) };
const options = { input, oracle };

function fingerprint(machine: ProvingMachine): string {
  const { channels, ...rest } = machine.state();
  return JSON.stringify([rest, channels, toHex(commitment(machine)), machine.pagesWritten]);
}

test("at every cycle of a run through every channel", () => {
  const whole = new ProvingMachine(program, options);
  expect(whole.run(1e6)).toBe("halted");
  expect([whole.exitCode, whole.cycle, whole.publicOutput.length]).toEqual([9, words.length, 60]);
  const machine = new ProvingMachine(program, options);
  for (let cycle = 0; cycle <= whole.cycle; cycle++) {
    machine.run(cycle);
    const bytes = snapshot(machine);
    const resumed = resume(program, bytes, options);
    expect(fingerprint(resumed)).toBe(fingerprint(machine));
    expect(Buffer.compare(snapshot(resumed), bytes)).toBe(0);
    expect(resumed.run(1e6)).toBe("halted");
    expect(fingerprint(resumed)).toBe(fingerprint(whole));
  }
});

test("the host hears again what the next preimage is about", () => {
  const machine = new ProvingMachine(program, options);
  machine.run(30);
  const hints: string[] = [];
  resume(program, snapshot(machine), { input, oracle: { ...oracle, hint: (text) => void hints.push(toHex(text)) } });
  expect(hints).toEqual([toHex(data.subarray(4, 7))]);
});

const broken = (message: RegExp) =>
  expect.objectContaining({ code: "STATE_BROKEN", message: expect.stringMatching(message) });

test("another program, another input, another version", () => {
  const bytes = snapshot(new ProvingMachine(program, options));
  expect(() => resume(assemble(words.slice(0, -1), { data }), bytes, options)).toThrow(broken(/another program/));
  expect(() => resume(program, bytes, { oracle })).toThrow(broken(/another input/));
  const other = bytes.slice();
  other[7]! += 1;
  expect(() => resume(program, other, options)).toThrow(broken(/version/));
});

test("cut anywhere, or longer: refused", () => {
  const machine = new ProvingMachine(program, options);
  machine.run(70);
  const bytes = snapshot(machine);
  for (let length = 0; length < bytes.length; length += length < 400 ? 11 : 1997) {
    expect(() => resume(program, bytes.subarray(0, length), options)).toThrow(broken(/./));
  }
  expect(() => resume(program, Buffer.concat([bytes, Uint8Array.of(0)]), options)).toThrow(broken(/1 bytes follow/));
});

test("a page of code, one that is not there, one twice, too many, the program's data missing", () => {
  const machine = new ProvingMachine(program, options);
  const bytes = snapshot(machine);
  const pageAt = bytes.length - 4096 - 4;
  const changed = (at: number, value: number) => {
    const other = bytes.slice();
    new DataView(other.buffer).setUint32(at, value);
    return () => resume(program, other, options);
  };
  expect(changed(pageAt, 0x10)).toThrow(broken(/holds code/));
  expect(changed(pageAt, 0x80000)).toThrow(broken(/no page/));
  expect(changed(pageAt, 0x21)).toThrow(broken(/without some of the program's data/));
  expect(changed(pageAt - 4, 2)).toThrow(broken(/file ends/));
  const twice = Buffer.concat([bytes, bytes.subarray(pageAt)]);
  twice.writeUInt32BE(2, pageAt - 4);
  expect(() => resume(program, twice, options)).toThrow(broken(/after page/));
  twice.writeUInt32BE(0x7ffff, bytes.length);
  expect(resume(program, twice, options).pagesWritten).toBe(2);
  expect(() => resume(program, twice, { ...options, maxPages: 1 })).toThrow(
    expect.objectContaining({ code: "MACHINE_OUT_OF_MEMORY" }),
  );
});

test("what no run comes to: refused", () => {
  const machine = new ProvingMachine(program, options);
  machine.run(9);
  const state = machine.state();
  const { channels } = state;
  const refused = (changed: Partial<ProvingState>, message: RegExp) => {
    const other = new ProvingMachine(program, options);
    other.restore({ ...state, ...changed });
    expect(() => resume(program, snapshot(other), options)).toThrow(broken(message));
  };
  refused({ exitCode: 1 }, /exit code/);
  refused({ channels: { ...channels, inputRead: 8 + input.length + 1 } }, /of the input/);
  refused({ channels: { ...channels, key: new Uint8Array(31), preimageRead: 1 } }, /of a preimage/);
  refused({ channels: { ...channels, hint: Uint8Array.of(0, 0, 0, 1, 5) } }, /hint/);
  refused({ channels: { ...channels, hint: Uint8Array.of(1, 0, 0, 0) } }, /hint/);
});

test("any changed byte is refused, or is another state; nothing else happens", () => {
  const random = new Random(11);
  const machine = new ProvingMachine(program, options);
  machine.run(75);
  const bytes = snapshot(machine);
  const id = toHex(commitment(machine));
  // Where counts and the last hint are: no part of the state.
  const pages = Buffer.from(bytes).indexOf(data.subarray(0, 16)) - 4;
  const seen = { refused: 0, other: 0 };
  for (let i = 0; i < 60; i++) {
    const at = random.below(pages + 16);
    const other = bytes.slice();
    other[at]! ^= 1 << random.below(8);
    try {
      const resumed = resume(program, other, options);
      if (toHex(commitment(resumed)) !== id) seen.other++;
      try {
        resumed.run(resumed.cycle + 1000);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      seen.refused++;
    }
  }
  expect(seen.refused).toBeGreaterThan(10);
  expect(seen.other).toBeGreaterThan(10);
});
