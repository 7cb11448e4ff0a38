// What a verified block did, for people who look: transactions, accounts, and the touched part of the tries.
import { readRlpList } from "@assay/chain/rlp";
import { toHex } from "@assay/core/hex";
import type { CoreResult } from "@assay/core/result";
import type { BlockInput } from "@assay/witness/blockInput";
import { toBytes } from "@assay/witness/byteString";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { AccountRow, BlockDetails, Change, TrieDrawing } from "./report.ts";
import { drawTrie, type TouchedKey } from "./touchedTrie.ts";
import { transactionRows, transactionsOf } from "./transactionRows.ts";

const ADDRESS_BYTES = 20;
/** Storage tries that are drawn; those with the most touched slots. */
const MAX_STORAGE_TRIES = 60;

interface Touched {
  readonly address: Uint8Array;
  change: Change;
  balance: bigint | null;
  nonce: bigint | null;
  /** By slot, as hex. */
  readonly slots: Map<string, Change>;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Every touched account with its touched slots, in the order in which the core names them. */
function touchedAccounts(result: CoreResult): Map<string, Touched> {
  const accounts = new Map<string, Touched>();
  const at = (address: Uint8Array): Touched => {
    const name = toHex(address);
    let touched = accounts.get(name);
    if (!touched) {
      touched = { address, change: "read", balance: null, nonce: null, slots: new Map() };
      accounts.set(name, touched);
    }
    return touched;
  };
  for (const key of result.touchedKeys) {
    const touched = at(key.subarray(0, ADDRESS_BYTES));
    if (key.length > ADDRESS_BYTES) touched.slots.set(toHex(key.subarray(ADDRESS_BYTES)), "read");
  }
  for (const change of result.accountChanges) {
    const touched = at(change.address);
    touched.change = change.deleted ? "deleted" : change.created ? "created" : "changed";
    if (!change.deleted) {
      touched.balance = change.balance;
      touched.nonce = change.nonce;
    }
    for (const { key, value } of change.storage) touched.slots.set(toHex(key), isZero(value) ? "deleted" : "changed");
  }
  return accounts;
}

function slotKeys(touched: Touched): TouchedKey[] {
  return [...touched.slots].map(([slot, change]) => ({ path: keccak_256(hexBytes(slot)), name: slot, change }));
}

function hexBytes(hex: string): Uint8Array {
  return toBytes(hex, "slot");
}

/** An account's storage root before the block, from its leaf. */
function storageRoot(leaf: Uint8Array | undefined): string | null {
  const root = leaf ? readRlpList(leaf, 4)[2]?.payload : undefined;
  return root ? toHex(root) : null;
}

/** @param result of a run with receipts, changes and touched keys */
export async function blockDetails(input: BlockInput, result: CoreResult): Promise<BlockDetails> {
  const nodes = new Map<string, Uint8Array>();
  let nodeBytes = 0;
  for (const [i, source] of input.nodes.entries()) {
    const node = toBytes(source, `state[${i}]`);
    nodes.set(toHex(keccak_256(node)), node);
    nodeBytes += node.length;
  }
  const root = result.summaries[0]?.preStateRoot ?? "0x";
  const accounts = touchedAccounts(result);
  const keys = [...accounts].map(([name, { address, change }]) => ({ path: keccak_256(address), name, change }));
  const state = drawTrie("state", root, nodes, keys);
  const tries: TrieDrawing[] = [];
  if (state) {
    tries.push(state.drawing);
    const busiest = [...accounts]
      .filter(([, { slots }]) => slots.size > 0)
      .sort((a, b) => b[1].slots.size - a[1].slots.size);
    for (const [address, touched] of busiest.slice(0, MAX_STORAGE_TRIES)) {
      const storage = storageRoot(state.values.get(address));
      const drawn = storage ? drawTrie(address, storage, nodes, slotKeys(touched)) : null;
      if (drawn) tries.push(drawn.drawing);
    }
  }
  const block = input.blocks.at(-1);
  const transactions = block && block.length > 2 ? transactionsOf(toBytes(block, "block")) : [];
  // Receipts are those of all blocks: the last block's come last.
  const receipts = result.receipts;
  const own = receipts.slice(Math.max(receipts.length - transactions.length, 0));
  return {
    transactions: await transactionRows(transactions, own),
    accounts: [...accounts].map(([address, touched]) => accountRow(address, touched)),
    tries,
    witness: { nodes: input.nodes.length, nodeBytes, codes: input.codes.length, headers: input.headers.length },
  };
}

function accountRow(address: string, { change, slots, balance, nonce }: Touched): AccountRow {
  const slotsChanged = [...slots.values()].filter((slot) => slot !== "read").length;
  return { address, change, slotsTouched: slots.size, slotsChanged, balance, nonce };
}
