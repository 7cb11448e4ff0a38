// The guest "block" gives the Wasm core's verdict and public values: on the fault-proof machine of this repository and, where Debian's
// qemu is there, under qemu on both targets. `npm run test:guests` takes all bundled blocks.
import { describe, expect, it } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { readGuest } from "../../src/guests.ts";
import { blockCase, type Case, expectedOf, inputOracle, withHeaderValue } from "./blocks.ts";
import { runOnMachine } from "./machine.ts";
import { hasQemu, NEEDS_QEMU, runUnderQemu, withElfFile } from "./qemu.ts";

const valid = ["mainnet-1149999", "hoodi-974567", "op-mainnet-109279675", "op-sepolia-26207960"];

function incomplete(): Case {
  return blockCase("op-sepolia-26207960", (block) => ({ ...block, nodes: block.nodes.slice(0, -1) }));
}

function otherHash(): Case {
  return blockCase("mainnet-1149999", (block) => ({
    ...block,
    claim: { ...block.claim, hash: `0x${"77".repeat(32)}` },
  }));
}

function otherStateRoot(): Case {
  const name = "op-mainnet-109279675";
  const root = expectedOf(blockCase(name)).outcome.result!.summaries[0]!.postStateRoot;
  return blockCase(name, (block) => withHeaderValue(block, root));
}

const cases: [string, Case, number][] = [
  ...valid.map((name): [string, Case, number] => [name, blockCase(name), 0]),
  ["another hash claimed", otherHash(), 1],
  ["another state root in the header", otherStateRoot(), 1],
  ["a node missing", incomplete(), 2],
  ["no input at all", { name: "", input: new Uint8Array(0), chainId: 0n }, 2],
];

it("the cases are what they say", () => {
  for (const [name, one, code] of cases) expect([name, expectedOf(one).code]).toEqual([name, code]);
});

it.each(cases)("on the fault-proof machine: %s", (_, one) => {
  // The witness lacks a node: the guest asks for it, and the host has none either. Then the machine cannot go on.
  const run = () => runOnMachine("block-rv64", inputOracle(one.input));
  const { code, publicValues } = expectedOf(one);
  if (code === 2 && one.input.length > 0) return expect(run).toThrow(/PREIMAGE_MISSING|no preimage/);
  const found = run();
  expect([found.code, toHex(found.publicValues)]).toEqual([code, publicValues]);
});

/** Without qemu the machine's tests remain. */
const targets = hasQemu() ? ([64, 32] as const) : [];

describe("under qemu", () => {
  it("it is there, where .ci/run says so", () => expect(hasQemu() || !NEEDS_QEMU).toBe(true));
  for (const bits of targets) {
    it.each(cases)(`rv${bits}: %s`, async (_, one) => {
      await withElfFile(readGuest(`block-rv${bits}`), async (elf) => {
        const found = await runUnderQemu(bits, elf, inputOracle(one.input), one.input);
        const { code, publicValues } = expectedOf(one);
        expect([found.code, found.signal, toHex(found.publicValues)]).toEqual([code, null, publicValues]);
      });
    });
  }
});
