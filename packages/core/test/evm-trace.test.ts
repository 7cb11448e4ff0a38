// The trace build's step records (docs/interfaces.md, "Trace records") against the steps of @ethereumjs/evm.
import { describe, expect, it } from "vitest";
import { assemble } from "./assembler.js";
import { CONTRACT, Evm } from "./evm.js";
import { makeCase } from "./evm-cases.js";
import { runReference } from "./evm-reference.js";
import { loadTesting } from "./load.js";

interface Step {
  pc: number;
  op: number;
  gas: bigint;
  depth: number;
  stack: bigint[];
}

interface Recorded extends Step {
  cost: bigint;
  memorySize: bigint;
  refund: bigint;
  halt: number;
}

interface ReferenceStep {
  pc: number;
  opcode: { code: number };
  gasLeft: bigint;
  depth: number;
  stack: bigint[];
}

const HEADER = 56;

function decode(record: Uint8Array): Recorded {
  const view = new DataView(record.buffer, record.byteOffset);
  const words = view.getUint32(48, true);
  expect(record.length).toBe(HEADER + 32 * words);
  const stack = Array.from({ length: words }, (_, i) => {
    let word = 0n;
    for (let limb = 24; limb >= 0; limb -= 8) word = (word << 64n) | view.getBigUint64(HEADER + 32 * i + limb, true);
    return word;
  });
  return {
    pc: Number(view.getBigUint64(0, true)),
    op: view.getUint32(40, true),
    gas: view.getBigUint64(8, true),
    depth: view.getUint32(44, true),
    stack,
    cost: view.getBigInt64(16, true),
    memorySize: view.getBigUint64(24, true),
    refund: view.getBigInt64(32, true),
    halt: view.getUint32(52, true),
  };
}

describe("trace records", async () => {
  const records: Recorded[] = [];
  const loaded = await loadTesting("evm", "trace", { trace: (bytes) => records.push(decode(bytes)) });

  it("are the reference's steps", async () => {
    for (let seed = 0; seed < 76; seed++) {
      const { fork, accounts, call, warm } = makeCase(seed);
      records.length = 0;
      const evm = new Evm(loaded, fork);
      for (const [address, state] of accounts) evm.setAccount(address, state);
      evm.begin(warm);
      evm.run(call);
      const theirs: Step[] = [];
      await runReference(fork, accounts, call, warm, (step) => {
        const { pc, opcode, gasLeft, depth, stack } = step as ReferenceStep;
        theirs.push({ pc, op: opcode.code, gas: gasLeft, depth: depth + 1, stack: [...stack] });
      });
      // The reference has no step for the STOP that follows the code's end, and 0xfe for every undefined opcode.
      const ours = records
        .filter(({ op }) => op !== 0)
        .map(({ pc, op, gas, depth, stack, halt }) => ({ pc, op: halt === 8 ? 0xfe : op, gas, depth, stack }));
      expect(ours, `seed ${seed}`).toEqual(theirs.filter(({ op }) => op !== 0));
    }
  });

  it("say what a step cost, what it gave away, and how a frame ended", () => {
    const inner = 0x1aan;
    const evm = new Evm(loaded, "osaka");
    evm.setAccount(inner, { code: assemble("PUSH 1 PUSH 0 MSTORE INVALID"), nonce: 1n });
    const call = `PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH ${inner} PUSH 1000 CALL`;
    evm.setAccount(CONTRACT, { code: assemble(`${call} PUSH 0 PUSH 0 REVERT`), nonce: 1n });
    evm.begin();
    records.length = 0;
    evm.run({ to: CONTRACT, gas: 50_000n });
    const brief = records.map(({ op, cost, depth, memorySize, halt }) => [op, cost, depth, memorySize, halt]);
    expect(brief).toEqual([
      ...[0x60, 0x60, 0x60, 0x60, 0x60, 0x61, 0x61].map((op) => [op, 3n, 1, 0n, 0]),
      [0xf1, 2600n + 1000n, 1, 0n, 0],
      [0x60, 3n, 2, 0n, 0],
      [0x60, 3n, 2, 0n, 0],
      [0x52, 6n, 2, 0n, 0],
      [0xfe, 0n, 2, 32n, 8],
      [0x60, 3n, 1, 0n, 0],
      [0x60, 3n, 1, 0n, 0],
      [0xfd, 0n, 1, 0n, 3],
    ]);
    expect(evm.loaded.exports.steps!()).toBe(BigInt(records.length));
  });

  it("name stack faults and lack of gas", () => {
    for (const [code, gas, halt] of [
      ["ADD", 100n, 6],
      ["PUSH 1 ".repeat(1025), 10_000n, 7],
      ["PUSH 1", 2n, 5],
      ["PUSH 9 JUMP", 100n, 9],
      ["0x0c", 100n, 8],
    ] as const) {
      const evm = new Evm(loaded, "osaka");
      evm.setAccount(CONTRACT, { code: assemble(code), nonce: 1n });
      evm.begin();
      records.length = 0;
      evm.run({ to: CONTRACT, gas });
      expect(records.at(-1)!.halt, code).toBe(halt);
    }
  });
});
