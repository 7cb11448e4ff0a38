// OP Mainnet's blocks 109279675 to 109279683 for the guest "rollup": a host that has what is bundled of them, and the guest that takes it.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { mainnet } from "../../../chain/src/networks.ts";
import type { RollupConfig } from "../../../chain/src/rollupConfig.ts";
import { encodeRollup } from "../../../chain/src/rollupEncoding.ts";
import { superchainById } from "../../../chain/src/superchain.ts";
import {
  bytes,
  type Preimages as Host,
  LAST,
  outputBytes,
  programInput,
  realRange,
} from "../../../core/test/program.ts";
import { readHeader } from "../../../program/src/trie/header.ts";
import { readGuest } from "../../src/guests.ts";

const range = realRange();
const { start } = range.fixture;

export const lastHash: string = range.fixture.expected.blocks.at(-1).hash;

/** L1 is known from the first block needed on; by the channel timeout it would have to be known from 300 blocks before. */
const beginningAtRange = (rollup: RollupConfig): RollupConfig => ({
  ...rollup,
  genesis: { ...rollup.genesis, l1: { ...rollup.genesis.l1, number: range.request.firstL1! } },
});

/** The chain as input. */
export const rangeInput = programInput(beginningAtRange(range.rollup));

/** Everything but the message passer's node in the state of the last block. @param last number of the block that is claimed */
export function rangeHost(last = LAST): Host {
  const copy = range.preimages.copy();
  const agreed = outputBytes(readHeader(bytes(start.header)).stateRoot, new Uint8Array(32), bytes(start.hash));
  copy.add(agreed);
  copy.addBoot({
    l1Head: range.request.l1Head,
    agreedOutputRoot: keccak_256(agreed),
    claimedOutputRoot: new Uint8Array(32).fill(1),
    claimedNumber: BigInt(last),
    chainId: 10n,
  });
  return copy;
}

export const agreedHash: string = start.hash;

/** The guest for the fault-proof machine with another beginning of OP Mainnet in its table of built-in chains: it takes no other chain 10. */
export function guestOfRange(): Uint8Array {
  const elf = Buffer.from(readGuest("rollup-rv64"));
  const builtIn = superchainById(10n)!;
  const [before, after] = [builtIn, beginningAtRange(builtIn)].map((rollup) =>
    // The linker lays the table out without its long runs of zeros; the place in question is in front of them.
    encodeRollup(rollup, mainnet.blobSchedule).subarray(0, 100),
  );
  const at = elf.indexOf(before!);
  if (at < 0 || elf.indexOf(before!, at + 1) >= 0) throw new Error("OP Mainnet is not once in the guest");
  elf.set(after!, at);
  return elf;
}
