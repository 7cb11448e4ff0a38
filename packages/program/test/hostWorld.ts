// The replayed nodes, a host on them, and the journey of a whole run.

import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { BootInfo } from "../src/host/bootInfo.ts";
import { Host, type HostOptions } from "../src/host/host.ts";
import { encodeOutput } from "../src/preimage/outputRoot.ts";
import { Beacon } from "../src/rpc/beacon.ts";
import { JsonRpc } from "../src/rpc/jsonRpc.ts";
import { NODE_LIMITS, type NodeLimits } from "../src/rpc/limits.ts";
import { MemoryStore, type PreimageStore } from "../src/store/store.ts";
import { VerifiedStore } from "../src/store/verifiedStore.ts";
import { blobFixture } from "./blobFixture.ts";
import { type Journey, NOWHERE } from "./client.ts";
import { blockWithMessages, bytes, headerFields, recordedChains } from "./replayChain.ts";
import { BEACON_GENESIS, ReplayBeacon, ReplayNode } from "./replayServer.ts";

/** Short enough for tests, long enough for a loaded machine. */
export const TEST_LIMITS: NodeLimits = {
  ...NODE_LIMITS,
  timeoutMs: 4000,
  attempts: 4,
  firstPauseMs: 5,
  lastPauseMs: 20,
  maxResponseBytes: 32 * 1024 * 1024,
};

const BLOB_SLOT = 9_000_000n;
const BLOB_TIME = BEACON_GENESIS + 12n * BLOB_SLOT;
const CLAIMED_BLOCK = 109_279_683n;

/** Starts L1, beacon and L2 nodes. The agreed block is one with a message passer, on the recorded block 109279674. */
export async function startWorld(isthmus = false) {
  const { l1, l2, l1Blocks, l2Blocks, codes } = recordedChains();
  const start = l2Blocks[0]!;
  const agreed = await blockWithMessages(start, isthmus);
  l2.blocks.set(agreed.block.hash, agreed.block);
  for (const node of agreed.nodes) l2.bytes.set(toHex(keccak_256(node)), node);
  const output = encodeOutput({
    stateRoot: agreed.stateRoot,
    messagePasserRoot: agreed.messagePasserRoot,
    blockHash: bytes(agreed.block.hash),
  });
  const blob = blobFixture("2-1.blob");
  const nodes = { l1: new ReplayNode(l1), l2: new ReplayNode(l2), beacon: new ReplayBeacon(BLOB_SLOT, [blob]) };
  const addresses = { l1: await nodes.l1.start(), l2: await nodes.l2.start(), beacon: await nodes.beacon.start() };
  const boot: BootInfo = {
    l1Head: bytes(l1Blocks.at(-1)!.hash),
    agreedOutputRoot: keccak_256(output),
    claimedOutputRoot: new Uint8Array(32).fill(0xcc),
    claimedBlockNumber: CLAIMED_BLOCK,
    chainId: 10n,
    rollupConfig: null,
    l1ChainConfig: null,
  };
  const agreedBlockHash = bytes(agreed.block.hash);

  const rpcs = (limits: NodeLimits = TEST_LIMITS) => ({
    l1: new JsonRpc("L1 node", addresses.l1, limits),
    l2: new JsonRpc("L2 node", addresses.l2, limits),
    beacon: new Beacon(addresses.beacon, limits),
  });
  const host = (options: Partial<HostOptions> & { data?: PreimageStore; limits?: NodeLimits } = {}) => {
    const { data = new MemoryStore(), limits, ...rest } = options;
    const pauses = { firstPauseMs: 2, lastPauseMs: 5 };
    const store = new VerifiedStore(data);
    return new Host({ boot, agreedBlockHash, store, nodes: rpcs(limits), pauses, ...rest });
  };

  const receipts = l1Blocks.filter((block) => block.receipts !== null).map(({ hash }) => bytes(hash));
  const ecrecover = new Uint8Array(20 + 8 + 128);
  ecrecover[19] = 1;
  new DataView(ecrecover.buffer).setBigUint64(20, 3000n);
  const everything: Journey = {
    headers: l1Blocks.length,
    receipts,
    l2Blocks: l2Blocks.slice(0, 3).map(({ hash }) => bytes(hash)),
    // WETH, the L1Block contract, and an account that is not there, as far as the witness goes.
    state: { number: 109_279_674n, accounts: [[bytes("0x4200000000000000000000000000000000000015"), null]] },
    stateNodes: [headerFields(start.header)[3]!],
    codes: codes.slice(0, 2).map((code) => keccak_256(code)),
    blob: { versionedHash: blob.versionedHash, commitment: blob.commitment, timestamp: BLOB_TIME },
    precompile: ecrecover,
  };
  const calls = () => nodes.l1.calls.length + nodes.l2.calls.length + nodes.beacon.calls.length;
  return {
    nodes,
    addresses,
    boot,
    agreedBlockHash,
    output,
    blob,
    blobTime: BLOB_TIME,
    everything,
    nowhere: NOWHERE,
    l1Blocks,
    l2Blocks,
    codes,
    stateRoot: headerFields(start.header)[3]!,
    host,
    rpcs,
    calls,
    stop: async () => {
      await Promise.all([nodes.l1.stop(), nodes.l2.stop(), nodes.beacon.stop()]);
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/** Code and message of what a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "no failure";
}
