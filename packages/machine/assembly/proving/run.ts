// The loop. One switch over operations; registers, the guest's memory and decoded code lie in linear memory.
//
// Cycles are not counted one by one. `deadline` is where `ip` would be at the limit if nothing jumped, 8 bytes an instruction; a jump
// moves both. So the loop exists twice: the coarse one looks at the deadline only where it jumps, and ends up to a straight line of
// instructions behind it; the fine one looks at every instruction. `run` uses the coarse one for as long as it cannot go too far.
import { accelerate, Call } from "./accelerators";
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
import {
  CODE,
  CODE_BYTES,
  CODE_START,
  CYCLE,
  ENTRIES_BIT,
  Exit,
  Fault,
  GUEST,
  HAS_ACCELERATORS,
  PC,
  REGISTERS,
} from "./layout";
import { accessFault, admitStore, breaksRule, isWritten, setFault } from "./memory";
import { Op } from "./operations";
import { callTranslated, codeOfLoop } from "./translated";
import { profileCall, profileCount, profileFlush, profileJump, profileReturn } from "./profile";

/** So that `deadline` is a positive i32. */
const MOST_CYCLES: u64 = 1 << 26;
const A7: usize = 17;

/** Instructions between two that always jump, at most; and one for the jump. */
let slack: u64 = 0;

export function setLongestLine(instructions: u32): void {
  slack = <u64>instructions + 1;
}

/** `Watch` is u8 for the loop that looks at every cycle, u16 for one that also tells profile.ts where control goes, u64 for the other. */
// @ts-ignore: decorator
@inline
function isFine<Watch>(): bool {
  return sizeof<Watch>() < 8;
}

// @ts-ignore: decorator
@inline
function isProfiled<Watch>(): bool {
  return sizeof<Watch>() == 2;
}

/** Offset of a register that calls put their return address into: ra, and t0 of the compiler's own calls (RISC-V unprivileged
 *  specification, "JALR", return-address stack hints). */
// @ts-ignore: decorator
@inline
function isLink(register: u32): bool {
  return register == 4 || register == 20;
}

/** Value of rs1. */
// @ts-ignore: decorator
@inline
function first(word: u32): u32 {
  return load<u32>(<usize>((word >> 16) & 0xff), REGISTERS);
}

/** Value of rs2. */
// @ts-ignore: decorator
@inline
function second(word: u32): u32 {
  return load<u32>(<usize>(word >> 24), REGISTERS);
}

// @ts-ignore: decorator
@inline
function immediate(ip: usize): u32 {
  return load<u32>(ip, 4);
}

/** Writes rd. */
// @ts-ignore: decorator
@inline
function put(word: u32, value: u32): void {
  store<u32>(<usize>((word >> 8) & 0xff), value, REGISTERS);
}

/** The address that a load or store is about. */
// @ts-ignore: decorator
@inline
function target(word: u32, ip: usize): u32 {
  return first(word) + immediate(ip);
}

/** Program counter of the instruction at `ip`. */
// @ts-ignore: decorator
@inline
function pcOf(ip: usize): u32 {
  return load<u32>(CODE_START) + <u32>(((ip & ~ENTRIES_BIT) - CODE) >> 1);
}

/** Cycles done when the instruction at `ip` is the next one. */
// @ts-ignore: decorator
@inline
function cyclesAt(ip: usize, deadline: i32, limit: u64): u64 {
  return limit - <u64>(<i64>((deadline - <i32>ip) >> 3));
}

/** Index in the code of the instruction at `ip`. */
// @ts-ignore: decorator
@inline
function indexOf(ip: usize): u32 {
  return <u32>((ip - CODE) >> 3);
}

/** Leaves the loop in front of the instruction at `pc`. */
function leaveAt(exit: Exit, pc: u32, ip: usize, deadline: i32, limit: u64): Exit {
  store<u32>(PC, pc);
  store<u64>(CYCLE, cyclesAt(ip, deadline, limit));
  return exit;
}

function leave(exit: Exit, ip: usize, deadline: i32, limit: u64): Exit {
  return leaveAt(exit, pcOf(ip), ip, deadline, limit);
}

function leaveWith(fault: Fault, address: u32, ip: usize, deadline: i32, limit: u64): Exit {
  return leave(setFault(fault, address), ip, deadline, limit);
}

/** Goes on from PC until `limit` cycles are done, or something ends it. With LIMIT, less may be done: the program counter is then
 *  outside the code. */
function execute<Watch>(limit: u64): Exit {
  const start = load<u32>(PC) - load<u32>(CODE_START);
  if (start >= load<u32>(CODE_BYTES) || (start & 3) != 0) return setFault(Fault.JUMP_OUTSIDE_CODE, load<u32>(PC));
  const code = isFine<Watch>() ? CODE : codeOfLoop();
  let ip = code + ((<usize>start) << 1);
  let deadline = <i32>ip + ((<i32>(limit - load<u64>(CYCLE))) << 3);
  while (true) {
    if (isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
    const word = load<u32>(ip);
    switch (word & 0xff) {
      case Op.ILLEGAL:
        return leaveWith(Fault.ILLEGAL_INSTRUCTION, load<u32>(<usize>pcOf(ip), GUEST), ip, deadline, limit);
      case Op.END:
        return leaveWith(Fault.JUMP_OUTSIDE_CODE, pcOf(ip), ip, deadline, limit);
      case Op.CALL: {
        const exit = accelerate(load<u32>(REGISTERS + A7 * 4));
        if (exit != Exit.LIMIT) return leave(exit, ip, deadline, limit);
        if (isProfiled<Watch>() && load<u32>(HAS_ACCELERATORS))
          profileCount(load<u32>(REGISTERS + A7 * 4) - Call.KECCAK_F, 1);
        break;
      }
      case Op.NOTHING:
        break;
      case Op.LB: {
        const address = target(word, ip);
        if (breaksRule<i8>(address)) return leave(accessFault(address, 1), ip, deadline, limit);
        put(word, <u32>load<i8>(<usize>address, GUEST));
        break;
      }
      case Op.LH: {
        const address = target(word, ip);
        if (breaksRule<i16>(address)) return leave(accessFault(address, 2), ip, deadline, limit);
        put(word, <u32>load<i16>(<usize>address, GUEST));
        break;
      }
      case Op.LW: {
        const address = target(word, ip);
        if (breaksRule<u32>(address)) return leave(accessFault(address, 4), ip, deadline, limit);
        put(word, load<u32>(<usize>address, GUEST));
        break;
      }
      case Op.LBU: {
        const address = target(word, ip);
        if (breaksRule<u8>(address)) return leave(accessFault(address, 1), ip, deadline, limit);
        put(word, <u32>load<u8>(<usize>address, GUEST));
        break;
      }
      case Op.LHU: {
        const address = target(word, ip);
        if (breaksRule<u16>(address)) return leave(accessFault(address, 2), ip, deadline, limit);
        put(word, <u32>load<u16>(<usize>address, GUEST));
        break;
      }
      case Op.SB: {
        const address = target(word, ip);
        if (breaksRule<u8>(address) || !isWritten(address)) {
          const exit = admitStore(address, 1);
          if (exit != Exit.LIMIT) return leave(exit, ip, deadline, limit);
        }
        store<u8>(<usize>address, <u8>second(word), GUEST);
        break;
      }
      case Op.SH: {
        const address = target(word, ip);
        if (breaksRule<u16>(address) || !isWritten(address)) {
          const exit = admitStore(address, 2);
          if (exit != Exit.LIMIT) return leave(exit, ip, deadline, limit);
        }
        store<u16>(<usize>address, <u16>second(word), GUEST);
        break;
      }
      case Op.SW: {
        const address = target(word, ip);
        if (breaksRule<u32>(address) || !isWritten(address)) {
          const exit = admitStore(address, 4);
          if (exit != Exit.LIMIT) return leave(exit, ip, deadline, limit);
        }
        store<u32>(<usize>address, second(word), GUEST);
        break;
      }
      case Op.ADDI:
        put(word, first(word) + immediate(ip));
        break;
      case Op.SLTI:
        put(word, <u32>(<i32>first(word) < <i32>immediate(ip)));
        break;
      case Op.SLTIU:
        put(word, <u32>(first(word) < immediate(ip)));
        break;
      case Op.XORI:
        put(word, first(word) ^ immediate(ip));
        break;
      case Op.ORI:
        put(word, first(word) | immediate(ip));
        break;
      case Op.ANDI:
        put(word, first(word) & immediate(ip));
        break;
      case Op.SLLI:
        put(word, first(word) << immediate(ip));
        break;
      case Op.SRLI:
        put(word, first(word) >> immediate(ip));
        break;
      case Op.SRAI:
        put(word, <u32>((<i32>first(word)) >> (<i32>immediate(ip))));
        break;
      case Op.ADD:
        put(word, first(word) + second(word));
        break;
      case Op.SUB:
        put(word, first(word) - second(word));
        break;
      case Op.SLL:
        put(word, first(word) << second(word));
        break;
      case Op.SLT:
        put(word, <u32>(<i32>first(word) < <i32>second(word)));
        break;
      case Op.SLTU:
        put(word, <u32>(first(word) < second(word)));
        break;
      case Op.XOR:
        put(word, first(word) ^ second(word));
        break;
      case Op.SRL:
        put(word, first(word) >> second(word));
        break;
      case Op.SRA:
        put(word, <u32>((<i32>first(word)) >> (<i32>second(word))));
        break;
      case Op.OR:
        put(word, first(word) | second(word));
        break;
      case Op.AND:
        put(word, first(word) & second(word));
        break;
      case Op.MUL:
        put(word, first(word) * second(word));
        break;
      case Op.MULH:
        put(word, multiplyHighSigned(<i32>first(word), <i32>second(word)));
        break;
      case Op.MULHSU:
        put(word, multiplyHighMixed(<i32>first(word), second(word)));
        break;
      case Op.MULHU:
        put(word, multiplyHighUnsigned(first(word), second(word)));
        break;
      case Op.DIV:
        put(word, <u32>divide(<i32>first(word), <i32>second(word)));
        break;
      case Op.DIVU:
        put(word, divideUnsigned(first(word), second(word)));
        break;
      case Op.REM:
        put(word, <u32>remainder(<i32>first(word), <i32>second(word)));
        break;
      case Op.REMU:
        put(word, remainderUnsigned(first(word), second(word)));
        break;
      case Op.CONSTANT:
        put(word, immediate(ip));
        break;
      case Op.JUMP: {
        const distance = <i32>immediate(ip);
        ip += distance;
        deadline += distance - 8;
        if (isProfiled<Watch>()) profileJump(cyclesAt(ip, deadline, limit), indexOf(ip));
        if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
        continue;
      }
      case Op.JAL: {
        put(word, pcOf(ip) + 4);
        const distance = <i32>immediate(ip);
        ip += distance;
        deadline += distance - 8;
        if (isProfiled<Watch>()) {
          const now = cyclesAt(ip, deadline, limit);
          if (isLink((word >> 8) & 0xff)) profileCall(now, indexOf(ip - distance) + 1, indexOf(ip));
          else profileJump(now, indexOf(ip));
        }
        if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
        continue;
      }
      case Op.BEQ:
        if (first(word) == second(word)) {
          const distance = <i32>immediate(ip);
          ip += distance;
          deadline += distance - 8;
          if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
          continue;
        }
        break;
      case Op.BNE:
        if (first(word) != second(word)) {
          const distance = <i32>immediate(ip);
          ip += distance;
          deadline += distance - 8;
          if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
          continue;
        }
        break;
      case Op.BLT:
        if (<i32>first(word) < <i32>second(word)) {
          const distance = <i32>immediate(ip);
          ip += distance;
          deadline += distance - 8;
          if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
          continue;
        }
        break;
      case Op.BGE:
        if (<i32>first(word) >= <i32>second(word)) {
          const distance = <i32>immediate(ip);
          ip += distance;
          deadline += distance - 8;
          if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
          continue;
        }
        break;
      case Op.BLTU:
        if (first(word) < second(word)) {
          const distance = <i32>immediate(ip);
          ip += distance;
          deadline += distance - 8;
          if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
          continue;
        }
        break;
      case Op.BGEU:
        if (first(word) >= second(word)) {
          const distance = <i32>immediate(ip);
          ip += distance;
          deadline += distance - 8;
          if (!isFine<Watch>() && <i32>ip >= deadline) return leave(Exit.LIMIT, ip, deadline, limit);
          continue;
        }
        break;
      case Op.JALR: {
        const to = target(word, ip) & ~1;
        if (to & 3) return leaveWith(Fault.MISALIGNED_JUMP, to, ip, deadline, limit);
        put(word, pcOf(ip) + 4);
        const offset = to - load<u32>(CODE_START);
        // As many cycles as instructions, this one too.
        const left = deadline - <i32>ip - 8;
        if (offset >= load<u32>(CODE_BYTES)) return leaveAt(Exit.LIMIT, to, 0, left, limit);
        if (isProfiled<Watch>()) {
          const now = limit - <u64>(<i64>(left >> 3));
          if (isLink((word >> 8) & 0xff)) profileCall(now, indexOf(ip) + 1, offset >> 2);
          else if (isLink((word >> 16) & 0xff)) profileReturn(now, offset >> 2);
          else profileJump(now, offset >> 2);
        }
        ip = code + ((<usize>offset) << 1);
        deadline = <i32>ip + left;
        if (!isFine<Watch>() && left <= 0) return leave(Exit.LIMIT, ip, deadline, limit);
        continue;
      }
      case Op.JAL_FAR: {
        const to = pcOf(ip) + immediate(ip);
        if (to & 3) return leaveWith(Fault.MISALIGNED_JUMP, to, ip, deadline, limit);
        put(word, pcOf(ip) + 4);
        return leaveAt(Exit.LIMIT, to, ip + 8, deadline, limit);
      }
      case Op.BRANCH_FAR: {
        // rd is the number of a register times four elsewhere.
        if (!isTaken((word >> 10) & 7, first(word), second(word))) break;
        const to = pcOf(ip) + immediate(ip);
        if (to & 3) return leaveWith(Fault.MISALIGNED_JUMP, to, ip, deadline, limit);
        return leaveAt(Exit.LIMIT, to, ip + 8, deadline, limit);
      }
      case Op.ENTER:
        return leave(Exit.ENTER, ip, deadline, limit);
      default:
        // decode.ts makes no others.
        unreachable();
    }
    ip += 8;
  }
}

/** The loop that looks at every cycle, to `limit` and no further than it may go at once. */
function executeFine(limit: u64): Exit {
  const most = load<u64>(CYCLE) + MOST_CYCLES;
  return execute<u8>(limit < most ? limit : most);
}

/** Calls the translated function that begins at PC; where it can do nothing, the loop does. */
function enter(limit: u64): Exit {
  const before = load<u64>(CYCLE);
  if (!callTranslated(limit)) return executeFine(limit);
  return load<u64>(CYCLE) == before ? execute<u8>(before + 1) : Exit.LIMIT;
}

/** Goes on until CYCLE is `limit`, or something else ends it. */
export function run(limit: u64): Exit {
  while (load<u64>(CYCLE) < limit) {
    const left = limit - load<u64>(CYCLE);
    const most = left < MOST_CYCLES ? left : MOST_CYCLES;
    let exit = most > 2 * slack ? execute<u64>(load<u64>(CYCLE) + most - slack) : executeFine(limit);
    if (exit == Exit.ENTER) exit = enter(limit);
    if (exit != Exit.LIMIT) return exit;
  }
  return Exit.LIMIT;
}

let sampleRest: u64 = 0;

export function setSample(cycles: u32): void {
  sampleRest = cycles;
}

/** The same, but ends with SAMPLE at a jump after `setSample` cycles of the loop, those of translated functions not counted. */
export function runToSample(limit: u64): Exit {
  while (load<u64>(CYCLE) < limit) {
    const before = load<u64>(CYCLE);
    if (limit - before <= sampleRest + slack) return run(limit);
    let exit = execute<u64>(before + sampleRest);
    const done = load<u64>(CYCLE) - before;
    sampleRest = done < sampleRest ? sampleRest - done : 0;
    if (exit == Exit.ENTER) exit = enter(limit);
    if (exit != Exit.LIMIT) return exit;
    if (sampleRest == 0) return Exit.SAMPLE;
  }
  return Exit.LIMIT;
}

/** The same, profiled: after `profileStart`. */
export function runProfiled(limit: u64): Exit {
  while (load<u64>(CYCLE) < limit) {
    const left = limit - load<u64>(CYCLE);
    const exit = execute<u16>(load<u64>(CYCLE) + (left < MOST_CYCLES ? left : MOST_CYCLES));
    profileFlush();
    if (exit != Exit.LIMIT) return exit;
  }
  return Exit.LIMIT;
}
