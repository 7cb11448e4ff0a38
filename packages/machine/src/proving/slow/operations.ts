// What the instructions of RV32IM compute, over unsigned numbers below 2^32. Null stands for an encoding that is not defined.
// RISC-V specification, volume I, "RV32I" and "M" (with its table of divisions by zero and overflows).

const signed = (value: number) => value | 0;
const flag = (condition: boolean) => (condition ? 1 : 0);

/** Opcode 0x13. @param value sign-extended */
export function immediate(funct3: number, a: number, value: number): number | null {
  switch (funct3) {
    case 0:
      return (a + value) >>> 0;
    case 1:
    case 5: {
      const amount = value & 31;
      const kind = (value >> 5) & 127;
      if (kind === 0) return funct3 === 1 ? (a << amount) >>> 0 : a >>> amount;
      return kind === 0x20 && funct3 === 5 ? (signed(a) >> amount) >>> 0 : null;
    }
    case 2:
      return flag(signed(a) < value);
    case 3:
      return flag(a < value >>> 0);
    case 4:
      return (a ^ value) >>> 0;
    case 6:
      return (a | value) >>> 0;
    default:
      return (a & value) >>> 0;
  }
}

/** Opcode 0x33. */
export function registers(funct3: number, funct7: number, a: number, b: number): number | null {
  if (funct7 === 1) return multiplication(funct3, a, b);
  const amount = b & 31;
  if (funct7 === 0x20) {
    if (funct3 === 0) return (a - b) >>> 0;
    return funct3 === 5 ? (signed(a) >> amount) >>> 0 : null;
  }
  if (funct7 !== 0) return null;
  switch (funct3) {
    case 0:
      return (a + b) >>> 0;
    case 1:
      return (a << amount) >>> 0;
    case 2:
      return flag(signed(a) < signed(b));
    case 3:
      return flag(a < b);
    case 4:
      return (a ^ b) >>> 0;
    case 5:
      return a >>> amount;
    case 6:
      return (a | b) >>> 0;
    default:
      return (a & b) >>> 0;
  }
}

const upperHalf = (product: bigint) => Number(BigInt.asUintN(32, product >> 32n));

function multiplication(funct3: number, a: number, b: number): number {
  switch (funct3) {
    case 0:
      return Number(BigInt.asUintN(32, BigInt(a) * BigInt(b)));
    case 1:
      return upperHalf(BigInt(signed(a)) * BigInt(signed(b)));
    case 2:
      return upperHalf(BigInt(signed(a)) * BigInt(b));
    case 3:
      return upperHalf(BigInt(a) * BigInt(b));
    case 4:
      // The smallest number by -1 is 2^31 here, which is the smallest number again.
      return b === 0 ? 0xffff_ffff : Math.trunc(signed(a) / signed(b)) >>> 0;
    case 5:
      return b === 0 ? 0xffff_ffff : Math.floor(a / b);
    case 6:
      return b === 0 ? a : (signed(a) % signed(b)) >>> 0;
    default:
      return b === 0 ? a : a % b;
  }
}

/** Opcode 0x63. */
export function branches(funct3: number, a: number, b: number): boolean | null {
  switch (funct3) {
    case 0:
      return a === b;
    case 1:
      return a !== b;
    case 4:
      return signed(a) < signed(b);
    case 5:
      return signed(a) >= signed(b);
    case 6:
      return a < b;
    case 7:
      return a >= b;
    default:
      return null;
  }
}

/** Opcode 0x03. @param value as many bytes as the instruction loads */
export function loaded(funct3: number, value: number): number {
  if (funct3 === 0) return ((value << 24) >> 24) >>> 0;
  if (funct3 === 1) return ((value << 16) >> 16) >>> 0;
  return value;
}
