// A list section: u32 count, u32 zero, lengths, items at multiples of 8 (docs/interfaces.md, "Binary input").
import { LIST_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { alloc } from "../memory/arena";
import { checkPadding, findSection, inputOffset, requireSection, sectionLength, sectionStart } from "./sections";

/** A decoded list: for item i, its length at `lengths + 4i` (in the input) and its address at `addresses + 4i`. */
@unmanaged
export class List {
  count: u32;
  lengths: usize;
  addresses: usize;
}

// @ts-ignore: decorator
@inline
export function itemAddress(list: List, i: u32): usize {
  return <usize>load<u32>(list.addresses + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
export function itemLength(list: List, i: u32): u32 {
  return load<u32>(list.lengths + ((<usize>i) << 2));
}

function emptyList(): List {
  const list = changetype<List>(alloc(offsetof<List>()));
  list.count = 0;
  list.lengths = 0;
  list.addresses = 0;
  return list;
}

/** The list in section `id`; a section that is absent is an empty list unless `required`. */
export function readList(id: u32, required: bool): List {
  if (required) requireSection(id);
  else if (!findSection(id)) return emptyList();
  return readListAt(sectionStart, sectionLength);
}

/** The list that fills the `length` bytes at `start`, a multiple of 8. */
export function readListAt(start: usize, length: u32): List {
  const list = emptyList();
  const size = <u64>length;
  if (size < 8 || load<u32>(start, 4) != 0) malformedInput(LIST_MALFORMED, inputOffset(start), size);
  const count = load<u32>(start);
  // SOUNDNESS: 64-bit arithmetic; a count that does not fit the section stops here, before anything is allocated for it.
  let at: u64 = 8 + ((<u64>count) << 2);
  if (at > size) malformedInput(LIST_MALFORMED, inputOffset(start), count);
  const addresses = alloc((<usize>count) << 2);
  const lengths = start + 8;
  for (let i: u32 = 0; i < count; i++) {
    const next = (at + 7) & ~7;
    const length = <u64>load<u32>(lengths + ((<usize>i) << 2));
    if (next > size || length > size - next)
      malformedInput(LIST_MALFORMED, inputOffset(lengths + ((<usize>i) << 2)), i);
    checkPadding(start + <usize>at, start + <usize>next);
    store<u32>(addresses + ((<usize>i) << 2), <u32>(start + <usize>next));
    at = next + length;
  }
  const end = (at + 7) & ~7;
  if (end != size) malformedInput(LIST_MALFORMED, inputOffset(start) + at, size);
  checkPadding(start + <usize>at, start + <usize>end);
  list.count = count;
  list.lengths = lengths;
  list.addresses = addresses;
  return list;
}
