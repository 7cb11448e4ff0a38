// eth_ methods about blocks, their transactions and receipts.
import { asBytes, asHash } from "@assay/chain/fields";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Engine } from "../engine.ts";
import type { L2Block } from "../l2Block.ts";
import { blockJson, receiptsJson, transactionInBlockJson } from "./blockJson.ts";
import { blockOf, type Heads } from "./blockParameter.ts";
import type { RpcMethod } from "./jsonRpcServer.ts";
import { quantity } from "./transactionJson.ts";

/** Takes a signed transaction into a pool. @throws InputError when it cannot be one */
export type SubmitTransaction = (raw: Uint8Array) => void | Promise<void>;

/** No account of L2 can sign more than a block holds. */
const MAX_TRANSACTION_BYTES = 1 << 20;

export function blockMethods(
  engine: Engine,
  heads: () => Heads,
  submit: SubmitTransaction | null,
): Record<string, RpcMethod> {
  const orNull = async <T>(block: L2Block | null, read: (block: L2Block) => Promise<T>) => block && read(block);
  const transaction = (hash: unknown) => find(engine, asHash(hash, "hash"));
  return {
    eth_chainId: () => quantity(engine.rollup.l2ChainId),
    net_version: () => engine.rollup.l2ChainId.toString(),
    eth_blockNumber: () => quantity(engine.head.number),
    eth_getBlockByHash: ([hash, full]) =>
      orNull(engine.block(asHash(hash, "hash")), (block) => blockJson(block, full === true)),
    eth_getBlockByNumber: ([number, full]) =>
      orNull(blockOf(engine, heads, number), (block) => blockJson(block, full === true)),
    eth_getBlockReceipts: ([number]) => orNull(blockOf(engine, heads, number), receiptsJson),
    eth_getTransactionByHash: async ([hash]) => {
      const found = transaction(hash);
      return found && transactionInBlockJson(found.block, found.index);
    },
    eth_getTransactionReceipt: async ([hash]) => {
      const found = transaction(hash);
      return found && (await receiptsJson(found.block))[found.index];
    },
    eth_sendRawTransaction: async ([raw]) => {
      if (!submit) throw new InputError("NODE_ERROR", "this node takes no transactions");
      const bytes = asBytes(raw, "transaction");
      if (bytes.length > MAX_TRANSACTION_BYTES) throw new InputError("FIELD_WRONG", "the transaction is too long");
      await submit(bytes);
      return toHex(keccak_256(bytes));
    },
  };
}

/** A transaction on the head's chain, newest blocks first. A chain of a few thousand blocks is searched; there is no index. */
function find(engine: Engine, hash: string): { readonly block: L2Block; readonly index: number } | null {
  for (let number = engine.head.number; number > engine.genesis.number; number--) {
    const block = engine.blockAt(number)!;
    const index = block.transactions.findIndex((raw) => toHex(keccak_256(raw)) === hash);
    if (index >= 0) return { block, index };
  }
  return null;
}
