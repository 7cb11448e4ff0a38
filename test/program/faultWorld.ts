// A chain of our own whose three nodes stand behind proxies that can fail, and whole runs of the program over them.
import { fromHex } from "@assay/core/hex";
import { compileCore } from "@assay/core/wasmFile";
import { Beacon } from "@assay/program/beacon";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS, type NodeLimits } from "@assay/program/limits";
import { type ClaimOutcome, runClaim } from "@assay/program/runClaim";
import { MemoryStore, type PreimageStore } from "@assay/program/store";
import { FaultProxy, type ProxyMood } from "../../packages/program/test/faultProxy.ts";
import type { Fault } from "../../packages/program/test/replayServer.ts";
import { makeChain } from "./chain.ts";
import { ClaimWorld } from "./claims.ts";

export const LIMITS: NodeLimits = {
  ...NODE_LIMITS,
  timeoutMs: 1500,
  attempts: 4,
  firstPauseMs: 5,
  lastPauseMs: 20,
  // Many small requests: more places to fail in.
  maxBatch: 4,
};
const FORKS = { regolith: 0n, canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: 24n, isthmus: 48n };

export const NODES = ["l1", "beacon", "l2"] as const;
export type NodeName = (typeof NODES)[number];
export type Requests = Readonly<Record<NodeName, number>>;

/** Those of JSON-RPC a beacon node does not have. */
export const FAULTS: Readonly<Record<NodeName, readonly Fault[]>> = {
  l1: ["die", "hang", "lie", "limit", "busy", "none", "missing", "garbage"],
  beacon: ["die", "hang", "lie", "limit", "garbage"],
  l2: ["die", "hang", "lie", "limit", "busy", "none", "missing", "garbage"],
};

/** A fault from request `first` on, `count` times. */
export function faultFrom(fault: Fault, first: number, count = Number.POSITIVE_INFINITY): ProxyMood {
  return (_, request) => (request >= first && request < first + count ? fault : null);
}

export interface Run {
  readonly data?: PreimageStore;
  /** Claims another output root. */
  readonly lie?: boolean;
  readonly limits?: NodeLimits;
  readonly signal?: AbortSignal;
}

const module = compileCore();

export class FaultWorld {
  readonly #world: ClaimWorld;
  readonly proxies: Readonly<Record<NodeName, FaultProxy>>;
  readonly #addresses: Readonly<Record<NodeName, string>>;
  /** Of an undisturbed run. */
  readonly requests: Requests;

  private constructor(world: ClaimWorld, proxies: FaultWorld["proxies"], addresses: Record<NodeName, string>) {
    this.#world = world;
    this.proxies = proxies;
    this.#addresses = addresses;
    this.requests = { l1: 0, beacon: 0, l2: 0 };
  }

  static async start(seed: string): Promise<FaultWorld> {
    const policy = { batches: "singular", carrier: "blobs", blocksPerChannel: 20, frameBytes: 6000 } as const;
    const { devnet } = await makeChain({ seed, forks: FORKS, policy, steps: 5 });
    const world = await ClaimWorld.open(devnet);
    const { relay } = devnet;
    const proxies = {
      l1: new FaultProxy(relay.address),
      beacon: new FaultProxy(relay.address),
      l2: new FaultProxy(world.l2.address),
    };
    const addresses = { l1: "", beacon: "", l2: "" };
    for (const name of NODES) addresses[name] = await proxies[name].start();
    const own = new FaultWorld(world, proxies, addresses);
    const { verdict, roundTrips, message } = await own.judge();
    if (verdict !== "valid") throw new Error(`the claim without faults is ${verdict}: ${message}`);
    Object.assign(own.requests, roundTrips);
    return own;
  }

  async stop(): Promise<void> {
    for (const name of NODES) await this.proxies[name].stop();
    await this.#world.close();
  }

  /** Blocks that the claim is about. */
  get blocks(): number {
    return Number(this.#world.devnet.engine.head.number);
  }

  address(name: NodeName): string {
    return this.#addresses[name];
  }

  calm(): void {
    for (const proxy of Object.values(this.proxies)) {
      proxy.mood = () => null;
      proxy.delayMs = 0;
      proxy.requests = 0;
      proxy.faults = 0;
    }
  }

  async judge({ data = new MemoryStore(), lie = false, limits = LIMITS, signal }: Run = {}): Promise<ClaimOutcome> {
    const { engine } = this.#world.devnet;
    const boot = this.#world.boot({ agreed: 0n, claimed: engine.head.number });
    const nodes = {
      l1: new JsonRpc("L1 node", this.#addresses.l1, limits),
      beacon: new Beacon(this.#addresses.beacon, limits),
      l2: new JsonRpc("L2 node", this.#addresses.l2, limits),
    };
    try {
      return await runClaim({
        boot: lie ? { ...boot, claimedOutputRoot: new Uint8Array(32).fill(0xbb) } : boot,
        agreedBlockHash: fromHex(engine.blockAt(0n)!.hash)!,
        data,
        nodes,
        module,
        hintAttempts: 2,
        ...(signal ? { signal } : {}),
      });
    } finally {
      for (const node of Object.values(nodes)) node.close();
    }
  }
}
