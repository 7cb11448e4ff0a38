// Transactions of an OP Stack chain: Ethereum's without blobs, and deposits (OP Stack specs, "Deposits", "The deposited
// transaction type").
import { DEPOSIT_FIELD, OPTIMISM_BLOB_TRANSACTION } from "../error/codes";
import { invalid, invalidNumbers } from "../error/fail";
import { copy20 } from "../memory/bytes";
import { rlpLength, rlpPayload } from "../rlp/read";
import { decodeTransaction } from "../tx/decode";
import {
  addressField,
  bytesField,
  closeFields,
  FIELD_DATA,
  FIELD_FROM,
  FIELD_GAS_LIMIT,
  FIELD_IS_SYSTEM,
  FIELD_MINT,
  FIELD_SOURCE_HASH,
  FIELD_TO,
  FIELD_VALUE,
  openFields,
  u64Field,
  wordField,
} from "../tx/fields";
import { mintOf, newTransaction, senderOf, Transaction, TYPE_BLOB, TYPE_DEPOSIT, valueOf } from "../tx/transaction";

/** Decodes the bytes from `raw` to `end`. `fork`: of L1. */
export function decodeOptimismTransaction(raw: usize, end: usize, fork: u32): Transaction {
  const type: u32 = raw == end ? 0 : <u32>load<u8>(raw);
  if (type == TYPE_DEPOSIT) return decodeDeposit(raw, end);
  if (type == TYPE_BLOB) invalid(OPTIMISM_BLOB_TRANSACTION);
  return decodeTransaction(raw, end, fork);
}

/**
 * SOUNDNESS: untrusted bytes; a deposit has no signature, so whether L1 asked for it is derivation's to say. Here: eight
 * fields, one encoding each, nothing after them. Test: packages/core/test/optimism-deposit.test.ts.
 */
function decodeDeposit(raw: usize, end: usize): Transaction {
  const t = newTransaction();
  t.raw = raw;
  t.rawLength = <u32>(end - raw);
  t.type = TYPE_DEPOSIT;
  openFields(raw + 1, end);
  bytesField(FIELD_SOURCE_HASH);
  if (rlpLength != 32) invalidNumbers(DEPOSIT_FIELD, FIELD_SOURCE_HASH, rlpLength);
  const from = addressField(FIELD_FROM);
  if (from == 0) invalidNumbers(DEPOSIT_FIELD, FIELD_FROM, 0);
  copy20(senderOf(t), from);
  t.to = addressField(FIELD_TO);
  wordField(FIELD_MINT, mintOf(t));
  wordField(FIELD_VALUE, valueOf(t));
  t.gasLimit = u64Field(FIELD_GAS_LIMIT);
  const isSystem = u64Field(FIELD_IS_SYSTEM);
  if (isSystem > 1) invalidNumbers(DEPOSIT_FIELD, FIELD_IS_SYSTEM, isSystem);
  t.isSystem = isSystem == 1;
  bytesField(FIELD_DATA);
  t.data = rlpPayload;
  t.dataLength = rlpLength;
  closeFields();
  return t;
}
