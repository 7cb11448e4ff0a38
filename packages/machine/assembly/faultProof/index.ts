// The fast fault-proof machine: what a host may call. One instance is one machine.
import { startCode } from "./code";
import { FAULT_CODE, PC, REGISTERS, RESERVATION, STEP } from "./layout";
import { allocate, find, forgetCodeIn, listPages, Page, pageCount, start, writable } from "./pages";
import { hashDirtyPages, prove, root, setOrder, startTree } from "./tree";

export { multiplyHighMixed, multiplyHighSigned, multiplyHighUnsigned } from "./arithmetic";
export { run, stepOver } from "./run";
export { sample, setSample } from "./samples";
export {
  budget,
  codeForTranslation,
  decodeForTranslation,
  entry,
  entryAt,
  pointerForReading,
  pointerForWriting,
  readWays,
  setRegionLimit,
  setStale,
  writeWays,
} from "./translated";
export { pageCount };

/** What the host hands over and gets back: a proof. */
const EXCHANGE: usize = memory.data(1920, 16);
let order: usize = 0;
let orderRoom: u32 = 0;

/** Once, first. false when there is not even room to begin. */
export function initialize(maxPages: u32): bool {
  if (!start(maxPages)) return false;
  startCode();
  startTree();
  return true;
}

export function registers(): usize {
  return REGISTERS;
}

export function pc(): usize {
  return PC;
}

export function step(): usize {
  return STEP;
}

export function reservation(): usize {
  return RESERVATION;
}

export function faultCode(): usize {
  return FAULT_CODE;
}

export function exchange(): usize {
  return EXCHANGE;
}

/** Where the bytes of a page are; 0 when it does not exist. */
export function pageForReading(index: u64): usize {
  const page = find(index);
  return page === null ? 0 : page.data;
}

/** Where the bytes of a page are, for writing `bytes` of them from `offset` on: their decoded code is forgotten. 0 when there is no room. */
export function pageForWriting(index: u64, offset: u32, bytes: u32): usize {
  const page = writable(index);
  if (page === null) return 0;
  forgetCodeIn(page, offset, bytes);
  return page.data;
}

/** Room for the addresses of all pages, filled in no order; 0 when there is none. The host sorts them by `indexOf`. */
export function pageOrder(): usize {
  if (orderRoom < pageCount()) {
    orderRoom = pageCount() + (pageCount() >> 1) + 64;
    order = allocate((<usize>orderRoom) << 2);
  }
  if (order != 0) listPages(order);
  else orderRoom = 0;
  return order;
}

export function indexOf(page: usize): u64 {
  return changetype<Page>(page).index;
}

export function dataOf(page: usize): usize {
  return changetype<Page>(page).data;
}

/** The host has sorted them. */
export function pagesAreInOrder(): void {
  setOrder(order, pageCount());
}

/** Root of all memory into the exchange. */
export function memoryRoot(): void {
  hashDirtyPages();
  root(EXCHANGE);
}

/** Proof of the leaf at an address into the exchange. */
export function memoryProof(address: u64): void {
  hashDirtyPages();
  prove(address, EXCHANGE);
}
