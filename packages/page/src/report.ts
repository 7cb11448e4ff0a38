// What the worker tells the page: plain values that cross between threads. The worker judges, the page only draws.
import type { Verdict } from "@assay/witness/verdict";

/** A dropped file. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** One question to the worker: a file, or the two halves of a pair. */
export interface Question {
  readonly id: number;
  readonly files: readonly DroppedFile[];
  /** Name of a built-in network, for files that name none; empty for the file's own. */
  readonly chain: string;
}

/** Comes more than once for a question: the verdict first, the details when they are there. */
export type Answer =
  | { readonly id: number; readonly kind: "block"; readonly verdict: Verdict }
  | { readonly id: number; readonly kind: "details"; readonly details: BlockDetails }
  | { readonly id: number; readonly kind: "proof"; readonly report: ProofReport }
  | { readonly id: number; readonly kind: "done" }
  | { readonly id: number; readonly kind: "crash"; readonly message: string };

export interface BlockDetails {
  /** Of the input's last block. */
  readonly transactions: readonly TransactionRow[];
  readonly accounts: readonly AccountRow[];
  /** The touched part of the state trie, then of every touched storage trie that has more than its root. */
  readonly tries: readonly TrieDrawing[];
  readonly witness: {
    readonly nodes: number;
    readonly nodeBytes: number;
    readonly codes: number;
    readonly headers: number;
  };
}

export interface TransactionRow {
  readonly hash: string;
  /** `legacy`, `eip1559`, …, `deposit`. */
  readonly type: string;
  /** null: the signature has no sender. */
  readonly from: string | null;
  /** null: a creation. */
  readonly to: string | null;
  readonly value: bigint;
  /** null: no receipt, because the block was not executed to its end. */
  readonly gasUsed: bigint | null;
  /** null before Byzantium, and without a receipt. */
  readonly succeeded: boolean | null;
  readonly logs: number | null;
}

export type Change = "read" | "changed" | "created" | "deleted";

export interface AccountRow {
  readonly address: string;
  readonly change: Change;
  readonly slotsTouched: number;
  readonly slotsChanged: number;
  /** After the block; null when it was only read, or is gone. */
  readonly balance: bigint | null;
  readonly nonce: bigint | null;
}

/** A trie as a sunburst: every node an arc from leaf position `from` up to `to`, on the ring of its depth. */
export interface TrieDrawing {
  /** `state`, or the address of the account whose storage it is. */
  readonly title: string;
  /** Number of positions around the circle. */
  readonly leaves: number;
  readonly rings: number;
  readonly nodes: readonly TrieNode[];
}

export interface TrieNode {
  readonly ring: number;
  readonly from: number;
  readonly to: number;
  readonly kind: "branch" | "extension" | "leaf" | "absent";
  readonly change: Change;
  /** Nibbles from the root to here. */
  readonly path: string;
  /** Encoded size; 0 for what is absent. */
  readonly bytes: number;
  /** Of a leaf: address or slot. */
  readonly key: string | null;
}

export interface ProofReport {
  readonly file: string;
  readonly verdict: "valid" | "invalid" | "incomplete";
  readonly code: string | null;
  readonly message: string | null;
  readonly advice: string | null;
  /** What people want to know of it: name and value, in order. */
  readonly facts: readonly (readonly [string, string])[];
  readonly ms: number;
}
