// Hashes from the fact sheet of the fault-proof machine, section 15, and the tree over memory against one built plainly.
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { blankProcessor, encodeWitness, type MachineState, stateHash } from "../../src/faultProof/state.ts";
import { Random } from "../riscv/random.ts";
import { machineOf } from "./agreement.ts";

const EMPTY_PAGE = "0xffd70157e48063fc33c97a050f7f640233bf646cc98d9524c6b92bcf3ab56f83";
const EMPTY_MEMORY = "0x14af5385bcbb1e4738bbae8106046e6e2fca42875aa5c000c582587742bcc748";

const blank: MachineState = { ...blankProcessor(), pages: [], lastHint: new Uint8Array(0) };
const pair = (left: Uint8Array, right: Uint8Array) => keccak_256(Uint8Array.from([...left, ...right]));

const zeros = [new Uint8Array(32)];
for (let i = 0; i < 59; i++) zeros.push(pair(zeros[i]!, zeros[i]!));

/** Root over leaves by their number: level by level, in a map. */
function plainRoot(leaves: ReadonlyMap<bigint, Uint8Array>): Uint8Array {
  let nodes = leaves;
  for (let level = 0; level < 59; level++) {
    const above = new Map<bigint, Uint8Array>();
    for (const at of nodes.keys()) {
      const zero = zeros[level]!;
      above.set(at >> 1n, pair(nodes.get(at & ~1n) ?? zero, nodes.get(at | 1n) ?? zero));
    }
    nodes = above;
  }
  return nodes.get(0n) ?? zeros[59]!;
}

describe("hashes of the fact sheet", () => {
  test("zero trees", () => {
    const machine = machineOf(blank);
    expect(toHex(machine.memory.root())).toBe(EMPTY_MEMORY);
    const siblings = machine.memory.proof(0x1234_5678_9abc_def0n);
    expect(toHex(siblings.subarray(32 * 8, 32 * 9))).toBe(EMPTY_PAGE);
    for (let level = 0; level < 59; level++) {
      expect(siblings.subarray(32 * (1 + level), 32 * (2 + level))).toEqual(zeros[level]);
    }
  });

  test("blank state; the same, exited with 1", () => {
    expect(toHex(machineOf(blank).hash())).toBe("0x03ae8d76b6c62ea5ed415c89e5441d057f28517a8c835cb27f36640e0f72f1b4");
    const exited = { ...blank, exited: true, exitCode: 1 };
    expect(toHex(machineOf(exited).hash())).toBe("0x010b5f0cdab270998086f3124a53b06969c148565df908bcaafd8b22915f8e1c");
  });

  test.each([
    [false, 0, 3],
    [false, 1, 3],
    [true, 0, 0],
    [true, 1, 1],
    [true, 2, 2],
    [true, 255, 2],
  ])("exited %s with %i: status %i", (exited, exitCode, status) => {
    const witness = encodeWitness({ ...blank, exited, exitCode }, zeros[59]!);
    expect(stateHash(witness)[0]).toBe(status);
    expect(stateHash(witness).subarray(1)).toEqual(keccak_256(witness).subarray(1));
  });
});

describe("the tree over memory", () => {
  test("root and proofs of random pages, before and after writes", () => {
    const random = new Random(7);
    const indices = [0n, 1n, 2n, 3n, 0x10n, 0x11n, 0x7f_0000_0000n, 1n << 51n, (1n << 52n) - 1n];
    const machine = machineOf({ ...blank, pages: indices.map((index) => ({ index, data: random.bytes(4096) })) });
    for (let round = 0; round < 4; round++) {
      const leaves = new Map<bigint, Uint8Array>();
      for (const { index, data } of machine.memory.pages()) {
        for (let i = 0; i < 128; i++) leaves.set(index * 128n + BigInt(i), data.slice(32 * i, 32 * i + 32));
      }
      const root = machine.memory.root();
      expect(toHex(root)).toBe(toHex(plainRoot(leaves)));
      for (let i = 0; i < 10; i++) {
        const index = random.chance(0.7) ? random.pick(indices) : random.u64() >> 12n;
        const address = (index << 12n) | BigInt(32 * random.below(128));
        const proof = machine.memory.proof(address);
        let node: Uint8Array = proof.slice(0, 32);
        expect(node).toEqual(leaves.get(address >> 5n) ?? new Uint8Array(32));
        for (let level = 0; level < 59; level++) {
          const sibling = proof.slice(32 * (1 + level), 32 * (2 + level));
          node = (address >> BigInt(5 + level)) & 1n ? pair(sibling, node) : pair(node, sibling);
        }
        expect(node).toEqual(root);
      }
      // New pages too, and one that wraps around.
      machine.memory.write(random.u64(), random.bytes(random.below(9000)));
      machine.memory.write((1n << 64n) - 5n, random.bytes(10));
    }
  });

  test("pages come in order", () => {
    const random = new Random(8);
    const machine = machineOf(blank);
    const written = new Set<bigint>();
    for (let i = 0; i < 3000; i++) {
      const index = random.chance(0.5) ? BigInt(random.below(4000)) : random.u64() >> 12n;
      written.add(index);
      machine.memory.write(index << 12n, Uint8Array.of(1));
    }
    const found = [...machine.memory.pages()].map(({ index }) => index);
    expect(found).toEqual([...written].sort((a, b) => (a < b ? -1 : 1)));
  });
});
