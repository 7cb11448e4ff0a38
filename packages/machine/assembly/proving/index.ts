// The proving machine: what a host may call. One instance is one machine.
import { decodeAll } from "./decode";
import {
  BUDGET,
  BUFFERS,
  CODE,
  CODE_BYTES,
  CODE_START,
  COUNTS,
  CYCLE,
  FAULT_ADDRESS,
  FAULT_CODE,
  GUEST,
  GUEST_END,
  HAS_ACCELERATORS,
  MAX_CODE_BYTES,
  MAX_PAGES,
  PAGE_BITS,
  PAGE_MAP,
  PageState,
  PAGES_WRITTEN,
  PC,
  REGISTERS,
} from "./layout";
import { admitRange } from "./memory";
import { setLongestLine } from "./run";
import { hashMemory, ROOT } from "./tree";

export {
  profileCount,
  profileFlush,
  profileFunctions,
  profileMaxNodes,
  profileNodeCount,
  profileNodes,
  profileStart,
} from "./profile";
export { run, runProfiled, runToSample, setSample } from "./run";
export { accelerateTranslated, entryAt, nowhere, setEntry, startTranslating, translatedCycles } from "./translated";
export { beginSegment, beginTrace, beginTracedCall, endTracedCall, trace, traceTables } from "./trace";

const WASM_PAGE_BITS: usize = 16;

/** Once, first. false when there is no room for the guest's memory, and `roomBehind` bytes behind it for those who watch a run. */
export function initialize(maxPages: u32, hasAccelerators: bool, roomBehind: u32): bool {
  store<u32>(MAX_PAGES, maxPages);
  store<u32>(HAS_ACCELERATORS, hasAccelerators);
  const needed = <i32>((GUEST + <usize>GUEST_END + <usize>roomBehind) >> WASM_PAGE_BITS);
  return memory.grow(needed - memory.size()) >= 0;
}

/** The segment of code, whose bytes are in the guest's memory already. `start` and `bytes` are multiples of 4. */
export function setCode(start: u32, bytes: u32): void {
  assert(bytes <= MAX_CODE_BYTES);
  store<u32>(CODE_START, start);
  store<u32>(CODE_BYTES, bytes);
  for (let page = start >> PAGE_BITS; page << PAGE_BITS < start + bytes; page++) {
    store<u8>(<usize>page, PageState.CODE, PAGE_MAP);
  }
  setLongestLine(decodeAll());
}

/** Makes a range that lies in memory ready for the host to write to: an Exit, LIMIT when it is. */
export function admitWrite(address: u32, length: u32): u32 {
  return admitRange(address, length);
}

/** Where guest address 0 is. */
export function guest(): usize {
  return GUEST;
}

export function pageMap(): usize {
  return PAGE_MAP;
}

/** Room up to `guest()` for those who watch a run. */
export function buffers(): usize {
  return BUFFERS;
}

export function registers(): usize {
  return REGISTERS;
}

export function pc(): usize {
  return PC;
}

export function cycle(): usize {
  return CYCLE;
}

export function faultCode(): usize {
  return FAULT_CODE;
}

export function faultAddress(): usize {
  return FAULT_ADDRESS;
}

export function pagesWritten(): usize {
  return PAGES_WRITTEN;
}

export function counts(): usize {
  return COUNTS;
}

/** Root of all memory: where its 32 bytes are. */
export function memoryRoot(): usize {
  hashMemory();
  return ROOT;
}

/** Decoded code: 8 bytes an instruction. */
export function code(): usize {
  return CODE;
}

/** Where translated functions leave what is left of their cycles. */
export function budget(): usize {
  return BUDGET;
}
