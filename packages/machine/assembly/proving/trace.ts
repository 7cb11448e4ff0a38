// The loop again, for a trace: every instruction, and every register and word that it accesses, becomes a row (traceRows.ts).
//
// It is made for segments of so many cycles that no row of an instruction can lack room. What breaks a rule is left to the other loop, run.ts,
// which knows what to say; rows of such a cycle do not matter, because a run ends there.
import {
  divide,
  divideUnsigned,
  isTaken,
  multiplyHighMixed,
  multiplyHighSigned,
  multiplyHighUnsigned,
  remainder,
  remainderUnsigned,
} from "./arithmetic";
import { CODE, CODE_BYTES, CODE_START, CYCLE, Exit, GUEST, PAGES, PC, REGISTERS } from "./layout";
import { admitStore, breaksRule, isWritten } from "./memory";
import { Op } from "./operations";
import { run } from "./run";
import { beginHostCall, Outcome, traceCall } from "./traceCalls";
import {
  At,
  begin,
  CLOCKS_PER_CYCLE,
  clockOf,
  Family,
  MOST_TOUCHED,
  PAGE_CLOCKS,
  readRegister,
  REGISTER_CLOCKS,
  resetAccesses,
  ROW_ENDS,
  RowBytes,
  ROWS,
  SEGMENT_START,
  Slot,
  TOUCHED,
  TOUCHED_PAGES,
  writeRegister,
  BEFORE,
  CLOCKS,
} from "./traceRows";

const SINK_OFFSET: usize = 32 * 4;

// @ts-ignore: decorator
@inline
function immediate(ip: usize): u32 {
  return load<u32>(ip, 4);
}

// @ts-ignore: decorator
@inline
function pcOf(ip: usize): u32 {
  return load<u32>(CODE_START) + <u32>((ip - CODE) >> 1);
}

/** The address that a load or store is about, or where JALR leads. */
// @ts-ignore: decorator
@inline
function target(word: u32, ip: usize): u32 {
  return load<u32>(<usize>((word >> 16) & 0xff), REGISTERS) + immediate(ip);
}

/** Value of rs2, not as an access. */
// @ts-ignore: decorator
@inline
function stored(word: u32): u32 {
  return load<u32>(<usize>(word >> 24), REGISTERS);
}

/** Accesses rs1. */
// @ts-ignore: decorator
@inline
function first(row: usize, word: u32, clock: u32): u32 {
  return readRegister(row, At.RS1, <usize>((word >> 16) & 0xff), clock + Slot.RS1);
}

/** Accesses rs2. */
// @ts-ignore: decorator
@inline
function second(row: usize, word: u32, clock: u32): u32 {
  return readRegister(row, At.RS2, <usize>(word >> 24), clock + Slot.RS2);
}

// @ts-ignore: decorator
@inline
function resultOfTwo(row: usize, word: u32, clock: u32, value: u32): void {
  writeRegister(row, At.RESULT_OF_REGISTER, <usize>((word >> 8) & 0xff), clock + Slot.RD, value);
}

// @ts-ignore: decorator
@inline
function resultOfOne(row: usize, word: u32, clock: u32, value: u32): void {
  writeRegister(row, At.RESULT_OF_IMMEDIATE, <usize>((word >> 8) & 0xff), clock + Slot.RD, value);
}

/** @param place where the word's clock is */
// @ts-ignore: decorator
@inline
function loadRow(address: u32, place: usize, value: u32, word: u32, pc: u32, clock: u32): void {
  const row = begin(Family.LOAD, RowBytes.LOAD, pc, clock);
  first(row, word, clock);
  store<u32>(row, address & ~3, At.LOAD_ADDRESS);
  store<u32>(row, load<u32>(<usize>(address & ~3), GUEST), At.LOAD_MEMORY);
  store<u32>(row, load<u32>(place), At.LOAD_MEMORY + 4);
  store<u32>(place, clock + Slot.MEMORY);
  resultOfOne(row, word, clock, value);
}

// @ts-ignore: decorator
@inline
function beginStore(address: u32, word: u32, pc: u32, clock: u32): usize {
  const row = begin(Family.STORE, RowBytes.STORE, pc, clock);
  first(row, word, clock);
  second(row, word, clock);
  store<u32>(row, address & ~3, At.STORE_ADDRESS);
  store<u32>(row, load<u32>(<usize>(address & ~3), GUEST), At.STORE_MEMORY);
  return row;
}

// @ts-ignore: decorator
@inline
function endStore(row: usize, address: u32, place: usize, clock: u32): void {
  store<u32>(row, load<u32>(<usize>(address & ~3), GUEST), At.STORE_MEMORY + 4);
  store<u32>(row, load<u32>(place), At.STORE_MEMORY + 8);
  store<u32>(place, clock + Slot.MEMORY);
}

/** Leaves the loop in front of the instruction at `ip`. */
function leave(exit: Exit, ip: usize, clock: u32): Exit {
  store<u32>(PC, pcOf(ip));
  store<u64>(CYCLE, load<u64>(SEGMENT_START) + <u64>(clock / CLOCKS_PER_CYCLE - 1));
  return exit;
}

/** The instruction at `ip` breaks a rule, or jumps to where none is. */
function fault(ip: usize, clock: u32): Exit {
  leave(Exit.FAULT, ip, clock);
  const exit = run(load<u64>(CYCLE) + 2);
  // Nothing else can be: cycles without rows would be lost.
  if (exit != Exit.FAULT && exit != Exit.MEMORY) unreachable();
  return exit;
}

// @ts-ignore: decorator
@inline
function clockNow(): u32 {
  return (<u32>(load<u64>(CYCLE) - load<u64>(SEGMENT_START)) + 1) * CLOCKS_PER_CYCLE;
}

/** Once, before the first segment. Others who watch runs use the same buffers. */
export function beginTrace(): void {
  memory.fill(PAGE_CLOCKS, 0, (<usize>PAGES) << 2);
  store<u32>(TOUCHED, 0);
}

/** A segment begins, with the cycle that is next. The host has written where rows go, and how many pages may be touched. */
export function beginSegment(): void {
  store<u64>(SEGMENT_START, load<u64>(CYCLE));
  store<u32>(SINK_OFFSET, 0, REGISTERS);
  resetAccesses();
}

/** Goes on until CYCLE is `limit`, which lies in the segment, or something else ends it. LIMIT before that: the segment has no room for
 *  the next cycle. */
export function trace(limit: u64): Exit {
  const start = load<u32>(PC) - load<u32>(CODE_START);
  // The last instruction of the code may be a call that the host has carried out, or a snapshot's a jump out of it.
  if (start >= load<u32>(CODE_BYTES)) return run(load<u64>(CYCLE) + 1);
  let ip = CODE + ((<usize>start) << 1);
  let clock = clockNow();
  const last = (<u32>(limit - load<u64>(SEGMENT_START)) + 1) * CLOCKS_PER_CYCLE;
  while (true) {
    if (clock == last) return leave(Exit.LIMIT, ip, clock);
    const word = load<u32>(ip);
    switch (word & 0xff) {
      case Op.LB: {
        const address = target(word, ip);
        if (breaksRule<i8>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        loadRow(address, place, <u32>load<i8>(<usize>address, GUEST), word, pcOf(ip), clock);
        break;
      }
      case Op.LH: {
        const address = target(word, ip);
        if (breaksRule<i16>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        loadRow(address, place, <u32>load<i16>(<usize>address, GUEST), word, pcOf(ip), clock);
        break;
      }
      case Op.LW: {
        const address = target(word, ip);
        if (breaksRule<u32>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        loadRow(address, place, load<u32>(<usize>address, GUEST), word, pcOf(ip), clock);
        break;
      }
      case Op.LBU: {
        const address = target(word, ip);
        if (breaksRule<u8>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        loadRow(address, place, <u32>load<u8>(<usize>address, GUEST), word, pcOf(ip), clock);
        break;
      }
      case Op.LHU: {
        const address = target(word, ip);
        if (breaksRule<u16>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        loadRow(address, place, <u32>load<u16>(<usize>address, GUEST), word, pcOf(ip), clock);
        break;
      }
      case Op.SB: {
        const address = target(word, ip);
        if (breaksRule<u8>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        if (!isWritten(address) && admitStore(address, 1) != Exit.LIMIT) return fault(ip, clock);
        const row = beginStore(address, word, pcOf(ip), clock);
        store<u8>(<usize>address, <u8>stored(word), GUEST);
        endStore(row, address, place, clock);
        break;
      }
      case Op.SH: {
        const address = target(word, ip);
        if (breaksRule<u16>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        if (!isWritten(address) && admitStore(address, 2) != Exit.LIMIT) return fault(ip, clock);
        const row = beginStore(address, word, pcOf(ip), clock);
        store<u16>(<usize>address, <u16>stored(word), GUEST);
        endStore(row, address, place, clock);
        break;
      }
      case Op.SW: {
        const address = target(word, ip);
        if (breaksRule<u32>(address)) return fault(ip, clock);
        const place = clockOf(address);
        if (place == 0) return leave(Exit.LIMIT, ip, clock);
        if (!isWritten(address) && admitStore(address, 4) != Exit.LIMIT) return fault(ip, clock);
        const row = beginStore(address, word, pcOf(ip), clock);
        store<u32>(<usize>address, stored(word), GUEST);
        endStore(row, address, place, clock);
        break;
      }
      case Op.ADDI: {
        const row = begin(Family.ALU_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, a + b);
        break;
      }
      case Op.XORI: {
        const row = begin(Family.ALU_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, a ^ b);
        break;
      }
      case Op.ORI: {
        const row = begin(Family.ALU_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, a | b);
        break;
      }
      case Op.ANDI: {
        const row = begin(Family.ALU_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, a & b);
        break;
      }
      case Op.SLTI: {
        const row = begin(Family.COMPARE_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, <u32>(<i32>a < <i32>b));
        break;
      }
      case Op.SLTIU: {
        const row = begin(Family.COMPARE_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, <u32>(a < b));
        break;
      }
      case Op.SLLI: {
        const row = begin(Family.SHIFT_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, a << b);
        break;
      }
      case Op.SRLI: {
        const row = begin(Family.SHIFT_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, a >> b);
        break;
      }
      case Op.SRAI: {
        const row = begin(Family.SHIFT_IMMEDIATE, RowBytes.IMMEDIATE, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = immediate(ip);
        resultOfOne(row, word, clock, <u32>((<i32>a) >> (<i32>b)));
        break;
      }
      case Op.ADD: {
        const row = begin(Family.ALU_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a + b);
        break;
      }
      case Op.SUB: {
        const row = begin(Family.ALU_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a - b);
        break;
      }
      case Op.XOR: {
        const row = begin(Family.ALU_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a ^ b);
        break;
      }
      case Op.OR: {
        const row = begin(Family.ALU_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a | b);
        break;
      }
      case Op.AND: {
        const row = begin(Family.ALU_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a & b);
        break;
      }
      case Op.SLT: {
        const row = begin(Family.COMPARE_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, <u32>(<i32>a < <i32>b));
        break;
      }
      case Op.SLTU: {
        const row = begin(Family.COMPARE_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, <u32>(a < b));
        break;
      }
      case Op.SLL: {
        const row = begin(Family.SHIFT_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a << b);
        break;
      }
      case Op.SRL: {
        const row = begin(Family.SHIFT_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a >> b);
        break;
      }
      case Op.SRA: {
        const row = begin(Family.SHIFT_REGISTER, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, <u32>((<i32>a) >> (<i32>b)));
        break;
      }
      case Op.MUL: {
        const row = begin(Family.MULTIPLY, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, a * b);
        break;
      }
      case Op.MULH: {
        const row = begin(Family.MULTIPLY_HIGH, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, multiplyHighSigned(<i32>a, <i32>b));
        break;
      }
      case Op.MULHSU: {
        const row = begin(Family.MULTIPLY_HIGH, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, multiplyHighMixed(<i32>a, b));
        break;
      }
      case Op.MULHU: {
        const row = begin(Family.MULTIPLY_HIGH, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, multiplyHighUnsigned(a, b));
        break;
      }
      case Op.DIV: {
        const row = begin(Family.DIVIDE, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, <u32>divide(<i32>a, <i32>b));
        break;
      }
      case Op.DIVU: {
        const row = begin(Family.DIVIDE, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, divideUnsigned(a, b));
        break;
      }
      case Op.REM: {
        const row = begin(Family.DIVIDE, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, <u32>remainder(<i32>a, <i32>b));
        break;
      }
      case Op.REMU: {
        const row = begin(Family.DIVIDE, RowBytes.REGISTER, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        resultOfTwo(row, word, clock, remainderUnsigned(a, b));
        break;
      }
      case Op.CONSTANT: {
        const row = begin(Family.UPPER, RowBytes.UPPER, pcOf(ip), clock);
        writeRegister(row, At.RESULT_OF_NONE, <usize>((word >> 8) & 0xff), clock + Slot.RD, immediate(ip));
        break;
      }
      case Op.BEQ: {
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        ip += a == b ? <isize>(<i32>immediate(ip)) : 8;
        store<u32>(row, pcOf(ip), At.BRANCH_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.BNE: {
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        ip += a != b ? <isize>(<i32>immediate(ip)) : 8;
        store<u32>(row, pcOf(ip), At.BRANCH_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.BLT: {
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        ip += <i32>a < <i32>b ? <isize>(<i32>immediate(ip)) : 8;
        store<u32>(row, pcOf(ip), At.BRANCH_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.BGE: {
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        ip += <i32>a >= <i32>b ? <isize>(<i32>immediate(ip)) : 8;
        store<u32>(row, pcOf(ip), At.BRANCH_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.BLTU: {
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        ip += a < b ? <isize>(<i32>immediate(ip)) : 8;
        store<u32>(row, pcOf(ip), At.BRANCH_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.BGEU: {
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pcOf(ip), clock);
        const a = first(row, word, clock);
        const b = second(row, word, clock);
        ip += a >= b ? <isize>(<i32>immediate(ip)) : 8;
        store<u32>(row, pcOf(ip), At.BRANCH_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.BRANCH_FAR: {
        const a = load<u32>(<usize>((word >> 16) & 0xff), REGISTERS);
        if (isTaken((word >> 10) & 7, a, stored(word))) return fault(ip, clock);
        const pc = pcOf(ip);
        const row = begin(Family.BRANCH, RowBytes.BRANCH, pc, clock);
        first(row, word, clock);
        second(row, word, clock);
        store<u32>(row, pc + 4, At.BRANCH_NEXT);
        break;
      }
      case Op.JUMP:
      case Op.JAL: {
        const pc = pcOf(ip);
        const row = begin(Family.JUMP, RowBytes.JUMP, pc, clock);
        writeRegister(row, At.RESULT_OF_NONE, <usize>((word >> 8) & 0xff), clock + Slot.RD, pc + 4);
        ip += <isize>(<i32>immediate(ip));
        store<u32>(row, pcOf(ip), At.JUMP_NEXT);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.JALR: {
        const to = target(word, ip) & ~1;
        const offset = to - load<u32>(CODE_START);
        if (to & 3 || offset >= load<u32>(CODE_BYTES)) return fault(ip, clock);
        const pc = pcOf(ip);
        const row = begin(Family.JUMP_REGISTER, RowBytes.JUMP_REGISTER, pc, clock);
        first(row, word, clock);
        resultOfOne(row, word, clock, pc + 4);
        store<u32>(row, to, At.JUMP_REGISTER_NEXT);
        ip = CODE + ((<usize>offset) << 1);
        clock += CLOCKS_PER_CYCLE;
        continue;
      }
      case Op.NOTHING:
        begin(Family.FENCE, RowBytes.FENCE, pcOf(ip), clock);
        break;
      case Op.CALL:
        switch (traceCall(pcOf(ip), clock)) {
          case Outcome.DONE:
            break;
          case Outcome.HOST:
            return leave(Exit.CALL, ip, clock);
          case Outcome.FULL:
            return leave(Exit.LIMIT, ip, clock);
          default:
            return fault(ip, clock);
        }
        break;
      default:
        // ILLEGAL, END, JAL_FAR.
        return fault(ip, clock);
    }
    ip += 8;
    clock += CLOCKS_PER_CYCLE;
  }
}

/** Before the host carries out the call that PC is at: see traceCalls.ts. */
export function beginTracedCall(address: u32, length: u32): bool {
  return beginHostCall(load<u32>(PC), clockNow(), address, length);
}

export { endHostCall as endTracedCall } from "./traceCalls";

/** For the host: where everything is. */
export function traceTables(which: u32): usize {
  switch (which) {
    case 0:
      return ROWS;
    case 1:
      return ROW_ENDS;
    case 2:
      return REGISTER_CLOCKS;
    case 3:
      return TOUCHED;
    case 4:
      return MOST_TOUCHED;
    case 5:
      return TOUCHED_PAGES;
    case 6:
      return CLOCKS;
    default:
      return BEFORE;
  }
}
