// The execution engine: payload attributes in, blocks out. Everything is executed by the core over the store; what a block adds to
// the state is written back. Blocks are kept by hash, whatever they stand on; which of them is the head is a choice.
//
//   const engine = new Engine(genesis);
//   const outcome = engine.advance(attributes);       // executes on the head and makes the block the head
//   if (outcome.verdict === "valid") outcome.block;
import { encodeRlp, listOfEncoded } from "@assay/chain/rlp";
import type { RollupConfig } from "@assay/chain/rollupConfig";
import type { ChainSpec } from "@assay/chain/spec";
import type { MessageOutcome } from "@assay/core/call";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core, OUTPUT, type Outcome } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { readHeader } from "@assay/program/header";
import { type BlockInput, prepareInput } from "@assay/witness/blockInput";
import { toBytes } from "@assay/witness/byteString";
import { encodePayloadAttributes, type PayloadAttributes } from "@assay/witness/payloadAttributes";
import { BlockStore } from "./blockStore.ts";
import { type ChainStore, KINDS, keep, memoryChainStore, Reads } from "./chainStore.ts";
import type { L2Genesis } from "./genesis.ts";
import { type L2Block, l2Block } from "./l2Block.ts";
import { type CallRequest, callAt } from "./messageCall.ts";

export interface ExecutionFailure {
  /** Stable name: of the core's codes, or of an InputError. */
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  /** Index of the transaction that is at fault, when it is one. */
  readonly transaction: number | null;
}

/** What became of payload attributes. `invalid`: no such block can be; `incomplete`: it could not be told. */
export type Execution =
  | { readonly verdict: "valid"; readonly block: L2Block }
  | { readonly verdict: "invalid" | "incomplete"; readonly failure: ExecutionFailure };

/** What executing a block reads: `debug_executionWitness`. The parent's header is the first of the headers. */
export interface ExecutionReads {
  readonly state: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
  readonly headers: readonly Uint8Array[];
  /** Addresses, and slots of their storage, whose hashes are paths in the tries. */
  readonly keys: readonly Uint8Array[];
}

export interface EngineOptions {
  readonly store?: ChainStore;
  /** The core's module; by default the one that was built. */
  readonly module?: WebAssembly.Module;
}

const ADDRESS_BYTES = 20;
const NO_CLAIM = { source: "self", hash: null } as const;

export class Engine {
  readonly rollup: RollupConfig;
  readonly chain: ChainSpec;
  readonly store: ChainStore;
  readonly genesis: L2Block;
  readonly #core: Core;
  readonly #blocks: BlockStore;
  /** Hashes from genesis to the head, by number less the genesis block's. */
  readonly #canonical: Hex[];
  #reads = new Reads();

  /** Goes on at the head that the store was left with. @throws InputError STORE_BROKEN, FIELD_WRONG when the store is another chain's */
  constructor(genesis: L2Genesis, options: EngineOptions = {}) {
    this.rollup = genesis.rollup;
    this.chain = genesis.spec;
    this.store = options.store ?? memoryChainStore();
    this.#core = new Core(options.module ?? compileCore(), { oracle: (key) => this.#read(key) });
    this.#blocks = new BlockStore(this.store);
    keep(this.store.nodes, genesis.nodes);
    keep(this.store.codes, genesis.codes);
    this.genesis = l2Block(genesis.header, [], []);
    this.#blocks.put(this.genesis);
    this.#canonical = [this.genesis.hash];
    const head = this.#blocks.head;
    if (head !== null) this.setHead(head);
  }

  get head(): L2Block {
    return this.#known(this.#canonical.at(-1)!);
  }

  /** A block that was executed, on the head's chain or not. */
  block(hash: Hex): L2Block | null {
    return this.#blocks.get(hash);
  }

  /** The block at this number on the head's chain. */
  blockAt(number: bigint): L2Block | null {
    const hash = this.#canonical[Number(number - this.genesis.number)];
    return hash === undefined ? null : this.#known(hash);
  }

  /** Makes a block the head: a later one, an earlier one, or one of another branch.
   *  @throws InputError FIELD_WRONG when the block was never executed here */
  setHead(hash: Hex): void {
    const branch: Hex[] = [];
    let block = this.#known(hash);
    const place = (number: bigint) => Number(number - this.genesis.number);
    while (this.#canonical[place(block.number)] !== block.hash) {
      branch.push(block.hash);
      block = this.#known(block.parentHash);
    }
    this.#canonical.length = place(block.number) + 1;
    for (const next of branch.reverse()) this.#canonical.push(next);
    this.#blocks.head = hash;
  }

  /** Executes attributes on a block, by default the head, and keeps what comes out. The head stays where it is. */
  execute(attributes: PayloadAttributes, parent: L2Block = this.head): Execution {
    const outputs = OUTPUT.receipts | OUTPUT.newNodes | OUTPUT.headers;
    const outcome = this.#run(this.#attributesInput(attributes, parent), outputs);
    if (outcome instanceof InputError) {
      const { code, message, advice } = outcome;
      return { verdict: "incomplete", failure: { code, message, advice, transaction: null } };
    }
    const { failure, result } = outcome;
    if (failure) {
      const { name: code, message, advice, transaction } = failure;
      return { verdict: failure.verdict, failure: { code, message, advice, transaction } };
    }
    keep(this.store.nodes, result!.newNodes);
    keep(this.store.codes, result!.newCodes);
    const transactions = attributes.transactions.map((bytes, i) => toBytes(bytes, `transactions[${i}]`));
    const block = l2Block(result!.headers[0]!, transactions, result!.receipts);
    this.#blocks.put(block);
    return { verdict: "valid", block };
  }

  /** Executes attributes on the head and makes the block the head. */
  advance(attributes: PayloadAttributes): Execution {
    const execution = this.execute(attributes);
    if (execution.verdict === "valid") this.setHead(execution.block.hash);
    return execution;
  }

  /** Executes a block again, from its bytes and against its hash, and says what that read. @throws InputError when it fails, which
   *  a damaged store or a bug would have to cause; FIELD_WRONG for the genesis block */
  witness(block: L2Block): ExecutionReads {
    const input = { ...this.#input(this.#parentOf(block)), blocks: [blockRlp(block)] };
    const outcome = this.#run({ ...input, claim: { source: "file", hash: block.hash } }, OUTPUT.touchedKeys);
    if (outcome instanceof InputError) throw outcome;
    if (outcome.failure) {
      const { name, message } = outcome.failure;
      throw new InputError("STORE_BROKEN", `block ${block.number} does not execute again: ${name} ${message}`);
    }
    return this.#readsOf(outcome, this.#parentOf(block));
  }

  /** What executing attributes on a block reads, without keeping the block. Of an invalid payload: as far as it goes. */
  payloadWitness(attributes: PayloadAttributes, parent: L2Block): ExecutionReads {
    const outcome = this.#run(this.#attributesInput(attributes, parent), OUTPUT.touchedKeys);
    if (outcome instanceof InputError) throw outcome;
    return this.#readsOf(outcome, parent);
  }

  /** Runs a message on the state after a block and forgets it. @throws InputError NODE_ERROR when it cannot be run */
  call(block: L2Block, request: CallRequest): MessageOutcome {
    return callAt(this.#core, this.rollup, block, request);
  }

  #read(key: Uint8Array): Uint8Array | null {
    for (const kind of KINDS) {
      const value = this.store[kind].get(key);
      if (value === null) continue;
      this.#reads.add(kind, key, value);
      return value;
    }
    return null;
  }

  #readsOf({ result }: Outcome, parent: L2Block): ExecutionReads {
    const { nodes, codes, headers } = this.#reads;
    const touched = result?.touchedKeys ?? [];
    const keys = touched.map((key) => (key.length === ADDRESS_BYTES ? key : key.subarray(ADDRESS_BYTES)));
    return { state: nodes, codes, headers: [parent.header, ...headers], keys };
  }

  #input(parent: L2Block): Omit<BlockInput, "blocks"> {
    return { chain: this.chain, headers: [parent.header], nodes: [], codes: [], claim: NO_CLAIM };
  }

  #attributesInput(attributes: PayloadAttributes, parent: L2Block): BlockInput {
    const payloadAttributes = [encodePayloadAttributes(attributes)];
    return { ...this.#input(parent), blocks: [new Uint8Array(0)], payloadAttributes };
  }

  #run(input: BlockInput, outputs: number): Outcome | InputError {
    this.#reads = new Reads();
    try {
      const { length, write } = prepareInput(input);
      return this.#core.verify(length, write, outputs);
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
  }

  #known(hash: Hex): L2Block {
    const block = this.#blocks.get(hash);
    if (block) return block;
    throw new InputError("FIELD_WRONG", `block ${hash} is not known here`);
  }

  #parentOf(block: L2Block): L2Block {
    if (block.hash === this.genesis.hash) throw new InputError("FIELD_WRONG", "nobody executes the genesis block");
    return this.#known(block.parentHash);
  }
}

/** A block as it is sent around: header, transactions, ommers, and from Canyon on withdrawals, of which there are none. */
export function blockRlp(block: L2Block): Uint8Array {
  const none = encodeRlp([]);
  const transactions = block.transactions.map((bytes) => (bytes[0]! >= 0xc0 ? bytes : encodeRlp(bytes)));
  const withdrawals = readHeader(block.header).withdrawalsRoot === null ? [] : [none];
  return listOfEncoded([block.header, listOfEncoded(transactions), none, ...withdrawals]);
}
