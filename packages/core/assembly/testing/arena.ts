// Memory, and what the builds differ in.
import { RECORD } from "../error/fail";

export { alloc, allocZeroed, emptyRegion, mark, regionBytes, release, resetArena, useRegion } from "../memory/arena";

/** 1 in the guest build. */
export function isGuest(): i32 {
  if (TARGET_GUEST) return 1;
  else return 0;
}

/** Asserts that `x` is above 2, and returns it. */
export function assertAbove2(x: i32): i32 {
  assert(x > 2);
  return x;
}

export function errorRecord(): usize {
  return RECORD;
}
