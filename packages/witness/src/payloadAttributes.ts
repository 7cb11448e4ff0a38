// Payload attributes of an OP Stack block: what derivation hands over for a block that nobody has yet; and section 6 of the
// core's input (docs/interfaces.md, "Payload attributes").
import { asArray, asBytes, asInteger, asObject, asString, type JsonObject, required } from "@assay/chain/fields";
import { align8 } from "@assay/core/container";
import { InputError } from "@assay/core/inputError";
import { type ByteString, toBytes } from "./byteString.ts";

export interface PayloadAttributes {
  readonly timestamp: bigint;
  readonly gasLimit: bigint;
  readonly prevRandao: Uint8Array;
  readonly suggestedFeeRecipient: Uint8Array;
  /** 32 bytes, from Ecotone on. */
  readonly parentBeaconBlockRoot: Uint8Array | null;
  /** 8 bytes from Holocene on: denominator and elasticity, big-endian. */
  readonly eip1559Params: Uint8Array | null;
  /** From Jovian on. */
  readonly minBaseFee: bigint | null;
  /** EIP-2718 bytes. */
  readonly transactions: readonly ByteString[];
}

const FIXED_BYTES = 128;
const FLAG = { beaconRoot: 1, eip1559: 2, minBaseFee: 4 } as const;
const GAS_LIMIT_OFFSET = 8;

/** One item of section 6. @throws InputError HEX_BROKEN */
export function encodePayloadAttributes(attributes: PayloadAttributes): Uint8Array<ArrayBuffer> {
  const transactions = attributes.transactions.map((bytes, i) => toBytes(bytes, `transactions[${i}]`));
  const table = align8(8 + 4 * transactions.length);
  const size = transactions.reduce((sum, bytes) => sum + align8(bytes.length), table);
  const item = new Uint8Array(FIXED_BYTES + size);
  const view = new DataView(item.buffer);
  view.setBigUint64(0, attributes.timestamp, true);
  view.setBigUint64(GAS_LIMIT_OFFSET, attributes.gasLimit, true);
  let flags = 0;
  if (attributes.parentBeaconBlockRoot) {
    flags |= FLAG.beaconRoot;
    item.set(attributes.parentBeaconBlockRoot, 96);
  }
  if (attributes.eip1559Params) {
    flags |= FLAG.eip1559;
    item.set(attributes.eip1559Params, 24);
  }
  if (attributes.minBaseFee !== null) {
    flags |= FLAG.minBaseFee;
    view.setBigUint64(32, attributes.minBaseFee, true);
  }
  view.setUint32(16, flags, true);
  item.set(attributes.suggestedFeeRecipient, 40);
  item.set(attributes.prevRandao, 64);
  view.setUint32(FIXED_BYTES, transactions.length, true);
  let at = FIXED_BYTES + table;
  for (const [i, bytes] of transactions.entries()) {
    view.setUint32(FIXED_BYTES + 8 + 4 * i, bytes.length, true);
    item.set(bytes, at);
    at += align8(bytes.length);
  }
  return item;
}

/** Gas limit in an item of section 6; 0 for one that is too short, which the core refuses. */
export function attributesGasLimit(item: Uint8Array): bigint {
  if (item.length < FIXED_BYTES) return 0n;
  return new DataView(item.buffer, item.byteOffset, item.byteLength).getBigUint64(GAS_LIMIT_OFFSET, true);
}

const KEYS = [
  "timestamp",
  "prevRandao",
  "suggestedFeeRecipient",
  "parentBeaconBlockRoot",
  "withdrawals",
  "transactions",
  "gasLimit",
  "eip1559Params",
  "minBaseFee",
  "noTxPool",
];

function optional<T>(object: JsonObject, key: string, read: (value: unknown, at: string) => T, at: string): T | null {
  const value = object[key];
  return value === undefined || value === null ? null : read(value, `${at}.${key}`);
}

/** Reads the Engine API's object, with the fields that the OP Stack adds.
 *  @throws InputError FIELD_MISSING, FIELD_WRONG, HEX_BROKEN */
export function payloadAttributesFromJson(value: unknown, at: string): PayloadAttributes {
  const object = asObject(value, at);
  for (const key of Object.keys(object)) {
    if (!KEYS.includes(key)) throw new InputError("FIELD_WRONG", `unknown field "${key.slice(0, 60)}"`, { at });
  }
  const withdrawals = optional(object, "withdrawals", asArray, at);
  if (withdrawals && withdrawals.length > 0) {
    throw new InputError("FIELD_WRONG", "blocks of the OP Stack have no withdrawals", { at: `${at}.withdrawals` });
  }
  const bytes = (length: number) => (field: unknown, where: string) => asBytes(field, where, length);
  const u64 = (field: unknown, where: string) => asInteger(field, where, 64);
  return {
    timestamp: u64(required(object, "timestamp", at), `${at}.timestamp`),
    gasLimit: u64(required(object, "gasLimit", at), `${at}.gasLimit`),
    prevRandao: asBytes(required(object, "prevRandao", at), `${at}.prevRandao`, 32),
    suggestedFeeRecipient: asBytes(required(object, "suggestedFeeRecipient", at), `${at}.suggestedFeeRecipient`, 20),
    parentBeaconBlockRoot: optional(object, "parentBeaconBlockRoot", bytes(32), at),
    eip1559Params: optional(object, "eip1559Params", bytes(8), at),
    minBaseFee: optional(object, "minBaseFee", u64, at),
    transactions: asArray(required(object, "transactions", at), `${at}.transactions`).map((transaction, i) =>
      asString(transaction, `${at}.transactions[${i}]`),
    ),
  };
}
