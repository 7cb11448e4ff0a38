// The smallest guest: keccak-256 of its input, as a "valid" one's public values. For tests of the build and the runtime.
import { alloc } from "../memory/arena";
import { keccak256 } from "../hash/keccak";
import { HINT_RECORD } from "../witness/hintRecord";
import { fetchLocal } from "../witness/oracle";

const IDENT: u64 = 16;
const WORD: usize = memory.data(32, 8);
/** Where the input is put: at an address that is not aligned. */
const ODD: usize = 3;

export function start(): void {
  const length = fetchLocal(IDENT, 0, 0);
  if (length < 0) unreachable();
  const input = alloc(<usize>length + ODD) + ODD;
  fetchLocal(IDENT, input, length);
  const copy = alloc(<usize>length + 2 * ODD);
  // To an address of another alignment; then onto itself, one byte up and down again.
  memory.copy(copy + ODD + 2, input, length);
  memory.copy(copy + ODD + 3, copy + ODD + 2, length);
  memory.copy(copy + ODD + 2, copy + ODD + 3, length);
  // An input that begins with 1 traps.
  if (length != 0 && load<u8>(copy + ODD + 2) == 1) unreachable();
  keccak256(WORD, copy + ODD + 2, length);
}

export function resume(): bool {
  return false;
}

export function verdict(): u32 {
  return 3;
}

export function hintRecord(): u32 {
  return <u32>HINT_RECORD;
}

export function publicWords(): usize {
  return WORD;
}

export function publicLength(): u32 {
  return 32;
}

export function publicDigest(): usize {
  return WORD;
}
