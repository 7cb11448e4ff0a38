// What a proving machine does in one step of its own (docs/guests.md, "Environment calls"). In the build `proving` alone: the leaves that
// have an accelerator ask for it first, and compute themselves where the machine says that it has none. So the same program runs on
// any machine, and its own arithmetic stays tested.
//
// SOUNDNESS: the machine constrains what it answers. `multiplyAdd` is defined only where (a b + c) / m fits into the width of its
// operands: callers keep a or b below m. Tests: packages/machine/test/proving/accelerators.test.ts.

// @ts-ignore: decorator
@external("assay", "keccakF")
declare function keccakFCall(state: usize): i32;
// @ts-ignore: decorator
@external("assay", "multiplyAdd256")
declare function multiplyAdd256Call(dst: usize, a: usize, b: usize, c: usize, modulus: usize): i32;
// @ts-ignore: decorator
@external("assay", "multiplyAdd384")
declare function multiplyAdd384Call(dst: usize, a: usize, b: usize, c: usize, modulus: usize): i32;

const ZERO: usize = memory.data(48, 8);

/** Keccak-f[1600] on the 200 bytes at `state`. False: not done. */
// @ts-ignore: decorator
@inline
export function callKeccakF(state: usize): bool {
  if (TARGET_PROVING) return keccakFCall(state) == 0;
  return false;
}

/** dst = a b + c mod m, on words; m not 0, a or b below m. All may be the same place. False: not done. */
// @ts-ignore: decorator
@inline
export function callMultiplyAdd(dst: usize, a: usize, b: usize, c: usize, m: usize): bool {
  if (TARGET_PROVING) return multiplyAdd256Call(dst, a, b, c, m) == 0;
  return false;
}

/** dst = a b mod m. */
// @ts-ignore: decorator
@inline
export function callMultiply(dst: usize, a: usize, b: usize, m: usize): bool {
  return callMultiplyAdd(dst, a, b, ZERO, m);
}

/** dst = a mod m, for any word a. */
// @ts-ignore: decorator
@inline
export function callReduce(dst: usize, a: usize, m: usize): bool {
  return callMultiplyAdd(dst, ZERO, ZERO, a, m);
}

/** `callMultiplyAdd` on numbers of 48 bytes. */
// @ts-ignore: decorator
@inline
export function callMultiplyAdd384(dst: usize, a: usize, b: usize, c: usize, m: usize): bool {
  if (TARGET_PROVING) return multiplyAdd384Call(dst, a, b, c, m) == 0;
  return false;
}
