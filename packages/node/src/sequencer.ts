// The sequencer: chooses the L1 origin of the next block, builds its attributes, and lets the engine execute them. It has no clock and
// no pool of its own: whoever runs it says when, and with which transactions.
//
//   const sequencer = new Sequencer(engine, l1, { l1BlobSchedule });
//   const step = await sequencer.build(transactions);
import { toHex } from "@assay/core/hex";
import { type BlockAttributes, payloadAttributes } from "./attributes.ts";
import type { Engine, ExecutionFailure } from "./engine.ts";
import type { BlobFeeSchedule } from "./l1Info.ts";
import { type L1BlockBytes, type L1Origin, readL1Origin } from "./l1Origin.ts";
import { type L2Block, l1OriginOf } from "./l2Block.ts";
import { isActivation, isActive } from "./rollupForks.ts";
import { UPGRADING_FORKS } from "./upgrades.ts";

/** L1 as the sequencer sees it: with as many confirmations as its maker wants. */
export interface L1View {
  /** The block at this height of the chain that is followed; null while there is none. */
  blockAt(number: bigint): Promise<L1BlockBytes | null>;
}

export interface SequencerOptions {
  /** Of the L1 chain, ascending by timestamp. */
  readonly l1BlobSchedule: readonly BlobFeeSchedule[];
}

export interface RejectedTransaction {
  readonly transaction: Uint8Array;
  readonly failure: ExecutionFailure;
}

export type SequencerStep =
  /** A block was built and is the head. What cannot be in it is left out: `rejected` breaks a rule here and now, `postponed` may fit
   *  into a later block. */
  | {
      readonly kind: "built";
      readonly block: L2Block;
      readonly rejected: readonly RejectedTransaction[];
      readonly postponed: readonly Uint8Array[];
    }
  /** The next block needs an L1 block that is not there yet. */
  | { readonly kind: "waiting"; readonly l1Block: bigint }
  /** The head stands on an L1 block that L1 no longer has: the engine's head must go back. */
  | { readonly kind: "l1Reorg"; readonly l1Block: bigint }
  /** The engine could not execute the block, for another reason than a user's transaction. */
  | { readonly kind: "failed"; readonly failure: ExecutionFailure };

/** From Fjord on the same for every chain. OP Stack specification, "Fjord", "Constant maximum sequencer drift". */
const FJORD_DRIFT = 1800n;

/** What says that the block is full, not that the transaction is wrong. */
const FULL = new Set(["TX_GAS_ALLOWANCE", "DA_FOOTPRINT_ABOVE_LIMIT"]);
/** Each transaction that fails costs an execution of the whole block; after so many the block ends before the next one. */
const MAX_FAILURES = 32;

export class Sequencer {
  readonly #engine: Engine;
  readonly #l1: L1View;
  readonly #options: SequencerOptions;

  constructor(engine: Engine, l1: L1View, options: SequencerOptions) {
    this.#engine = engine;
    this.#l1 = l1;
    this.#options = options;
  }

  /** Builds one block on the engine's head. @throws what the L1 view throws, and InputError FIELD_WRONG when it gives what is no block */
  async build(transactions: readonly Uint8Array[] = []): Promise<SequencerStep> {
    const parent = this.#engine.head;
    const choice = await this.#origin(parent);
    if (choice.kind !== "origin") return choice;
    let wanted = choice.mayHaveTransactions ? [...transactions] : [];
    const rejected: RejectedTransaction[] = [];
    const postponed = choice.mayHaveTransactions ? [] : [...transactions];
    for (let failures = 1; ; failures++) {
      const attributes = this.attributes(parent, choice.origin, wanted);
      const execution = this.#engine.advance(attributes);
      if (execution.verdict === "valid") return { kind: "built", block: execution.block, rejected, postponed };
      const { failure } = execution;
      const at = (failure.transaction ?? -1) - (attributes.transactions.length - wanted.length);
      if (execution.verdict !== "invalid" || at < 0) return { kind: "failed", failure };
      const [transaction] = wanted.splice(at, 1);
      if (FULL.has(failure.code)) postponed.push(transaction!);
      else rejected.push({ transaction: transaction!, failure });
      if (failures === MAX_FAILURES) {
        // What stands before the failing transaction was executed and holds.
        postponed.push(...wanted.slice(at));
        wanted = wanted.slice(0, at);
      }
    }
  }

  /** Attributes of a block on `parent`, which need not be the head. @throws InputError FIELD_WRONG */
  attributes(parent: L2Block, origin: L1Origin, transactions: readonly Uint8Array[]): BlockAttributes {
    const { rollup } = this.#engine;
    return payloadAttributes({ rollup, l1BlobSchedule: this.#options.l1BlobSchedule, parent, origin, transactions });
  }

  /** OP Stack specification, "Derivation", "Batch queue": what a batch's origin may be is what the choice here follows from. The next
   *  L1 block as soon as the L2 block is not before it; beyond the drift it has to be that, or the block stays empty. */
  async #origin(
    parent: L2Block,
  ): Promise<
    | { kind: "origin"; origin: L1Origin; mayHaveTransactions: boolean }
    | Extract<SequencerStep, { kind: "waiting" | "l1Reorg" }>
  > {
    const { rollup } = this.#engine;
    const at = l1OriginOf(rollup, parent);
    const timestamp = parent.timestamp + rollup.blockTime;
    const current = await this.#l1Block(at.number);
    if (!current || toHex(current.hash) !== at.hash) return { kind: "l1Reorg", l1Block: at.number };
    const next = await this.#l1Block(at.number + 1n);
    if (next && toHex(next.parentHash) !== at.hash) return { kind: "l1Reorg", l1Block: next.number };
    const isBeyondDrift = (origin: L1Origin) => timestamp > origin.timestamp + this.#drift(origin);
    if (!next && isBeyondDrift(current)) return { kind: "waiting", l1Block: at.number + 1n };
    const origin = next && next.timestamp <= timestamp ? next : current;
    // A fork's first block holds its upgrade transactions and none of users: L2's contracts change within it.
    const isUpgrade = UPGRADING_FORKS.some((fork) => isActivation(rollup, fork, timestamp));
    return { kind: "origin", origin, mayHaveTransactions: !isUpgrade && !isBeyondDrift(origin) };
  }

  async #l1Block(number: bigint): Promise<L1Origin | null> {
    const block = await this.#l1.blockAt(number);
    return block && readL1Origin(block);
  }

  #drift(origin: L1Origin): bigint {
    const { rollup } = this.#engine;
    return isActive(rollup, "fjord", origin.timestamp) ? FJORD_DRIFT : rollup.maxSequencerDrift;
  }
}
