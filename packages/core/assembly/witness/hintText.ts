// The text of a hint, as kona writes it: a name, a space, `0x` and hex (docs/host.md, "Hints"). Integers are big-endian.
//
//   hintPreimage(hash)     before the import is asked for the preimage of the 32-byte hash
//   hintBlob(hash, index, time)
import { alloc } from "../memory/arena";
import { copy32, equal32, equalBytes } from "../memory/bytes";
import {
  executePayload,
  hintsOn,
  OF_ACCOUNT,
  OF_CODE,
  OF_L1_HEADER,
  OF_L1_RECEIPTS,
  OF_L1_TRANSACTIONS,
  OF_L2_HEADER,
  OF_L2_TRANSACTIONS,
  OF_NOTHING,
  OF_OUTPUT,
  OF_SLOT,
  payload,
  payloadHasWithdrawals,
  payloadParent,
  reading,
  slotKey,
  stateBlock,
  subject,
} from "./hint";
import { announceHint } from "./hintRecord";
import { payloadHintRoom, writePayloadHint } from "./payloadHint";
import { writeHex, writeHexU64, writeHexWord, writeText } from "./text";

/** The longest, but for a payload's: a slot's, with 60 bytes. */
const ROOM: usize = 256;
const LINE_FEED: u8 = 10;

/** The last hint for one preimage, and its length: the nodes of one path have the same, which is said once. */
const LAST: usize = memory.data(256, 8);
let lastLength: u32 = 0;
/** What list it was about, if it was one, and of which block. */
let lastList: u32 = OF_NOTHING;
const LAST_SUBJECT: usize = memory.data(32, 8);

export function resetHintText(): void {
  lastLength = 0;
  lastList = OF_NOTHING;
}

/** Says what the preimage of `hash` belongs to. The text lies in the arena above the caller's `mark`. */
export function hintPreimage(hash: usize): void {
  if (!hintsOn || reading == OF_NOTHING) return;
  // The nodes of one list: nothing has to be written to see that it would be the same.
  const isList = reading == OF_L1_TRANSACTIONS || reading == OF_L1_RECEIPTS || reading == OF_L2_TRANSACTIONS;
  if (isList && reading == lastList && equal32(LAST_SUBJECT, subject)) return;
  lastList = isList ? reading : OF_NOTHING;
  if (isList) copy32(LAST_SUBJECT, subject);
  const isState = reading >= OF_ACCOUNT && reading <= OF_CODE;
  const withPayload = isState && payload != 0;
  const text = alloc(withPayload ? ROOM + payloadHintRoom(payload) : ROOM);
  let to = text;
  if (withPayload) {
    to = writePayloadHint(to, payload, payloadParent, payloadHasWithdrawals);
    store<u8>(to++, LINE_FEED);
    // Once a payload.
    executePayload(0, 0, false);
  }
  const own = to;
  to = write(to, hash);
  const length = <u32>(to - own);
  if (!withPayload && length == lastLength && equalBytes(own, LAST, length)) return;
  memory.copy(LAST, own, length);
  lastLength = length;
  announceHint(text, <u32>(to - text));
}

function write(to: usize, hash: usize): usize {
  if (reading == OF_ACCOUNT || reading == OF_SLOT) return writeStateProof(to);
  if (reading == OF_L1_HEADER) return ofHash(to, changetype<usize>("l1-block-header 0x"), hash);
  if (reading == OF_L2_HEADER) return ofHash(to, changetype<usize>("l2-block-header 0x"), hash);
  if (reading == OF_L1_TRANSACTIONS) return ofHash(to, changetype<usize>("l1-transactions 0x"), subject);
  if (reading == OF_L1_RECEIPTS) return ofHash(to, changetype<usize>("l1-receipts 0x"), subject);
  if (reading == OF_L2_TRANSACTIONS) return ofHash(to, changetype<usize>("l2-transactions 0x"), subject);
  if (reading == OF_CODE) return ofHash(to, changetype<usize>("l2-code 0x"), hash);
  if (reading == OF_OUTPUT) return ofHash(to, changetype<usize>("starting-l2-output 0x"), hash);
  return ofHash(to, changetype<usize>("l2-state-node 0x"), hash);
}

function ofHash(to: usize, name: usize, hash: usize): usize {
  return writeHex(writeText(to, name), hash, 32);
}

/** Block number ++ address, and for a slot its key. */
function writeStateProof(to: usize): usize {
  const isSlot = reading == OF_SLOT;
  to = isSlot
    ? writeText(to, changetype<usize>("l2-account-storage-proof 0x"))
    : writeText(to, changetype<usize>("l2-account-proof 0x"));
  to = writeHexU64(to, stateBlock);
  to = writeHex(to, subject, 20);
  return isSlot ? writeHexWord(to, slotKey) : to;
}

/** Says which blob is asked for next: versioned hash ++ index in its block ++ the block's time. */
export function hintBlob(hash: usize, index: u64, time: u64): void {
  if (!hintsOn) return;
  const text = alloc(ROOM);
  let to = ofHash(text, changetype<usize>("l1-blob 0x"), hash);
  to = writeHexU64(writeHexU64(to, index), time);
  lastLength = 0;
  lastList = OF_NOTHING;
  announceHint(text, <u32>(to - text));
}
