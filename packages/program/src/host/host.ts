// The host: answers preimage requests from its store, and uses hints to know what to fetch when something is not there.
//
// A hint by itself fetches nothing: a run over a filled store makes no call at all. On a miss the last hint is carried out, then
// older ones that were not, newest first; each a bounded number of times. What is then still missing is a typed error, not a hang.
import { asInteger, type JsonObject, required } from "@assay/chain/fields";
import { type RollupConfig, readRollupConfig } from "@assay/chain/rollupConfig";
import { superchainById } from "@assay/chain/superchain";
import { equalBytes } from "@assay/core/bytes";
import { fromHex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { programInput, readBoot } from "../client/boot.ts";
import { type Hint, readHint } from "../hint/hint.ts";
import { keyType, localKey, typedKey } from "../preimage/key.ts";
import type { Beacon } from "../rpc/beacon.ts";
import type { JsonRpc } from "../rpc/jsonRpc.ts";
import { type NodeLimits, pauseMs, sleep } from "../rpc/limits.ts";
import { NodeFailure } from "../rpc/nodeFailure.ts";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import { readHeader } from "../trie/header.ts";
import type { OracleBackend } from "../wire/serve.ts";
import { BlockSource } from "./blockSource.ts";
import { BOOT_IDENT, type BootInfo, BootStore } from "./bootInfo.ts";
import { L1LookAhead, type LookAheadOptions } from "./l1LookAhead.ts";
import { L2State } from "./l2State.ts";
import { WitnessAhead } from "./witnessAhead.ts";

export interface HostNodes {
  readonly l1: JsonRpc;
  readonly beacon: Beacon;
  readonly l2: JsonRpc;
}

export interface HostOptions {
  readonly boot: BootInfo;
  /** Block at the agreed output. */
  readonly agreedBlockHash: Uint8Array;
  readonly store: VerifiedStore;
  /** null: offline, the store has to have everything. */
  readonly nodes: HostNodes | null;
  /** Asks for a payload's witness (`debug_executePayload`) before that of the node's own block (`debug_executionWitness`). */
  readonly payloadWitness?: boolean;
  /** Times that a hint is carried out before its failure counts. */
  readonly hintAttempts?: number;
  /** Pauses between them. */
  readonly pauses?: Pick<NodeLimits, "firstPauseMs" | "lastPauseMs">;
  readonly log?: (message: string) => void;
  /** The client hashes what it is given, as the core does: then what the store has is not hashed again here. */
  readonly clientHashes?: boolean;
}

/** Hints that were given and not carried out, kept for a client that asks later than its next hint. */
const MAX_PENDING = 16;
const HINT_ATTEMPTS = 3;
const CHAIN_INPUT_KEY = localKey(BOOT_IDENT.chainInput);
const PAUSES = { firstPauseMs: 250, lastPauseMs: 4000 };

/** Failures that another try cannot change. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof InputError)) return true;
  if (error instanceof NodeFailure) return error.unsupported || error.code === "NODE_UNREACHABLE";
  return true;
}

export class Host implements OracleBackend {
  readonly #options: HostOptions;
  readonly #boot: BootStore;
  readonly #store: VerifiedStore;
  readonly #l1: BlockSource | null;
  readonly #l2: BlockSource | null;
  readonly #state: L2State | null;
  readonly #l1Ahead: L1LookAhead | null;
  readonly #witnessAhead: WitnessAhead | null;
  readonly #pending: Hint[] = [];
  readonly #done = new WeakSet<Hint>();
  #last: Hint | null = null;
  #witness: Hint | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: HostOptions) {
    const { boot, store, nodes } = options;
    this.#options = options;
    this.#boot = new BootStore(boot);
    this.#store = store;
    this.#l1 = nodes && new BlockSource(nodes.l1, store);
    this.#l2 = nodes && new BlockSource(nodes.l2, store);
    this.#state = this.#l2 && new L2State(this.#l2, store);
    const rollup = rollupOf(boot);
    const log = (message: string) => this.#log(message);
    this.#l1Ahead = this.#l1 && new L1LookAhead(this.#l1, store, l1Options(boot, rollup, log));
    this.#witnessAhead =
      this.#state &&
      new WitnessAhead(this.#state, {
        last: boot.claimedBlockNumber,
        payloadFirst: options.payloadWitness ?? false,
        numberAfter: (parent, attributes) => this.#numberAfter(parent, attributes, rollup?.blockTime ?? 0n),
        log,
      });
  }

  /** How often each method of each node served something. */
  get served(): Record<string, number> {
    const all = [this.#l1, this.#l2].flatMap((source) =>
      source ? [...source.ways.served].map(([method, count]) => [`${source.rpc.name} ${method}`, count] as const) : [],
    );
    return Object.fromEntries(all);
  }

  /** Remembers a hint. What is wrong with one is only logged: hints carry no meaning. */
  async hint(text: string): Promise<void> {
    let hint: Hint;
    try {
      hint = readHint(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return this.#log(`hint not understood: ${error.message}`);
    }
    if (hint.kind === "l2PayloadWitness") {
      // Asked for a whole block at once, before the single proofs that the client asks for next.
      this.#witness = hint;
      return;
    }
    if (this.#last && !this.#done.has(this.#last)) this.#pending.push(this.#last);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
    this.#last = hint;
  }

  /** The bytes of a key. @throws InputError PREIMAGE_MISSING, NODE_…, STORE_BROKEN, PREIMAGE_KEY_WRONG */
  async preimage(key: Uint8Array): Promise<Uint8Array> {
    if (keyType(key) === "local") return this.#local(key);
    // SOUNDNESS: unchecked only for a client that says it checks; test: transports.test.ts, "a store that was changed".
    const stored = this.#options.clientHashes ? this.#store.getUnchecked(key) : this.#store.get(key);
    if (stored) return stored;
    // One at a time: two misses must not fetch the same thing twice.
    const turn = this.#turn.then(() => this.#store.get(key) ?? this.#fetch(key));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** The chain as our guests take it is made when they ask for it: other clients read the files themselves. */
  #local(key: Uint8Array): Uint8Array {
    if (equalBytes(key, CHAIN_INPUT_KEY)) return programInput(readBoot({ preimage: (local) => this.#local(local) }));
    const value = this.#boot.get(key);
    if (value) return value;
    throw new InputError("PREIMAGE_MISSING", "no such boot value", { at: toHex(key) });
  }

  /** Commitment, proof and blob of a versioned hash, of which byte 0 does not count. @throws as `preimage` */
  async blob(versionedHash: Uint8Array): Promise<Uint8Array> {
    await this.preimage(typedKey("sha256", versionedHash));
    return this.#store.blobRecord(versionedHash)!;
  }

  async #fetch(key: Uint8Array): Promise<Uint8Array> {
    const { nodes } = this.#options;
    let failure: unknown = null;
    for (let hint = this.#nextHint(null); hint; hint = this.#nextHint(hint)) {
      if (!nodes && hint.kind !== "precompile") continue;
      try {
        await this.#carryOut(hint);
        this.#done.add(hint);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.#log(`${describe(hint)}: ${error.code} ${error.message}`);
        // The last hint's failure is the one that matters; an older hint was a guess.
        if (hint === this.#last) failure = error;
        if (error.code === "NODE_UNREACHABLE" || error.code.startsWith("STORE")) throw error;
      }
      const value = this.#store.get(key);
      if (value) return value;
    }
    if (failure) throw failure;
    const last = this.#last ? `after the hint ${describe(this.#last)}` : "before any hint";
    const where = nodes
      ? `not in what ${nodes.l1.name}, ${nodes.beacon.name} and ${nodes.l2.name} gave`
      : "not in the store";
    throw new InputError("PREIMAGE_MISSING", `${where} ${last}`, { at: toHex(key) });
  }

  /** The block's witness when it is state that is missing, then the last hint, then older ones that were not carried out. */
  #nextHint(before: Hint | null): Hint | null {
    if (this.#witness && this.#last && /^l2(StateNode|Code|AccountProof|StorageProof)$/.test(this.#last.kind)) {
      const witness = this.#witness;
      this.#witness = null;
      return witness;
    }
    if (before === null || before.kind === "l2PayloadWitness") return this.#last;
    return this.#pending.pop() ?? null;
  }

  async #carryOut(hint: Hint): Promise<void> {
    const attempts = this.#options.hintAttempts ?? HINT_ATTEMPTS;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#run(hint);
      } catch (error) {
        // A witness is a short cut: without it there are proofs.
        if (isFinal(error) || hint.kind === "l2PayloadWitness" || attempt + 1 >= attempts) throw error;
        await sleep(pauseMs({ ...PAUSES, ...this.#options.pauses } as NodeLimits, attempt, null));
      }
    }
  }

  async #run(hint: Hint): Promise<void> {
    if (hint.kind === "precompile") return this.#store.putPrecompile(hint.request, hint.hasGas);
    switch (hint.kind) {
      case "l1BlockHeader":
        return this.#l1Ahead!.header(hint.blockHash);
      case "l1Transactions":
        return this.#l1Ahead!.transactions(hint.blockHash);
      case "l1Receipts":
        return this.#l1Ahead!.receipts(hint.blockHash);
      case "l1Blob":
        return this.#blob(hint);
      case "l2BlockHeader":
        await this.#l2!.header(hint.blockHash);
        return;
      case "l2Transactions":
        return this.#l2!.transactions(hint.blockHash);
      case "l2Receipts":
        return this.#l2!.receipts(hint.blockHash);
      case "l2Code":
        return this.#state!.code(hint.codeHash);
      case "l2StateNode":
        return this.#state!.stateNode(hint.nodeHash);
      case "l2Output":
        return this.#state!.output(hint.outputRoot, this.#options.agreedBlockHash);
      case "l2AccountProof":
        await this.#state!.proof(hint.block, hint.address, null);
        return;
      case "l2StorageProof":
        await this.#state!.proof(hint.block, hint.address, hint.slot);
        return;
      case "l2PayloadWitness":
        return this.#witnessAhead!.fetch(hint.parentHash, hint.attributes);
    }
  }

  /** By the payload's time where the chain's pace is known; the parent's header may be one that only the client has. */
  async #numberAfter(parent: Uint8Array, attributes: JsonObject, blockTime: bigint): Promise<bigint> {
    const agreed = this.#store.get(typedKey("keccak256", this.#options.agreedBlockHash));
    if (agreed && blockTime > 0n) {
      const { number, timestamp } = readHeader(agreed);
      const time = asInteger(required(attributes, "timestamp", "attributes"), "attributes.timestamp", 64);
      if (time > timestamp) return number + (time - timestamp) / blockTime;
    }
    return (await this.#l2!.header(parent)).number + 1n;
  }

  async #blob(hint: Extract<Hint, { kind: "l1Blob" }>): Promise<void> {
    const { beacon } = this.#options.nodes!;
    let failure: unknown = null;
    for (const blob of await beacon.blobs(hint)) {
      try {
        return this.#store.putBlob(blob, hint.versionedHash);
      } catch (error) {
        if (!(error instanceof InputError) || error.code !== "PREIMAGE_WRONG") throw error;
        failure = error;
      }
    }
    throw new NodeFailure("NODE_LIED", beacon.name, (failure as Error).message, { cause: failure });
  }

  #log(message: string): void {
    this.#options.log?.(message);
  }
}

/** The chain's configuration, where it is known: it only makes asking ahead better. */
function rollupOf({ chainId, rollupConfig }: BootInfo): RollupConfig | null {
  const builtIn = superchainById(chainId);
  if (builtIn || !rollupConfig) return builtIn;
  try {
    return readRollupConfig(Buffer.from(rollupConfig).toString("utf8"), superchainById);
  } catch (error) {
    // The client says what is wrong with it.
    if (error instanceof InputError) return null;
    throw error;
  }
}

function l1Options(boot: BootInfo, rollup: RollupConfig | null, log: (message: string) => void): LookAheadOptions {
  const contracts = rollup ? [rollup.depositContractAddress, rollup.l1SystemConfigAddress] : [];
  return { l1Head: boot.l1Head, contracts: contracts.map((address) => fromHex(address)!), log };
}

function describe(hint: Hint): string {
  const bytes = Object.values(hint).find((value): value is Uint8Array => value instanceof Uint8Array);
  return bytes ? `${hint.kind} ${toHex(bytes.subarray(0, 32))}` : hint.kind;
}
