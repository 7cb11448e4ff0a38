// The guest "rollup" judges claims about chains of our own as the Wasm core does: with a host that answers over the oracle alone, hints
// included. On the fault-proof machine of this repository and, where Debian's qemu is there, under qemu on both targets.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeConfiguration } from "../../../chain/src/configuration.ts";
import { mainnet } from "../../../chain/src/networks.ts";
import { rollupSpec } from "../../../chain/src/rollupConfig.ts";
import { encodeRollup } from "../../../chain/src/rollupEncoding.ts";
import { superchainById } from "../../../chain/src/superchain.ts";
import { concatBytes } from "../../../core/src/bytes.ts";
import { toHex } from "../../../core/src/hex.ts";
import { Core } from "../../../core/src/instance.ts";
import { bootKey, decodeProgram, type ProgramSummary } from "../../../core/src/program.ts";
import { compileCore } from "../../../core/src/wasmFile.ts";
import {
  type Boot,
  bytes,
  type Preimages as Host,
  LAST,
  loadCore,
  outputBytes,
  programInput,
  realRange,
} from "../../../core/test/program.ts";
import { OwnChain } from "../../../core/test/program-chain.ts";
import type { L2Block } from "../../../node/src/l2Block.ts";
import { blobPreimages, commitmentOf, proofOf, versionedHash } from "../../../program/src/preimage/blob.ts";
import { typedKey } from "../../../program/src/preimage/key.ts";
import { readHeader } from "../../../program/src/trie/header.ts";
import { readGuest } from "../../src/guests.ts";
import { decodePublicValues, type ProgramValues } from "../../src/publicValues.ts";
import { runOnMachine } from "./machine.ts";
import { hasQemu, NEEDS_QEMU, type Preimages, runUnderQemu, withElfFile } from "./qemu.ts";

const FORKS = { canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: 0n };
const CHAIN_KEY = toHex(bootKey(17));

interface Claim {
  readonly chain: OwnChain;
  readonly agreed: L2Block;
  readonly boot: Boot;
  /** The blob that the batches are in. */
  readonly blob?: Uint8Array;
}

let calldata: Claim;
let blobs: Claim;
let rejected: Claim;

beforeAll(async () => {
  const chain = new OwnChain(FORKS);
  const blocks = await chain.build(4);
  await chain.post(chain.posted(blocks), "span");
  calldata = { chain, agreed: blocks[0]!, boot: chain.claim(blocks[0]!, blocks[3]!) };
  blobs = await blobClaim();
  rejected = await rejectedClaim();
});

async function blobClaim(): Promise<Claim> {
  const chain = new OwnChain(FORKS);
  const blocks = await chain.build(3);
  const [, blob] = await chain.postBlob(chain.posted(blocks));
  return { chain, agreed: blocks[0]!, boot: chain.claim(blocks[0]!, blocks[2]!), blob: blob! };
}

/** A payload in the middle is invalid: from Holocene on it becomes a block of deposits alone. */
async function rejectedClaim(): Promise<Claim> {
  const chain = new OwnChain(FORKS);
  const good = await chain.build(2);
  const { nonce } = chain.alice;
  const faulty = [await chain.pay(), await chain.pay(1n, { nonce: nonce + 7 })];
  chain.alice.nonce = nonce;
  const [bad] = (await chain.build(1)) as [L2Block];
  await chain.post([...chain.posted(good), { parent: good[1]!, block: bad, signed: faulty }]);
  chain.alice.nonce = nonce;
  chain.depositsInPlaceOf(bad);
  const next = await chain.build(2);
  await chain.post(chain.posted(next));
  return { chain, agreed: good[0]!, boot: chain.claim(good[0]!, next[1]!) };
}

function hostOf({ chain, agreed, boot, blob }: Claim): Host {
  const host = chain.host(agreed, boot);
  host.values.set(CHAIN_KEY, chain.input());
  if (blob) {
    const commitment = commitmentOf(blob);
    for (const [key, value] of blobPreimages(blob, commitment)) host.values.set(toHex(key), value);
    // And whole, for the proving machine.
    const record = concatBytes(commitment, proofOf(blob, commitment), blob);
    host.values.set(toHex(typedKey("blob", versionedHash(commitment))), record);
  }
  return host;
}

/** What the build `dispute` of the Wasm core finds. */
function expectedOf(claim: Claim): { summary: ProgramSummary; hints: readonly string[] } {
  const host = hostOf(claim);
  const input = claim.chain.input();
  const outcome = new Core(compileCore("dispute"), { oracle: host.oracle }).program(input.length, (memory) =>
    memory.set(input),
  );
  return { summary: decodeProgram(outcome.result!.bytes), hints: host.hints };
}

function lie(claim: Claim): Claim {
  const claimedOutputRoot = Uint8Array.from(claim.boot.claimedOutputRoot);
  claimedOutputRoot[31]! ^= 1;
  return { ...claim, boot: { ...claim.boot, claimedOutputRoot } };
}

const claims: [string, () => Claim, "valid" | "invalid"][] = [
  ["a true claim, span batch in calldata", () => calldata, "valid"],
  ["a lie", () => lie(calldata), "invalid"],
  ["a true claim, batches in a blob", () => blobs, "valid"],
  ["a lie, batches in a blob", () => lie(blobs), "invalid"],
  ["a true claim beyond an invalid payload", () => rejected, "valid"],
  ["a lie beyond an invalid payload", () => lie(rejected), "invalid"],
];

function check(claim: Claim, verdict: "valid" | "invalid", bytes: Uint8Array) {
  const { summary } = expectedOf(claim);
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

const oracleOf =
  (host: Host): Preimages =>
  (key) =>
    host.value(key);

describe("on the fault-proof machine", () => {
  it.each(claims)("%s", (_, claimOf, verdict) => {
    const claim = claimOf();
    const { code, publicValues, hints } = runOnMachine("rollup-rv64", oracleOf(hostOf(claim)));
    expect(code).toBe(verdict === "valid" ? 0 : 1);
    check(claim, verdict, publicValues);
    // Hints go over the wire one by one, as the core makes them.
    expect(hints).toEqual(expectedOf(claim).hints.flatMap((text) => text.split("\n")));
  });

  it("a payload was rejected on the way", () => {
    expect(expectedOf(rejected).summary.payloadsRejected).toBe(1);
  });

  it("a wrong boot value, a chain that is not the claim's, and bytes that are no input could not run: exit 2", () => {
    const change = (key: number, value: Uint8Array) => {
      const host = hostOf(calldata);
      host.values.set(toHex(bootKey(key)), value);
      return runOnMachine("rollup-rv64", oracleOf(host));
    };
    const changed = [
      change(1, new Uint8Array(31)),
      change(4, new Uint8Array(9)),
      change(5, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 99)),
      change(17, new Uint8Array(40)),
      change(17, new Uint8Array(0)),
    ];
    for (const { code, publicValues } of changed) expect([code, publicValues.length]).toEqual([2, 0]);
  });

  it("a preimage with other bytes than its hash says could not run: exit 2", () => {
    const host = hostOf(calldata);
    const key = [...host.values.keys()].find((hex) => hex.startsWith("0x02") && host.values.get(hex)!.length > 500)!;
    const forged = Uint8Array.from(host.values.get(key)!);
    forged[100]! ^= 1;
    const asked: string[] = [];
    host.values.set(key, forged);
    const { code } = runOnMachine("rollup-rv64", (wanted) => {
      asked.push(toHex(wanted));
      return host.value(wanted);
    });
    expect([code, asked.includes(key)]).toEqual([2, true]);
  });

  it("a chain that is built in is taken from the guest, whatever key 17 says", () => {
    const host = hostOf(calldata);
    host.values.set(toHex(bootKey(5)), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 10));
    const asked: string[] = [];
    const { code, publicValues } = runOnMachine("rollup-rv64", (key) => {
      asked.push(toHex(key));
      return host.value(key);
    });
    // By OP Mainnet's configuration nobody has posted a batch on this L1: the agreed block is the last one.
    const { rollupHash, configurationHash, reachedHash } = decodePublicValues(publicValues) as ProgramValues;
    const rollup = superchainById(10n)!;
    expect([code, asked.includes(CHAIN_KEY), reachedHash]).toEqual([1, false, calldata.agreed.hash]);
    expect(configurationHash).toBe(toHex(keccak_256(encodeConfiguration(rollupSpec(rollup)))));
    expect(rollupHash).toBe(toHex(keccak_256(encodeRollup(rollup, mainnet.blobSchedule))));
  });
});

/** Without qemu the machine's tests remain. */
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

describe("OP Mainnet's blocks 109279675 to 109279683", () => {
  const range = realRange();
  const { start, expected } = range.fixture;
  /** L1 is known from the first block needed on; by the channel timeout it would have to be known from 300 blocks before. */
  const { genesis } = range.rollup;
  const input = programInput({
    ...range.rollup,
    genesis: { ...genesis, l1: { ...genesis.l1, number: range.request.firstL1! } },
  });

  function host(): Host {
    const copy = range.preimages.copy();
    const agreed = outputBytes(readHeader(bytes(start.header)).stateRoot, new Uint8Array(32), bytes(start.hash));
    copy.add(agreed);
    copy.addBoot({
      l1Head: range.request.l1Head,
      agreedOutputRoot: keccak_256(agreed),
      claimedOutputRoot: new Uint8Array(32).fill(1),
      claimedNumber: BigInt(LAST),
      chainId: 10n,
    });
    return copy;
  }

  // Their witnesses lack the message passer. That its node in the last block's state is asked for needs every state before.
  it.each(targets.filter((bits) => bits === 32))(
    "rv%i asks for what the Wasm core asks for, up to the last state",
    async (bits) => {
      const wasm = host();
      const outcome = loadCore("wasm", { oracle: wasm.oracle }).program(input.length, (memory) => memory.set(input));
      expect(decodeProgram(outcome.result!.bytes).reachedHash).toBe(expected.blocks.at(-1).hash);
      const guest = host();
      const { code, hints } = await withElfFile(readGuest("rollup-rv32"), (elf) =>
        runUnderQemu(bits, elf, (key) => guest.oracle(key, []), input),
      );
      expect(code).toBe(2);
      // What does not fit at first the core asks for twice; the guest's runtime then reads on instead.
      expect(guest.asked).toEqual(wasm.asked.filter((key, i) => key !== wasm.asked[i - 1]));
      expect(hints).toEqual(wasm.hints.flatMap((text) => text.split("\n")));
    },
  );
});
