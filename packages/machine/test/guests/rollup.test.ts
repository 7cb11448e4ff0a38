// The guest "rollup" judges claims about chains of our own as the Wasm core does: with a host that answers over the oracle alone, hints
// included. On both machines of this repository and, where Debian's qemu is there, under qemu on both targets.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeConfiguration } from "../../../chain/src/configuration.ts";
import { mainnet } from "../../../chain/src/networks.ts";
import { rollupSpec } from "../../../chain/src/rollupConfig.ts";
import { encodeRollup } from "../../../chain/src/rollupEncoding.ts";
import { superchainById } from "../../../chain/src/superchain.ts";
import { toHex } from "../../../core/src/hex.ts";
import { bootKey } from "../../../core/src/program.ts";
import type { Preimages as Host } from "../../../core/test/program.ts";
import { readGuest } from "../../src/guests.ts";
import { decodePublicValues, type ProgramValues } from "../../src/publicValues.ts";
import {
  blobClaim,
  CHAIN_KEY,
  type Claim,
  calldataClaim,
  expectedOf,
  hostOf,
  lie,
  oracleOf,
  rejectedClaim,
} from "./claims.ts";
import { runOnMachine } from "./machine.ts";
import { runOnProvingMachine } from "./proving.ts";
import { hasQemu, NEEDS_QEMU, type Preimages, runUnderQemu, withElfFile } from "./qemu.ts";

let calldata: Claim;
let blobs: Claim;
let rejected: Claim;

beforeAll(async () => {
  calldata = await calldataClaim();
  blobs = await blobClaim();
  rejected = await rejectedClaim();
});

const claims: [string, () => Claim, "valid" | "invalid"][] = [
  ["a true claim, span batch in calldata", () => calldata, "valid"],
  ["a lie", () => lie(calldata), "invalid"],
  ["a true claim, batches in a blob", () => blobs, "valid"],
  ["a lie, batches in a blob", () => lie(blobs), "invalid"],
  ["a true claim beyond an invalid payload", () => rejected, "valid"],
  ["a lie beyond an invalid payload", () => lie(rejected), "invalid"],
];

function check(claim: Claim, verdict: "valid" | "invalid", bytes: Uint8Array) {
  const { summary } = expectedOf(claim, "dispute");
  expect(summary.verdict).toBe(verdict);
  expect(decodePublicValues(bytes)).toMatchObject({
    kind: "program",
    verdict,
    chainId: claim.boot.chainId,
    configurationHash: summary.configurationHash,
    rollupHash: summary.rollupHash,
    l1Head: toHex(claim.boot.l1Head),
    agreedNumber: summary.agreedNumber,
    agreedOutputRoot: toHex(claim.boot.agreedOutputRoot),
    claimedNumber: claim.boot.claimedNumber,
    claimedOutputRoot: toHex(claim.boot.claimedOutputRoot),
    computedOutputRoot: summary.computedOutputRoot,
    reachedNumber: summary.reachedNumber,
    reachedHash: summary.reachedHash,
    stateRoot: summary.reachedStateRoot,
    payloadsRejected: BigInt(summary.payloadsRejected),
  });
}

interface Found {
  readonly code: number;
  readonly publicValues: Uint8Array;
  readonly hints: readonly string[];
}

interface MachineCase {
  readonly name: string;
  /** The Wasm build that asks as this machine's guest does. */
  readonly variant: "dispute" | "wasm";
  /** `chain`: the input of a chain that is not built in, empty for one that is. */
  run(chain: Uint8Array, preimages: Preimages): Found;
}

const machines: readonly MachineCase[] = [
  {
    name: "fault-proof machine",
    variant: "dispute",
    run: (chain, preimages) =>
      runOnMachine("rollup-rv64", (key) => (toHex(key) === CHAIN_KEY ? chain : preimages(key))),
  },
  {
    name: "proving machine",
    variant: "wasm",
    run: (chain, preimages) => {
      const found = runOnProvingMachine("rollup-rv32", chain, preimages);
      const digest = found.code < 2 ? toHex(keccak_256(found.publicValues)) : null;
      expect(found.digest && toHex(found.digest)).toBe(digest);
      return found;
    },
  },
];

describe.each(machines)("on the $name", ({ variant, run }) => {
  const runClaim = (claim: Claim, host: Host = hostOf(claim)) => run(claim.chain.input(), oracleOf(host));

  it.each(claims)("%s", (_, claimOf, verdict) => {
    const claim = claimOf();
    const { code, publicValues, hints } = runClaim(claim);
    expect(code).toBe(verdict === "valid" ? 0 : 1);
    check(claim, verdict, publicValues);
    // Hints go over the wire one by one, as the core makes them.
    expect(hints).toEqual(expectedOf(claim, variant).hints.flatMap((text) => text.split("\n")));
  });

  it("a wrong boot value, a chain that is not the claim's, and bytes that are no input could not run: exit 2", () => {
    const changed = (key: number, value: Uint8Array) => {
      const host = hostOf(calldata);
      host.values.set(toHex(bootKey(key)), value);
      return runClaim(calldata, host);
    };
    const all = [
      changed(1, new Uint8Array(31)),
      changed(4, new Uint8Array(9)),
      changed(5, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 99)),
      run(new Uint8Array(40), oracleOf(hostOf(calldata))),
      run(new Uint8Array(0), oracleOf(hostOf(calldata))),
      run(calldata.chain.input().subarray(8), oracleOf(hostOf(calldata))),
    ];
    for (const { code, publicValues } of all) expect([code, publicValues.length]).toEqual([2, 0]);
  });

  it("a preimage with other bytes than its hash says could not run: exit 2", () => {
    const host = hostOf(calldata);
    const key = [...host.values.keys()].find((hex) => hex.startsWith("0x02") && host.values.get(hex)!.length > 500)!;
    const forged = Uint8Array.from(host.values.get(key)!);
    forged[100]! ^= 1;
    const asked: string[] = [];
    host.values.set(key, forged);
    const { code, publicValues } = run(calldata.chain.input(), (wanted) => {
      asked.push(toHex(wanted));
      return host.value(wanted);
    });
    expect([code, publicValues.length, asked.includes(key)]).toEqual([2, 0, true]);
  });

  it("a chain that is built in is taken from the guest", () => {
    const host = hostOf(calldata);
    host.values.set(toHex(bootKey(5)), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 10));
    const asked: string[] = [];
    const { code, publicValues } = run(new Uint8Array(0), (key) => {
      asked.push(toHex(key));
      return host.value(key);
    });
    // By OP Mainnet's configuration nobody has posted a batch on this L1: the agreed block is the last one.
    const { rollupHash, configurationHash, reachedHash } = decodePublicValues(publicValues) as ProgramValues;
    const rollup = superchainById(10n)!;
    expect([code, reachedHash]).toEqual([1, calldata.agreed.hash]);
    expect(configurationHash).toBe(toHex(keccak_256(encodeConfiguration(rollupSpec(rollup)))));
    expect(rollupHash).toBe(toHex(keccak_256(encodeRollup(rollup, mainnet.blobSchedule))));
  });
});

it("a payload was rejected on the way", () => {
  expect(expectedOf(rejected, "dispute").summary.payloadsRejected).toBe(1);
});

it("a chain that is built in is not asked for on the fault-proof machine, whatever key 17 says", () => {
  const host = hostOf(calldata);
  host.values.set(toHex(bootKey(5)), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 10));
  const asked: string[] = [];
  const { code } = runOnMachine("rollup-rv64", (key) => {
    asked.push(toHex(key));
    return host.value(key);
  });
  expect([code, asked.includes(CHAIN_KEY)]).toEqual([1, false]);
});

it("a blob with another proof, or of another commitment, could not run on the proving machine: exit 2", () => {
  const host = hostOf(blobs);
  const [key, record] = [...host.values].find(([, value]) => value.length > 131_072)!;
  for (const at of [10, 60, 96 + 31]) {
    const forged = Uint8Array.from(record);
    forged[at]! ^= 1;
    host.values.set(key, forged);
    const { code, publicValues, digest } = runOnProvingMachine("rollup-rv32", blobs.chain.input(), oracleOf(host));
    expect([code, publicValues.length, digest]).toEqual([2, 0, null]);
  }
});

/** Without qemu the machines' tests remain. */
const targets = hasQemu() ? ([64, 32] as const) : [];

describe("under qemu", () => {
  it("it is there, where .ci/run says so", () => expect(hasQemu() || !NEEDS_QEMU).toBe(true));
  for (const bits of targets) {
    it.each(claims)(`rv${bits}: %s`, async (_, claimOf, verdict) => {
      const claim = claimOf();
      await withElfFile(readGuest(`rollup-rv${bits}`), async (elf) => {
        const run = await runUnderQemu(bits, elf, oracleOf(hostOf(claim)), claim.chain.input());
        expect([run.code, run.signal]).toEqual([verdict === "valid" ? 0 : 1, null]);
        check(claim, verdict, run.publicValues);
      });
    });
  }
});
