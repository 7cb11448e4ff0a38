// An assembler: instructions by name to 32 bits, by the tables of the RISC-V specification (volume I, "RV32/64G Instruction Set
// Listings"). Shares nothing with the machines, which it tests.

export interface Fields {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** Signed; what the format has no room for is cut off. */
  readonly immediate: number;
}

export type Format = "R" | "I" | "S" | "B" | "U" | "J" | "shift64" | "shift32" | "atomic" | "none";

interface Instruction {
  readonly format: Format;
  readonly opcode: number;
  readonly funct3: number;
  readonly funct7: number;
}

const row = (format: Format, opcode: number, funct3 = 0, funct7 = 0): Instruction => ({
  format,
  opcode,
  funct3,
  funct7,
});

const ATOMICS = { lr: 2, sc: 3, amoswap: 1, amoadd: 0, amoxor: 4, amoand: 12, amoor: 8 } as const;
const MINIMUMS = { amomin: 16, amomax: 20, amominu: 24, amomaxu: 28 } as const;

export const RV64IMA: Readonly<Record<string, Instruction>> = {
  lui: row("U", 0x37),
  auipc: row("U", 0x17),
  jal: row("J", 0x6f),
  jalr: row("I", 0x67),
  beq: row("B", 0x63, 0),
  bne: row("B", 0x63, 1),
  blt: row("B", 0x63, 4),
  bge: row("B", 0x63, 5),
  bltu: row("B", 0x63, 6),
  bgeu: row("B", 0x63, 7),
  lb: row("I", 0x03, 0),
  lh: row("I", 0x03, 1),
  lw: row("I", 0x03, 2),
  ld: row("I", 0x03, 3),
  lbu: row("I", 0x03, 4),
  lhu: row("I", 0x03, 5),
  lwu: row("I", 0x03, 6),
  sb: row("S", 0x23, 0),
  sh: row("S", 0x23, 1),
  sw: row("S", 0x23, 2),
  sd: row("S", 0x23, 3),
  addi: row("I", 0x13, 0),
  slti: row("I", 0x13, 2),
  sltiu: row("I", 0x13, 3),
  xori: row("I", 0x13, 4),
  ori: row("I", 0x13, 6),
  andi: row("I", 0x13, 7),
  slli: row("shift64", 0x13, 1),
  srli: row("shift64", 0x13, 5),
  srai: row("shift64", 0x13, 5, 0x20),
  addiw: row("I", 0x1b, 0),
  slliw: row("shift32", 0x1b, 1),
  srliw: row("shift32", 0x1b, 5),
  sraiw: row("shift32", 0x1b, 5, 0x20),
  add: row("R", 0x33, 0),
  sub: row("R", 0x33, 0, 0x20),
  sll: row("R", 0x33, 1),
  slt: row("R", 0x33, 2),
  sltu: row("R", 0x33, 3),
  xor: row("R", 0x33, 4),
  srl: row("R", 0x33, 5),
  sra: row("R", 0x33, 5, 0x20),
  or: row("R", 0x33, 6),
  and: row("R", 0x33, 7),
  mul: row("R", 0x33, 0, 1),
  mulh: row("R", 0x33, 1, 1),
  mulhsu: row("R", 0x33, 2, 1),
  mulhu: row("R", 0x33, 3, 1),
  div: row("R", 0x33, 4, 1),
  divu: row("R", 0x33, 5, 1),
  rem: row("R", 0x33, 6, 1),
  remu: row("R", 0x33, 7, 1),
  addw: row("R", 0x3b, 0),
  subw: row("R", 0x3b, 0, 0x20),
  sllw: row("R", 0x3b, 1),
  srlw: row("R", 0x3b, 5),
  sraw: row("R", 0x3b, 5, 0x20),
  mulw: row("R", 0x3b, 0, 1),
  divw: row("R", 0x3b, 4, 1),
  divuw: row("R", 0x3b, 5, 1),
  remw: row("R", 0x3b, 6, 1),
  remuw: row("R", 0x3b, 7, 1),
  fence: row("I", 0x0f, 0),
  "fence.i": row("I", 0x0f, 1),
  ecall: row("none", 0x73),
  ...Object.fromEntries(
    Object.entries({ ...ATOMICS, ...MINIMUMS }).flatMap(([name, operation]) => [
      [`${name}.w`, row("atomic", 0x2f, 2, operation << 2)],
      [`${name}.d`, row("atomic", 0x2f, 3, operation << 2)],
    ]),
  ),
};

/** 64-bit words, operations on the lower halves of registers, atomics; FENCE.I is of an extension of its own. */
const NOT_RV32IM =
  /^(ld|lwu|sd|fence\.i|addiw|slliw|srliw|sraiw|addw|subw|sllw|srlw|sraw|mulw|divu?w|remu?w|.*\.[wd])$/;

export const RV32IM: Readonly<Record<string, Instruction>> = Object.fromEntries(
  Object.entries(RV64IMA)
    .filter(([name]) => !NOT_RV32IM.test(name))
    .map(([name, fields]) => [name, fields.format === "shift64" ? { ...fields, format: "shift32" } : fields]),
);

/** The 32 bits of an instruction. */
export function encode(name: string, { rd, rs1, rs2, immediate: i }: Fields, instructions = RV64IMA): number {
  const instruction = instructions[name];
  if (!instruction) throw new Error(`no instruction ${name}`);
  const { format, opcode, funct3, funct7 } = instruction;
  const head = opcode | (funct3 << 12);
  const registers = (rs1 << 15) | (rs2 << 20);
  const word = () => {
    switch (format) {
      case "R":
        return head | (rd << 7) | registers | (funct7 << 25);
      case "atomic":
        // rs2 is 0 for LR.
        return head | (rd << 7) | (rs1 << 15) | (name.startsWith("lr") ? 0 : rs2 << 20) | (funct7 << 25);
      case "I":
        return head | (rd << 7) | (rs1 << 15) | (i << 20);
      case "shift64":
        return head | (rd << 7) | (rs1 << 15) | ((i & 63) << 20) | (funct7 << 25);
      case "shift32":
        return head | (rd << 7) | (rs1 << 15) | ((i & 31) << 20) | (funct7 << 25);
      case "S":
        return head | registers | ((i & 31) << 7) | ((i >> 5) << 25);
      case "B":
        return (
          head |
          registers |
          (((i >> 11) & 1) << 7) |
          (((i >> 1) & 15) << 8) |
          (((i >> 5) & 63) << 25) |
          (((i >> 12) & 1) << 31)
        );
      case "U":
        return head | (rd << 7) | (i << 12);
      case "J":
        return (
          head |
          (rd << 7) |
          (((i >> 12) & 255) << 12) |
          (((i >> 11) & 1) << 20) |
          (((i >> 1) & 1023) << 21) |
          (((i >> 20) & 1) << 31)
        );
      case "none":
        return head;
    }
  };
  return word() >>> 0;
}
