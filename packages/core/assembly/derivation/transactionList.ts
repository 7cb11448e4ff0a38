// The transactions of the block that is being made: addresses and lengths, in order.
import { alloc } from "../memory/arena";
import { grown } from "./l1Chain";

export let transactionList: usize = 0;
export let transactionLengthList: usize = 0;
export let transactionListCount: u32 = 0;
let room: u32 = 0;

export function resetTransactionList(): void {
  transactionList = 0;
  transactionLengthList = 0;
  transactionListCount = 0;
  room = 0;
}

/** Begins a new list; the old one stays where it is. */
export function beginTransactionList(): void {
  room = 64;
  transactionList = alloc((<usize>room) << 2);
  transactionLengthList = alloc((<usize>room) << 2);
  transactionListCount = 0;
}

export function addTransaction(ptr: usize, length: u32): void {
  if (transactionListCount == room) {
    transactionList = grown(transactionList, room);
    transactionLengthList = grown(transactionLengthList, room);
    room <<= 1;
  }
  store<u32>(transactionList + ((<usize>transactionListCount) << 2), <u32>ptr);
  store<u32>(transactionLengthList + ((<usize>transactionListCount) << 2), length);
  transactionListCount++;
}
