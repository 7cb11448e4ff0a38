// The program's code as the module has decoded it, instruction by instruction.
import type { CodeSource, Instruction } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import type { ProvingExports } from "../module.ts";
import type { ProvingProgram } from "../program.ts";

/** ECALL: an operation like others where the module carries it out. */
export const ACCELERATE = 128;

/** The operations of packages/machine/assembly/proving/operations.ts, in its order (translate.test.ts compares), by what they are to the
 *  translator. */
export const OPERATIONS: readonly (readonly [name: string, op: number])[] = [
  ["ILLEGAL", OP.FAULT],
  ["END", OP.FAULT],
  ["CALL", ACCELERATE],
  ["NOTHING", OP.NOTHING],
  ["LB", OP.LB],
  ["LH", OP.LH],
  ["LW", OP.LW],
  ["LBU", OP.LBU],
  ["LHU", OP.LHU],
  ["SB", OP.SB],
  ["SH", OP.SH],
  ["SW", OP.SW],
  ["ADDI", OP.ADDI],
  ["SLTI", OP.SLTI],
  ["SLTIU", OP.SLTIU],
  ["XORI", OP.XORI],
  ["ORI", OP.ORI],
  ["ANDI", OP.ANDI],
  ["SLLI", OP.SLLI],
  ["SRLI", OP.SRLI],
  ["SRAI", OP.SRAI],
  ["ADD", OP.ADD],
  ["SUB", OP.SUB],
  ["SLL", OP.SLL],
  ["SLT", OP.SLT],
  ["SLTU", OP.SLTU],
  ["XOR", OP.XOR],
  ["SRL", OP.SRL],
  ["SRA", OP.SRA],
  ["OR", OP.OR],
  ["AND", OP.AND],
  ["MUL", OP.MUL],
  ["MULH", OP.MULH],
  ["MULHSU", OP.MULHSU],
  ["MULHU", OP.MULHU],
  ["DIV", OP.DIV],
  ["DIVU", OP.DIVU],
  ["REM", OP.REM],
  ["REMU", OP.REMU],
  ["CONSTANT", OP.CONSTANT],
  ["JUMP", OP.JAL_NEAR],
  ["JAL", OP.JAL_NEAR],
  ["BEQ", OP.BEQ_NEAR],
  ["BNE", OP.BNE_NEAR],
  ["BLT", OP.BLT_NEAR],
  ["BGE", OP.BGE_NEAR],
  ["BLTU", OP.BLTU_NEAR],
  ["BGEU", OP.BGEU_NEAR],
  ["JALR", OP.JALR],
  ["JAL_FAR", OP.JAL_FAR],
  ["BRANCH_FAR", OP.BRANCH_FAR],
];

const [A0, A7] = [10, 17];

export class DecodedCode implements CodeSource {
  readonly start: number;
  readonly instructions: number;
  readonly #words: Uint32Array;
  readonly #guest: Uint8Array;

  constructor(wasm: ProvingExports, { code }: ProvingProgram) {
    this.start = code.address;
    this.instructions = code.bytes.length / 4;
    this.#words = new Uint32Array(wasm.memory.buffer, wasm.code(), 2 * this.instructions);
    this.#guest = code.bytes;
  }

  /** null where there is no code. */
  at(pc: number): Instruction | null {
    const index = (pc - this.start) / 4;
    if (!Number.isInteger(index) || index < 0 || index >= this.instructions) return null;
    const low = this.#words[2 * index]!;
    const [, op] = OPERATIONS[low & 255]!;
    if (op === ACCELERATE) return { pc, op, rd: A0, rs1: A7, rs2: 0, immediate: 0 };
    return {
      pc,
      op,
      rd: (low >>> 10) & 63,
      rs1: (low >>> 18) & 63,
      rs2: low >>> 26,
      immediate: this.#words[2 * index + 1]! | 0,
    };
  }

  /** The 32 bits at an address in the code, signed; null elsewhere. */
  word(address: number): number | null {
    const at = address - this.start;
    if (at < 0 || at % 4 !== 0 || at >= this.#guest.length) return null;
    return new DataView(this.#guest.buffer, this.#guest.byteOffset).getInt32(at, true);
  }
}
