// Instructions that compute: the value of rd on the stack (RISC-V Unprivileged ISA, chapters "RV64I" and "M"). Shifts take their amounts
// modulo the width in Wasm too.
import type { Instruction } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import { value } from "../../translate/target.ts";
import { I64, W, type WasmWriter } from "../../translate/wasmWriter.ts";
import { CALL, type Layout } from "./frame.ts";

const IMMEDIATE: Readonly<Record<number, readonly number[]>> = {
  [OP.SLTI]: [W.i64LtS, W.i64ExtendI32U],
  [OP.SLTIU]: [W.i64LtU, W.i64ExtendI32U],
  [OP.XORI]: [W.i64Xor],
  [OP.ORI]: [W.i64Or],
  [OP.ANDI]: [W.i64And],
  [OP.ADDIW]: [W.i64Add, W.i64Extend32S],
};

const SHIFT: Readonly<Record<number, number>> = { [OP.SLLI]: W.i64Shl, [OP.SRLI]: W.i64ShrU, [OP.SRAI]: W.i64ShrS };
const SHIFT32: Readonly<Record<number, number>> = {
  [OP.SLLIW]: W.i32Shl,
  [OP.SRLIW]: W.i32ShrU,
  [OP.SRAIW]: W.i32ShrS,
};

const BOTH: Readonly<Record<number, readonly number[]>> = {
  [OP.ADD]: [W.i64Add],
  [OP.SUB]: [W.i64Sub],
  [OP.SLL]: [W.i64Shl],
  [OP.SLT]: [W.i64LtS, W.i64ExtendI32U],
  [OP.SLTU]: [W.i64LtU, W.i64ExtendI32U],
  [OP.XOR]: [W.i64Xor],
  [OP.SRL]: [W.i64ShrU],
  [OP.SRA]: [W.i64ShrS],
  [OP.OR]: [W.i64Or],
  [OP.AND]: [W.i64And],
  [OP.MUL]: [W.i64Mul],
  [OP.ADDW]: [W.i64Add, W.i64Extend32S],
  [OP.SUBW]: [W.i64Sub, W.i64Extend32S],
  [OP.MULW]: [W.i64Mul, W.i64Extend32S],
};

const BOTH32: Readonly<Record<number, number>> = { [OP.SLLW]: W.i32Shl, [OP.SRLW]: W.i32ShrU, [OP.SRAW]: W.i32ShrS };

const HIGH: Readonly<Record<number, number>> = {
  [OP.MULH]: CALL.multiplyHighSigned,
  [OP.MULHSU]: CALL.multiplyHighMixed,
  [OP.MULHU]: CALL.multiplyHighUnsigned,
};

/** Of 64 bits, or of the lower 32 made as wide: no quotient of those overflows. */
const DIVISION: Readonly<Record<number, { code: number; widen: readonly number[]; isRemainder: boolean }>> = {
  [OP.DIV]: { code: W.i64DivS, widen: [], isRemainder: false },
  [OP.DIVU]: { code: W.i64DivU, widen: [], isRemainder: false },
  [OP.REM]: { code: W.i64RemS, widen: [], isRemainder: true },
  [OP.REMU]: { code: W.i64RemU, widen: [], isRemainder: true },
  [OP.DIVW]: { code: W.i64DivS, widen: [W.i64Extend32S], isRemainder: false },
  [OP.DIVUW]: { code: W.i64DivU, widen: [W.i32WrapI64, W.i64ExtendI32U], isRemainder: false },
  [OP.REMW]: { code: W.i64RemS, widen: [W.i64Extend32S], isRemainder: true },
  [OP.REMUW]: { code: W.i64RemU, widen: [W.i32WrapI64, W.i64ExtendI32U], isRemainder: true },
};

/** By zero: all ones, or the dividend. The one quotient that overflows is the dividend's negative, where Wasm would trap. */
function division(out: WasmWriter, instruction: Instruction, layout: Layout): void {
  const { op, rs1, rs2 } = instruction;
  const { code, widen, isRemainder } = DIVISION[op]!;
  const dividend = () => {
    value(out, rs1, layout);
    out.op(...widen);
  };
  const divisor = () => {
    value(out, rs2, layout);
    out.op(...widen);
  };
  divisor();
  out.op(W.i64Eqz);
  out.if(I64);
  if (isRemainder) dividend();
  else out.i64(-1);
  out.else();
  if (op === OP.DIV) {
    divisor();
    out.i64(-1);
    out.op(W.i64Eq);
    out.if(I64);
    out.i64(0);
    dividend();
    out.op(W.i64Sub);
    out.else();
  }
  dividend();
  divisor();
  out.op(code);
  if (op === OP.DIV) out.end();
  out.end();
  if (widen.length > 0) out.op(W.i64Extend32S);
}

/** @returns false for what does not compute */
export function arithmetic(out: WasmWriter, instruction: Instruction, layout: Layout): boolean {
  const { op, rs1, rs2, immediate, pc } = instruction;
  const immediateCode = IMMEDIATE[op];
  const bothCode = BOTH[op];
  if (op === OP.ADDI) {
    value(out, rs1, layout);
    if (immediate !== 0) {
      out.i64(immediate);
      out.op(W.i64Add);
    }
  } else if (op === OP.CONSTANT) out.i64(immediate);
  else if (op === OP.AUIPC) out.i64(BigInt(pc - (pc % 4096)) + BigInt(immediate));
  else if (immediateCode) {
    value(out, rs1, layout);
    out.i64(immediate);
    out.op(...immediateCode);
  } else if (SHIFT[op] !== undefined) {
    value(out, rs1, layout);
    out.i64(immediate & 63);
    out.op(SHIFT[op]);
  } else if (SHIFT32[op] !== undefined) {
    value(out, rs1, layout);
    out.op(W.i32WrapI64);
    out.i32(immediate & 31);
    out.op(SHIFT32[op], W.i64ExtendI32S);
  } else if (DIVISION[op]) division(out, instruction, layout);
  else {
    if (!bothCode && BOTH32[op] === undefined && HIGH[op] === undefined) return false;
    value(out, rs1, layout);
    if (BOTH32[op] !== undefined) out.op(W.i32WrapI64);
    value(out, rs2, layout);
    if (BOTH32[op] !== undefined) out.op(W.i32WrapI64, BOTH32[op], W.i64ExtendI32S);
    else if (bothCode) out.op(...bothCode);
    else out.call(HIGH[op]!);
  }
  return true;
}
