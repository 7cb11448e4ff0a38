// From an instruction's 32 bits to an operation. Strict: whatever RV32IM does not define is ILLEGAL (RISC-V unprivileged specification,
// "RV32I", "M", and the instruction listings).
import { CODE, CODE_BYTES, CODE_START, GUEST, SINK } from "./layout";
import { Op } from "./operations";

// @ts-ignore: decorator
@inline
function pack(op: u32, rd: u32, rs1: u32, rs2: u32, immediate: i32): u64 {
  return ((<u64>(<u32>immediate)) << 32) | (<u64>(op | (rd << 10) | (rs1 << 18) | (rs2 << 26)));
}

function loadOp(funct3: u32): u32 {
  switch (funct3) {
    case 0:
      return Op.LB;
    case 1:
      return Op.LH;
    case 2:
      return Op.LW;
    case 4:
      return Op.LBU;
    case 5:
      return Op.LHU;
    default:
      return Op.ILLEGAL;
  }
}

function immediateOp(funct3: u32, funct7: u32): u32 {
  switch (funct3) {
    case 0:
      return Op.ADDI;
    case 1:
      return funct7 == 0 ? Op.SLLI : Op.ILLEGAL;
    case 2:
      return Op.SLTI;
    case 3:
      return Op.SLTIU;
    case 4:
      return Op.XORI;
    case 5:
      return funct7 == 0 ? Op.SRLI : funct7 == 0x20 ? Op.SRAI : Op.ILLEGAL;
    case 6:
      return Op.ORI;
    default:
      return Op.ANDI;
  }
}

function registerOp(funct3: u32, funct7: u32): u32 {
  // MUL MULH MULHSU MULHU DIV DIVU REM REMU, in the order of funct3.
  if (funct7 == 1) return Op.MUL + funct3;
  if (funct7 == 0x20) return funct3 == 0 ? Op.SUB : funct3 == 5 ? Op.SRA : Op.ILLEGAL;
  if (funct7 != 0) return Op.ILLEGAL;
  switch (funct3) {
    case 0:
      return Op.ADD;
    case 1:
      return Op.SLL;
    case 2:
      return Op.SLT;
    case 3:
      return Op.SLTU;
    case 4:
      return Op.XOR;
    case 5:
      return Op.SRL;
    case 6:
      return Op.OR;
    default:
      return Op.AND;
  }
}

function nearBranch(funct3: u32): u32 {
  // BEQ BNE, then BLT BGE BLTU BGEU from funct3 4 on.
  return funct3 < 2 ? Op.BEQ + funct3 : Op.BLT + funct3 - 4;
}

/** Whether `offset` + `distance` is an instruction. */
// @ts-ignore: decorator
@inline
function isNear(offset: u32, distance: i32): bool {
  return offset + distance < load<u32>(CODE_BYTES) && (distance & 3) == 0;
}

/** @param offset in the code */
export function decode(word: u32, offset: u32): u64 {
  const rd = (word >> 7) & 31;
  const target = rd == 0 ? SINK : rd;
  const funct3 = (word >> 12) & 7;
  const rs1 = (word >> 15) & 31;
  const rs2 = (word >> 20) & 31;
  const funct7 = word >> 25;
  const immediateI = (<i32>word) >> 20;
  switch (word & 0x7f) {
    case 0x03:
      return pack(loadOp(funct3), target, rs1, 0, immediateI);
    case 0x23:
      if (funct3 > 2) return Op.ILLEGAL;
      return pack(Op.SB + funct3, 0, rs1, rs2, (((<i32>word) >> 25) << 5) | (<i32>rd));
    case 0x63: {
      if ((funct3 & 6) == 2) return Op.ILLEGAL;
      const distance =
        (((<i32>word) >> 31) << 12) | (<i32>(((word & 0x80) << 4) | ((word >> 20) & 0x7e0) | ((word >> 7) & 0x1e)));
      if (isNear(offset, distance)) return pack(nearBranch(funct3), 0, rs1, rs2, distance << 1);
      return pack(Op.BRANCH_FAR, funct3, rs1, rs2, distance);
    }
    case 0x13: {
      const op = immediateOp(funct3, funct7);
      return pack(op, target, rs1, 0, (funct3 & 3) == 1 ? <i32>rs2 : immediateI);
    }
    case 0x33:
      return pack(registerOp(funct3, funct7), target, rs1, rs2, 0);
    case 0x37:
      return pack(Op.CONSTANT, target, 0, 0, <i32>(word & 0xffff_f000));
    case 0x17:
      return pack(Op.CONSTANT, target, 0, 0, <i32>((word & 0xffff_f000) + load<u32>(CODE_START) + offset));
    case 0x6f: {
      const distance =
        (((<i32>word) >> 31) << 20) | (<i32>((word & 0xff000) | ((word >> 9) & 0x800) | ((word >> 20) & 0x7fe)));
      if (!isNear(offset, distance)) return pack(Op.JAL_FAR, target, 0, 0, distance);
      return pack(rd == 0 ? Op.JUMP : Op.JAL, target, 0, 0, distance << 1);
    }
    case 0x67:
      return funct3 == 0 ? pack(Op.JALR, target, rs1, 0, immediateI) : Op.ILLEGAL;
    case 0x73:
      // ECALL alone.
      return word == 0x73 ? Op.CALL : Op.ILLEGAL;
    case 0x0f:
      // FENCE, whatever its fields say. Not FENCE.I.
      return funct3 == 0 ? Op.NOTHING : Op.ILLEGAL;
    default:
      return Op.ILLEGAL;
  }
}

// @ts-ignore: decorator
@inline
function endsStraightLine(op: u32): bool {
  return op == Op.ILLEGAL || op == Op.JUMP || op == Op.JAL || op == Op.JALR || op == Op.JAL_FAR;
}

/** Decodes all code, which lies in the guest's memory already. Returns how many instructions there are at most between one that always
 *  jumps and the next. */
export function decodeAll(): u32 {
  const bytes = load<u32>(CODE_BYTES);
  const start = load<u32>(CODE_START);
  let longest: u32 = 0;
  let length: u32 = 0;
  for (let offset: u32 = 0; offset < bytes; offset += 4) {
    const operation = decode(load<u32>(start + offset, GUEST), offset);
    store<u64>(CODE + ((<usize>offset) << 1), operation);
    length = endsStraightLine((<u32>operation) & 0xff) ? 0 : length + 1;
    if (length > longest) longest = length;
  }
  store<u64>(CODE + ((<usize>bytes) << 1), Op.END);
  return longest;
}
