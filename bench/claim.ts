// The fault-proof program over a range of OP Mainnet: derived from L1 and executed, with nodes that answer 20 ms late and nothing
// stored, and again from what the first run stored (kona's two settings).
//
// The recorded witnesses lack the message passer, so a run ends where it would compute the output root: after the last block was
// derived and executed, and its hash found to be the chain's. With nodes, the time is the one until they are asked for it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fromHex } from "@assay/core/hex";
import { compileCore } from "@assay/core/wasmFile";
import { Beacon } from "@assay/program/beacon";
import { CUSTOM_CHAIN_ID } from "@assay/program/boot";
import type { BootInfo } from "@assay/program/bootInfo";
import { JsonRpc } from "@assay/program/jsonRpc";
import { typedKey } from "@assay/program/key";
import { encodeOutput } from "@assay/program/outputRoot";
import { type ClaimOutcome, runClaim } from "@assay/program/runClaim";
import { MemoryStore } from "@assay/program/store";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { median } from "./fixtures.ts";
import type { RangeEnd } from "./replayNodes.ts";

export const LATENCY_MS = 20;

export interface ClaimRow {
  readonly setting: string;
  readonly ms: number;
  readonly roundTrips: { readonly l1: number; readonly l2: number };
}

export interface ClaimRange {
  readonly l1Blocks: number;
  readonly l2Blocks: number;
  readonly gas: bigint;
  readonly rows: readonly ClaimRow[];
}

const fixture = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../fixtures/derivation/op-mainnet-109279675-109279683.json.gz", import.meta.url)),
  ).toString(),
);
const bytes = (hex: string) => fromHex(hex)!;

/** The claim: L1 begins with the recorded blocks, so that nobody asks for what is before them. */
function claim(): { boot: BootInfo; output: Uint8Array } {
  const { l1, start, expected, rollupConfig } = fixture;
  const output = encodeOutput({
    stateRoot: bytes(start.header).subarray(91, 123),
    messagePasserRoot: new Uint8Array(32),
    blockHash: bytes(start.hash),
  });
  const rollup = structuredClone(rollupConfig);
  rollup.genesis.l1 = { number: l1[0].number, hash: l1[0].hash };
  return {
    output,
    boot: {
      l1Head: bytes(l1.at(-1).hash),
      agreedOutputRoot: keccak_256(output),
      claimedOutputRoot: new Uint8Array(32).fill(1),
      claimedBlockNumber: BigInt(expected.blocks.at(-1).number),
      chainId: CUSTOM_CHAIN_ID,
      rollupConfig: Buffer.from(JSON.stringify(rollup)),
      l1ChainConfig: null,
    },
  };
}

async function startNodes(): Promise<{ child: ChildProcess; addresses: [string, string] }> {
  const main = fileURLToPath(new URL("replayNodes.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=source", main, String(LATENCY_MS)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout!), "line");
  return { child, addresses: JSON.parse(line as string) };
}

/** Online the node says that it lacks the message passer; from the store the core says so, and how far it came. */
function checked(outcome: ClaimOutcome, isOnline: boolean): ClaimOutcome {
  const { code, message, summary } = outcome;
  const last = fixture.expected.blocks.at(-1).hash;
  const asMeant = isOnline ? code === "NODE_ERROR" : code === "WITNESS_NODE_MISSING" && summary?.reachedHash === last;
  if (!asMeant) throw new Error(`the claim ended at ${summary?.reachedHash}: ${code} ${message}`);
  return outcome;
}

interface Run {
  readonly ms: number;
  readonly l1: number;
  readonly l2: number;
}

const ended = async (address: string) => (await (await fetch(address)).json()) as RangeEnd;

export async function measureClaim(rounds: number): Promise<ClaimRange> {
  const { boot, output } = claim();
  const agreedBlockHash = bytes(fixture.start.hash);
  const module = compileCore();
  const { child, addresses } = await startNodes();
  const online: Run[] = [];
  const offline: ClaimOutcome[] = [];
  try {
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const data = new MemoryStore();
      data.putAll([[typedKey("keccak256", keccak_256(output)), output]]);
      const options = { boot, agreedBlockHash, data, module, hintAttempts: 1 };
      const nodes = {
        l1: new JsonRpc("L1 node", addresses[0]),
        beacon: new Beacon(addresses[0]),
        l2: new JsonRpc("L2 node", addresses[1]),
      };
      const started = Date.now();
      checked(await runClaim({ ...options, nodes }), true);
      const [l1, l2] = [await ended(addresses[0]), await ended(addresses[1])];
      online[round] = { ms: l2.endedAt - started, l1: l1.roundTrips, l2: l2.roundTrips };
      offline[round] = checked(await runClaim({ ...options, nodes: null }), false);
    }
  } finally {
    child.stdin?.end();
    await once(child, "exit");
  }
  const { l1, l2 } = online[0]!;
  return {
    l1Blocks: fixture.l1.length,
    l2Blocks: fixture.expected.blocks.length,
    gas: offline[0]!.summary!.gasUsed,
    rows: [
      { setting: "no cache", ms: median(online.slice(1).map(({ ms }) => ms)), roundTrips: { l1, l2 } },
      { setting: "cache", ms: median(offline.slice(1).map(({ ms }) => ms)), roundTrips: { l1: 0, l2: 0 } },
    ],
  };
}
