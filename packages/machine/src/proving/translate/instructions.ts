// Instructions as Wasm: what computes leaves the value of rd on the stack. RISC-V unprivileged specification, "RV32I" and "M". Shifts take
// their amounts modulo 32 in Wasm too.
import type { Instruction } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import { value } from "../../translate/target.ts";
import { I32, W, type WasmWriter } from "../../translate/wasmWriter.ts";
import type { Layout } from "./frame.ts";

const IMMEDIATE: Readonly<Record<number, number>> = {
  [OP.SLTI]: W.i32LtS,
  [OP.SLTIU]: W.i32LtU,
  [OP.XORI]: W.i32Xor,
  [OP.ORI]: W.i32Or,
  [OP.ANDI]: W.i32And,
  [OP.SLLI]: W.i32Shl,
  [OP.SRLI]: W.i32ShrU,
  [OP.SRAI]: W.i32ShrS,
};

const BOTH: Readonly<Record<number, number>> = {
  [OP.ADD]: W.i32Add,
  [OP.SUB]: W.i32Sub,
  [OP.SLL]: W.i32Shl,
  [OP.SLT]: W.i32LtS,
  [OP.SLTU]: W.i32LtU,
  [OP.XOR]: W.i32Xor,
  [OP.SRL]: W.i32ShrU,
  [OP.SRA]: W.i32ShrS,
  [OP.OR]: W.i32Or,
  [OP.AND]: W.i32And,
  [OP.MUL]: W.i32Mul,
};

/** How both operands become 64 bits. */
const HIGH: Readonly<Record<number, readonly [number, number]>> = {
  [OP.MULH]: [W.i64ExtendI32S, W.i64ExtendI32S],
  [OP.MULHSU]: [W.i64ExtendI32S, W.i64ExtendI32U],
  [OP.MULHU]: [W.i64ExtendI32U, W.i64ExtendI32U],
};

/** In 64 bits no quotient overflows. */
const DIVISION: Readonly<Record<number, { code: number; widen: number; isRemainder: boolean }>> = {
  [OP.DIV]: { code: W.i64DivS, widen: W.i64ExtendI32S, isRemainder: false },
  [OP.DIVU]: { code: W.i32DivU, widen: 0, isRemainder: false },
  [OP.REM]: { code: W.i64RemS, widen: W.i64ExtendI32S, isRemainder: true },
  [OP.REMU]: { code: W.i32RemU, widen: 0, isRemainder: true },
};

/** By zero: all ones, or the dividend. */
function division(out: WasmWriter, { op, rs1, rs2 }: Instruction, layout: Layout): void {
  const { code, widen, isRemainder } = DIVISION[op]!;
  value(out, rs2, layout);
  out.op(W.i32Eqz);
  out.if(I32);
  if (isRemainder) value(out, rs1, layout);
  else out.i32(-1);
  out.else();
  value(out, rs1, layout);
  if (widen) out.op(widen);
  value(out, rs2, layout);
  if (widen) out.op(widen);
  out.op(code);
  if (widen) out.op(W.i32WrapI64);
  out.end();
}

/** @returns false for what does not compute */
export function arithmetic(out: WasmWriter, instruction: Instruction, layout: Layout): boolean {
  const { op, rs1, rs2, immediate } = instruction;
  if (op === OP.CONSTANT) out.i32(immediate);
  else if (op === OP.ADDI) {
    value(out, rs1, layout);
    if (immediate !== 0) {
      out.i32(immediate);
      out.op(W.i32Add);
    }
  } else if (IMMEDIATE[op] !== undefined) {
    value(out, rs1, layout);
    out.i32(immediate);
    out.op(IMMEDIATE[op]);
  } else if (BOTH[op] !== undefined) {
    value(out, rs1, layout);
    value(out, rs2, layout);
    out.op(BOTH[op]);
  } else if (HIGH[op]) {
    value(out, rs1, layout);
    out.op(HIGH[op][0]);
    value(out, rs2, layout);
    out.op(HIGH[op][1], W.i64Mul);
    out.i64(32);
    out.op(W.i64ShrU, W.i32WrapI64);
  } else if (DIVISION[op]) division(out, instruction, layout);
  else return false;
  return true;
}

const ACCESS: Readonly<Record<number, readonly [code: number, bytes: number]>> = {
  [OP.LB]: [W.i32Load8S, 1],
  [OP.LH]: [W.i32Load16S, 2],
  [OP.LW]: [W.i32Load, 4],
  [OP.LBU]: [W.i32Load8U, 1],
  [OP.LHU]: [W.i32Load16U, 2],
  [OP.SB]: [W.i32Store8, 1],
  [OP.SH]: [W.i32Store16, 2],
  [OP.SW]: [W.i32Store, 4],
};

/** Width of a load or store. */
export function accessBytes(op: number): number {
  return ACCESS[op]![1];
}

/** The value that is loaded, on the stack. The address has been checked, and so has the register's own value. */
export function load(out: WasmWriter, { op, rs1, immediate }: Instruction, layout: Layout): void {
  value(out, rs1, layout);
  out.access(ACCESS[op]![0], layout.guest + immediate);
}

/** The address has been checked, its page, and the register's own value. */
export function store(out: WasmWriter, { op, rs1, rs2, immediate }: Instruction, layout: Layout): void {
  value(out, rs1, layout);
  value(out, rs2, layout);
  out.access(ACCESS[op]![0], layout.guest + immediate);
}
