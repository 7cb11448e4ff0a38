// Integer instructions: what they compute, and which encodings of them are illegal. Fact sheet, section 4.
import { FAULT, MachineFault } from "../fault.ts";
import { MASK_32, MASK_64, signExtend, signed, wrap } from "./words.ts";

const illegal = () => new MachineFault(FAULT.illegalInstruction);

const flag = (condition: boolean) => (condition ? 1n : 0n);

/** Opcode 0x13. @param imm sign-extended */
export function immediate(funct3: number, a: bigint, imm: bigint): bigint {
  const amount = imm & 63n;
  switch (funct3) {
    case 0:
      return wrap(a + imm);
    case 1:
      // The bits above the amount are not looked at.
      return wrap(a << amount);
    case 2:
      return flag(signed(a) < signed(imm));
    case 3:
      return flag(a < imm);
    case 4:
      return a ^ imm;
    case 5:
      if (imm >> 6n === 0n) return a >> amount;
      if (imm >> 6n === 0x10n) return wrap(signed(a) >> amount);
      throw illegal();
    case 6:
      return a | imm;
    default:
      return a & imm;
  }
}

/** Opcode 0x1B. */
export function immediate32(funct3: number, a: bigint, imm: bigint): bigint {
  if (funct3 === 0) return signExtend(a + imm, 32);
  if (funct3 !== 1 && funct3 !== 5) throw illegal();
  if (imm & 32n) throw illegal();
  const amount = imm & 31n;
  if (funct3 === 1) return signExtend(a << amount, 32);
  if (imm >> 5n === 0n) return signExtend((a & MASK_32) >> amount, 32);
  if (imm >> 5n === 0x20n) return signExtend(BigInt.asIntN(32, a) >> amount, 32);
  throw illegal();
}

/** Opcode 0x33. */
export function registers(funct3: number, funct7: number, a: bigint, b: bigint): bigint {
  if (funct7 === 1) return multiplication(funct3, a, b);
  const amount = b & 63n;
  switch (funct3) {
    case 0:
      if (funct7 === 0) return wrap(a + b);
      if (funct7 === 0x20) return wrap(a - b);
      throw illegal();
    case 1:
      return wrap(a << amount);
    case 2:
      return flag(signed(a) < signed(b));
    case 3:
      return flag(a < b);
    case 4:
      return a ^ b;
    case 5:
      if (funct7 === 0) return a >> amount;
      if (funct7 === 0x20) return wrap(signed(a) >> amount);
      throw illegal();
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

function multiplication(funct3: number, a: bigint, b: bigint): bigint {
  switch (funct3) {
    case 0:
      return wrap(a * b);
    case 1:
      return wrap((signed(a) * signed(b)) >> 64n);
    case 2:
      return wrap((signed(a) * b) >> 64n);
    case 3:
      return (a * b) >> 64n;
    case 4:
      return b === 0n ? MASK_64 : wrap(signed(a) / signed(b));
    case 5:
      return b === 0n ? MASK_64 : a / b;
    case 6:
      return b === 0n ? a : wrap(signed(a) % signed(b));
    default:
      return b === 0n ? a : a % b;
  }
}

/** Opcode 0x3B. */
export function registers32(funct3: number, funct7: number, a: bigint, b: bigint): bigint {
  if (funct7 === 1) return multiplication32(funct3, a, b);
  const amount = b & 31n;
  if (funct3 === 1) return signExtend(a << amount, 32);
  if (funct3 === 0 && funct7 === 0) return signExtend(a + b, 32);
  if (funct3 === 0 && funct7 === 0x20) return signExtend(a - b, 32);
  if (funct3 === 5 && funct7 === 0) return signExtend((a & MASK_32) >> amount, 32);
  if (funct3 === 5 && funct7 === 0x20) return signExtend(BigInt.asIntN(32, a) >> amount, 32);
  throw illegal();
}

function multiplication32(funct3: number, a: bigint, b: bigint): bigint {
  const [signedA, signedB] = [BigInt.asIntN(32, a), BigInt.asIntN(32, b)];
  const [plainA, plainB] = [a & MASK_32, b & MASK_32];
  switch (funct3) {
    case 0:
      return signExtend(plainA * plainB, 32);
    case 4:
      return plainB === 0n ? MASK_64 : signExtend(signedA / signedB, 32);
    case 5:
      return plainB === 0n ? MASK_64 : signExtend(plainA / plainB, 32);
    case 6:
      return signExtend(plainB === 0n ? plainA : signedA % signedB, 32);
    case 7:
      return signExtend(plainB === 0n ? plainA : plainA % plainB, 32);
    default:
      throw illegal();
  }
}

/** Opcode 0x63: whether it jumps. funct3 2 and 3 never do. */
export function branchTaken(funct3: number, a: bigint, b: bigint): boolean {
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
      return false;
  }
}

/** Opcode 0x2F: what an atomic operation leaves in memory. Both operands are sign-extended to 64 bits, also when the unsigned minimum or
 *  maximum of words is asked for. */
export function atomic(operation: number, old: bigint, operand: bigint): bigint {
  switch (operation) {
    case 0:
      return wrap(old + operand);
    case 1:
      return operand;
    case 4:
      return old ^ operand;
    case 8:
      return old | operand;
    case 12:
      return old & operand;
    case 16:
      return signed(operand) < signed(old) ? operand : old;
    case 20:
      return signed(operand) > signed(old) ? operand : old;
    case 24:
      return operand < old ? operand : old;
    case 28:
      return operand > old ? operand : old;
    default:
      throw new MachineFault(FAULT.unknownAtomicOperation);
  }
}
