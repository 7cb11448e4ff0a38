// What Wasm has no instruction for, or traps on. RISC-V unprivileged specification, "M" extension.

export function multiplyHighSigned(a: i32, b: i32): u32 {
  return <u32>((<i64>a * <i64>b) >> 32);
}

export function multiplyHighMixed(a: i32, b: u32): u32 {
  return <u32>((<i64>a * <i64>b) >> 32);
}

export function multiplyHighUnsigned(a: u32, b: u32): u32 {
  return <u32>((<u64>a * <u64>b) >> 32);
}

/** By zero: all ones. The one overflow gives the dividend. */
export function divide(a: i32, b: i32): i32 {
  if (b == 0) return -1;
  return b == -1 ? 0 - a : a / b;
}

export function divideUnsigned(a: u32, b: u32): u32 {
  return b == 0 ? 0xffff_ffff : a / b;
}

export function remainder(a: i32, b: i32): i32 {
  if (b == 0) return a;
  return b == -1 ? 0 : a % b;
}

export function remainderUnsigned(a: u32, b: u32): u32 {
  return b == 0 ? a : a % b;
}

/** Whether a branch jumps. `funct3` is one that decode.ts lets through. */
export function isTaken(funct3: u32, a: u32, b: u32): bool {
  switch (funct3) {
    case 0:
      return a == b;
    case 1:
      return a != b;
    case 4:
      return <i32>a < <i32>b;
    case 5:
      return <i32>a >= <i32>b;
    case 6:
      return a < b;
    default:
      return a >= b;
  }
}
