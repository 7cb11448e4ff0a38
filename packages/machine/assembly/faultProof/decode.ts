// From an instruction's 32 bits to an operation. What the contract reverts on without looking at a register becomes FAULT.
import { Fault, SINK } from "./layout";
import { Op } from "./operations";

// @ts-ignore: decorator
@inline
function pack(op: u32, rd: u32, rs1: u32, rs2: u32, immediate: i32): u64 {
  return ((<u64>(<u32>immediate)) << 32) | (<u64>(op | (rd << 8) | (rs1 << 16) | (rs2 << 24)));
}

function fault(code: u32): u64 {
  return pack(Op.FAULT, 0, 0, 0, <i32>code);
}

// @ts-ignore: decorator
@inline
function loadOp(funct3: u32): u32 {
  // LB LH LW LD LBU LHU LWU, in the order of funct3.
  return Op.LB + funct3;
}

function immediateOp(funct3: u32, immediate: i32): u32 {
  switch (funct3) {
    case 0:
      return Op.ADDI;
    case 1:
      return Op.SLLI;
    case 2:
      return Op.SLTI;
    case 3:
      return Op.SLTIU;
    case 4:
      return Op.XORI;
    case 5:
      if (immediate >> 6 == 0) return Op.SRLI;
      return immediate >> 6 == 0x10 ? Op.SRAI : Op.FAULT;
    case 6:
      return Op.ORI;
    default:
      return Op.ANDI;
  }
}

function immediateOp32(funct3: u32, immediate: i32): u32 {
  if (funct3 == 0) return Op.ADDIW;
  if ((funct3 != 1 && funct3 != 5) || immediate & 32) return Op.FAULT;
  if (funct3 == 1) return Op.SLLIW;
  if (immediate >> 5 == 0) return Op.SRLIW;
  return immediate >> 5 == 0x20 ? Op.SRAIW : Op.FAULT;
}

function registerOp(funct3: u32, funct7: u32): u32 {
  // MUL MULH MULHSU MULHU DIV DIVU REM REMU, in the order of funct3.
  if (funct7 == 1) return Op.MUL + funct3;
  switch (funct3) {
    case 0:
      return funct7 == 0 ? Op.ADD : funct7 == 0x20 ? Op.SUB : Op.FAULT;
    case 1:
      return Op.SLL;
    case 2:
      return Op.SLT;
    case 3:
      return Op.SLTU;
    case 4:
      return Op.XOR;
    case 5:
      return funct7 == 0 ? Op.SRL : funct7 == 0x20 ? Op.SRA : Op.FAULT;
    case 6:
      return Op.OR;
    default:
      return Op.AND;
  }
}

function registerOp32(funct3: u32, funct7: u32): u32 {
  if (funct7 == 1) {
    if (funct3 == 0) return Op.MULW;
    // DIVW DIVUW REMW REMUW, in the order of funct3.
    return funct3 >= 4 ? Op.DIVW + funct3 - 4 : Op.FAULT;
  }
  if (funct3 == 1) return Op.SLLW;
  if (funct3 == 0) return funct7 == 0 ? Op.ADDW : funct7 == 0x20 ? Op.SUBW : Op.FAULT;
  if (funct3 == 5) return funct7 == 0 ? Op.SRLW : funct7 == 0x20 ? Op.SRAW : Op.FAULT;
  return Op.FAULT;
}

function nearBranch(funct3: u32): u32 {
  // BEQ BNE, then BLT BGE BLTU BGEU from funct3 4 on.
  return funct3 < 2 ? Op.BEQ_NEAR + funct3 : Op.BLT_NEAR + funct3 - 4;
}

/** Whether `offset` + `distance` is an instruction of the same page. */
// @ts-ignore: decorator
@inline
function isNear(offset: u32, distance: i32): bool {
  const target = <i32>offset + distance;
  return target >= 0 && target < 4096 && (target & 3) == 0;
}

/** @param offset in its page; @param mayBeNear false where the code does not lie as its page does */
export function decode(word: u32, offset: u32, mayBeNear: bool): u64 {
  const rd = (word >> 7) & 31;
  const target = rd == 0 ? SINK : rd;
  const funct3 = (word >> 12) & 7;
  const rs1 = (word >> 15) & 31;
  const rs2 = (word >> 20) & 31;
  const funct7 = word >> 25;
  const immediateI = (<i32>word) >> 20;
  switch (word & 0x7f) {
    case 0x03:
      if (funct3 == 7) return fault(Fault.ILLEGAL_INSTRUCTION);
      return pack(loadOp(funct3), target, rs1, 0, immediateI);
    case 0x23:
      if (funct3 > 3) return fault(Fault.STORE_EXCEEDS_8_BYTES);
      return pack(Op.SB + funct3, 0, rs1, rs2, (((<i32>word) >> 25) << 5) | (<i32>rd));
    case 0x63: {
      const distance =
        (((<i32>word) >> 31) << 12) | (<i32>(((word & 0x80) << 4) | ((word >> 20) & 0x7e0) | ((word >> 7) & 0x1e)));
      // funct3 2 and 3 never jump.
      const isReal = (funct3 & 6) != 2;
      if (mayBeNear && !isReal) return pack(Op.NOTHING, 0, 0, 0, 0);
      if (mayBeNear && isNear(offset, distance)) return pack(nearBranch(funct3), 0, rs1, rs2, distance << 1);
      return pack(Op.BRANCH_FAR, funct3, rs1, rs2, distance);
    }
    case 0x13: {
      const op = immediateOp(funct3, immediateI);
      if (op == Op.FAULT) return fault(Fault.ILLEGAL_INSTRUCTION);
      return pack(op, target, rs1, 0, immediateI);
    }
    case 0x1b: {
      const op = immediateOp32(funct3, immediateI);
      if (op == Op.FAULT) return fault(Fault.ILLEGAL_INSTRUCTION);
      return pack(op, target, rs1, 0, immediateI);
    }
    case 0x33: {
      const op = registerOp(funct3, funct7);
      if (op == Op.FAULT) return fault(Fault.ILLEGAL_INSTRUCTION);
      return pack(op, target, rs1, rs2, 0);
    }
    case 0x3b: {
      const op = registerOp32(funct3, funct7);
      if (op == Op.FAULT) return fault(Fault.ILLEGAL_INSTRUCTION);
      return pack(op, target, rs1, rs2, 0);
    }
    case 0x37:
      return pack(Op.CONSTANT, target, 0, 0, <i32>(word & 0xffff_f000));
    case 0x17:
      // Below 2^31 even with the highest offset.
      return pack(Op.AUIPC, target, 0, 0, <i32>(word & 0xffff_f000) + <i32>offset);
    case 0x6f: {
      const distance =
        (((<i32>word) >> 31) << 20) | (<i32>((word & 0xff000) | ((word >> 9) & 0x800) | ((word >> 20) & 0x7fe)));
      if (mayBeNear && isNear(offset, distance)) return pack(Op.JAL_NEAR, target, 0, 0, distance << 1);
      return pack(Op.JAL_FAR, target, 0, 0, distance);
    }
    case 0x67:
      return pack(Op.JALR, target, rs1, 0, immediateI);
    case 0x73:
      if (funct3 != 0) return pack(Op.CONSTANT, target, 0, 0, 0);
      return pack(word >> 20 == 0 ? Op.SYSTEM_CALL : Op.NOTHING, 0, 0, 0, 0);
    case 0x2f:
      if (funct3 != 2 && funct3 != 3) return fault(Fault.BAD_ATOMIC_SIZE);
      return pack(Op.ATOMIC, target, rs1, rs2, <i32>(((funct7 >> 2) << 3) | funct3));
    case 0x0f:
    case 0x07:
    case 0x27:
    case 0x53:
      return pack(Op.NOTHING, 0, 0, 0, 0);
    default:
      return fault(Fault.UNKNOWN_OPCODE);
  }
}
