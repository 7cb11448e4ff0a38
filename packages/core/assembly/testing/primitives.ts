// What the tests and benchmarks of hashes, words, bytes and RLP call.
export { alloc, mark, release, resetArena } from "../memory/arena";
export * from "../memory/bytes";
export * from "../hash/keccak";
export * from "../hash/keccakF";
export * from "../hash/sha256";
export * from "../hash/ripemd160";
export * from "../hash/blake2f";
export * from "../uint256/word";
export * from "../uint256/add";
export * from "../uint256/bits";
export * from "../uint256/multiply";
export * from "../uint256/exp";
export { multiplyHigh, productHigh, productLow, reciprocal, reciprocal2 } from "../uint256/limb";
export * from "../uint256/divide";
export * from "../uint256/addMod";
export * from "../uint256/mulMod";
export * from "../rlp/write";
export { rlpNext, rlpU64, rlpWord, rlpCount, resetRlp } from "../rlp/read";
import { DIVIDEND, longDivision, QUOTIENT, REMAINDER } from "../uint256/longDivision";
export { longDivision };
import { rlpIsList, rlpLength, rlpOk, rlpPayload } from "../rlp/read";

export function isList(): bool {
  return rlpIsList;
}

export function payload(): usize {
  return rlpPayload;
}

export function payloadLength(): u32 {
  return rlpLength;
}

export function ok(): bool {
  return rlpOk;
}

export function dividend(): usize {
  return DIVIDEND;
}

export function quotient(): usize {
  return QUOTIENT;
}

export function remainder(): usize {
  return REMAINDER;
}
