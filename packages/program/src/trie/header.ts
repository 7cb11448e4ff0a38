// The fields of a block header that the host needs, by their place in its RLP.
import { readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { InputError } from "@assay/core/inputError";

export interface HeaderFields {
  readonly parentHash: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly bloom: Uint8Array;
  readonly number: bigint;
  readonly timestamp: bigint;
  /** From Shanghai and Canyon on. */
  readonly withdrawalsRoot: Uint8Array | null;
}

/** More than any fork has; Prague has 21. */
const MAX_FIELDS = 40;
const PARENT_HASH = 0;
const STATE_ROOT = 3;
const TRANSACTIONS_ROOT = 4;
const RECEIPTS_ROOT = 5;
const BLOOM = 6;
const NUMBER = 8;
const TIMESTAMP = 11;
const WITHDRAWALS_ROOT = 16;

/** Reads a header whose hash was checked. @throws InputError FIELD_WRONG */
export function readHeader(rlp: Uint8Array): HeaderFields {
  const items = readRlpList(rlp, MAX_FIELDS);
  const payload = (i: number, length: number | null) => {
    const item = items[i];
    if (!item || item.list || (length === null ? item.payload.length > 8 : item.payload.length !== length)) {
      throw new InputError("FIELD_WRONG", `field ${i} of a header is missing or has another length`);
    }
    return item.payload.slice();
  };
  return {
    parentHash: payload(PARENT_HASH, 32),
    stateRoot: payload(STATE_ROOT, 32),
    transactionsRoot: payload(TRANSACTIONS_ROOT, 32),
    receiptsRoot: payload(RECEIPTS_ROOT, 32),
    bloom: payload(BLOOM, 256),
    number: rlpToInteger(payload(NUMBER, null)),
    timestamp: rlpToInteger(payload(TIMESTAMP, null)),
    withdrawalsRoot: items.length > WITHDRAWALS_ROOT ? payload(WITHDRAWALS_ROOT, 32) : null,
  };
}
