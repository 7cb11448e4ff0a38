// What Wasm has no instruction for.

/** Upper half of the 128-bit product. */
export function multiplyHighUnsigned(a: u64, b: u64): u64 {
  const a0 = a & 0xffff_ffff;
  const a1 = a >> 32;
  const b0 = b & 0xffff_ffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const lower = (middle & 0xffff_ffff) + a0 * b1;
  return a1 * b1 + (middle >> 32) + (lower >> 32);
}

export function multiplyHighSigned(a: i64, b: i64): i64 {
  let high = <i64>multiplyHighUnsigned(<u64>a, <u64>b);
  if (a < 0) high -= b;
  if (b < 0) high -= a;
  return high;
}

export function multiplyHighMixed(a: i64, b: u64): i64 {
  const high = <i64>multiplyHighUnsigned(<u64>a, b);
  return a < 0 ? high - <i64>b : high;
}

/** By zero: all ones. The one overflow gives the dividend, where Wasm traps. */
export function divide(a: i64, b: i64): i64 {
  if (b == 0) return -1;
  return b == -1 ? 0 - a : a / b;
}

export function remainder(a: i64, b: i64): i64 {
  if (b == 0) return a;
  return b == -1 ? 0 : a % b;
}

export function divide32(a: i32, b: i32): i32 {
  if (b == 0) return -1;
  return b == -1 ? 0 - a : a / b;
}

export function remainder32(a: i32, b: i32): i32 {
  if (b == 0) return a;
  return b == -1 ? 0 : a % b;
}

/** What an atomic operation leaves in memory. Words come sign-extended, also for the unsigned minimum and maximum. Operation: funct7 / 4,
 *  one that `isAtomic` knows. */
export function combine(operation: u32, old: i64, operand: i64): i64 {
  switch (operation) {
    case 0:
      return old + operand;
    case 1:
      return operand;
    case 4:
      return old ^ operand;
    case 8:
      return old | operand;
    case 12:
      return old & operand;
    case 16:
      return operand < old ? operand : old;
    case 20:
      return operand > old ? operand : old;
    case 24:
      return <u64>operand < <u64>old ? operand : old;
    default:
      return <u64>operand > <u64>old ? operand : old;
  }
}

/** Whether `combine` knows the operation: 0, 1, and multiples of 4. */
export function isAtomic(operation: u32): bool {
  return operation == 1 || (operation & 3) == 0;
}
