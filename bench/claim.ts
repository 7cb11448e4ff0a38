// The fault-proof program over a range of OP Mainnet: derived from L1 and executed, with nodes that answer 20 ms late and nothing
// stored, and again from what the first run stored (kona's two settings).
//
// The recorded witnesses lack the message passer, so the run ends where it would compute the output root: after the last block was
// derived and executed, and its hash found to be the chain's.
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

export const LATENCY_MS = 20;

export interface ClaimRow {
  readonly setting: string;
  readonly ms: number;
  readonly roundTrips: { readonly l1: number; readonly l2: number };
  readonly preimages: number;
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

export async function measureClaim(rounds: number): Promise<ClaimRange> {
  const { boot, output } = claim();
  const agreedBlockHash = bytes(fixture.start.hash);
  const module = compileCore();
  const { child, addresses } = await startNodes();
  const runs: Record<string, ClaimOutcome[]> = { "no cache": [], cache: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      const data = new MemoryStore();
      data.putAll([[typedKey("keccak256", keccak_256(output)), output]]);
      for (const [setting, outcomes] of Object.entries(runs)) {
        const nodes = {
          l1: new JsonRpc("L1 node", addresses[0]),
          beacon: new Beacon(addresses[0]),
          l2: new JsonRpc("L2 node", addresses[1]),
        };
        const isOnline = setting === "no cache";
        const options = { boot, agreedBlockHash, data, nodes: isOnline ? nodes : null, module, hintAttempts: 1 };
        const outcome = checked(await runClaim(options), isOnline);
        // The first round warms up.
        if (round > 0) outcomes.push(outcome);
      }
    }
  } finally {
    child.stdin?.end();
    await once(child, "exit");
  }
  const rows = Object.entries(runs).map(([setting, outcomes]) => ({
    setting,
    ms: median(outcomes.map(({ ms }) => ms)),
    roundTrips: outcomes[0]!.roundTrips,
    preimages: outcomes[0]!.preimages,
  }));
  const summary = runs["cache"]![0]!.summary!;
  return { l1Blocks: fixture.l1.length, l2Blocks: fixture.expected.blocks.length, gas: summary.gasUsed, rows };
}
