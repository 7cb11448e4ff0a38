// A whole rollup on one machine: anvil as L1 with blobs, an L2 that starts from a genesis of its own, a sequencer, a batcher. No clock
// runs: every L1 block comes when `step` is called, and the same calls with the same seed give the same chains, bit for bit.
//
//   const devnet = await Devnet.start({ seed: "1", forks: { canyon: 0n, ecotone: 24n } });
//   await devnet.step([transaction]);        // an L1 block, the L2 blocks up to its time, and their batches on the way to L1
//   await devnet.stop();
import type { RollupConfig, RollupFork } from "@assay/chain/rollupConfig";
import type { BlobParameters } from "@assay/chain/spec";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { JsonRpc } from "@assay/program/jsonRpc";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { BatchedBlock } from "../batcher/batch.ts";
import { Batcher, type BatcherPolicy, DEFAULT_POLICY, type Submission } from "../batcher/batcher.ts";
import { encodeBlob } from "../batcher/blob.ts";
import { DEPOSIT_TYPE } from "../depositTransaction.ts";
import { Engine } from "../engine.ts";
import { buildL2Genesis, type L2Genesis } from "../genesis.ts";
import type { GenesisContents } from "../genesisAccounts.ts";
import { Anvil } from "../l1/anvil.ts";
import { anvilChainConfig, anvilChainSpec } from "../l1/anvilChain.ts";
import { type L1Block, L1Client } from "../l1/l1Client.ts";
import { L1Relay } from "../l1/l1Relay.ts";
import { Wallet } from "../l1/wallet.ts";
import { readL1Info } from "../l1Info.ts";
import type { L2Block } from "../l2Block.ts";
import { isActive } from "../rollupForks.ts";
import { type PlanInputs, rollupPlan } from "../rollupPlan.ts";
import { Sequencer } from "../sequencer.ts";
import { deployRollup, type RollupAddresses } from "./l1Contracts.ts";
import { LOG_EMITTER_CODE } from "./logEmitter.ts";

export interface DevnetOptions {
  /** Names all keys and channels. */
  readonly seed: string;
  /** Seconds after L2's genesis; 0 is "from genesis on". */
  readonly forks: Partial<Record<RollupFork, bigint>>;
  readonly policy?: Partial<BatcherPolicy>;
  readonly plan?: Partial<Omit<PlanInputs, "forkTimes" | "l1" | "l2Time">>;
  readonly genesis?: GenesisContents;
  /** Batcher transactions that go into one L1 block; the rest waits for the next ones. Default: all. */
  readonly batchesPerL1Block?: number;
  /** Code in place of the portal and the system configuration that writes any log it is told to (logEmitter.ts). */
  readonly anyLogs?: boolean;
}

const L1_CHAIN_ID = 900n;
const L2_CHAIN_ID = 901n;
/** Of L1's block 0; L2 begins with block 1. */
const START_TIME = 1_700_000_000n;
/** Of L1. */
const SLOT_SECONDS = 12n;
/** Longest time to an L1 block's successor that `step` is meant for. */
const MAX_GAP = 3n * SLOT_SECONDS;
const ETHER = 10n ** 18n;
/** OP Mainnet's before Ecotone: there the scalar is no pair. */
const BEDROCK_FEES = { overhead: wordHex(188n), scalar: wordHex(684_000n) };
const L1_FUNDS = 1_000_000n * ETHER;

export class Devnet {
  readonly anvil: Anvil;
  readonly relay: L1Relay;
  readonly l1: L1Client;
  readonly genesis: L2Genesis;
  readonly engine: Engine;
  readonly sequencer: Sequencer;
  readonly batcher: Batcher;
  readonly l1BlobSchedule: readonly BlobParameters[];
  /** Who may change the system configuration. */
  readonly owner: Wallet;
  readonly #seed: string;
  readonly #batchesPerL1Block: number;
  readonly #waiting: Submission[] = [];
  /** Canonical L1 blocks, by number. */
  readonly #l1Blocks: L1Block[] = [];
  /** Who sends the batches. */
  batcherWallet: Wallet;

  private constructor(parts: {
    readonly anvil: Anvil;
    readonly relay: L1Relay;
    readonly l1: L1Client;
    readonly genesis: L2Genesis;
    readonly owner: Wallet;
    readonly batcherWallet: Wallet;
    readonly options: DevnetOptions;
  }) {
    this.anvil = parts.anvil;
    this.relay = parts.relay;
    this.l1 = parts.l1;
    this.genesis = parts.genesis;
    this.owner = parts.owner;
    this.batcherWallet = parts.batcherWallet;
    const { seed, policy, batchesPerL1Block } = parts.options;
    this.#seed = seed;
    this.#batchesPerL1Block = batchesPerL1Block ?? Number.POSITIVE_INFINITY;
    this.engine = new Engine(this.genesis);
    this.l1BlobSchedule = anvilChainSpec(L1_CHAIN_ID).blobSchedule;
    const view = { blockAt: (number: bigint) => this.l1BlockAt(number) };
    this.sequencer = new Sequencer(this.engine, view, { l1BlobSchedule: this.l1BlobSchedule });
    let channels = 0;
    const randomBytes = (length: number) => seeded(seed, `channel ${channels++}`).subarray(0, length);
    this.batcher = new Batcher(this.rollup, { ...DEFAULT_POLICY, ...policy }, randomBytes);
  }

  static async start(options: DevnetOptions): Promise<Devnet> {
    const anvil = await Anvil.start({ chainId: L1_CHAIN_ID, genesisTime: START_TIME });
    try {
      const relay = await L1Relay.start(anvil, START_TIME);
      try {
        return await Devnet.#start(options, anvil, relay);
      } catch (error) {
        await relay.stop();
        throw error;
      }
    } catch (error) {
      await anvil.stop();
      throw error;
    }
  }

  static async #start(options: DevnetOptions, anvil: Anvil, relay: L1Relay): Promise<Devnet> {
    const l1 = new L1Client(new JsonRpc("L1", relay.address));
    const batcherWallet = new Wallet(privateKey(options.seed, "batcher"), l1, L1_CHAIN_ID);
    await anvil.fund(batcherWallet.address, L1_FUNDS);
    const l2Time = START_TIME + SLOT_SECONDS;
    const owner = new Wallet(privateKey(options.seed, "owner"), l1, L1_CHAIN_ID);
    await anvil.fund(owner.address, L1_FUNDS);
    const scalars = { baseFeeScalar: 1368, blobBaseFeeScalar: 810_949 };
    const { portal, systemConfig } = options.anyLogs
      ? await logEmitters(anvil, options.seed)
      : await deployRollup(owner, { batcher: batcherWallet.address, gasLimit: 30_000_000n, ...scalars });
    await anvil.mine(l2Time);
    const first = await l1.block(1n);
    if (!options.anyLogs) await checkDeployed(anvil, [portal, systemConfig]);
    const forkTimes = Object.fromEntries(
      Object.entries(options.forks).map(([fork, after]) => [fork, after === 0n ? 0n : l2Time + after]),
    );
    const plan = rollupPlan({
      l1ChainId: L1_CHAIN_ID,
      l2ChainId: L2_CHAIN_ID,
      l1: { number: 1n, hash: first!.hash },
      batcherAddress: batcherWallet.address,
      depositContractAddress: portal,
      l1SystemConfigAddress: systemConfig,
      ...(options.forks.ecotone === 0n ? {} : { systemConfig: BEDROCK_FEES }),
      ...options.plan,
      forkTimes,
      l2Time,
    });
    const genesis = buildL2Genesis(plan, new Core(compileCore()), options.genesis);
    return new Devnet({ anvil, relay, l1, genesis, owner, batcherWallet, options });
  }

  get rollup(): RollupConfig {
    return this.genesis.rollup;
  }

  /** For `--l1-config-path`. */
  get l1ChainConfig(): Record<string, unknown> {
    return anvilChainConfig(L1_CHAIN_ID);
  }

  /** An account on L1 with funds, the same for the same name. */
  async wallet(name: string): Promise<Wallet> {
    const wallet = new Wallet(this.privateKey(name), this.l1, L1_CHAIN_ID);
    await this.anvil.fund(wallet.address, L1_FUNDS);
    return wallet;
  }

  /** A key that follows from the seed. */
  privateKey(name: string): Hex {
    return privateKey(this.#seed, name);
  }

  async l1BlockAt(number: bigint): Promise<L1Block | null> {
    const known = this.#l1Blocks[Number(number)];
    if (known) return known;
    const block = await this.l1.block(number);
    if (block) this.#l1Blocks[Number(number)] = block;
    return block;
  }

  async l1Head(): Promise<L1Block> {
    return (await this.l1.block("latest"))!;
  }

  /** One round: the batches of channels that are full go to L1, an L1 block holds them with all else that was sent, and L2 blocks are
   *  built up to its time. `slots`: how many pass until the L1 block; `transactionsOf`: what users send in an L2 block.
   *  @returns the new L2 blocks */
  async step(
    transactionsOf: (number: bigint) => readonly Uint8Array[] | Promise<readonly Uint8Array[]> = () => [],
    slots = 1n,
  ): Promise<L2Block[]> {
    const block = await this.postAndMine(slots);
    const built: L2Block[] = [];
    while (this.engine.head.timestamp + this.rollup.blockTime <= block.timestamp) {
      built.push(await this.buildL2(await transactionsOf(this.engine.head.number + 1n)));
    }
    return built;
  }

  /** Whether batches wait for a later L1 block. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Sends the batches of channels that have ended, and makes an L1 block of everything that was sent. */
  async postAndMine(slots = 1n): Promise<L1Block> {
    const next = (await this.l1Head()).timestamp + slots * SLOT_SECONDS;
    this.batcher.l1Time = next;
    this.#waiting.push(...this.batcher.take());
    // What of a channel stands before Holocene is lost when it activates: nothing may be left to follow.
    const isLastBefore = !isActive(this.rollup, "holocene", next) && isActive(this.rollup, "holocene", next + MAX_GAP);
    await this.submit(this.#waiting.splice(0, isLastBefore ? this.#waiting.length : this.#batchesPerL1Block));
    await this.anvil.mine(next);
    // What is made until the next block will not be read before it.
    this.batcher.l1Time = next + SLOT_SECONDS;
    return this.l1Head();
  }

  /** Builds an L2 block and hands it to the batcher. Transactions that have to wait are not in it.
   *  @throws InputError FIELD_WRONG when the sequencer cannot, or a transaction breaks a rule */
  async buildL2(transactions: readonly Uint8Array[]): Promise<L2Block> {
    const step = await this.sequencer.build(transactions);
    if (step.kind !== "built") {
      const why = step.kind === "failed" ? `${step.failure.code} ${step.failure.message}` : step.kind;
      throw new InputError("FIELD_WRONG", `no L2 block on ${this.engine.head.number}: ${why}`);
    }
    for (const { failure } of step.rejected) {
      throw new InputError("FIELD_WRONG", `a transaction was left out: ${failure.code} ${failure.message}`);
    }
    this.batcher.add(this.batched(step.block));
    return step.block;
  }

  /** What the batcher sees of a block. */
  batched(block: L2Block): BatchedBlock {
    return {
      number: block.number,
      parentHash: block.parentHash,
      timestamp: block.timestamp,
      l1Origin: readL1Info(block.transactions[0]),
      transactions: block.transactions.filter((transaction) => transaction[0] !== DEPOSIT_TYPE),
    };
  }

  /** Sends what the batcher made; it stands in the next L1 block. */
  async submit(submissions: readonly Submission[], wallet: Wallet = this.batcherWallet): Promise<void> {
    const to = this.rollup.batchInboxAddress;
    for (const { carrier, payloads } of submissions) {
      if (carrier === "blobs") await wallet.send({ to, blobs: payloads.map(encodeBlob) });
      else await wallet.send({ to, data: payloads[0]! });
    }
  }

  async stop(): Promise<void> {
    await this.relay.stop();
    await this.anvil.stop();
  }
}

function wordHex(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}

function seeded(seed: string, name: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(`${seed} ${name}`));
}

function privateKey(seed: string, name: string): Hex {
  return toHex(seeded(seed, `key of ${name}`));
}

async function logEmitters(anvil: Anvil, seed: string): Promise<RollupAddresses> {
  const [portal, systemConfig] = ["portal", "system config"].map((name) => toHex(seeded(seed, name).subarray(12)));
  for (const at of [portal, systemConfig]) await anvil.rpc.request("anvil_setCode", [at, LOG_EMITTER_CODE]);
  return { portal: portal!, systemConfig: systemConfig! };
}

/** @throws InputError NODE_ERROR when a proxy has no implementation */
async function checkDeployed(anvil: Anvil, proxies: readonly Hex[]): Promise<void> {
  // EIP-1967.
  const slot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
  for (const proxy of proxies) {
    const word = await anvil.rpc.request("eth_getStorageAt", [proxy, slot, "latest"]);
    if (BigInt(word as Hex) === 0n) throw new InputError("NODE_ERROR", `the contract at ${proxy} was not deployed`);
  }
}
