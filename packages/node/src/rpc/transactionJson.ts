// Transactions as JSON-RPC says them, out of their EIP-2718 bytes.
import { type RlpSlice, readRlpItem, readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { recoverTransactionAddress } from "viem";
import { DEPOSIT_TYPE } from "../depositTransaction.ts";

export type TransactionJson = {
  readonly type: Hex;
  readonly hash: Hex;
  readonly from: Hex;
  readonly to: Hex | null;
} & {
  readonly [name: string]: unknown;
};

export function quantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}

type Reader = (item: RlpSlice) => unknown;
const number: Reader = ({ payload }) => quantity(rlpToInteger(payload));
const bytes: Reader = ({ payload }) => toHex(payload);
const recipient: Reader = ({ payload }) => (payload.length === 0 ? null : toHex(payload));
const truth: Reader = ({ payload }) => payload.length > 0;
const mint: Reader = ({ payload }) => (payload.length === 0 ? undefined : quantity(rlpToInteger(payload)));

/** Items of a list of a transaction that was executed: the core has bounded it. */
function itemsOf(list: RlpSlice): RlpSlice[] {
  const items: RlpSlice[] = [];
  for (let rest = list.payload; rest.length > 0; rest = rest.subarray(items.at(-1)!.encoded.length)) {
    items.push(readRlpItem(rest));
  }
  return items;
}

const accessList: Reader = (list) =>
  itemsOf(list).map((entry) => {
    const [address, keys] = itemsOf(entry);
    return { address: bytes(address!), storageKeys: itemsOf(keys!).map(bytes) };
  });

const authorizationList: Reader = (list) =>
  itemsOf(list).map((entry) => {
    const [chainId, address, nonce, yParity, r, s] = itemsOf(entry);
    return {
      chainId: number(chainId!),
      address: bytes(address!),
      nonce: number(nonce!),
      yParity: number(yParity!),
      r: number(r!),
      s: number(s!),
    };
  });

type Fields = readonly (readonly [string, Reader])[];
const CALL: Fields = [
  ["gas", number],
  ["to", recipient],
  ["value", number],
  ["input", bytes],
];
const SIGNATURE: Fields = [
  ["r", number],
  ["s", number],
];
const TYPED: Fields = [
  ["chainId", number],
  ["nonce", number],
];
const FEES: Fields = [
  ["maxPriorityFeePerGas", number],
  ["maxFeePerGas", number],
];

/** Fields in their order, by type; L2 has no blob transactions. */
const FIELDS: Readonly<Record<number, Fields>> = {
  0: [["nonce", number], ["gasPrice", number], ...CALL, ["v", number], ...SIGNATURE],
  1: [...TYPED, ["gasPrice", number], ...CALL, ["accessList", accessList], ["yParity", number], ...SIGNATURE],
  2: [...TYPED, ...FEES, ...CALL, ["accessList", accessList], ["yParity", number], ...SIGNATURE],
  4: [
    ...TYPED,
    ...FEES,
    ...CALL,
    ["accessList", accessList],
    ["authorizationList", authorizationList],
    ["yParity", number],
    ...SIGNATURE,
  ],
  [DEPOSIT_TYPE]: [
    ["sourceHash", bytes],
    ["from", bytes],
    ["to", recipient],
    ["mint", mint],
    ["value", number],
    ["gas", number],
    ["isSystemTx", truth],
    ["input", bytes],
  ],
};

export function transactionType(raw: Uint8Array): number {
  return raw[0]! >= 0xc0 ? 0 : raw[0]!;
}

/** Recovering a sender takes milliseconds, and blocks are asked for more than once. */
const senders = new WeakMap<Uint8Array, Hex>();

async function senderOf(raw: Uint8Array): Promise<Hex> {
  const known = senders.get(raw);
  if (known) return known;
  const sender = await recoverTransactionAddress({ serializedTransaction: toHex(raw) as never });
  senders.set(raw, sender);
  return sender;
}

/** @throws InputError FIELD_WRONG when the bytes are no transaction of L2 */
export async function transactionJson(raw: Uint8Array): Promise<TransactionJson> {
  const type = transactionType(raw);
  const fields = FIELDS[type];
  if (!fields) throw new InputError("FIELD_WRONG", `a transaction of type ${type}`);
  const items = readRlpList(type === 0 ? raw : raw.subarray(1), fields.length);
  if (items.length !== fields.length) throw new InputError("FIELD_WRONG", `a transaction of ${items.length} fields`);
  const read = Object.fromEntries(fields.map(([name, reader], i) => [name, reader(items[i]!)]));
  const from = (read["from"] as Hex | undefined) ?? (await senderOf(raw));
  return {
    ...read,
    // viem and others want a signature's v under both names.
    ...(read["yParity"] === undefined ? {} : { v: read["yParity"] }),
    type: quantity(type),
    hash: toHex(keccak_256(raw)),
    from: from.toLowerCase() as Hex,
    to: read["to"] as Hex | null,
  };
}
