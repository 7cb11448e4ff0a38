// Transaction receipts as JSON (eth_getBlockReceipts, eth_getTransactionReceipt) to their consensus encoding.
//
// What comes out is only a candidate: whoever uses it checks the receipts root. Tested with real receipts by the host's tests in packages/program.
import { asArray, asBytes, asInteger, asObject, type JsonObject, required } from "./fields.ts";
import { encodeRlp, type RlpItem, rlpInteger } from "./rlp.ts";

const DEPOSIT_TYPE = 0x7e;

function bytesOf(object: JsonObject, key: string, at: string, length?: number): Uint8Array {
  return asBytes(required(object, key, at), `${at}.${key}`, length);
}

function integerOf(object: JsonObject, key: string, at: string): Uint8Array {
  return rlpInteger(asInteger(required(object, key, at), `${at}.${key}`, 64));
}

function log(value: unknown, at: string): RlpItem {
  const entry = asObject(value, at);
  const topics = asArray(required(entry, "topics", at), `${at}.topics`);
  return [
    bytesOf(entry, "address", at, 20),
    topics.map((topic, i) => asBytes(topic, `${at}.topics[${i}]`, 32)),
    bytesOf(entry, "data", at),
  ];
}

/** A receipt as it stands in the receipts trie. Before Byzantium it has a state root instead of a status (EIP-658); a deposit's has
 *  nonce and version from Canyon on. @throws InputError FIELD_MISSING, FIELD_WRONG, HEX_BROKEN */
export function receiptFromJson(value: unknown, at: string): Uint8Array {
  const receipt = asObject(value, at);
  const type = Number(asInteger(receipt["type"] ?? 0, `${at}.type`, 7));
  const before = receipt["status"] === undefined || receipt["status"] === null;
  const logs = asArray(required(receipt, "logs", at), `${at}.logs`);
  const items: RlpItem[] = [
    before ? bytesOf(receipt, "root", at, 32) : integerOf(receipt, "status", at),
    integerOf(receipt, "cumulativeGasUsed", at),
    bytesOf(receipt, "logsBloom", at, 256),
    logs.map((entry, i) => log(entry, `${at}.logs[${i}]`)),
  ];
  const version = receipt["depositReceiptVersion"];
  if (type === DEPOSIT_TYPE && version !== undefined && version !== null) {
    items.push(integerOf(receipt, "depositNonce", at), integerOf(receipt, "depositReceiptVersion", at));
  }
  const payload = encodeRlp(items);
  if (type === 0) return payload;
  const bytes = new Uint8Array(1 + payload.length);
  bytes[0] = type;
  bytes.set(payload, 1);
  return bytes;
}
