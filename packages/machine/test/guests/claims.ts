// Claims about chains of our own, what a host has for them, and what the Wasm core says.

import { concatBytes } from "../../../core/src/bytes.ts";
import { toHex } from "../../../core/src/hex.ts";
import { Core } from "../../../core/src/instance.ts";
import { bootKey, decodeProgram, type ProgramSummary } from "../../../core/src/program.ts";
import { type CoreVariant, compileCore } from "../../../core/src/wasmFile.ts";
import type { Boot, Preimages as Host } from "../../../core/test/program.ts";
import { OwnChain } from "../../../core/test/program-chain.ts";
import type { L2Block } from "../../../node/src/l2Block.ts";
import { blobPreimages, commitmentOf, keccakProofOf, versionedHash } from "../../../program/src/preimage/blob.ts";
import { typedKey } from "../../../program/src/preimage/key.ts";
import type { Preimages } from "./qemu.ts";

const FORKS = { canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: 0n };
/** Where the guest for the fault-proof machine finds a chain that is not built in. */
export const CHAIN_KEY = toHex(bootKey(17));

export interface Claim {
  readonly chain: OwnChain;
  readonly agreed: L2Block;
  readonly boot: Boot;
  /** The blob that the batches are in. */
  readonly blob?: Uint8Array;
}

export async function calldataClaim(): Promise<Claim> {
  const chain = new OwnChain(FORKS);
  const blocks = await chain.build(4);
  await chain.post(chain.posted(blocks), "span");
  return { chain, agreed: blocks[0]!, boot: chain.claim(blocks[0]!, blocks[3]!) };
}

export async function blobClaim(): Promise<Claim> {
  const chain = new OwnChain(FORKS);
  const blocks = await chain.build(3);
  const [, blob] = await chain.postBlob(chain.posted(blocks));
  return { chain, agreed: blocks[0]!, boot: chain.claim(blocks[0]!, blocks[2]!), blob: blob! };
}

/** A payload in the middle is invalid: from Holocene on it becomes a block of deposits alone. */
export async function rejectedClaim(): Promise<Claim> {
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

export function lie(claim: Claim): Claim {
  const claimedOutputRoot = Uint8Array.from(claim.boot.claimedOutputRoot);
  claimedOutputRoot[31]! ^= 1;
  return { ...claim, boot: { ...claim.boot, claimedOutputRoot } };
}

export function hostOf({ chain, agreed, boot, blob }: Claim): Host {
  const host = chain.host(agreed, boot);
  host.values.set(CHAIN_KEY, chain.input());
  if (blob) {
    const commitment = commitmentOf(blob);
    for (const [key, value] of blobPreimages(blob, commitment)) host.values.set(toHex(key), value);
    // And whole, for the proving machine.
    const record = concatBytes(commitment, keccakProofOf(blob, commitment), blob);
    host.values.set(toHex(typedKey("blob", versionedHash(commitment))), record);
  }
  return host;
}

export const oracleOf =
  (host: Host): Preimages =>
  (key) =>
    host.value(key);

/** What a build of the Wasm core finds. `dispute` takes blobs as the guest for the fault-proof machine does, `wasm` as the other one. */
export function expectedOf(claim: Claim, variant: CoreVariant): { summary: ProgramSummary; hints: readonly string[] } {
  const host = hostOf(claim);
  const input = claim.chain.input();
  const core = new Core(compileCore(variant), { oracle: host.oracle });
  const outcome = core.program(input.length, (memory) => memory.set(input));
  return { summary: decodeProgram(outcome.result!.bytes), hints: host.hints };
}
