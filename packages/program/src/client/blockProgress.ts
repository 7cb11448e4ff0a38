// How far a run is, in L2 blocks: seen from the hints, one of which comes with every block that is executed.
import { typedKey } from "../preimage/key.ts";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import { readHeader } from "../trie/header.ts";

/** `done` blocks of `total`; total is null while the agreed block's number is not known. */
export type ProgressListener = (done: number, total: number | null) => void;

export class BlockProgress {
  readonly #store: VerifiedStore;
  readonly #agreedKey: Uint8Array;
  readonly #claimed: bigint;
  readonly #listener: ProgressListener | undefined;
  #begun = 0;
  #total: number | null = null;

  constructor(store: VerifiedStore, agreed: Uint8Array, claimed: bigint, listener: ProgressListener | undefined) {
    this.#store = store;
    this.#agreedKey = typedKey("keccak256", agreed);
    this.#claimed = claimed;
    this.#listener = listener;
  }

  saw(hint: string): void {
    if (!this.#listener || !hint.startsWith("l2-payload-witness ")) return;
    this.#total ??= this.#blocks();
    // When a block begins, the one before is done.
    this.#listener(this.#begun++, this.#total);
  }

  #blocks(): number | null {
    const header = this.#store.get(this.#agreedKey);
    if (!header) return null;
    const blocks = this.#claimed - readHeader(header).number;
    return blocks > 0n ? Number(blocks) : null;
  }
}
