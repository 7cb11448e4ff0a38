// Instructions as they are executed: decoded once, 8 bytes each.
//
//   bits 0–7  operation   8–15  rd   16–23  rs1   24–31  rs2   32–63  immediate, signed
//
// Registers are the offset of their word in REGISTERS; rd is SINK's for x0.

export const enum Op {
  ILLEGAL,
  /** Behind the last instruction. */
  END,
  CALL,
  NOTHING,
  LB,
  LH,
  LW,
  LBU,
  LHU,
  SB,
  SH,
  SW,
  ADDI,
  SLTI,
  SLTIU,
  XORI,
  ORI,
  ANDI,
  SLLI,
  SRLI,
  SRAI,
  ADD,
  SUB,
  SLL,
  SLT,
  SLTU,
  XOR,
  SRL,
  SRA,
  OR,
  AND,
  MUL,
  MULH,
  MULHSU,
  MULHU,
  DIV,
  DIVU,
  REM,
  REMU,
  /** rd = immediate: LUI and AUIPC. */
  CONSTANT,
  /** Jumps within the code: the immediate is the distance in bytes of decoded code. */
  JUMP,
  JAL,
  BEQ,
  BNE,
  BLT,
  BGE,
  BLTU,
  BGEU,
  JALR,
  /** Jumps to somewhere else: the immediate is the distance in bytes. Of BRANCH_FAR rd is funct3. */
  JAL_FAR,
  BRANCH_FAR,
  /** A translated function begins here; the immediate is its place in the table. In ENTRIES alone. */
  ENTER,
}
