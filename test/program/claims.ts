// Claims about a chain maker's chain, judged by the fault-proof program over the chain's own nodes: anvil, its beacon API, the L2 node.
import { fromHex } from "@assay/core/hex";
import { compileCore } from "@assay/core/wasmFile";
import type { Devnet } from "@assay/node/devnet/devnet";
import type { L1Block } from "@assay/node/l1/l1Client";
import { L2Rpc, type L2RpcOptions } from "@assay/node/l2Rpc";
import { outputRootAt } from "@assay/node/output";
import { rollupJson } from "@assay/node/rollupJson";
import { Beacon } from "@assay/program/beacon";
import type { BootInfo } from "@assay/program/bootInfo";
import type { HostNodes } from "@assay/program/host";
import { JsonRpc } from "@assay/program/jsonRpc";
import { type ClaimOutcome, runClaim } from "@assay/program/runClaim";
import { MemoryStore, type PreimageStore } from "@assay/program/store";

const module = compileCore();

export interface Claim {
  /** Number of the block that is agreed on. */
  readonly agreed: bigint;
  readonly claimed: bigint;
  /** The latest block where it is left out. */
  readonly l1Head?: L1Block;
}

export interface RunOptions {
  readonly data?: PreimageStore;
  /** Default: with nodes. */
  readonly offline?: boolean;
  readonly payloadWitness?: boolean;
}

export class ClaimWorld {
  readonly devnet: Devnet;
  readonly l2: L2Rpc;
  readonly #l1Head: L1Block;

  private constructor(devnet: Devnet, l2: L2Rpc, l1Head: L1Block) {
    this.devnet = devnet;
    this.l2 = l2;
    this.#l1Head = l1Head;
  }

  static async open(devnet: Devnet, l2Options: L2RpcOptions = {}): Promise<ClaimWorld> {
    return new ClaimWorld(devnet, await L2Rpc.start(devnet.engine, l2Options), await devnet.l1Head());
  }

  async close(): Promise<void> {
    await this.l2.stop();
    await this.devnet.stop();
  }

  outputRoot(number: bigint): Uint8Array {
    const { engine } = this.devnet;
    return outputRootAt(engine, engine.blockAt(number)!);
  }

  /** The claim as it is true, for changing. */
  boot({ agreed, claimed, l1Head = this.#l1Head }: Claim): BootInfo {
    const { rollup, l1ChainConfig } = this.devnet;
    return {
      l1Head: fromHex(l1Head.hash)!,
      agreedOutputRoot: this.outputRoot(agreed),
      claimedOutputRoot: this.outputRoot(claimed),
      claimedBlockNumber: claimed,
      chainId: rollup.l2ChainId,
      rollupConfig: Buffer.from(JSON.stringify(rollupJson(rollup))),
      l1ChainConfig: Buffer.from(JSON.stringify(l1ChainConfig)),
    };
  }

  nodes(): HostNodes {
    const { relay } = this.devnet;
    return {
      l1: new JsonRpc("L1 node", relay.address),
      beacon: new Beacon(relay.address),
      l2: new JsonRpc("L2 node", this.l2.address),
    };
  }

  async judge(boot: BootInfo, agreed: bigint, options: RunOptions = {}): Promise<ClaimOutcome> {
    const { data = new MemoryStore(), offline = false, payloadWitness = false } = options;
    return runClaim({
      boot,
      agreedBlockHash: fromHex(this.devnet.engine.blockAt(agreed)!.hash)!,
      data,
      nodes: offline ? null : this.nodes(),
      module,
      payloadWitness,
    });
  }
}

/** A store in memory that remembers what was read, and can lie about one key. */
export class RecordingStore extends MemoryStore {
  readonly read = new Map<string, Uint8Array>();
  tampered: ((key: Uint8Array, value: Uint8Array) => Uint8Array | null) | null = null;

  override get(key: Uint8Array): Uint8Array | null {
    const value = super.get(key);
    if (value === null) return null;
    this.read.set(Buffer.from(key).toString("hex"), value);
    return this.tampered ? this.tampered(key, value) : value;
  }
}
