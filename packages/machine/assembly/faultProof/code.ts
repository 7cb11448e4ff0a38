// Decoded code: for a page that runs, 1,024 operations and one that stands for the end of the page. An operation is decoded when it is
// first met; a store into the page forgets the ones it touches (pages.ts).
import { decode } from "./decode";
import { Fault } from "./layout";
import { Op } from "./operations";
import { allocate, find, forbidDirectWrites, read, ZERO_PAGE } from "./pages";

const OPERATIONS: usize = 1024;
/** In front of the operations: where the page's bytes are (u32); whether they lie as in their page (u32). */
const HEAD: usize = 16;
const BYTES: usize = HEAD + (OPERATIONS + 1) * 8;

const WAYS: usize = 256;
/** Entries: page index (u64), address of its operations (u32). */
const CODE_WAYS: usize = memory.data(4096, 16);

/** Code of pages that do not exist: every instruction is zero. Static, so that running into nowhere costs nothing. */
const NOWHERE: usize = memory.data(16 + 1025 * 8, 16);
/** One instruction at a program counter that is no multiple of 4, which only a state can begin with. */
const STRAY: usize = memory.data(16 + 2 * 8, 16);
const STRAY_WORD: usize = memory.data(16, 16);

export function startCode(): void {
  for (let i: usize = 0; i < WAYS; i++) store<u64>(CODE_WAYS + (i << 4), 0xffff_ffff_ffff_ffff);
  store<u32>(NOWHERE, <u32>ZERO_PAGE);
  store<u32>(NOWHERE, 1, 4);
  store<u64>(NOWHERE + HEAD + OPERATIONS * 8, Op.PAGE_END);
  store<u32>(STRAY, <u32>STRAY_WORD);
  store<u64>(STRAY + HEAD + 8, Op.PAGE_END);
}

function codeSlow(index: u64): usize {
  const page = find(index);
  if (page === null) return NOWHERE + HEAD;
  if (page.code == 0) {
    const block = allocate(BYTES);
    if (block == 0) return 0;
    store<u32>(block, <u32>page.data);
    store<u32>(block, 1, 4);
    store<u64>(block + HEAD + OPERATIONS * 8, Op.PAGE_END);
    page.code = block + HEAD;
    forbidDirectWrites(index);
  }
  const way = CODE_WAYS + (((<usize>index) & (WAYS - 1)) << 4);
  store<u64>(way, index);
  store<u32>(way, <u32>page.code, 8);
  return page.code;
}

/** Operations of a page; 0 when there is no room for them. */
// @ts-ignore: decorator
@inline
export function codeOf(index: u64): usize {
  const way = CODE_WAYS + (((<usize>index) & (WAYS - 1)) << 4);
  return load<u64>(way) == index ? <usize>load<u32>(way, 8) : codeSlow(index);
}

/** Operations for one instruction at `pc`, which is no multiple of 4. */
export function strayCode(pc: u64): usize {
  const operations = STRAY + HEAD;
  // The contract proves one leaf for an instruction.
  if ((pc & 31) > 28) store<u64>(operations, Op.FAULT | ((<u64>Fault.RIGHT_PROOF_OF_LOAD) << 32));
  else {
    store<u32>(STRAY_WORD, read<u32>(pc));
    store<u64>(operations, 0);
  }
  return operations;
}

/** Decodes the operation at `at` among `operations`, in place. */
export function decodeAt(operations: usize, at: usize): void {
  const offset = <u32>((at - operations) >> 1);
  const data = <usize>load<u32>(operations - HEAD);
  store<u64>(at, decode(load<u32>(data + offset), offset, load<u32>(operations - HEAD, 4) != 0));
}
