// OP Mainnet's blocks 109279675 to 109279683 in the guest "rollup": derived from L1 and executed up to their hashes, on both machines of
// this repository and, where Debian's qemu is there, under qemu.
//
// The bundled witnesses lack the message passer, so no claim about the range can be judged. But its node in the last block's state can only
// be asked for by who has derived and executed every block before: what the guest asks for has to be what the Wasm core asks for, which
// comes to the chain's own block hashes.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { mainnet } from "../../../chain/src/networks.ts";
import type { RollupConfig } from "../../../chain/src/rollupConfig.ts";
import { encodeRollup } from "../../../chain/src/rollupEncoding.ts";
import { superchainById } from "../../../chain/src/superchain.ts";
import { decodeProgram } from "../../../core/src/program.ts";
import {
  bytes,
  type Preimages as Host,
  LAST,
  loadCore,
  outputBytes,
  programInput,
  realRange,
} from "../../../core/test/program.ts";
import { readHeader } from "../../../program/src/trie/header.ts";
import { readGuest } from "../../src/guests.ts";
import { runElfOnMachine } from "./machine.ts";
import { runOnProvingMachine } from "./proving.ts";
import { hasQemu, runUnderQemu, withElfFile } from "./qemu.ts";

const range = realRange();
const { start, expected } = range.fixture;

/** L1 is known from the first block needed on; by the channel timeout it would have to be known from 300 blocks before. */
const beginningAtRange = (rollup: RollupConfig): RollupConfig => ({
  ...rollup,
  genesis: { ...rollup.genesis, l1: { ...rollup.genesis.l1, number: range.request.firstL1! } },
});
const input = programInput(beginningAtRange(range.rollup));

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

/** The guest for the fault-proof machine with another beginning of OP Mainnet in its table of built-in chains: it takes no other chain 10. */
function guestOfRange(): Uint8Array {
  const elf = Buffer.from(readGuest("rollup-rv64"));
  const builtIn = superchainById(10n)!;
  const [before, after] = [builtIn, beginningAtRange(builtIn)].map((rollup) =>
    // The linker lays the table out without its long runs of zeros; the place in question is in front of them.
    encodeRollup(rollup, mainnet.blobSchedule).subarray(0, 100),
  );
  const at = elf.indexOf(before!);
  expect([at > 0, elf.indexOf(before!, at + 1)]).toEqual([true, -1]);
  elf.set(after!, at);
  return elf;
}

const wasm = host();
const outcome = loadCore("wasm", { oracle: wasm.oracle }).program(input.length, (memory) => memory.set(input));
/** What does not fit at first the core asks for twice; the guest's runtime then reads on instead. */
const asked = wasm.asked.filter((key, i) => key !== wasm.asked[i - 1]);
const hints = wasm.hints.flatMap((text) => text.split("\n"));
const isMissing = expect.objectContaining({ code: "PREIMAGE_MISSING" });

it("the Wasm core comes to the last block", () => {
  expect(decodeProgram(outcome.result!.bytes).reachedHash).toBe(expected.blocks.at(-1).hash);
});

it("on the proving machine", () => {
  const guest = host();
  expect(() => runOnProvingMachine("rollup-rv32", input, (key) => guest.oracle(key, []))).toThrow(isMissing);
  expect(guest.asked).toEqual(asked);
});

it("on the fault-proof machine", () => {
  const guest = host();
  expect(() => runElfOnMachine(guestOfRange(), (key) => guest.oracle(key, []))).toThrow(isMissing);
  // It looks for the chain in its table first.
  expect(guest.asked).toEqual([asked[4], ...asked]);
});

describe("under qemu", () => {
  it.each(hasQemu() ? [32 as const] : [])("rv%i", async (bits) => {
    const guest = host();
    const run = await withElfFile(readGuest("rollup-rv32"), (elf) =>
      runUnderQemu(bits, elf, (key) => guest.oracle(key, []), input),
    );
    expect([run.code, run.publicValues.length]).toEqual([2, 0]);
    expect(guest.asked).toEqual(asked);
    expect(run.hints).toEqual(hints);
  });
});
