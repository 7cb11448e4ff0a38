// Which family an instruction belongs to, by the tables of the RISC-V specification (unprivileged, "RV32/64G Instruction Set Listings").
// Shares nothing with the machine's decoder.
import { FAMILIES, type Family } from "../families.ts";

const REGISTER: readonly Family[] = [
  "aluRegister",
  "shiftRegister",
  "compareRegister",
  "compareRegister",
  "aluRegister",
  "shiftRegister",
  "aluRegister",
  "aluRegister",
];
const IMMEDIATE: readonly Family[] = [
  "aluImmediate",
  "shiftImmediate",
  "compareImmediate",
  "compareImmediate",
  "aluImmediate",
  "shiftImmediate",
  "aluImmediate",
  "aluImmediate",
];
const M_EXTENSION: readonly Family[] = [
  "multiply",
  "multiplyHigh",
  "multiplyHigh",
  "multiplyHigh",
  "divide",
  "divide",
  "divide",
  "divide",
];

function byFunct3(word: number): Family | null {
  const funct3 = (word >>> 12) & 7;
  const funct7 = word >>> 25;
  switch (word & 0x7f) {
    case 0x33:
      if (funct7 === 1) return M_EXTENSION[funct3]!;
      return funct7 === 0 || (funct7 === 0x20 && (funct3 === 0 || funct3 === 5)) ? REGISTER[funct3]! : null;
    case 0x13:
      if (funct3 === 1 && funct7 !== 0) return null;
      if (funct3 === 5 && funct7 !== 0 && funct7 !== 0x20) return null;
      return IMMEDIATE[funct3]!;
    case 0x03:
      return funct3 === 3 || funct3 > 5 ? null : "load";
    case 0x23:
      return funct3 > 2 ? null : "store";
    case 0x63:
      return funct3 === 2 || funct3 === 3 ? null : "branch";
    case 0x67:
      return funct3 === 0 ? "jumpRegister" : null;
    case 0x0f:
      return funct3 === 0 ? "fence" : null;
    default:
      return null;
  }
}

/** null for what RV32IM does not define, or the machine does not have. */
export function familyOf(word: number): Family | null {
  switch (word & 0x7f) {
    case 0x37:
    case 0x17:
      return "upper";
    case 0x6f:
      return "jump";
    case 0x73:
      return word >>> 0 === 0x73 ? "call" : null;
    default:
      return byFunct3(word);
  }
}

/** What a row of a family has besides clock, pc and instruction; -1 for what it has not. */
export interface RowShape {
  readonly width: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly rd: number;
  readonly nextPc: number;
  readonly address: number;
  readonly memory: number;
}

export function shapeOf(family: Family): RowShape {
  const columns = FAMILIES[family] as readonly string[];
  return {
    width: columns.length,
    rs1: columns.indexOf("rs1"),
    rs2: columns.indexOf("rs2"),
    rd: columns.indexOf("rdBefore"),
    nextPc: columns.indexOf("nextPc"),
    address: columns.indexOf("address"),
    memory: Math.max(columns.indexOf("memory"), columns.indexOf("memoryBefore")),
  };
}
