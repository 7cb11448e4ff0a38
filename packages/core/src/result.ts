// The binary result (docs/interfaces.md, "Binary result") as typed objects. The core writes it, so a malformed one is a
// bug and throws; values are views of the bytes given, which must not be reused.
import { RESULT_MAGIC, readContainer, readList } from "./container.ts";
import { type ForkName, forkName } from "./forks.ts";
import { type Hex, toHex } from "./hex.ts";

export const RESULT_SECTION = {
  summary: 1,
  receipts: 2,
  newNodes: 3,
  newCodes: 4,
  accountChanges: 5,
  storageChanges: 6,
  touchedKeys: 7,
  preimagesRead: 8,
  headers: 9,
} as const;

const SUMMARY_BYTES = 320;
const ACCOUNT_BYTES = 152;
const STORAGE_BYTES = 64;

export type VerdictName = "valid" | "invalid" | "incomplete";

export interface BlockSummary {
  /** null: the run ended before it judged this block. */
  readonly verdict: VerdictName | null;
  /** Code of the first rule that failed, 0 none. */
  readonly code: number;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly gasUsed: bigint;
  readonly transactions: number;
  readonly fork: ForkName | `fork${number}`;
  readonly blobGasUsed: bigint;
  readonly nodesRead: bigint;
  /** EVM steps; 0 but in debug and trace builds. */
  readonly steps: bigint;
  readonly blockHash: Hex;
  readonly parentHash: Hex;
  readonly preStateRoot: Hex;
  /** Computed. */
  readonly postStateRoot: Hex;
  /** Computed. */
  readonly receiptsRoot: Hex;
  /** Computed; zero before Prague. */
  readonly requestsHash: Hex;
  readonly configurationHash: Hex;
  /** Siblings of deletions that were taken for branches, in the whole run; above 0 only under ASSUME_BRANCHES. */
  readonly assumedBranches: bigint;
}

export interface StorageChange {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface AccountChange {
  readonly address: Uint8Array;
  readonly deleted: boolean;
  readonly storageCleared: boolean;
  readonly created: boolean;
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly codeHash: Uint8Array;
  readonly storageRoot: Uint8Array;
  readonly storage: readonly StorageChange[];
}

const VERDICTS: readonly (VerdictName | null)[] = [null, "invalid", "incomplete", "valid"];

function littleEndianWord(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** The sections of one result. Each is decoded when it is asked for. */
export class CoreResult {
  readonly #sections: Map<number, Uint8Array>;
  /** The result as it is. */
  readonly bytes: Uint8Array;

  /** @throws InputError CONTAINER_BROKEN */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#sections = readContainer(bytes, RESULT_MAGIC);
  }

  #list(id: number): Uint8Array[] {
    const section = this.#sections.get(id);
    return section ? readList(section) : [];
  }

  #bytes(id: number): Uint8Array {
    return this.#sections.get(id) ?? new Uint8Array(0);
  }

  /** One per block of the input that was reached. */
  get summaries(): BlockSummary[] {
    const bytes = this.#bytes(RESULT_SECTION.summary);
    const summaries: BlockSummary[] = [];
    for (let at = 0; at + SUMMARY_BYTES <= bytes.length; at += SUMMARY_BYTES) {
      summaries.push(decodeSummary(bytes.subarray(at, at + SUMMARY_BYTES)));
    }
    return summaries;
  }

  /** Consensus encoding of every receipt, all blocks in order. */
  get receipts(): Uint8Array[] {
    return this.#list(RESULT_SECTION.receipts);
  }

  /** Trie nodes of the post-state that the witness did not hold. */
  get newNodes(): Uint8Array[] {
    return this.#list(RESULT_SECTION.newNodes);
  }

  get newCodes(): Uint8Array[] {
    return this.#list(RESULT_SECTION.newCodes);
  }

  get accountChanges(): AccountChange[] {
    const bytes = this.#bytes(RESULT_SECTION.accountChanges);
    const storage = this.#bytes(RESULT_SECTION.storageChanges);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const changes: AccountChange[] = [];
    let storageAt = 0;
    for (let at = 0; at + ACCOUNT_BYTES <= bytes.length; at += ACCOUNT_BYTES) {
      const flags = view.getUint32(at + 20, true);
      const slots = Number(view.getBigUint64(at + 128, true));
      const account: StorageChange[] = [];
      for (let i = 0; i < slots; i++, storageAt += STORAGE_BYTES) {
        account.push({
          key: storage.subarray(storageAt, storageAt + 32),
          value: storage.subarray(storageAt + 32, storageAt + 64),
        });
      }
      changes.push({
        address: bytes.subarray(at, at + 20),
        deleted: (flags & 1) !== 0,
        storageCleared: (flags & 2) !== 0,
        created: (flags & 4) !== 0,
        nonce: view.getBigUint64(at + 24, true),
        balance: littleEndianWord(bytes.subarray(at + 32, at + 64)),
        codeHash: bytes.subarray(at + 64, at + 96),
        storageRoot: bytes.subarray(at + 96, at + 128),
        storage: account,
      });
    }
    return changes;
  }

  /** 20 bytes an address, 52 bytes address and slot. */
  get touchedKeys(): Uint8Array[] {
    return this.#list(RESULT_SECTION.touchedKeys);
  }

  /** Hashes of the nodes, codes and headers used. */
  get preimagesRead(): Uint8Array[] {
    return this.#list(RESULT_SECTION.preimagesRead);
  }

  /** Computed header RLP per block. */
  get headers(): Uint8Array[] {
    return this.#list(RESULT_SECTION.headers);
  }
}

function decodeSummary(bytes: Uint8Array): BlockSummary {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hash = (at: number) => toHex(bytes.subarray(at, at + 32));
  return {
    verdict: VERDICTS[view.getUint32(0, true)] ?? null,
    code: view.getUint32(4, true),
    number: view.getBigUint64(8, true),
    timestamp: view.getBigUint64(16, true),
    gasUsed: view.getBigUint64(24, true),
    transactions: view.getUint32(32, true),
    fork: forkName(view.getUint32(36, true)),
    blobGasUsed: view.getBigUint64(40, true),
    nodesRead: view.getBigUint64(48, true),
    steps: view.getBigUint64(56, true),
    blockHash: hash(64),
    parentHash: hash(96),
    preStateRoot: hash(128),
    postStateRoot: hash(160),
    receiptsRoot: hash(192),
    requestsHash: hash(224),
    configurationHash: hash(256),
    assumedBranches: view.getBigUint64(288, true),
  };
}
