// The block that the next payload is executed on: its header, in memory that stays, and found by its hash like all headers
// (BLOCKHASH asks for those of the last 256 blocks). And what has been executed up to it.
import { Block } from "../block/block";
import { addExecutedGas } from "../derivation/derived";
import { decodeHeader, hashOf, Header, newHeader } from "../header/header";
import { alloc } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { addKnown, WITNESS_HEADER } from "../witness/index";
import { readStateOf } from "../witness/hint";

/** 0 before the starting block was found. */
export let tip: Header = changetype<Header>(<usize>0);
export let transactions: u64 = 0;

export function resetTip(): void {
  tip = changetype<Header>(<usize>0);
  transactions = 0;
}

/** `header` stays where it is. */
export function setTip(header: Header): void {
  tip = header;
  readStateOf(header.number);
}

/** Takes the block `b`, which has been sealed, as the tip. Its own memory may go. */
export function moveTip(b: Block): void {
  const length = b.header.rlpLength;
  const rlp = alloc(<usize>length);
  memory.copy(rlp, b.header.rlp, <usize>length);
  const header = newHeader();
  copy32(hashOf(header), hashOf(b.header));
  // We have just written it.
  if (!decodeHeader(header, rlp, length)) unreachable();
  addKnown(hashOf(header), rlp, length, WITNESS_HEADER);
  addExecutedGas(b.gasUsed);
  transactions += <u64>b.transactionCount;
  setTip(header);
}

/** Goes back to an earlier tip, up to which so many transactions were executed. */
export function returnTo(header: Header, count: u64): void {
  transactions = count;
  setTip(header);
}
