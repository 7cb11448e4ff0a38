// Recorded blocks and state as a node holds them: headers, transactions and receipts by block hash, trie nodes and codes by hash.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";

export type Nested = Uint8Array | Nested[];

export interface RecordedBlock {
  readonly hash: Hex;
  readonly header: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  /** null where nobody recorded them. */
  readonly receipts: readonly Uint8Array[] | null;
}

export interface ReplayChain {
  readonly blocks: Map<Hex, RecordedBlock>;
  /** Nodes and codes. */
  readonly bytes: Map<Hex, Uint8Array>;
}

const fixtures = new URL("../../../fixtures/", import.meta.url);
const read = (path: string) => JSON.parse(gunzipSync(readFileSync(new URL(path, fixtures))).toString());
export const bytes = (hex: string): Uint8Array => fromHex(hex)!;
export const hashOf = (data: Uint8Array): Hex => toHex(keccak_256(data));
export const headerFields = (header: Uint8Array): Uint8Array[] => RLP.decode(header) as Uint8Array[];

interface JsonBlock {
  header: string;
  transactions: string[];
  receipts?: string[] | null;
}

function recorded({ header, transactions, receipts }: JsonBlock): RecordedBlock {
  return {
    hash: hashOf(bytes(header)),
    header: bytes(header),
    transactions: transactions.map(bytes),
    receipts: receipts?.map(bytes) ?? null,
  };
}

function chainOf(blocks: readonly RecordedBlock[], byteStrings: readonly Uint8Array[]): ReplayChain {
  return {
    blocks: new Map(blocks.map((block) => [block.hash, block])),
    bytes: new Map(byteStrings.map((value) => [hashOf(value), value])),
  };
}

/** OP Mainnet 109279674 to 109279683 and their 14 L1 blocks, with the state that block 109279675 needs. */
export function recordedChains() {
  const data = read("derivation/op-mainnet-109279675-109279683.json.gz");
  const block = read("blocks/op-mainnet-109279675.json.gz");
  const l1 = (data.l1 as JsonBlock[]).map(recorded);
  const l2 = [data.start as JsonBlock, ...(data.expected.blocks as JsonBlock[])].map(recorded);
  const state = (block.witness.state as string[]).map(bytes);
  const codes = (block.witness.codes as string[]).map(bytes);
  return { l1: chainOf(l1, []), l2: chainOf(l2, [...state, ...codes]), l1Blocks: l1, l2Blocks: l2, codes };
}

const MESSAGE_PASSER = bytes("0x4200000000000000000000000000000000000016");
const EMPTY_CODE = keccak_256(new Uint8Array(0));

/** A block on `parent` whose state has a message passer with two messages: the recorded witness does not reach that account. The
 *  trie is made by @ethereumjs/mpt. `isthmus`: the header says the message passer's storage root. */
export async function blockWithMessages(parent: RecordedBlock, isthmus: boolean) {
  const storage = await createMPT({ useKeyHashing: true });
  for (const slot of [1, 2]) await storage.put(new Uint8Array(32).fill(slot), RLP.encode(Uint8Array.of(1)));
  const state = await createMPT({ useKeyHashing: true });
  const account = RLP.encode([Uint8Array.of(1), new Uint8Array(0), storage.root(), EMPTY_CODE]);
  await state.put(MESSAGE_PASSER, account);
  for (let i = 1; i < 40; i++) await state.put(new Uint8Array(20).fill(i), account);
  const fields = headerFields(parent.header);
  fields[0] = bytes(parent.hash);
  fields[3] = state.root();
  if (isthmus) fields.push(storage.root());
  const header = RLP.encode(fields);
  const block: RecordedBlock = { ...recorded({ header: toHex(header), transactions: [] }), receipts: [] };
  return {
    block,
    nodes: [...(await nodesOf(state)), ...(await nodesOf(storage))],
    stateRoot: state.root(),
    messagePasserRoot: storage.root(),
  };
}

async function nodesOf(trie: MerklePatriciaTrie): Promise<Uint8Array[]> {
  const nodes: Uint8Array[] = [];
  await trie.walkTrie(trie.root(), async (_, node, __, walk) => {
    if (!node) return;
    nodes.push(node.serialize());
    walk.allChildren(node);
  });
  return nodes;
}

/** The nodes of a proof, as far as the recording has them; null when it has not. */
export function proofOf(chain: ReplayChain, root: Uint8Array, key: Uint8Array): Uint8Array[] | null {
  const path = [...keccak_256(key)].flatMap((byte) => [byte >> 4, byte & 15]);
  const nodes: Uint8Array[] = [];
  let at = 0;
  let next: Nested = root;
  for (;;) {
    let node: Nested;
    if (next instanceof Uint8Array) {
      if (next.length === 0) return nodes;
      const encoded = chain.bytes.get(toHex(next));
      if (!encoded) return null;
      nodes.push(encoded);
      node = RLP.decode(encoded) as Nested;
    } else node = next;
    const items = node as Nested[];
    if (items.length === 17) {
      next = items[path[at++]!]!;
      continue;
    }
    const packed = items[0] as Uint8Array;
    const nibbles = [...packed].flatMap((byte) => [byte >> 4, byte & 15]);
    const own = nibbles.slice(nibbles[0]! % 2 === 1 ? 1 : 2);
    if (nibbles[0]! >= 2 || own.some((nibble, i) => path[at + i] !== nibble)) return nodes;
    at += own.length;
    next = items[1]!;
  }
}
