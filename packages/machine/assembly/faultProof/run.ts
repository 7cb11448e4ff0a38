// The loop. One switch over operations; registers, pages and decoded code lie in linear memory.
//
// Steps are counted where control leaves a straight line, not one by one: `done` counts up to `mark`, the rest is the distance from there.
// So the loop exists twice. The coarse one looks at its limit only where it counts, and ends up to a page of instructions behind it; the
// fine one looks at every step. `run` uses the coarse one for as long as it cannot go too far.
import {
  divide,
  divide32,
  multiplyHighMixed,
  multiplyHighSigned,
  multiplyHighUnsigned,
  remainder,
  remainder32,
} from "./arithmetic";
import { atomic } from "./atomics";
import { codeOf, decodeAt, strayCode } from "./code";
import { Exit, Fault, FAULT_CODE, PC, REGISTERS, STEP } from "./layout";
import { Op } from "./operations";
import { read, write } from "./pages";
import { mayEnter } from "./translated";

/** More than a page of instructions. */
const SLACK: u64 = 1100;

/** `Step` is u8 for the loop that looks at every step, u64 for the other. */
// @ts-ignore: decorator
@inline
function isFine<Step>(): bool {
  return sizeof<Step>() == 1;
}

/** Value of rs1. */
// @ts-ignore: decorator
@inline
function first(word: u32): u64 {
  return load<u64>(REGISTERS + <usize>((word >> 13) & 0x7f8));
}

/** Value of rs2. */
// @ts-ignore: decorator
@inline
function second(word: u32): u64 {
  return load<u64>(REGISTERS + <usize>((word >> 21) & 0x7f8));
}

// @ts-ignore: decorator
@inline
function immediate(ip: usize): i32 {
  return load<i32>(ip, 4);
}

/** Writes rd. */
// @ts-ignore: decorator
@inline
function put(word: u32, value: u64): void {
  store<u64>(REGISTERS + <usize>((word >> 5) & 0x7f8), value);
}

/** Leaves the loop before the operation at `ip`. */
function end(exit: Exit, base: usize, ip: usize, mark: usize, pcPage: u64, done: u64): Exit {
  store<u64>(PC, pcPage + <u64>((ip - base) >> 1));
  store<u64>(STEP, done + <u64>((ip - mark) >> 3));
  return exit;
}

function fault(code: u32, base: usize, ip: usize, mark: usize, pcPage: u64, done: u64): Exit {
  store<u64>(FAULT_CODE, code);
  return end(Exit.FAULT, base, ip, mark, pcPage, done);
}

function isTaken(funct3: u32, a: u64, b: u64): bool {
  switch (funct3) {
    case 0:
      return a == b;
    case 1:
      return a != b;
    case 4:
      return <i64>a < <i64>b;
    case 5:
      return <i64>a >= <i64>b;
    case 6:
      return a < b;
    case 7:
      return a >= b;
    default:
      return false;
  }
}

/** Goes on from PC until `limit` steps are done, or something ends it. */
function execute<Step>(limit: u64): Exit {
  let done = load<u64>(STEP);
  let target = load<u64>(PC);
  while (true) {
    // Where the program begins, and every jump that leaves its page. Operations of the page that runs, and its address; the operation that
    // is next; up to where `done` counts.
    let base: usize;
    let pcPage: u64;
    let ip: usize;
    if ((target & 3) == 0) {
      base = codeOf(target >> 12);
      pcPage = target & ~4095;
      ip = base + ((<usize>(target & 4092)) << 1);
    } else {
      base = strayCode(target);
      pcPage = target;
      ip = base;
    }
    let mark = ip;
    if (base == 0) {
      store<u64>(PC, target);
      store<u64>(STEP, done);
      return Exit.MEMORY;
    }
    if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
    while (true) {
      if (isFine<Step>() && done + <u64>((ip - mark) >> 3) >= limit) {
        return end(Exit.LIMIT, base, ip, mark, pcPage, done);
      }
      const word = load<u32>(ip);
      switch (word & 0xff) {
        case Op.UNDECODED:
          decodeAt(base, ip);
          continue;
        case Op.PAGE_END:
          done += <u64>((ip - mark) >> 3);
          target = pcPage + <u64>((ip - base) >> 1);
          break;
        case Op.FAULT:
          return fault(load<u32>(ip, 4), base, ip, mark, pcPage, done);
        case Op.SYSTEM_CALL:
          return end(Exit.SYSTEM_CALL, base, ip, mark, pcPage, done);
        case Op.NOTHING:
          ip += 8;
          continue;
        case Op.LB:
          put(word, <u64>(<i64>read<i8>(first(word) + <u64>(<i64>immediate(ip)))));
          ip += 8;
          continue;
        case Op.LH:
          put(word, <u64>(<i64>read<i16>(first(word) + <u64>(<i64>immediate(ip)))));
          ip += 8;
          continue;
        case Op.LW:
          put(word, <u64>(<i64>read<i32>(first(word) + <u64>(<i64>immediate(ip)))));
          ip += 8;
          continue;
        case Op.LD:
          put(word, <u64>read<i64>(first(word) + <u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.LBU:
          put(word, <u64>read<u8>(first(word) + <u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.LHU:
          put(word, <u64>read<u16>(first(word) + <u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.LWU:
          put(word, <u64>read<u32>(first(word) + <u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.SB:
          if (!write<u8>(first(word) + <u64>(<i64>immediate(ip)), <u8>second(word)))
            return end(Exit.MEMORY, base, ip, mark, pcPage, done);
          ip += 8;
          continue;
        case Op.SH:
          if (!write<u16>(first(word) + <u64>(<i64>immediate(ip)), <u16>second(word)))
            return end(Exit.MEMORY, base, ip, mark, pcPage, done);
          ip += 8;
          continue;
        case Op.SW:
          if (!write<u32>(first(word) + <u64>(<i64>immediate(ip)), <u32>second(word)))
            return end(Exit.MEMORY, base, ip, mark, pcPage, done);
          ip += 8;
          continue;
        case Op.SD:
          if (!write<u64>(first(word) + <u64>(<i64>immediate(ip)), second(word)))
            return end(Exit.MEMORY, base, ip, mark, pcPage, done);
          ip += 8;
          continue;
        case Op.ADDI:
          put(word, first(word) + <u64>(<i64>immediate(ip)));
          ip += 8;
          continue;
        case Op.SLTI:
          put(word, <u64>(<i64>first(word) < <i64>immediate(ip)));
          ip += 8;
          continue;
        case Op.SLTIU:
          put(word, <u64>(first(word) < <u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.XORI:
          put(word, first(word) ^ (<u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.ORI:
          put(word, first(word) | (<u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.ANDI:
          put(word, first(word) & (<u64>(<i64>immediate(ip))));
          ip += 8;
          continue;
        case Op.SLLI:
          put(word, first(word) << ((<u64>immediate(ip)) & 63));
          ip += 8;
          continue;
        case Op.SRLI:
          put(word, first(word) >> ((<u64>immediate(ip)) & 63));
          ip += 8;
          continue;
        case Op.SRAI:
          put(word, <u64>((<i64>first(word)) >> ((<i64>immediate(ip)) & 63)));
          ip += 8;
          continue;
        case Op.ADDIW:
          put(word, <u64>(<i64>(<i32>first(word) + immediate(ip))));
          ip += 8;
          continue;
        case Op.SLLIW:
          put(word, <u64>(<i64>((<i32>first(word)) << (immediate(ip) & 31))));
          ip += 8;
          continue;
        case Op.SRLIW:
          put(word, <u64>(<i64>(<i32>((<u32>first(word)) >> ((<u32>immediate(ip)) & 31)))));
          ip += 8;
          continue;
        case Op.SRAIW:
          put(word, <u64>(<i64>((<i32>first(word)) >> (immediate(ip) & 31))));
          ip += 8;
          continue;
        case Op.ADD:
          put(word, first(word) + second(word));
          ip += 8;
          continue;
        case Op.SUB:
          put(word, first(word) - second(word));
          ip += 8;
          continue;
        case Op.SLL:
          put(word, first(word) << (second(word) & 63));
          ip += 8;
          continue;
        case Op.SLT:
          put(word, <u64>(<i64>first(word) < <i64>second(word)));
          ip += 8;
          continue;
        case Op.SLTU:
          put(word, <u64>(first(word) < second(word)));
          ip += 8;
          continue;
        case Op.XOR:
          put(word, first(word) ^ second(word));
          ip += 8;
          continue;
        case Op.SRL:
          put(word, first(word) >> (second(word) & 63));
          ip += 8;
          continue;
        case Op.SRA:
          put(word, <u64>((<i64>first(word)) >> ((<i64>second(word)) & 63)));
          ip += 8;
          continue;
        case Op.OR:
          put(word, first(word) | second(word));
          ip += 8;
          continue;
        case Op.AND:
          put(word, first(word) & second(word));
          ip += 8;
          continue;
        case Op.MUL:
          put(word, first(word) * second(word));
          ip += 8;
          continue;
        case Op.MULH:
          put(word, <u64>multiplyHighSigned(<i64>first(word), <i64>second(word)));
          ip += 8;
          continue;
        case Op.MULHSU:
          put(word, <u64>multiplyHighMixed(<i64>first(word), second(word)));
          ip += 8;
          continue;
        case Op.MULHU:
          put(word, multiplyHighUnsigned(first(word), second(word)));
          ip += 8;
          continue;
        case Op.DIV:
          put(word, <u64>divide(<i64>first(word), <i64>second(word)));
          ip += 8;
          continue;
        case Op.DIVU:
          put(word, second(word) == 0 ? ~(<u64>0) : first(word) / second(word));
          ip += 8;
          continue;
        case Op.REM:
          put(word, <u64>remainder(<i64>first(word), <i64>second(word)));
          ip += 8;
          continue;
        case Op.REMU:
          put(word, second(word) == 0 ? first(word) : first(word) % second(word));
          ip += 8;
          continue;
        case Op.ADDW:
          put(word, <u64>(<i64>(<i32>first(word) + <i32>second(word))));
          ip += 8;
          continue;
        case Op.SUBW:
          put(word, <u64>(<i64>(<i32>first(word) - <i32>second(word))));
          ip += 8;
          continue;
        case Op.SLLW:
          put(word, <u64>(<i64>((<i32>first(word)) << ((<i32>second(word)) & 31))));
          ip += 8;
          continue;
        case Op.SRLW:
          put(word, <u64>(<i64>(<i32>((<u32>first(word)) >> ((<u32>second(word)) & 31)))));
          ip += 8;
          continue;
        case Op.SRAW:
          put(word, <u64>(<i64>((<i32>first(word)) >> ((<i32>second(word)) & 31))));
          ip += 8;
          continue;
        case Op.MULW:
          put(word, <u64>(<i64>(<i32>first(word) * <i32>second(word))));
          ip += 8;
          continue;
        case Op.DIVW:
          put(word, <u64>(<i64>divide32(<i32>first(word), <i32>second(word))));
          ip += 8;
          continue;
        case Op.DIVUW:
          put(word, <u64>(<i64>(<u32>second(word) == 0 ? -1 : <i32>(<u32>first(word) / <u32>second(word)))));
          ip += 8;
          continue;
        case Op.REMW:
          put(word, <u64>(<i64>remainder32(<i32>first(word), <i32>second(word))));
          ip += 8;
          continue;
        case Op.REMUW:
          put(
            word,
            <u64>(<i64>(<u32>second(word) == 0 ? <i32>first(word) : <i32>(<u32>first(word) % <u32>second(word)))),
          );
          ip += 8;
          continue;
        case Op.CONSTANT:
          put(word, <u64>(<i64>immediate(ip)));
          ip += 8;
          continue;
        case Op.AUIPC:
          put(word, pcPage + <u64>(<i64>immediate(ip)));
          ip += 8;
          continue;
        case Op.BEQ_NEAR:
          if (first(word) == second(word)) {
            done += <u64>((ip - mark) >> 3) + 1;
            ip += immediate(ip);
            mark = ip;
            if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
            continue;
          }
          ip += 8;
          continue;
        case Op.BNE_NEAR:
          if (first(word) != second(word)) {
            done += <u64>((ip - mark) >> 3) + 1;
            ip += immediate(ip);
            mark = ip;
            if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
            continue;
          }
          ip += 8;
          continue;
        case Op.BLT_NEAR:
          if (<i64>first(word) < <i64>second(word)) {
            done += <u64>((ip - mark) >> 3) + 1;
            ip += immediate(ip);
            mark = ip;
            if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
            continue;
          }
          ip += 8;
          continue;
        case Op.BGE_NEAR:
          if (<i64>first(word) >= <i64>second(word)) {
            done += <u64>((ip - mark) >> 3) + 1;
            ip += immediate(ip);
            mark = ip;
            if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
            continue;
          }
          ip += 8;
          continue;
        case Op.BLTU_NEAR:
          if (first(word) < second(word)) {
            done += <u64>((ip - mark) >> 3) + 1;
            ip += immediate(ip);
            mark = ip;
            if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
            continue;
          }
          ip += 8;
          continue;
        case Op.BGEU_NEAR:
          if (first(word) >= second(word)) {
            done += <u64>((ip - mark) >> 3) + 1;
            ip += immediate(ip);
            mark = ip;
            if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
            continue;
          }
          ip += 8;
          continue;
        case Op.JAL_NEAR:
          put(word, pcPage + <u64>((ip - base) >> 1) + 4);
          done += <u64>((ip - mark) >> 3) + 1;
          ip += immediate(ip);
          mark = ip;
          if (!isFine<Step>() && done >= limit) return end(Exit.LIMIT, base, ip, mark, pcPage, done);
          continue;
        case Op.JAL_FAR: {
          const pc = pcPage + <u64>((ip - base) >> 1);
          target = pc + <u64>(<i64>immediate(ip));
          if (target & 3) return fault(Fault.MISALIGNED, base, ip, mark, pcPage, done);
          put(word, pc + 4);
          done += <u64>((ip - mark) >> 3) + 1;
          break;
        }
        case Op.JALR: {
          target = (first(word) + <u64>(<i64>immediate(ip))) & ~1;
          if (target & 3) return fault(Fault.MISALIGNED, base, ip, mark, pcPage, done);
          put(word, pcPage + <u64>((ip - base) >> 1) + 4);
          done += <u64>((ip - mark) >> 3) + 1;
          break;
        }
        case Op.BRANCH_FAR: {
          const pc = pcPage + <u64>((ip - base) >> 1);
          const taken = isTaken((word >> 8) & 0xff, first(word), second(word));
          target = taken ? pc + <u64>(<i64>immediate(ip)) : pc + 4;
          // The contract looks at where the program goes on, jump or not.
          if (target & 3) return fault(Fault.MISALIGNED, base, ip, mark, pcPage, done);
          if (!taken) {
            ip += 8;
            continue;
          }
          done += <u64>((ip - mark) >> 3) + 1;
          break;
        }
        case Op.ENTER:
          return end(Exit.ENTER, base, ip, mark, pcPage, done);
        case Op.ATOMIC: {
          const exit = atomic(word, load<u32>(ip, 4));
          if (exit != Exit.LIMIT) return end(exit, base, ip, mark, pcPage, done);
          ip += 8;
          continue;
        }
        default:
          // decode.ts makes no others.
          unreachable();
      }
      break;
    }
  }
}

/** Goes on until STEP is `limit`, or something else ends it. */
export function run(limit: u64): Exit {
  while (load<u64>(STEP) < limit) {
    const left = limit - load<u64>(STEP);
    let exit = left > 2 * SLACK ? execute<u64>(limit - SLACK) : execute<u8>(limit);
    if (exit == Exit.ENTER) {
      exit = mayEnter(limit);
      if (exit == Exit.LIMIT) exit = stepOver();
    }
    if (exit != Exit.LIMIT) return exit;
  }
  return Exit.LIMIT;
}

/** The instruction in whose place ENTER stands. */
export function stepOver(): Exit {
  const pc = load<u64>(PC);
  const operation = codeOf(pc >> 12) + ((<usize>(pc & 4092)) << 1);
  const enter = load<u64>(operation);
  store<u64>(operation, 0);
  const exit = execute<u8>(load<u64>(STEP) + 1);
  // Unless it wrote over itself.
  if (load<u64>(operation) != 0) store<u64>(operation, enter);
  return exit;
}

/** Goes on to a jump behind `limit`, and not to its end where `isFine`. */
export function runToJump(limit: u64, isFine: bool): Exit {
  return isFine ? execute<u8>(limit) : execute<u64>(limit);
}
