// Judges one claim: a host over nodes and a store, a client beside it, a verdict.
//
//   const outcome = await runClaim({ boot, agreedBlockHash, data: openDataDirectory("data"), nodes });
//   outcome.verdict; // "valid", "invalid" or "incomplete"; code, message and advice say why
//
// Without nodes the client reads the store in this thread; with nodes it runs in a worker, which waits for what has to be fetched.
import type { Failure } from "@assay/core/errorRecord";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { compileCore } from "@assay/core/wasmFile";
import type { BootInfo } from "../host/bootInfo.ts";
import { Host, type HostNodes } from "../host/host.ts";
import { typedKey } from "../preimage/key.ts";
import type { PreimageStore } from "../store/store.ts";
import { VerifiedStore } from "../store/verifiedStore.ts";
import { BlockProgress, type ProgressListener } from "./blockProgress.ts";
import { type CoreRun, runCore } from "./coreRun.ts";
import { endedBy, type Judgement, judge } from "./judge.ts";
import type { ClientOracle } from "./oracle.ts";
import { StoreOracle } from "./storeOracle.ts";
import { runInWorker, type WorkerHost } from "./workerClient.ts";

export interface ClaimOptions {
  readonly boot: BootInfo;
  /** Hash of the L2 block at the agreed output root. */
  readonly agreedBlockHash: Uint8Array;
  /** Where preimages are kept; stays open. */
  readonly data: PreimageStore;
  /** null: offline, `data` has to have everything. */
  readonly nodes: HostNodes | null;
  /** The core; the default is the built one. */
  readonly module?: WebAssembly.Module;
  /** `worker` also without nodes, for callers whose thread has other things to do. Default: `worker` with nodes, else `direct`. */
  readonly transport?: "direct" | "worker";
  /** Asks for a whole block's witness at once (`debug_executePayload`). */
  readonly payloadWitness?: boolean;
  readonly hintAttempts?: number;
  readonly log?: (message: string) => void;
  readonly onProgress?: ProgressListener;
  /** Ends the run; the outcome is then `incomplete`, INTERRUPTED. Only in a worker: a run in this thread hears nothing. */
  readonly signal?: AbortSignal;
  /** The built clientWorker.js, where it is not at its usual place. */
  readonly workerFile?: URL;
}

export interface RoundTrips {
  /** HTTP requests to each node. */
  readonly l1: number;
  readonly beacon: number;
  readonly l2: number;
}

export interface ClaimOutcome extends Judgement {
  readonly chainId: bigint;
  /** Payloads that derivation gave and execution found invalid, and why. */
  readonly rejected: readonly Failure[];
  /** Preimages that the client was given. */
  readonly preimages: number;
  readonly roundTrips: RoundTrips;
  /** How often each method of each node served something. */
  readonly served: Readonly<Record<string, number>>;
  readonly ms: number;
}

const NO_ROUND_TRIPS: RoundTrips = { l1: 0, beacon: 0, l2: 0 };

function roundTripsOf(nodes: HostNodes | null): RoundTrips {
  if (!nodes) return NO_ROUND_TRIPS;
  return { l1: nodes.l1.requests, beacon: nodes.beacon.requests, l2: nodes.l2.requests };
}

/** The host, with every hint seen on its way to it. */
function watched(host: Host, progress: BlockProgress): WorkerHost {
  return {
    hint(text) {
      progress.saw(text);
      return host.hint(text);
    },
    preimage: (key) => host.preimage(key),
    blob: (versionedHash) => host.blob(versionedHash),
  };
}

function watchedStore(oracle: StoreOracle, progress: BlockProgress): ClientOracle {
  return {
    hint(text) {
      progress.saw(text);
      oracle.hint(text);
    },
    preimage: (key) => oracle.preimage(key),
    blob: (versionedHash) => oracle.blob(versionedHash),
  };
}

/** The core has found bytes that are not what their hash says: when they are the store's, that is what is wrong. */
function brokenStore({ failure }: CoreRun, store: VerifiedStore): Judgement | null {
  if (failure?.name !== "WITNESS_PREIMAGE_MISMATCH" || failure.hash === null) return null;
  try {
    store.get(typedKey("keccak256", fromHex(failure.hash)!));
    return null;
  } catch (error) {
    if (error instanceof InputError) return endedBy(error);
    throw error;
  }
}

/** Never rejects for what a claim, a node or a store does: that is the outcome `incomplete`. */
export async function runClaim(options: ClaimOptions): Promise<ClaimOutcome> {
  const started = performance.now();
  const { boot, nodes } = options;
  const before = roundTripsOf(nodes);
  const store = new VerifiedStore(options.data);
  const progress = new BlockProgress(store, options.agreedBlockHash, boot.claimedBlockNumber, options.onProgress);
  const { payloadWitness, hintAttempts, log } = options;
  const host = new Host({
    boot,
    agreedBlockHash: options.agreedBlockHash,
    store,
    nodes,
    clientHashes: true,
    ...(payloadWitness === undefined ? {} : { payloadWitness }),
    ...(hintAttempts === undefined ? {} : { hintAttempts }),
    ...(log === undefined ? {} : { log }),
  });
  let run: CoreRun | null = null;
  let judgement: Judgement;
  try {
    const module = options.module ?? compileCore();
    const { signal, workerFile } = options;
    run =
      (options.transport ?? (nodes ? "worker" : "direct")) === "direct"
        ? runCore(module, { call: "program" }, watchedStore(new StoreOracle(boot, store), progress))
        : await runInWorker({ call: "program" }, watched(host, progress), {
            module,
            store,
            signal,
            ...(workerFile ? { workerFile } : {}),
          });
    judgement = brokenStore(run, store) ?? judge(run);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    judgement = endedBy(error);
  } finally {
    store.detach();
  }
  const after = roundTripsOf(nodes);
  return {
    ...judgement,
    chainId: boot.chainId,
    rejected: run?.rejected ?? [],
    preimages: run?.preimages ?? 0,
    roundTrips: { l1: after.l1 - before.l1, beacon: after.beacon - before.beacon, l2: after.l2 - before.l2 },
    served: host.served,
    ms: performance.now() - started,
  };
}
