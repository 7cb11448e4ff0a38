// The hint for a whole block: `l2-payload-witness`, with the parent's hash and then, as JSON, the payload attributes that are
// about to be executed (Engine API with the OP Stack's fields). One request for everything that the block reads.
import { alloc } from "../memory/arena";
import { writeDecimal, writeHex, writeQuantity, writeText } from "./text";

// The attributes' layout: docs/interfaces.md, "Payload attributes".
const FLAGS: usize = 16;
const PARAMETERS: usize = 24;
const MIN_BASE_FEE: usize = 32;
const FEE_RECIPIENT: usize = 40;
const RANDAO: usize = 64;
const BEACON_ROOT: usize = 96;
const TRANSACTIONS: usize = 128;
const FLAG_BEACON_ROOT: u32 = 1;
const FLAG_PARAMETERS: u32 = 2;
const FLAG_MIN_BASE_FEE: u32 = 4;

/** More than everything but the transactions takes. */
const FIXED_ROOM: usize = 1024;

/** Room for the hint of the attributes at `at`. */
export function payloadHintRoom(at: usize): usize {
  return (jsonRoom(at) << 1) + 128;
}

function jsonRoom(at: usize): usize {
  const count = <usize>load<u32>(at, TRANSACTIONS);
  const lengths = at + TRANSACTIONS + 8;
  let size = FIXED_ROOM + count * 5;
  for (let i: usize = 0; i < count; i++) size += (<usize>load<u32>(lengths + (i << 2))) << 1;
  return size;
}

/** Writes the hint for the attributes at `at` on the block with hash `parent` to `to`; returns its end. */
export function writePayloadHint(to: usize, at: usize, parent: usize, hasWithdrawals: bool): usize {
  to = writeText(to, changetype<usize>("l2-payload-witness 0x"));
  to = writeHex(to, parent, 32);
  const json = alloc(jsonRoom(at));
  return writeHex(to, json, <u32>(writeJson(json, at, hasWithdrawals) - json));
}

function writeJson(to: usize, at: usize, hasWithdrawals: bool): usize {
  const flags = load<u32>(at, FLAGS);
  to = writeText(to, changetype<usize>('{"timestamp":"'));
  to = writeQuantity(to, load<u64>(at));
  to = writeText(to, changetype<usize>('","prevRandao":"0x'));
  to = writeHex(to, at + RANDAO, 32);
  to = writeText(to, changetype<usize>('","suggestedFeeRecipient":"0x'));
  to = writeHex(to, at + FEE_RECIPIENT, 20);
  to = writeText(to, changetype<usize>('","noTxPool":true,"gasLimit":"'));
  to = writeQuantity(to, load<u64>(at, 8));
  to = writeText(to, changetype<usize>('"'));
  if (hasWithdrawals) to = writeText(to, changetype<usize>(',"withdrawals":[]'));
  if ((flags & FLAG_BEACON_ROOT) != 0) {
    to = writeText(to, changetype<usize>(',"parentBeaconBlockRoot":"0x'));
    to = writeHex(to, at + BEACON_ROOT, 32);
    to = writeText(to, changetype<usize>('"'));
  }
  if ((flags & FLAG_PARAMETERS) != 0) {
    to = writeText(to, changetype<usize>(',"eip1559Params":"0x'));
    to = writeHex(to, at + PARAMETERS, 8);
    to = writeText(to, changetype<usize>('"'));
  }
  if ((flags & FLAG_MIN_BASE_FEE) != 0) {
    to = writeText(to, changetype<usize>(',"minBaseFee":'));
    to = writeDecimal(to, load<u64>(at, MIN_BASE_FEE));
  }
  to = writeText(to, changetype<usize>(',"transactions":['));
  to = writeTransactions(to, at + TRANSACTIONS);
  return writeText(to, changetype<usize>("]}"));
}

function writeTransactions(to: usize, list: usize): usize {
  const count = <usize>load<u32>(list);
  const lengths = list + 8;
  let item = lengths + (((count << 2) + 7) & ~7);
  for (let i: usize = 0; i < count; i++) {
    const length = load<u32>(lengths + (i << 2));
    to = i == 0 ? writeText(to, changetype<usize>('"0x')) : writeText(to, changetype<usize>(',"0x'));
    to = writeHex(to, item, length);
    to = writeText(to, changetype<usize>('"'));
    item += (<usize>length + 7) & ~7;
  }
  return to;
}
