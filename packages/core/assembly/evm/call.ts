// CALL, CALLCODE, DELEGATECALL and STATICCALL.
import { copy32, isZero32, zero32 } from "../memory/bytes";
import {
  Account,
  accountHandle,
  addBalance,
  addressOf,
  balanceOf,
  isEmptyAccount,
  loadAccount,
  subBalance,
  touchAccount,
} from "../state/account";
import { Code, codeOf } from "../state/code";
import { revertTo, snapshot } from "../state/journal";
import { u256FromU64, u256IsU64, u256Lt } from "../uint256/word";
import { accountOfWord, chargeAccess } from "./accountAccess";
import { delegateOf } from "./delegation";
import { fork } from "./environment";
import { PRAGUE, SPURIOUS_DRAGON, TANGERINE_WHISTLE } from "./forks";
import { clearReturnData, Frame, openFrame, setFrameCode, setReturnData } from "./frame";
import { allButOne64th, GAS_CALL_STIPEND, GAS_CALL_VALUE, GAS_NEW_ACCOUNT, gasCall, MAX_DEPTH } from "./gas";
import { OUT_OF_GAS, RELOAD, STATIC_VIOLATION } from "./halt";
import { endOfRange, growMemory } from "./memory";
import { CALL, CALLCODE, DELEGATECALL, STATICCALL } from "./opcodes";
import { precompileBuffer, precompileLength, precompileOf, runPrecompile } from "./precompiles";
import { setCurrentFrame } from "./return";
import { traceCost } from "./trace";

/** EIP-161 has a call touch its target, which matters for an empty one; before that fork a call makes its target exist. */
export function touchTarget(target: Account): void {
  if (fork < SPURIOUS_DRAGON || (target.exists && isEmptyAccount(target))) touchAccount(target);
}

/** Moves `value` (a word; the sender has it) and touches both. */
export function transfer(from: Account, to: Account, value: usize): void {
  subBalance(from, value);
  addBalance(to, value);
}

/** The frame's call fails or succeeds without a frame of its own. */
function finish(frame: Frame, succeeded: bool, gas: i64): u32 {
  u256FromU64(frame.sp, <u64>succeeded);
  frame.gas += gas;
  return RELOAD;
}

/** The call at the frame's stack pointer; the stack is high enough. Returns RELOAD or an exceptional halt. */
export function call(frame: Frame, opcode: u32): u32 {
  // Gas, address, value (CALL and CALLCODE only), then offset and length of input and output.
  const sp = frame.sp;
  const value = sp + 64;
  const hasValue = opcode == CALL || opcode == CALLCODE;
  const ranges = hasValue ? sp + 96 : sp + 64;
  const transfers = hasValue && !isZero32(value);
  if (opcode == CALL && transfers && frame.isStatic) return STATIC_VIOLATION;

  // What can be charged without a look at the state, then the account.
  const before = frame.gas;
  let gas = before;
  if (transfers) gas -= GAS_CALL_VALUE;
  if (gas >= 0)
    gas = growMemory(frame, max(endOfRange(ranges, ranges + 32), endOfRange(ranges + 64, ranges + 96)), gas);
  if (gas < 0) return outOfGas(frame, gas);
  const target = accountOfWord(sp + 32);
  gas = chargeAccess(target, gas, gasCall);
  if (gas < 0) return outOfGas(frame, gas);
  const precompile = precompileOf(addressOf(target));
  // A precompile run in the caller's name is no look at its account.
  if (precompile == 0 || opcode == CALL || opcode == STATICCALL) loadAccount(target);
  if (opcode == CALL) {
    if (fork >= SPURIOUS_DRAGON ? transfers && isEmptyAccount(target) : !target.exists) gas -= GAS_NEW_ACCOUNT;
    if (gas < 0) return outOfGas(frame, gas);
  }
  let code = changetype<Code>(0);
  if (fork >= PRAGUE && precompile == 0) {
    code = codeOf(target);
    const delegate = delegateOf(code);
    if (delegate != 0) {
      const account = accountHandle(delegate);
      gas = chargeAccess(account, gas, gasCall);
      if (gas < 0) return outOfGas(frame, gas);
      loadAccount(account);
      // SOUNDNESS: EIP-7702 does not run a precompile as delegated code; it has no code of its own.
      code = codeOf(account);
    }
  }

  // EIP-150: a 64th of the gas stays. Before it, asking for more than there is was an error.
  let sent: i64;
  if (fork >= TANGERINE_WHISTLE) {
    sent = allButOne64th(gas);
    if (u256IsU64(sp) && load<u64>(sp) < <u64>sent) sent = load<i64>(sp);
  } else {
    if (!u256IsU64(sp) || load<u64>(sp) > <u64>gas) return outOfGas(frame, -1);
    sent = load<i64>(sp);
  }
  gas -= sent;
  if (TARGET_TRACE) traceCost(before - gas);
  if (transfers) sent += GAS_CALL_STIPEND;

  const inputLength = load<u32>(ranges, 32);
  const input: usize = inputLength != 0 ? frame.memory + load<u32>(ranges) : 0;
  const outLength = load<u32>(ranges, 96);
  const outOffset: u32 = outLength != 0 ? load<u32>(ranges, 64) : 0;
  const self = frame.account;
  // The result takes the place of the last argument.
  frame.sp = ranges + 96;
  frame.gas = gas;
  clearReturnData(frame);
  if (frame.depth == MAX_DEPTH || (transfers && u256Lt(balanceOf(self), value))) return finish(frame, false, sent);

  const mark = snapshot();
  if (opcode == CALL) {
    touchTarget(target);
    if (transfers) transfer(self, target, value);
  } else if (opcode == STATICCALL) {
    touchTarget(target);
  }

  if (precompile != 0) {
    const left = runPrecompile(precompile, input, inputLength, sent);
    if (left < 0) {
      revertTo(mark);
      return finish(frame, false, 0);
    }
    if (precompileLength != 0) {
      setReturnData(frame, precompileBuffer, precompileLength, precompileBuffer);
      memory.copy(frame.memory + outOffset, precompileBuffer, min(precompileLength, outLength));
    }
    return finish(frame, true, left);
  }
  if (changetype<usize>(code) == 0) code = codeOf(target);
  if (code.length == 0) return finish(frame, true, sent);

  const child = openFrame(frame.depth + 1);
  setFrameCode(child, code.data, code.length, code.jumpdests, changetype<usize>(code));
  child.gas = sent;
  child.account = opcode == CALL || opcode == STATICCALL ? target : self;
  child.address = addressOf(child.account);
  child.caller = opcode == DELEGATECALL ? frame.caller : frame.address;
  if (hasValue) copy32(changetype<usize>(child), value);
  else if (opcode == DELEGATECALL) copy32(changetype<usize>(child), changetype<usize>(frame));
  else zero32(changetype<usize>(child));
  child.input = input;
  child.inputLength = inputLength;
  child.outOffset = outOffset;
  child.outLength = outLength;
  child.snapshot = mark;
  child.isStatic = frame.isStatic || opcode == STATICCALL;
  child.isCreate = false;
  setCurrentFrame(child);
  return RELOAD;
}

function outOfGas(frame: Frame, gas: i64): u32 {
  frame.gas = gas;
  return OUT_OF_GAS;
}
