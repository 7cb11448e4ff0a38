// The guest "block" gives the Wasm core's verdict and public values: on the fault-proof machine and the proving machine of this repository
// and, where Debian's qemu is there, under qemu on both targets. `npm run test:guests` takes all bundled blocks everywhere.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../core/src/hex.ts";
import { InputError } from "../../../core/src/inputError.ts";
import { readGuest } from "../../src/guests.ts";
import { blockCase, blockNames, type Case, expectedOf, inputOracle, withHeaderValue } from "./blocks.ts";
import { changedBits, changedFields, missingItems } from "./changedBlocks.ts";
import { runOnMachine } from "./machine.ts";
import { runOnProvingMachine } from "./proving.ts";
import { hasQemu, NEEDS_QEMU, runUnderQemu, withElfFile } from "./qemu.ts";

const valid = ["mainnet-1149999", "hoodi-974567", "op-mainnet-109279675", "op-sepolia-26207960"];
/** Small, with contracts: what is changed here is judged in a tenth of a second. */
const CHANGED = "op-sepolia-26207960";

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

interface Found {
  readonly code: number;
  readonly publicValues: string;
}

/** What the guest cannot get anywhere ends the run, as it does with a host: no verdict. */
function outcome(run: () => { code: number; publicValues: Uint8Array }): Found {
  try {
    const { code, publicValues } = run();
    return { code, publicValues: toHex(publicValues) };
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "PREIMAGE_MISSING") throw error;
    return { code: 2, publicValues: "0x" };
  }
}

const machines: [string, (one: Case) => Found][] = [
  ["fault-proof machine", ({ input }) => outcome(() => runOnMachine("block-rv64", inputOracle(input)))],
  [
    "proving machine",
    ({ input }) =>
      outcome(() => {
        const found = runOnProvingMachine("block-rv32", input, () => null);
        // What a proof commits to is the public values, and without a verdict nothing.
        const digest = found.code < 2 ? toHex(keccak_256(found.publicValues)) : null;
        expect(found.digest && toHex(found.digest)).toBe(digest);
        return found;
      }),
  ],
];

function expectedFound(one: Case): Found {
  const { code, publicValues } = expectedOf(one);
  return { code, publicValues };
}

it("the cases are what they say", () => {
  for (const [name, one, code] of cases) expect([name, expectedOf(one).code]).toEqual([name, code]);
});

describe.each(machines)("on the %s", (_, run) => {
  it.each(cases)("%s", (_, one, code) => {
    const found = run(one);
    expect(found).toEqual(expectedFound(one));
    expect(found.publicValues === "0x").toBe(code === 2);
  });

  const changed = [...changedFields(CHANGED), ...missingItems(CHANGED), ...changedBits(CHANGED, 24, 5)];
  const codes = new Map<number, number>();
  it.each(changed)("%s", (_, one) => {
    const found = run(one);
    expect(found).toEqual(expectedFound(one));
    codes.set(found.code, (codes.get(found.code) ?? 0) + 1);
  });

  it("among them all three verdicts", () => {
    expect([...codes.keys()].sort()).toEqual([0, 1, 2]);
  });
});

// The other machine takes a minute for them: npm run test:guests.
describe("every bundled block on the proving machine", () => {
  const names = blockNames();
  it("there are many", () => expect(names.length).toBeGreaterThan(40));
  it.each(names)("%s", (name) => {
    const one = blockCase(name);
    const found = machines[1]![1](one);
    expect([found.code, found]).toEqual([0, expectedFound(one)]);
  });
});

/** Without qemu the machines' tests remain. */
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
