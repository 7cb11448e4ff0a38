// What the small official suites call: tries with keys of any length, RLP, the difficulty formula.
// State and blockchain tests use statetest.ts and the shipped module.
import { rlpIsList, rlpLength, rlpPayload } from "../rlp/read";

export { reset } from "../index";
export { alloc } from "../memory/arena";
export { difficultyAfter } from "../block/difficulty";
export { rlpNext } from "../rlp/read";
export { rlpBytesSize, rlpListHeaderSize, rlpWordSize, rlpWriteBytes, rlpWriteListHeader, rlpWriteWord } from "../rlp/write";

export function isList(): bool {
  return rlpIsList;
}

export function payload(): usize {
  return rlpPayload;
}

export function payloadLength(): u32 {
  return rlpLength;
}
