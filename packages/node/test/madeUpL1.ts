// An L1 made up for tests: blocks with transactions and logs, whose roots are right; as a sequencer sees it, and as derivation does.
import { createHash } from "node:crypto";
import { encodeRlp, rlpInteger } from "@assay/chain/rlp";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { orderedTrie } from "@assay/program/orderedTrie";
import type { L1BlockData } from "@assay/witness/derive";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { L1BlockBytes } from "../src/l1Origin.ts";
import type { L1View } from "../src/sequencer.ts";

export interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Uint8Array;
}

export interface L1Contents {
  readonly transactions?: readonly Uint8Array[];
  /** One receipt each. */
  readonly receipts?: readonly { readonly logs: readonly Log[]; readonly failed?: boolean }[];
  readonly excessBlobGas?: bigint;
}

const n = (value: bigint | number) => rlpInteger(BigInt(value));
const seeded = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const zeros = (length: number) => new Uint8Array(length);
const BLOCK_SECONDS = 12n;

function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = zeros(256);
  for (const item of logs.flatMap(({ address, topics }) => [address, ...topics])) {
    const hash = keccak_256(fromHex(item)!);
    for (const i of [0, 2, 4]) {
      const bit = ((hash[i]! << 8) | hash[i + 1]!) & 2047;
      bloom[255 - (bit >> 3)]! |= 1 << (bit & 7);
    }
  }
  return bloom;
}

export class MadeUpL1 implements L1View {
  readonly blocks: (L1BlockData & L1BlockBytes)[] = [];
  readonly #time: bigint;
  readonly #seed: string;
  /** What a sequencer sees; all of it by default. */
  visible = Number.POSITIVE_INFINITY;

  constructor(time: bigint, seed = "L1") {
    this.#time = time;
    this.#seed = seed;
    this.add();
  }

  async blockAt(number: bigint): Promise<L1BlockBytes | null> {
    return number < this.visible ? (this.blocks[Number(number)] ?? null) : null;
  }

  hashAt(number: number): Hex {
    return toHex(keccak_256(this.blocks[number]!.header));
  }

  add(contents: L1Contents = {}): void {
    const number = this.blocks.length;
    const parent = this.blocks.at(-1);
    const transactions = contents.transactions ?? [];
    const receipts = (contents.receipts ?? []).map(({ logs, failed }) => {
      const list = logs.map(({ address, topics, data }) => [
        fromHex(address)!,
        topics.map((topic) => fromHex(topic)!),
        data,
      ]);
      return new Uint8Array([2, ...encodeRlp([n(failed ? 0 : 1), n(1), bloomOf(logs), list])]);
    });
    const header = encodeRlp([
      parent ? keccak_256(parent.header) : zeros(32),
      fromHex("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")!,
      zeros(20),
      zeros(32),
      orderedTrie(transactions).root,
      orderedTrie(receipts).root,
      bloomOf((contents.receipts ?? []).flatMap(({ logs }) => logs)),
      n(0),
      n(number),
      n(30_000_000),
      n(0),
      n(this.#time + BLOCK_SECONDS * BigInt(number)),
      zeros(0),
      seeded(`${this.#seed} mix ${number}`),
      zeros(8),
      n(7_000_000_000 + number),
      orderedTrie([]).root,
      n(0),
      n(contents.excessBlobGas ?? 0),
      seeded(`${this.#seed} beacon ${number}`),
      seeded("requests"),
    ]);
    this.blocks.push({ header, transactions, receipts });
  }
}
