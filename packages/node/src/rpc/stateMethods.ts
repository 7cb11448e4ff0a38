// eth_ methods that read the state: accounts, codes, slots, proofs of them.
import { asArray, asBytes, asString } from "@assay/chain/fields";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { EMPTY_TRIE_ROOT } from "@assay/program/proof";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { byHash } from "../chainStore.ts";
import type { Engine } from "../engine.ts";
import type { L2Block } from "../l2Block.ts";
import { type Account, decodeAccount, readAccount, storageValue, walkTrie } from "../stateTrie.ts";
import type { RpcMethod } from "./jsonRpcServer.ts";
import { quantity } from "./transactionJson.ts";

/** Slots in one eth_getProof. */
const MAX_SLOTS = 1024;
const EMPTY_CODE_HASH = keccak_256(new Uint8Array(0));
const NO_ACCOUNT: Account = { nonce: 0n, balance: 0n, storageRoot: EMPTY_TRIE_ROOT, codeHash: EMPTY_CODE_HASH };

/** A slot: hex of at most 32 bytes, an odd number of digits allowed. */
function slotOf(value: unknown, at: string): Uint8Array {
  const digits = asString(value, at).replace(/^0x/, "");
  const bytes = digits.length <= 64 ? fromHex(`0x${digits.padStart(64, "0")}`) : null;
  if (!bytes) throw new InputError("FIELD_WRONG", "not a slot", { at });
  return bytes;
}

export function stateMethods(engine: Engine, blockFor: (parameter: unknown) => L2Block): Record<string, RpcMethod> {
  const { nodes, codes } = engine.store;
  const rootOf = (block: unknown) => fromHex(blockFor(block).stateRoot)!;
  const accountOf = (address: unknown, block: unknown) =>
    readAccount(nodes, rootOf(block), asBytes(address, "address", 20)) ?? NO_ACCOUNT;
  return {
    eth_getBalance: ([address, block]) => quantity(accountOf(address, block).balance),
    eth_getTransactionCount: ([address, block]) => quantity(accountOf(address, block).nonce),
    eth_getCode: ([address, block]) => toHex(byHash(codes, accountOf(address, block).codeHash) ?? new Uint8Array(0)),
    eth_getStorageAt: ([address, slot, block]) => {
      const { storageRoot } = accountOf(address, block);
      return word(storageValue(walkTrie(nodes, storageRoot, slotOf(slot, "slot"))));
    },
    eth_getProof: ([address, slots, block]) => {
      const list = asArray(slots ?? [], "slots");
      if (list.length > MAX_SLOTS) throw new InputError("FIELD_WRONG", `more than ${MAX_SLOTS} slots`);
      const path = walkTrie(nodes, rootOf(block), asBytes(address, "address", 20));
      const account = path.value ? decodeAccount(path.value) : NO_ACCOUNT;
      return {
        address,
        accountProof: path.nodes.map(toHex),
        balance: quantity(account.balance),
        nonce: quantity(account.nonce),
        codeHash: toHex(account.codeHash),
        storageHash: toHex(account.storageRoot),
        storageProof: list.map((key, i) => {
          const slot = walkTrie(nodes, account.storageRoot, slotOf(key, `slots[${i}]`));
          return { key, value: quantity(storageValue(slot)), proof: slot.nodes.map(toHex) };
        }),
      };
    },
  };
}

function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
