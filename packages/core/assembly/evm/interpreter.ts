// The interpreter: one loop, one switch, with pc, stack pointer and gas in locals (docs/architecture.md, "The EVM"). It
// runs frames until the one it was started with is done.
//
// Every case goes: stack, gas, operation, pc. `continue` goes on with the next opcode. `break` leaves the straight path:
// then `halt` says how, and EXCEPTION, its value unless a case sets another, means a failed stack or gas check.
// The stack grows down: the top word is at `sp`, the one below it at `sp + 32`.
import { BERLIN, BYZANTIUM, CANCUN, CONSTANTINOPLE, HOMESTEAD, ISTANBUL, LONDON, OSAKA, SHANGHAI } from "./forks";
import { keccak256 } from "../hash/keccak";
import { bytesOfWord, copy32, isZero32, loadBE64, reverse32, zero32 } from "../memory/bytes";
import { balanceOf } from "../state/account";
import { u256Add, u256Sub } from "../uint256/add";
import { u256AddMod } from "../uint256/addMod";
import {
  u256And,
  u256Byte,
  u256Clz,
  u256Not,
  u256Or,
  u256Sar,
  u256Shl,
  u256Shr,
  u256SignExtend,
  u256Xor,
} from "../uint256/bits";
import { u256Div, u256Mod, u256SDiv, u256SMod } from "../uint256/divide";
import { u256MulMod } from "../uint256/mulMod";
import { u256Exp } from "../uint256/exp";
import { u256Mul } from "../uint256/multiply";
import { u256BitLength, u256Eq, u256FromU64, u256IsU64, u256Lt, u256SLt } from "../uint256/word";
import { accountBalance, accountCodeCopy, accountCodeHash, accountCodeSize } from "./accountAccess";
import { call } from "./call";
import { create } from "./create";
import * as environment from "./environment";
import { Frame, STACK_BYTES } from "./frame";
import {
  GAS_BASE,
  GAS_BLOCKHASH,
  GAS_COPY_WORD,
  GAS_EXP,
  GAS_HIGH,
  GAS_JUMPDEST,
  GAS_KECCAK,
  GAS_KECCAK_WORD,
  GAS_LOW,
  GAS_MID,
  GAS_VERY_LOW,
  gasExpByte,
  wordsOf,
} from "./gas";
import {
  EXCEPTION,
  INVALID_JUMP,
  OUT_OF_GAS,
  RELOAD,
  RETURN_DATA_OUT_OF_BOUNDS,
  REVERTED,
  RUNNING,
  STACK_OVERFLOW,
  STACK_UNDERFLOW,
  STATIC_VIOLATION,
  STOPPED,
  UNDEFINED_OPCODE,
} from "./halt";
import { confirmJumpdest, isJumpdest } from "./jumpdest";
import { emitLog } from "./log";
import { copyPadded, endOf, endOfRange, growMemory, isU32 } from "./memory";
import * as op from "./opcodes";
import { currentFrame, frameJumpdests, leaveFrame } from "./return";
import { blockHashWord } from "./blockHash";
import { selfDestructTo } from "./selfdestruct";
import { loadSlot, loadTransient, storeSlot, storeTransient } from "./storageGas";
import { traceHalt, traceStep } from "./trace";
import { wordFromAddress, wordFromImmediate } from "./words";

/** Opcodes executed; counted in debug and trace builds only. */
export let evmSteps: u64 = 0;

export function resetInterpreter(): void {
  evmSteps = 0;
}

/** Where a jump to the word at `sp` lands, 0 when that is no jump destination. */
// @ts-ignore: decorator
@inline
function jumpTarget(frame: Frame, sp: usize): usize {
  const at = load<u64>(sp);
  let target: usize = 0;
  if (u256IsU64(sp) && at < <u64>frame.codeLength) {
    let bitmap = frame.jumpdests;
    if (bitmap == 0) bitmap = frameJumpdests(frame);
    if (isJumpdest(bitmap, <u32>at) || confirmJumpdest(bitmap, frame.code, frame.codeLength, <u32>at)) {
      target = frame.code + <usize>at;
    }
  }
  return target;
}

/** The frame's stack pointer, a multiple of 32. Said to the compiler: a machine that knows only aligned words then needs no checks. */
// @ts-ignore: decorator
@inline
function stackPointer(frame: Frame): usize {
  return TARGET_PROVING ? frame.sp & ~7 : frame.sp;
}

// @ts-ignore: decorator
@inline
function swapLimb(a: usize, b: usize): void {
  const held = load<u64>(a);
  store<u64>(a, load<u64>(b));
  store<u64>(b, held);
}

/** Runs `frame`, and every frame that it calls, to the end. What came out is in ./return.ts. */
export function execute(frame: Frame): void {
  let pc = frame.pc;
  let sp = stackPointer(frame);
  let gas = frame.gas;
  let end = frame.stackEnd;
  let base = frame.stackBase;
  let mem = frame.memory;
  let memSize = frame.memorySize;
  let halt = EXCEPTION;
  while (true) {
    if (!ASC_NO_ASSERT || TARGET_TRACE) evmSteps++;
    if (TARGET_TRACE) traceStep(frame, pc, sp, gas);
    const opcode: u32 = load<u8>(pc);
    switch (opcode) {
      case op.STOP: {
        halt = STOPPED;
        break;
      }
      case op.ADD: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Add(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.MUL: {
        if (sp > end - 64 || (gas -= GAS_LOW) < 0) break;
        u256Mul(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SUB: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Sub(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.DIV: {
        if (sp > end - 64 || (gas -= GAS_LOW) < 0) break;
        u256Div(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SDIV: {
        if (sp > end - 64 || (gas -= GAS_LOW) < 0) break;
        u256SDiv(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.MOD: {
        if (sp > end - 64 || (gas -= GAS_LOW) < 0) break;
        u256Mod(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SMOD: {
        if (sp > end - 64 || (gas -= GAS_LOW) < 0) break;
        u256SMod(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.ADDMOD: {
        if (sp > end - 96 || (gas -= GAS_MID) < 0) break;
        u256AddMod(sp + 64, sp, sp + 32, sp + 64);
        sp += 64;
        pc++;
        continue;
      }
      case op.MULMOD: {
        if (sp > end - 96 || (gas -= GAS_MID) < 0) break;
        u256MulMod(sp + 64, sp, sp + 32, sp + 64);
        sp += 64;
        pc++;
        continue;
      }
      case op.EXP: {
        if (sp > end - 64) break;
        gas -= GAS_EXP + gasExpByte * <i64>((u256BitLength(sp + 32) + 7) >> 3);
        if (gas < 0) break;
        u256Exp(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SIGNEXTEND: {
        if (sp > end - 64 || (gas -= GAS_LOW) < 0) break;
        u256SignExtend(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.LT: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256FromU64(sp + 32, <u64>u256Lt(sp, sp + 32));
        sp += 32;
        pc++;
        continue;
      }
      case op.GT: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256FromU64(sp + 32, <u64>u256Lt(sp + 32, sp));
        sp += 32;
        pc++;
        continue;
      }
      case op.SLT: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256FromU64(sp + 32, <u64>u256SLt(sp, sp + 32));
        sp += 32;
        pc++;
        continue;
      }
      case op.SGT: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256FromU64(sp + 32, <u64>u256SLt(sp + 32, sp));
        sp += 32;
        pc++;
        continue;
      }
      case op.EQ: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256FromU64(sp + 32, <u64>u256Eq(sp, sp + 32));
        sp += 32;
        pc++;
        continue;
      }
      case op.ISZERO: {
        if (sp > end - 32 || (gas -= GAS_VERY_LOW) < 0) break;
        u256FromU64(sp, <u64>isZero32(sp));
        pc++;
        continue;
      }
      case op.AND: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256And(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.OR: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Or(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.XOR: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Xor(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.NOT: {
        if (sp > end - 32 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Not(sp, sp);
        pc++;
        continue;
      }
      case op.BYTE: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Byte(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SHL: {
        if (environment.fork < CONSTANTINOPLE) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Shl(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SHR: {
        if (environment.fork < CONSTANTINOPLE) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Shr(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.SAR: {
        if (environment.fork < CONSTANTINOPLE) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        u256Sar(sp + 32, sp, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.CLZ: {
        if (environment.fork < OSAKA) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 32 || (gas -= GAS_LOW) < 0) break;
        u256Clz(sp, sp);
        pc++;
        continue;
      }
      case op.KECCAK256: {
        if (sp > end - 64 || (gas -= GAS_KECCAK) < 0) break;
        const last = endOfRange(sp, sp + 32);
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        const length = load<u32>(sp, 32);
        gas -= GAS_KECCAK_WORD * wordsOf(<u64>length);
        if (gas < 0) break;
        keccak256(sp + 32, mem + (length != 0 ? <usize>load<u32>(sp) : 0), length);
        reverse32(sp + 32, sp + 32);
        sp += 32;
        pc++;
        continue;
      }
      case op.ADDRESS: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        wordFromAddress(sp, frame.address);
        pc++;
        continue;
      }
      case op.BALANCE: {
        if (sp > end - 32) break;
        gas = accountBalance(sp, gas);
        if (gas < 0) break;
        pc++;
        continue;
      }
      case op.ORIGIN: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        wordFromAddress(sp, environment.ORIGIN);
        pc++;
        continue;
      }
      case op.CALLER: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        wordFromAddress(sp, frame.caller);
        pc++;
        continue;
      }
      case op.CALLVALUE: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        copy32(sp, changetype<usize>(frame));
        pc++;
        continue;
      }
      case op.CALLDATALOAD: {
        if (sp > end - 32 || (gas -= GAS_VERY_LOW) < 0) break;
        const inputLength = frame.inputLength;
        if (isU32(sp) && load<u64>(sp) + 32 <= <u64>inputLength) {
          reverse32(sp, frame.input + load<u32>(sp));
        } else {
          copyPadded(sp, frame.input, inputLength, sp, 32);
          reverse32(sp, sp);
        }
        pc++;
        continue;
      }
      case op.CALLDATASIZE: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, <u64>frame.inputLength);
        pc++;
        continue;
      }
      case op.CALLDATACOPY:
      case op.CODECOPY: {
        if (sp > end - 96 || (gas -= GAS_VERY_LOW) < 0) break;
        const last = endOfRange(sp, sp + 64);
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        const length = load<u32>(sp, 64);
        gas -= GAS_COPY_WORD * wordsOf(<u64>length);
        if (gas < 0) break;
        if (length != 0) {
          const target = mem + load<u32>(sp);
          if (opcode == op.CALLDATACOPY) copyPadded(target, frame.input, frame.inputLength, sp + 32, length);
          else copyPadded(target, frame.code, frame.codeLength, sp + 32, length);
        }
        sp += 96;
        pc++;
        continue;
      }
      case op.CODESIZE: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, <u64>frame.codeLength);
        pc++;
        continue;
      }
      case op.GASPRICE: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        copy32(sp, environment.GAS_PRICE);
        pc++;
        continue;
      }
      case op.EXTCODESIZE: {
        if (sp > end - 32) break;
        gas = accountCodeSize(sp, gas);
        if (gas < 0) break;
        pc++;
        continue;
      }
      case op.EXTCODECOPY: {
        if (sp > end - 128) break;
        gas = accountCodeCopy(frame, sp, gas);
        if (gas < 0) break;
        mem = frame.memory;
        memSize = frame.memorySize;
        sp += 128;
        pc++;
        continue;
      }
      case op.RETURNDATASIZE: {
        if (environment.fork < BYZANTIUM) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, <u64>frame.returnLength);
        pc++;
        continue;
      }
      case op.RETURNDATACOPY: {
        if (environment.fork < BYZANTIUM) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 96 || (gas -= GAS_VERY_LOW) < 0) break;
        const last = endOfRange(sp, sp + 64);
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        const length = load<u32>(sp, 64);
        gas -= GAS_COPY_WORD * wordsOf(<u64>length);
        if (gas < 0) break;
        // EIP-211: reading beyond the buffer is an exceptional halt, also when nothing is read.
        if (!isU32(sp + 32) || load<u64>(sp, 32) + <u64>length > <u64>frame.returnLength) {
          halt = RETURN_DATA_OUT_OF_BOUNDS;
          break;
        }
        if (length != 0) memory.copy(mem + load<u32>(sp), frame.returnData + load<u32>(sp, 32), length);
        sp += 96;
        pc++;
        continue;
      }
      case op.EXTCODEHASH: {
        if (environment.fork < CONSTANTINOPLE) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 32) break;
        gas = accountCodeHash(sp, gas);
        if (gas < 0) break;
        pc++;
        continue;
      }
      case op.BLOCKHASH: {
        if (sp > end - 32 || (gas -= GAS_BLOCKHASH) < 0) break;
        blockHashWord(sp);
        pc++;
        continue;
      }
      case op.COINBASE: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        wordFromAddress(sp, environment.COINBASE);
        pc++;
        continue;
      }
      case op.TIMESTAMP: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, environment.blockTimestamp);
        pc++;
        continue;
      }
      case op.NUMBER: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, environment.blockNumber);
        pc++;
        continue;
      }
      case op.PREVRANDAO: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        copy32(sp, environment.DIFFICULTY);
        pc++;
        continue;
      }
      case op.GASLIMIT: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, environment.blockGasLimit);
        pc++;
        continue;
      }
      case op.CHAINID: {
        if (environment.fork < ISTANBUL) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, environment.chainId);
        pc++;
        continue;
      }
      case op.SELFBALANCE: {
        if (environment.fork < ISTANBUL) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp == base || (gas -= GAS_LOW) < 0) break;
        sp -= 32;
        copy32(sp, balanceOf(frame.account));
        pc++;
        continue;
      }
      case op.BASEFEE: {
        if (environment.fork < LONDON) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        copy32(sp, environment.BASE_FEE);
        pc++;
        continue;
      }
      case op.BLOBHASH: {
        if (environment.fork < CANCUN) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 32 || (gas -= GAS_VERY_LOW) < 0) break;
        if (isU32(sp) && load<u32>(sp) < environment.blobHashCount) {
          reverse32(sp, environment.blobHashes + ((<usize>load<u32>(sp)) << 5));
        } else {
          zero32(sp);
        }
        pc++;
        continue;
      }
      case op.BLOBBASEFEE: {
        if (environment.fork < CANCUN) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        copy32(sp, environment.BLOB_BASE_FEE);
        pc++;
        continue;
      }
      case op.POP: {
        if (sp > end - 32 || (gas -= GAS_BASE) < 0) break;
        sp += 32;
        pc++;
        continue;
      }
      case op.MLOAD: {
        if (sp > end - 32 || (gas -= GAS_VERY_LOW) < 0) break;
        const last = endOf(sp, 32);
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        reverse32(sp, mem + load<u32>(sp));
        pc++;
        continue;
      }
      case op.MSTORE: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        const last = endOf(sp, 32);
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        bytesOfWord(mem + load<u32>(sp), sp + 32);
        sp += 64;
        pc++;
        continue;
      }
      case op.MSTORE8: {
        if (sp > end - 64 || (gas -= GAS_VERY_LOW) < 0) break;
        const last = endOf(sp, 1);
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        store<u8>(mem + load<u32>(sp), load<u8>(sp, 32));
        sp += 64;
        pc++;
        continue;
      }
      case op.SLOAD: {
        if (sp > end - 32) break;
        gas = loadSlot(frame.account, sp, gas);
        if (gas < 0) break;
        pc++;
        continue;
      }
      case op.SSTORE: {
        if (sp > end - 64) break;
        if (frame.isStatic) {
          halt = STATIC_VIOLATION;
          break;
        }
        gas = storeSlot(frame.account, sp, gas);
        if (gas < 0) break;
        sp += 64;
        pc++;
        continue;
      }
      case op.JUMP: {
        if (sp > end - 32 || (gas -= GAS_MID) < 0) break;
        const target = jumpTarget(frame, sp);
        if (target == 0) {
          halt = INVALID_JUMP;
          break;
        }
        sp += 32;
        pc = target;
        continue;
      }
      case op.JUMPI: {
        if (sp > end - 64 || (gas -= GAS_HIGH) < 0) break;
        if (isZero32(sp + 32)) {
          sp += 64;
          pc++;
          continue;
        }
        const target = jumpTarget(frame, sp);
        if (target == 0) {
          halt = INVALID_JUMP;
          break;
        }
        sp += 64;
        pc = target;
        continue;
      }
      case op.PC: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, <u64>(pc - frame.code));
        pc++;
        continue;
      }
      case op.MSIZE: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, memSize);
        pc++;
        continue;
      }
      case op.GAS: {
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        u256FromU64(sp, <u64>gas);
        pc++;
        continue;
      }
      case op.JUMPDEST: {
        if ((gas -= GAS_JUMPDEST) < 0) break;
        pc++;
        continue;
      }
      case op.TLOAD: {
        if (environment.fork < CANCUN) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 32) break;
        gas = loadTransient(frame.account, sp, gas);
        if (gas < 0) break;
        pc++;
        continue;
      }
      case op.TSTORE: {
        if (environment.fork < CANCUN) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 64) break;
        if (frame.isStatic) {
          halt = STATIC_VIOLATION;
          break;
        }
        gas = storeTransient(frame.account, sp, gas);
        if (gas < 0) break;
        sp += 64;
        pc++;
        continue;
      }
      case op.MCOPY: {
        if (environment.fork < CANCUN) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 96 || (gas -= GAS_VERY_LOW) < 0) break;
        const last = max(endOfRange(sp, sp + 64), endOfRange(sp + 32, sp + 64));
        if (last > memSize) {
          gas = growMemory(frame, last, gas);
          if (gas < 0) break;
          mem = frame.memory;
          memSize = frame.memorySize;
        }
        const length = load<u32>(sp, 64);
        gas -= GAS_COPY_WORD * wordsOf(<u64>length);
        if (gas < 0) break;
        if (length != 0) memory.copy(mem + load<u32>(sp), mem + load<u32>(sp, 32), length);
        sp += 96;
        pc++;
        continue;
      }
      case op.PUSH0: {
        if (environment.fork < SHANGHAI) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp == base || (gas -= GAS_BASE) < 0) break;
        sp -= 32;
        zero32(sp);
        pc++;
        continue;
      }
      case op.PUSH1: {
        if (sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        u256FromU64(sp, <u64>load<u8>(pc, 1));
        pc += 2;
        continue;
      }
      case 0x61: {
        if (sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        u256FromU64(sp, ((<u64>load<u8>(pc, 1)) << 8) | (<u64>load<u8>(pc, 2)));
        pc += 3;
        continue;
      }
      case 0x62:
      case 0x63:
      case 0x64:
      case 0x65:
      case 0x66:
      case 0x67: {
        if (sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        const length = opcode - 0x5f;
        u256FromU64(sp, loadBE64(pc + 1) >> (64 - ((<u64>length) << 3)));
        pc += length + 1;
        continue;
      }
      case 0x68:
      case 0x69:
      case 0x6a:
      case 0x6b:
      case 0x6c:
      case 0x6d:
      case 0x6e:
      case 0x6f:
      case 0x70:
      case 0x71:
      case 0x72:
      case 0x74:
      case 0x75:
      case 0x76:
      case 0x77:
      case 0x78:
      case 0x79:
      case 0x7a:
      case 0x7b:
      case 0x7c:
      case 0x7d:
      case 0x7e: {
        if (sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        wordFromImmediate(sp, pc + 1, opcode - 0x5f);
        pc += opcode - 0x5e;
        continue;
      }
      case op.PUSH20: {
        if (sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        wordFromAddress(sp, pc + 1);
        pc += 21;
        continue;
      }
      case op.PUSH32: {
        if (sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        reverse32(sp, pc + 1);
        pc += 33;
        continue;
      }
      case 0x80:
      case 0x81:
      case 0x82:
      case 0x83:
      case 0x84:
      case 0x85:
      case 0x86:
      case 0x87:
      case 0x88:
      case 0x89:
      case 0x8a:
      case 0x8b:
      case 0x8c:
      case 0x8d:
      case 0x8e:
      case 0x8f: {
        const source = sp + ((opcode - op.DUP1) << 5);
        if (source >= end || sp == base || (gas -= GAS_VERY_LOW) < 0) break;
        sp -= 32;
        copy32(sp, source);
        pc++;
        continue;
      }
      case 0x90:
      case 0x91:
      case 0x92:
      case 0x93:
      case 0x94:
      case 0x95:
      case 0x96:
      case 0x97:
      case 0x98:
      case 0x99:
      case 0x9a:
      case 0x9b:
      case 0x9c:
      case 0x9d:
      case 0x9e:
      case 0x9f: {
        const other = sp + ((opcode - (op.SWAP1 - 1)) << 5);
        if (other >= end || (gas -= GAS_VERY_LOW) < 0) break;
        if (TARGET_PROVING) {
          // As few registers as possible at a time.
          swapLimb(sp, other);
          swapLimb(sp + 8, other + 8);
          swapLimb(sp + 16, other + 16);
          swapLimb(sp + 24, other + 24);
        } else {
          const a0 = load<u64>(sp);
          const a1 = load<u64>(sp, 8);
          const a2 = load<u64>(sp, 16);
          const a3 = load<u64>(sp, 24);
          copy32(sp, other);
          store<u64>(other, a0);
          store<u64>(other, a1, 8);
          store<u64>(other, a2, 16);
          store<u64>(other, a3, 24);
        }
        pc++;
        continue;
      }
      case 0xa0:
      case 0xa1:
      case 0xa2:
      case 0xa3:
      case 0xa4: {
        const topics = opcode - op.LOG0;
        if (sp + ((topics + 2) << 5) > end) break;
        if (frame.isStatic) {
          halt = STATIC_VIOLATION;
          break;
        }
        gas = emitLog(frame, sp, topics, gas);
        if (gas < 0) break;
        mem = frame.memory;
        memSize = frame.memorySize;
        sp += (topics + 2) << 5;
        pc++;
        continue;
      }
      case op.CREATE:
      case op.CREATE2: {
        if (opcode == op.CREATE2 && environment.fork < CONSTANTINOPLE) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - (opcode == op.CREATE2 ? 128 : 96)) break;
        frame.pc = pc + 1;
        frame.sp = sp;
        frame.gas = gas;
        halt = create(frame, opcode);
        gas = frame.gas;
        break;
      }
      case op.CALL:
      case op.CALLCODE:
      case op.DELEGATECALL:
      case op.STATICCALL: {
        if (
          (opcode == op.DELEGATECALL && environment.fork < HOMESTEAD) ||
          (opcode == op.STATICCALL && environment.fork < BYZANTIUM)
        ) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - (opcode < op.DELEGATECALL ? 224 : 192)) break;
        frame.pc = pc + 1;
        frame.sp = sp;
        frame.gas = gas;
        halt = call(frame, opcode);
        gas = frame.gas;
        break;
      }
      case op.RETURN:
      case op.REVERT: {
        if (opcode == op.REVERT && environment.fork < BYZANTIUM) {
          halt = UNDEFINED_OPCODE;
          break;
        }
        if (sp > end - 64) break;
        const last = endOfRange(sp, sp + 32);
        gas = growMemory(frame, last, gas);
        if (gas < 0) break;
        halt = opcode == op.RETURN ? STOPPED : REVERTED;
        break;
      }
      case op.SELFDESTRUCT: {
        if (sp > end - 32) break;
        if (frame.isStatic) {
          halt = STATIC_VIOLATION;
          break;
        }
        gas = selfDestructTo(frame, sp, gas);
        if (gas < 0) break;
        halt = STOPPED;
        break;
      }
      default: {
        halt = UNDEFINED_OPCODE;
        break;
      }
    }
    // Off the straight path: a call or create has changed what is to be executed, or this frame ends.
    if (halt != RELOAD) {
      if (halt == EXCEPTION) halt = gas < 0 ? OUT_OF_GAS : sp == base ? STACK_OVERFLOW : STACK_UNDERFLOW;
      if (TARGET_TRACE) traceHalt(gas, halt);
      let output: usize = 0;
      let outputLength: u32 = 0;
      if ((halt == STOPPED && opcode == op.RETURN) || halt == REVERTED) {
        outputLength = load<u32>(sp, 32);
        if (outputLength != 0) output = frame.memory + load<u32>(sp);
      }
      frame.gas = gas;
      if (!leaveFrame(frame, halt, output, outputLength)) return;
    }
    frame = currentFrame;
    pc = frame.pc;
    sp = stackPointer(frame);
    gas = frame.gas;
    end = frame.stackEnd;
    base = frame.stackBase;
    mem = frame.memory;
    memSize = frame.memorySize;
    halt = EXCEPTION;
  }
}
