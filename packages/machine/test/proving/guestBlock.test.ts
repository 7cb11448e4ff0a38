// The guest "block" on the proving machine gives the Wasm core's verdict and public values, and commits to their digest.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect, it } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { readGuest } from "../../src/guests.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { type ProvingRun, runProving, runToEnd } from "../../src/proving/run.ts";
import { resume, snapshot } from "../../src/proving/snapshot.ts";
import { blockCase, type Case, expectedOf, withHeaderValue } from "../guests/blocks.ts";

const program = loadProvingProgram(readGuest("block-rv32"));
const run = (input: Uint8Array, accelerators = true): ProvingRun =>
  runProving(program, { input, accelerators, cycleLimit: 1_000_000_000 });

function expectAsCore(one: Case, found: ProvingRun): void {
  const { code, publicValues } = expectedOf(one);
  expect([found.exitCode, toHex(found.publicOutput)]).toEqual([code, publicValues]);
  expect(found.digest && toHex(found.digest)).toBe(code < 2 ? toHex(keccak_256(found.publicOutput)) : null);
}

it.each(["mainnet-1149999", "hoodi-974567", "op-sepolia-26207960"])("valid: %s", (name) => {
  const one = blockCase(name);
  expectAsCore(one, run(one.input));
});

it("without accelerators the guest computes itself", () => {
  const one = blockCase("mainnet-1149999");
  const found = run(one.input, false);
  expectAsCore(one, found);
  expect(found.counts).toMatchObject({ keccakF: 0, multiplyAdd256: 0, multiplyAdd384: 0 });
  expect(found.cycles).toBeGreaterThan(run(one.input).cycles);
});

it("invalid: another state root in the header", () => {
  const block = blockCase("op-mainnet-109279675");
  const root = expectedOf(block).outcome.result!.summaries[0]!.postStateRoot;
  const one = blockCase("op-mainnet-109279675", (input) => withHeaderValue(input, root));
  const found = run(one.input);
  expectAsCore(one, found);
  expect(found.exitCode).toBe(1);
});

it("incomplete: no input", () => {
  const found = run(new Uint8Array(0));
  expect([found.exitCode, found.publicOutput.length, found.digest]).toEqual([2, 0, null]);
});

it("incomplete: a node is missing, and nobody has the preimage", () => {
  const { input } = blockCase("op-sepolia-26207960", (block) => ({ ...block, nodes: block.nodes.slice(0, -1) }));
  expect(() => run(input)).toThrow(expect.objectContaining({ code: "PREIMAGE_MISSING" }));
});

it("a run that takes longer than it may", () => {
  const { input } = blockCase("mainnet-1149999");
  const { cycles } = run(input);
  const limited = (cycleLimit: number) => () => runProving(program, { input, cycleLimit });
  expect(limited(cycles - 1)).toThrow(expect.objectContaining({ code: "MACHINE_CYCLE_LIMIT" }));
  expect(limited(cycles)().cycles).toBe(cycles);
});

it("written down and taken up again, twice in its run", () => {
  const one = blockCase("mainnet-1149999");
  const { cycles } = run(one.input);
  let machine = new ProvingMachine(program, { input: one.input });
  for (const part of [0.2, 0.7]) {
    expect(machine.run(Math.floor(part * cycles))).toBe("limit");
    machine = resume(program, snapshot(machine), { input: one.input });
  }
  expectAsCore(one, runToEnd(machine, { cycleLimit: 1_000_000_000 }));
});
