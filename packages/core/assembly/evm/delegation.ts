// EIP-7702: the code of an account can be a designator, 0xef0100 and an address, and then the code at that address runs
// in the account's name. One step only: a designator that a designator leads to is executed as the bytes it is.
import { Code } from "../state/code";

const DESIGNATOR_LENGTH: u32 = 23;

/** Address (20 bytes) that the code designates, 0 when it is not a designator. */
export function delegateOf(code: Code): usize {
  if (code.length != DESIGNATOR_LENGTH) return 0;
  const data = code.data;
  return load<u8>(data) == 0xef && load<u16>(data, 1) == 0x0001 ? data + 3 : 0;
}

/** Writes the designator of the 20 bytes at `address` to the 23 bytes at `target`. */
export function writeDesignator(target: usize, address: usize): void {
  store<u8>(target, 0xef);
  store<u16>(target, 0x0001, 1);
  memory.copy(target + 3, address, 20);
}
