// MODEXP, precompile 0x05: base to the power of exponent modulo modulus, each as long as the input says.
import { modexp } from "../curves/modexp";
import { bufferAlloc, bufferFree } from "../memory/buffers";
import { reverse32 } from "../memory/bytes";
import { u256FromU64, u256IsZero } from "../uint256/word";
import { copyPadded, isU32 } from "./memory";
import { modexpGas, UNPAYABLE } from "./modexpGas";

/** Lengths of base, exponent and modulus as words. */
const BASE_LENGTH: usize = memory.data(32, 8);
const EXPONENT_LENGTH: usize = memory.data(32, 8);
const MODULUS_LENGTH: usize = memory.data(32, 8);
const OFFSET: usize = memory.data(32, 8);

const HEADER: u64 = 96;
/** A length from here on costs more than 10^9 gas and would not fit into memory. */
const LENGTH_LIMIT: u64 = 1 << 30;

function readLength(word: usize, input: usize, length: u32, at: u64): void {
  u256FromU64(OFFSET, at);
  copyPadded(word, input, length, OFFSET, 32);
  reverse32(word, word);
}

function readLengths(input: usize, length: u32): void {
  readLength(BASE_LENGTH, input, length, 0);
  readLength(EXPONENT_LENGTH, input, length, 32);
  readLength(MODULUS_LENGTH, input, length, 64);
}

// @ts-ignore: decorator
@inline
function isTooLong(word: usize): bool {
  return !isU32(word) || load<u64>(word) >= LENGTH_LIMIT;
}

export function modexpCost(rules: u32, input: usize, length: u32): u64 {
  readLengths(input, length);
  // Nothing to compute: the exponent's length costs nothing, however long (before EIP-7823).
  if (u256IsZero(BASE_LENGTH) && u256IsZero(MODULUS_LENGTH) && isTooLong(EXPONENT_LENGTH)) {
    return modexpGas(rules, 0, LENGTH_LIMIT, 0, input, 0);
  }
  if (isTooLong(BASE_LENGTH) || isTooLong(EXPONENT_LENGTH) || isTooLong(MODULUS_LENGTH)) return UNPAYABLE;
  const start = HEADER + load<u64>(BASE_LENGTH);
  const available: u32 = start < <u64>length ? length - <u32>start : 0;
  return modexpGas(
    rules,
    load<u64>(BASE_LENGTH),
    load<u64>(EXPONENT_LENGTH),
    load<u64>(MODULUS_LENGTH),
    input + <usize>(available != 0 ? start : 0),
    available,
  );
}

/** Bytes that `modexpOutput` writes; after `modexpCost`. */
export function modexpCapacity(): u32 {
  return load<u32>(MODULUS_LENGTH);
}

/** After `modexpCost`. */
export function modexpOutput(output: usize, input: usize, length: u32): i32 {
  const modulusLength = load<u32>(MODULUS_LENGTH);
  if (modulusLength == 0) return 0;
  const baseLength = load<u32>(BASE_LENGTH);
  const exponentLength = load<u32>(EXPONENT_LENGTH);
  const base = bufferAlloc(baseLength);
  const exponent = bufferAlloc(exponentLength);
  const modulus = bufferAlloc(modulusLength);
  u256FromU64(OFFSET, HEADER);
  copyPadded(base, input, length, OFFSET, baseLength);
  u256FromU64(OFFSET, HEADER + <u64>baseLength);
  copyPadded(exponent, input, length, OFFSET, exponentLength);
  u256FromU64(OFFSET, HEADER + <u64>baseLength + <u64>exponentLength);
  copyPadded(modulus, input, length, OFFSET, modulusLength);
  modexp(output, base, baseLength, exponent, exponentLength, modulus, modulusLength);
  bufferFree(base);
  bufferFree(exponent);
  bufferFree(modulus);
  return <i32>modulusLength;
}
