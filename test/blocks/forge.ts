// Blocks with one thing wrong: every other commitment is made right again, so that the rule under test is what refuses them.
import { createMPT } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** Decoded RLP. */
export type Item = Uint8Array | Item[];

/** Index of every header field. */
export const FIELD = {
  parentHash: 0,
  ommersHash: 1,
  coinbase: 2,
  stateRoot: 3,
  transactionsRoot: 4,
  receiptsRoot: 5,
  bloom: 6,
  difficulty: 7,
  number: 8,
  gasLimit: 9,
  gasUsed: 10,
  timestamp: 11,
  extraData: 12,
  mixHash: 13,
  nonce: 14,
  baseFee: 15,
  withdrawalsRoot: 16,
  blobGasUsed: 17,
  excessBlobGas: 18,
  parentBeaconRoot: 19,
  requestsHash: 20,
} as const;

export type FieldName = keyof typeof FIELD;

/** An integer as RLP wants it. */
export function integer(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const hex = value.toString(16);
  return new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex"));
}

async function orderedRoot(items: readonly Uint8Array[]): Promise<Uint8Array> {
  const trie = await createMPT();
  for (const [i, item] of items.entries()) await trie.put(RLP.encode(i), item);
  return trie.root();
}

export class Forgery {
  header: Item[];
  /** A list is a legacy transaction, bytes a typed one. */
  transactions: Item[];
  ommers: Item[];
  withdrawals: Item[] | null;
  /** Anything after the withdrawals. */
  more: Item[] = [];

  constructor(block: Uint8Array) {
    const [header, transactions, ommers, withdrawals] = RLP.decode(block) as unknown as Item[][];
    this.header = header!;
    this.transactions = transactions!;
    this.ommers = ommers!;
    this.withdrawals = withdrawals ?? null;
  }

  set(field: FieldName, value: Item | bigint): this {
    this.header[FIELD[field]] = typeof value === "bigint" ? integer(value) : value;
    return this;
  }

  /** Makes the header commit to the transactions, ommers and withdrawals as they are now. */
  async commit(): Promise<this> {
    const raw = this.transactions.map((tx) => (Array.isArray(tx) ? RLP.encode(tx as never) : tx));
    this.set("transactionsRoot", await orderedRoot(raw));
    this.set("ommersHash", keccak_256(RLP.encode(this.ommers as never)));
    if (this.withdrawals) {
      const items = this.withdrawals.map((item) => RLP.encode(item as never));
      this.set("withdrawalsRoot", await orderedRoot(items));
    }
    return this;
  }

  encode(): Uint8Array {
    const parts: Item[] = [this.header, this.transactions, this.ommers];
    if (this.withdrawals) parts.push(this.withdrawals);
    return RLP.encode([...parts, ...this.more] as never);
  }

  hash(): Uint8Array {
    return keccak_256(RLP.encode(this.header as never));
  }
}
