// Which bytes of a code are jump destinations: a bit per byte, set where a JUMPDEST is an instruction and not the
// immediate data of a PUSH. Made when code first jumps.
import { JUMPDEST, PUSH1 } from "./opcodes";

/** Bytes that the bitmap of `length` bytes of code takes. */
// @ts-ignore: decorator
@inline
export function jumpdestBytes(length: u32): u32 {
  return (length + 7) >> 3;
}

/** Writes the bitmap of `length` bytes of code to `bitmap`, whose bytes are zero. */
export function findJumpdests(bitmap: usize, code: usize, length: u32): void {
  let at: u32 = 0;
  while (at < length) {
    const op: u32 = load<u8>(code + at);
    // Signed: everything below PUSH1 or above 0x7f, which is most opcodes, takes one comparison.
    if (<i32>(<i8>op) >= <i32>PUSH1) {
      at += op - PUSH1 + 2;
      continue;
    }
    if (op == JUMPDEST) {
      const byte = bitmap + (at >> 3);
      store<u8>(byte, (<u32>load<u8>(byte)) | ((<u32>1) << (at & 7)));
    }
    at++;
  }
}

// @ts-ignore: decorator
@inline
export function isJumpdest(bitmap: usize, at: u32): bool {
  return <bool>(((<u32>load<u8>(bitmap + (at >> 3))) >> (at & 7)) & 1);
}
