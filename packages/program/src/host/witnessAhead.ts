// A whole L2 block's state at once, before its single nodes are asked for: one call a block instead of one an account and slot.
// `debug_executionWitness` is asked of the node's own block with that number, so that those of the next blocks can be under way while the
// client executes this one; `debug_executePayload` is asked with the very attributes.
//
// SOUNDNESS: a witness is byte strings, each stored under its own hash; one that is of another block, or not whole, only leaves
// preimages to be asked for one by one. Tests: lookAhead.test.ts.
import type { JsonObject } from "@assay/chain/fields";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { L2State } from "./l2State.ts";

/** Blocks whose witness is under way ahead of the client. */
const BLOCKS_AHEAD = 3;

export interface WitnessOptions {
  /** Claimed block: nothing is needed beyond it. */
  readonly last: bigint;
  /** Asks for the payload's witness before that of the block. */
  readonly payloadFirst: boolean;
  /** Number of the block that such a payload on this parent is. */
  readonly numberAfter: (parent: Uint8Array, attributes: JsonObject) => Promise<bigint>;
  readonly log: (message: string) => void;
}

export class WitnessAhead {
  readonly #state: L2State;
  readonly #options: WitnessOptions;
  readonly #blocks = new Map<bigint, Promise<void>>();

  constructor(state: L2State, options: WitnessOptions) {
    this.#state = state;
    this.#options = options;
  }

  /** Stores what the payload on this parent touches. @throws NodeFailure when the node has none of it in one piece */
  async fetch(parent: Uint8Array, attributes: JsonObject): Promise<void> {
    const ways = [() => this.#state.payloadWitness(parent, attributes), () => this.#block(parent, attributes)];
    const [first, second] = this.#options.payloadFirst ? ways : ways.reverse();
    try {
      return await first!();
    } catch (error) {
      if (!(error instanceof InputError) || error.code === "NODE_UNREACHABLE") throw error;
      this.#options.log(`witness on ${toHex(parent)}: ${error.code} ${error.message}`);
    }
    return second!();
  }

  async #block(parent: Uint8Array, attributes: JsonObject): Promise<void> {
    const number = await this.#options.numberAfter(parent, attributes);
    const wanted = this.#once(number);
    await wanted;
    // Only now: a node that has no such method is asked once.
    for (let next = number + 1n; next <= number + BigInt(BLOCKS_AHEAD) && next <= this.#options.last; next++) {
      this.#once(next).catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error;
        this.#options.log(`witness of block ${next}, ahead: ${error.code} ${error.message}`);
      });
    }
  }

  /** Each block once: what its witness does not have, another try will not bring. */
  #once(number: bigint): Promise<void> {
    let running = this.#blocks.get(number);
    if (!running) {
      running = this.#state.blockWitness(number);
      this.#blocks.set(number, running);
      // What failed may work another time.
      running.catch(() => this.#blocks.delete(number));
    }
    return running;
  }
}
