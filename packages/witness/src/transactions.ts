// Finds a transaction in a block's RLP.
import { readRlpList } from "@assay/chain/rlp";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type ByteString, toBytes } from "./byteString.ts";

/** No block can pay for more: 21,000 gas each. */
const MAX_TRANSACTIONS = 1 << 20;

/** Index of the transaction with this hash in the block, or -1. @throws InputError FIELD_WRONG */
export async function transactionIndex(block: ByteString, hash: Hex): Promise<number> {
  const { keccak_256 } = await import("@noble/hashes/sha3.js");
  const parts = readRlpList(toBytes(block, "block"), 4);
  if (!parts[1]) throw new InputError("FIELD_WRONG", "not a block", { at: "block" });
  const transactions = readRlpList(parts[1].encoded, MAX_TRANSACTIONS);
  return transactions.findIndex(({ list, payload, encoded }) => {
    // A typed transaction's hash is that of the byte string, a legacy one's that of its list.
    return toHex(keccak_256(list ? encoded : payload)) === hash;
  });
}

/** Number of transactions in the block. @throws InputError FIELD_WRONG */
export function transactionCount(block: ByteString): number {
  const parts = readRlpList(toBytes(block, "block"), 4);
  return parts[1] ? readRlpList(parts[1].encoded, MAX_TRANSACTIONS).length : 0;
}
