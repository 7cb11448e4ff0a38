// Blocks as JSON (eth_getBlockByNumber with full transactions, and ethrex-replay's header and body) to RLP.
//
// What comes out is only a candidate: the core checks its hash against the claim and every root against the header.
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import {
  asArray,
  asBytes,
  asHash,
  asInteger,
  asObject,
  asString,
  isObject,
  type JsonObject,
  required,
} from "./fields.ts";
import { encodeRlp, type RlpItem, rlpInteger } from "./rlp.ts";

export interface BlockFromJson {
  readonly rlp: Uint8Array<ArrayBuffer>;
  readonly number: bigint;
  /** The hash the JSON states, if it does. */
  readonly hash: Hex | null;
}

const DEPOSIT_TYPE = 0x7e;

type FieldKind = "integer" | number | "bytes";

/** Header fields in order: name, and whether it is an integer or bytes of a fixed length. */
const HEADER_FIELDS: readonly (readonly [string, FieldKind])[] = [
  ["parentHash", 32],
  ["sha3Uncles", 32],
  ["miner", 20],
  ["stateRoot", 32],
  ["transactionsRoot", 32],
  ["receiptsRoot", 32],
  ["logsBloom", 256],
  ["difficulty", "integer"],
  ["number", "integer"],
  ["gasLimit", "integer"],
  ["gasUsed", "integer"],
  ["timestamp", "integer"],
  ["extraData", "bytes"],
  ["mixHash", 32],
  ["nonce", 8],
];

/** Fields that forks added, in order; a header ends with the last one it has. */
const LATER_FIELDS: readonly (readonly [string, FieldKind])[] = [
  ["baseFeePerGas", "integer"],
  ["withdrawalsRoot", 32],
  ["blobGasUsed", "integer"],
  ["excessBlobGas", "integer"],
  ["parentBeaconBlockRoot", 32],
  ["requestsHash", 32],
];

function field(object: JsonObject, key: string, kind: FieldKind, at: string): Uint8Array {
  const value = required(object, key, at);
  if (kind === "integer") return rlpInteger(asInteger(value, `${at}.${key}`, 256));
  return asBytes(value, `${at}.${key}`, kind === "bytes" ? undefined : kind);
}

function headerItem(header: JsonObject, at: string): RlpItem {
  const present = LATER_FIELDS.filter(([key]) => header[key] !== undefined && header[key] !== null);
  if (present.some(([key], i) => key !== LATER_FIELDS[i]![0])) {
    throw new InputError("BLOCK_UNSUPPORTED", "the header lacks a field that a later one needs", { at });
  }
  return [...HEADER_FIELDS, ...present].map(([key, kind]) => field(header, key, kind, at));
}

/** RLP of a header in JSON. @throws InputError FIELD_MISSING, FIELD_WRONG, HEX_BROKEN, BLOCK_UNSUPPORTED */
export function headerFromJson(value: unknown, at: string): Uint8Array<ArrayBuffer> {
  return encodeRlp(headerItem(asObject(value, at), at));
}

function accessList(transaction: JsonObject, at: string): RlpItem {
  return asArray(transaction["accessList"] ?? [], `${at}.accessList`).map((value, i) => {
    const where = `${at}.accessList[${i}]`;
    const entry = asObject(value, where);
    const keys = asArray(required(entry, "storageKeys", where), `${where}.storageKeys`);
    return [field(entry, "address", 20, where), keys.map((key, k) => asBytes(key, `${where}.storageKeys[${k}]`, 32))];
  });
}

function authorizations(transaction: JsonObject, at: string): RlpItem {
  return asArray(required(transaction, "authorizationList", at), `${at}.authorizationList`).map((value, i) => {
    const where = `${at}.authorizationList[${i}]`;
    const entry = asObject(value, where);
    const parity = required(entry, entry["yParity"] === undefined ? "v" : "yParity", where);
    return [
      field(entry, "chainId", "integer", where),
      field(entry, "address", 20, where),
      field(entry, "nonce", "integer", where),
      rlpInteger(asInteger(parity, `${where}.yParity`, 8)),
      field(entry, "r", "integer", where),
      field(entry, "s", "integer", where),
    ];
  });
}

function signature(transaction: JsonObject, at: string): RlpItem[] {
  const parity = required(transaction, transaction["yParity"] === undefined ? "v" : "yParity", at);
  return [
    rlpInteger(asInteger(parity, `${at}.yParity`, 8)),
    field(transaction, "r", "integer", at),
    field(transaction, "s", "integer", at),
  ];
}

/** A transaction as it stands in a block body: legacy a list, typed ones a byte string. */
function transactionItem(value: unknown, at: string): RlpItem {
  if (typeof value === "string") {
    throw new InputError("BLOCK_UNSUPPORTED", "only the hash of a transaction is there", {
      at,
      advice: "Ask the node for full transactions, or give the block as RLP (debug_getRawBlock).",
    });
  }
  const transaction = asObject(value, at);
  const type = Number(asInteger(transaction["type"] ?? 0, `${at}.type`, 8));
  const to = transaction["to"];
  const integer = (key: string) => field(transaction, key, "integer", at);
  const recipient =
    to === undefined || to === null || to === "" || to === "0x" ? new Uint8Array(0) : asBytes(to, `${at}.to`, 20);
  const input = () => field(transaction, transaction["input"] === undefined ? "data" : "input", "bytes", at);
  const gas = () => integer(transaction["gas"] === undefined ? "gasLimit" : "gas");
  const chainAndNonce = () => [integer("chainId"), integer("nonce")];
  const fees = () => [integer("maxPriorityFeePerGas"), integer("maxFeePerGas")];
  const call = () => [gas(), recipient, integer("value"), input()];
  const typed = (fields: RlpItem[]): Uint8Array => {
    const payload = encodeRlp([...fields, ...signature(transaction, at)]);
    const bytes = new Uint8Array(1 + payload.length);
    bytes[0] = type;
    bytes.set(payload, 1);
    return bytes;
  };
  switch (type) {
    case 0:
      return [integer("nonce"), integer("gasPrice"), ...call(), integer("v"), integer("r"), integer("s")];
    case 1:
      return typed([...chainAndNonce(), integer("gasPrice"), ...call(), accessList(transaction, at)]);
    case 2:
      return typed([...chainAndNonce(), ...fees(), ...call(), accessList(transaction, at)]);
    case 3: {
      const hashes = asArray(required(transaction, "blobVersionedHashes", at), `${at}.blobVersionedHashes`);
      return typed([
        ...chainAndNonce(),
        ...fees(),
        ...call(),
        accessList(transaction, at),
        integer("maxFeePerBlobGas"),
        hashes.map((hash, i) => asBytes(hash, `${at}.blobVersionedHashes[${i}]`, 32)),
      ]);
    }
    case 4:
      return typed([
        ...chainAndNonce(),
        ...fees(),
        ...call(),
        accessList(transaction, at),
        authorizations(transaction, at),
      ]);
    case DEPOSIT_TYPE:
      return depositTransaction(transaction, recipient, input(), at);
    default:
      throw new InputError("BLOCK_UNSUPPORTED", `transaction type ${type} is not known`, { at });
  }
}

/** OP Stack specification, "The deposited transaction type": it has no signature. */
function depositTransaction(transaction: JsonObject, to: Uint8Array, data: Uint8Array, at: string): Uint8Array {
  const isSystem = transaction["isSystemTx"] === true;
  const mint = transaction["mint"];
  const payload = encodeRlp([
    field(transaction, "sourceHash", 32, at),
    field(transaction, "from", 20, at),
    to,
    mint === undefined || mint === null ? new Uint8Array(0) : field(transaction, "mint", "integer", at),
    field(transaction, "value", "integer", at),
    field(transaction, "gas", "integer", at),
    isSystem ? Uint8Array.of(1) : new Uint8Array(0),
    data,
  ]);
  const bytes = new Uint8Array(1 + payload.length);
  bytes[0] = DEPOSIT_TYPE;
  bytes.set(payload, 1);
  return bytes;
}

/** A transaction as it stands in the transactions trie (EIP-2718). @throws InputError FIELD_MISSING, FIELD_WRONG, HEX_BROKEN,
 *  BLOCK_UNSUPPORTED */
export function transactionFromJson(value: unknown, at: string): Uint8Array {
  const item = transactionItem(value, at);
  return item instanceof Uint8Array ? item : encodeRlp(item);
}

function withdrawalItem(value: unknown, at: string): RlpItem {
  const withdrawal = asObject(value, at);
  return [
    field(withdrawal, "index", "integer", at),
    field(withdrawal, "validatorIndex", "integer", at),
    field(withdrawal, "address", 20, at),
    field(withdrawal, "amount", "integer", at),
  ];
}

/** Encodes a block. @throws InputError FIELD_MISSING, FIELD_WRONG, HEX_BROKEN, BLOCK_UNSUPPORTED */
export function blockFromJson(value: unknown, at: string): BlockFromJson {
  const block = asObject(value, at);
  // ethrex-replay keeps header and body apart; a node's answer has everything in one object.
  const apart = isObject(block["header"]);
  const header = apart ? (block["header"] as JsonObject) : block;
  const body = apart ? asObject(required(block, "body", at), `${at}.body`) : block;
  const headerAt = apart ? `${at}.header` : at;
  const bodyAt = apart ? `${at}.body` : at;
  if (asArray(body["uncles"] ?? body["ommers"] ?? [], `${bodyAt}.uncles`).length > 0) {
    throw new InputError("BLOCK_UNSUPPORTED", "the block has ommers, of which the JSON has only the hashes", { at });
  }
  const transactions = asArray(required(body, "transactions", bodyAt), `${bodyAt}.transactions`);
  const items: RlpItem[] = [
    headerItem(header, headerAt),
    transactions.map((transaction, i) => transactionItem(transaction, `${bodyAt}.transactions[${i}]`)),
    [],
  ];
  const withdrawals = body["withdrawals"];
  if (withdrawals !== undefined && withdrawals !== null) {
    items.push(
      asArray(withdrawals, `${bodyAt}.withdrawals`).map((entry, i) =>
        withdrawalItem(entry, `${bodyAt}.withdrawals[${i}]`),
      ),
    );
  }
  const hash = header["hash"] ?? block["hash"];
  return {
    rlp: encodeRlp(items),
    number: asInteger(asString(required(header, "number", headerAt), `${headerAt}.number`), `${headerAt}.number`, 64),
    hash: hash === undefined || hash === null ? null : asHash(hash, `${at}.hash`),
  };
}
