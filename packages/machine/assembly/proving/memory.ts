// The rules of the guest's memory: what an access must satisfy, and which pages are written to.
//
// SOUNDNESS: the loop checks alignment and range of an access by one mask, and that a store's page is WRITTEN already. Everything else
// comes here. Nothing outside GUEST … GUEST + GUEST_END is ever accessed with an address of the program's; tests: faults.test.ts.
import {
  Exit,
  Fault,
  FAULT_ADDRESS,
  FAULT_CODE,
  GUEST_END,
  MAX_PAGES,
  PAGE_BITS,
  PAGE_MAP,
  PAGES_WRITTEN,
  PageState,
} from "./layout";

/** Not zero when an access of `T` at the address is misaligned or reaches out of memory. */
// @ts-ignore: decorator
@inline
export function breaksRule<T>(address: u32): u32 {
  return address & (GUEST_END | (sizeof<T>() - 1));
}

// @ts-ignore: decorator
@inline
export function isWritten(address: u32): bool {
  return load<u8>(<usize>(address >> PAGE_BITS), PAGE_MAP) == PageState.WRITTEN;
}

export function setFault(code: Fault, address: u32): Exit {
  store<u32>(FAULT_CODE, code);
  store<u32>(FAULT_ADDRESS, address);
  return Exit.FAULT;
}

/** Why an access of `width` bytes at an address that breaks a rule cannot be made. */
export function accessFault(address: u32, width: u32): Exit {
  return setFault(address & (width - 1) ? Fault.MISALIGNED_ACCESS : Fault.ADDRESS_OUT_OF_RANGE, address);
}

/** Whether all of a range lies in memory. An empty one does wherever it is. */
export function isInside(address: u32, length: u32): bool {
  return length == 0 || (length <= GUEST_END && address <= GUEST_END - length);
}

/** Makes the pages of a range that lies in memory ready to be written to: all of them or none. LIMIT when they are. */
export function admitRange(address: u32, length: u32): Exit {
  if (length == 0) return Exit.LIMIT;
  const first = address >> PAGE_BITS;
  const last = (address + length - 1) >> PAGE_BITS;
  let untouched: u32 = 0;
  for (let page = first; page <= last; page++) {
    const state = load<u8>(<usize>page, PAGE_MAP);
    if (state == PageState.CODE) return setFault(Fault.STORE_TO_CODE, page == first ? address : page << PAGE_BITS);
    untouched += <u32>(state == PageState.UNTOUCHED);
  }
  if (untouched == 0) return Exit.LIMIT;
  const written = load<u32>(PAGES_WRITTEN);
  if (untouched > load<u32>(MAX_PAGES) - written) return Exit.MEMORY;
  store<u32>(PAGES_WRITTEN, written + untouched);
  for (let page = first; page <= last; page++) store<u8>(<usize>page, PageState.WRITTEN, PAGE_MAP);
  return Exit.LIMIT;
}

/** A store that is not simply to a page that is WRITTEN. LIMIT when it can be made now. */
export function admitStore(address: u32, width: u32): Exit {
  if (address & (GUEST_END | (width - 1))) return accessFault(address, width);
  return admitRange(address, width);
}
