// What is made of a tree of call paths: tables and files that add up.
import { describe, expect, it } from "vitest";
import { CELLS, type Costs, cellsOf, noCosts } from "../../src/proving/cells.ts";
import { byFunction, usersOf } from "../../src/proving/profile/byFunction.ts";
import { type CallTree, runCosts } from "../../src/proving/profile/callTree.ts";
import { cpuProfile } from "../../src/proving/profile/cpuProfile.ts";
import { foldedStacks } from "../../src/proving/profile/folded.ts";
import { guestFunctionName } from "../../src/proving/profile/guestNames.ts";

const costs = (cycles: number, more: Partial<Costs> = {}): Costs => ({ ...noCosts(), cycles, ...more });
const names = ["start", "walk", "hash", "a;b c\n", "machine:keccakF"];

/** start → walk → walk → hash → machine:keccakF, start → hash, start → a;b c. */
const tree: CallTree = {
  functions: names.map((name, i) => ({ name, address: 4 * i })),
  nodes: [
    { parent: null, function: 0, calls: 1, self: costs(100) },
    { parent: 0, function: 1, calls: 2, self: costs(20) },
    { parent: 1, function: 1, calls: 3, self: costs(30) },
    { parent: 2, function: 2, calls: 4, self: costs(40) },
    { parent: 3, function: 4, calls: 4, self: costs(5, { keccakF: 4 }) },
    { parent: 0, function: 2, calls: 1, self: costs(60, { wordsMoved: 7 }) },
    { parent: 0, function: 3, calls: 1, self: costs(0) },
  ],
};

describe("by function", () => {
  it("itself, with what it calls, calls; what recurses counts once", () => {
    const rows = byFunction(tree).map(({ name, calls, self, total }) => [name, calls, self.cycles, total.cycles]);
    expect(rows).toEqual(
      [
        ["start", 1, 100, 255],
        ["hash", 5, 100, 105],
        ["walk", 5, 50, 95],
        ["machine:keccakF", 4, 5, 5],
        ["a;b c\n", 1, 0, 0],
      ].sort((a, b) => (b[2] as number) - (a[2] as number) || ((a[0] as string) < (b[0] as string) ? -1 : 1)),
    );
  });

  it("by cells, the accelerator is the dearest", () => {
    expect(byFunction(tree, "cells").map(({ name }) => name)[0]).toBe("machine:keccakF");
    expect(byFunction(tree).find(({ name }) => name === "start")!.total.keccakF).toBe(4);
  });

  it("who uses an accelerator: not the function that makes the call for others", () => {
    const users = usersOf(tree, (name) => name.startsWith("machine:"));
    expect(users.find(({ name }) => name === "hash")).toEqual({
      name: "hash",
      costs: costs(105, { keccakF: 4, wordsMoved: 7 }),
    });
    expect(users.map(({ name }) => name)).not.toContain("machine:keccakF");
  });

  it("the whole is the sum", () => {
    const all = runCosts(tree);
    expect(all).toEqual(costs(255, { keccakF: 4, wordsMoved: 7 }));
    expect(cellsOf(all)).toBe(255 * CELLS.cycles + 4 * CELLS.keccakF + 7 * CELLS.wordsMoved);
  });
});

describe("files", () => {
  it("folded stacks", () => {
    const lines = [...foldedStacks(tree)];
    expect(lines).toEqual([
      "start 100\n",
      "start;walk 20\n",
      "start;walk;walk 30\n",
      "start;walk;walk;hash 40\n",
      "start;walk;walk;hash;machine:keccakF 5\n",
      "start;hash 60\n",
    ]);
    const odd = { ...tree, nodes: [{ ...tree.nodes[0]!, function: 3 }] };
    expect([...foldedStacks(odd)]).toEqual(["a_b_c_ 100\n"]);
  });

  it("a .cpuprofile, in which each node lasts as long as it has cycles", () => {
    const { nodes, samples, timeDeltas, startTime, endTime } = cpuProfile(tree);
    expect(nodes.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(nodes[0]!.children).toEqual([2]);
    expect(nodes[1]!.children).toEqual([3, 7, 8]);
    expect(timeDeltas).toHaveLength(samples.length);
    expect(endTime - startTime).toBe(255);
    expect(timeDeltas.reduce((sum, delta) => sum + delta, 0)).toBe(255);
    // The time of a sample is what passes until the next one.
    const lasted = samples.slice(0, -1).map((id, i) => [nodes[id - 1]!.callFrame.functionName, timeDeltas[i + 1]]);
    expect(lasted).toEqual([
      ["start", 100],
      ["walk", 20],
      ["walk", 30],
      ["hash", 40],
      ["machine:keccakF", 5],
      ["hash", 60],
    ]);
  });
});

it.each([
  ["hash_keccakF_keccakF.part.0", "hash/keccakF/keccakF (part)"],
  ["curves_fp6_fp6Tidy_assembly_curves_primeFields_Bn254_", "curves/fp6/fp6Tidy<Bn254>"],
  ["curves_fused_fp2_fusedSquare_assembly_curves_primeFields_Bls12381_", "curves/fused/fp2/fusedSquare<Bls12381>"],
  ["Z_assayZ_multiplyAdd256", "machine:multiplyAdd256"],
  ["Z_guestZ_start", "core:start"],
  ["w2c__lib_memory_memory_fill.part.0", "~lib/memory/memory_fill (part)"],
  ["reset_resetAll", "reset/resetAll"],
  ["send_hints", "send_hints"],
  ["__udivdi3", "__udivdi3"],
])("%s is %s", (symbol, name) => {
  expect(guestFunctionName(symbol)).toBe(name);
});
