// The EVM's door: runs the message of a transaction or of a system call. What the transaction itself costs, its refunds
// and its fee are the block layer's business.
import { copy32, isZero32, zero32 } from "../memory/bytes";
import { Account, accountAt, accountHandle, addressOf, balanceOf, loadAccount, warmAddress } from "../state/account";
import { Code, codeOf } from "../state/code";
import { revertTo, snapshot } from "../state/journal";
import { u256Lt } from "../uint256/word";
import { touchTarget, transfer } from "./call";
import { isOccupied, openCreation } from "./create";
import { createAddress } from "./createAddress";
import { delegateOf } from "./delegation";
import { fork, resetEnvironment } from "./environment";
import { PRAGUE } from "./forks";
import { openFrame, resetFrames, setFrameCode } from "./frame";
import { ADDRESS_COLLISION, EXCEPTION, PRECOMPILE_FAILED, REVERTED, STOPPED } from "./halt";
import { execute, resetInterpreter } from "./interpreter";
import { precompileBuffer, precompileLength, precompileOf, runPrecompile } from "./precompiles";
import {
  clearOutcome,
  currentFrame,
  outcome,
  outcomeGas,
  outcomeLength,
  outcomeOutput,
  resetOutcome,
  setCurrentFrame,
  setOutcome,
} from "./return";
import { resetTrace } from "./trace";

export const MESSAGE_CALL: u32 = 0;
export const MESSAGE_CREATE: u32 = 1;


@unmanaged
export class Message {
  kind: u32;
  /** 20-byte addresses. A creation has no target: its address follows from the caller's nonce, already counted up. */
  caller: usize;
  target: usize;
  /** Code to run in place of the target's own, 0 for that. */
  codeFrom: usize;
  /** Word. The caller has it. */
  value: usize;
  /** Call data or init code. */
  input: usize;
  inputLength: u32;
  gas: u64;
  isStatic: bool;
}

export const STATUS_SUCCESS: u32 = 0;
export const STATUS_REVERT: u32 = 1;
export const STATUS_EXCEPTION: u32 = 2;

/** Outcome of the last message. The output is good until the next message runs. */
export let evmStatus: u32 = 0;
export let evmGasLeft: u64 = 0;
export let evmOutput: usize = 0;
export let evmOutputLength: u32 = 0;
/** Address of the contract that a creation made or would have made. */
export const CREATED: usize = memory.data(32, 8);
export let evmCreated: usize = CREATED;

/** Runs the message to its end. State changes are journaled; those of a failed message are undone. */
export function runMessage(m: Message): void {
  clearOutcome();
  assert(m.gas <= <u64>i64.MAX_VALUE);
  if (m.kind == MESSAGE_CREATE) runCreation(m);
  else runCall(m);
  evmStatus = outcome == STOPPED ? STATUS_SUCCESS : outcome == REVERTED ? STATUS_REVERT : STATUS_EXCEPTION;
  evmGasLeft = <u64>outcomeGas;
  evmOutput = outcomeOutput;
  evmOutputLength = outcomeLength;
}

function runCreation(m: Message): void {
  const creator = accountAt(m.caller);
  createAddress(CREATED, m.caller, creator.nonce - 1);
  const account = accountHandle(CREATED);
  warmAddress(account);
  loadAccount(account);
  if (isOccupied(account)) {
    setOutcome(ADDRESS_COLLISION, 0, 0, 0, 0);
    return;
  }
  if (u256Lt(balanceOf(creator), m.value)) {
    setOutcome(EXCEPTION, 0, 0, 0, 0);
    return;
  }
  openCreation(0, account, creator, m.value, m.input, m.inputLength, <i64>m.gas);
  execute(currentFrame);
}

/** The code that a transaction to `target` runs: EIP-7702 delegation is followed one step and warms the delegate. */
function codeToRun(target: Account): Code {
  const code = codeOf(target);
  if (fork < PRAGUE) return code;
  const delegate = delegateOf(code);
  if (delegate == 0) return code;
  const account = accountHandle(delegate);
  warmAddress(account);
  loadAccount(account);
  return codeOf(account);
}

function runCall(m: Message): void {
  const target = accountAt(m.target);
  const mark = snapshot();
  touchTarget(target);
  if (!isZero32(m.value)) {
    const caller = accountAt(m.caller);
    if (u256Lt(balanceOf(caller), m.value)) {
      setOutcome(EXCEPTION, 0, 0, 0, 0);
      return;
    }
    transfer(caller, target, m.value);
  }
  const precompile = m.codeFrom == 0 ? precompileOf(m.target) : 0;
  if (precompile != 0) {
    runPrecompileMessage(m, precompile, mark);
    return;
  }
  const code = m.codeFrom != 0 ? changetype<Code>(m.codeFrom) : codeToRun(target);
  if (code.length == 0) {
    setOutcome(STOPPED, <i64>m.gas, 0, 0, 0);
    return;
  }
  const frame = openFrame(0);
  setFrameCode(frame, code.data, code.length, code.jumpdests, changetype<usize>(code));
  frame.gas = <i64>m.gas;
  frame.account = target;
  frame.address = addressOf(target);
  frame.caller = m.caller;
  copy32(changetype<usize>(frame), m.value);
  frame.input = m.input;
  frame.inputLength = m.inputLength;
  frame.snapshot = mark;
  frame.isStatic = m.isStatic;
  frame.isCreate = false;
  setCurrentFrame(frame);
  execute(frame);
}

function runPrecompileMessage(m: Message, number: u32, mark: u32): void {
  const left = runPrecompile(number, m.input, m.inputLength, <i64>m.gas);
  if (left < 0) {
    revertTo(mark);
    setOutcome(PRECOMPILE_FAILED, 0, 0, 0, 0);
  } else {
    setOutcome(STOPPED, left, precompileBuffer, precompileLength, precompileBuffer);
  }
}

/** Makes the EVM fresh; together with the arena and its buffers, or those of the state's region. */
export function resetEvm(): void {
  resetEnvironment();
  resetFrames();
  resetOutcome();
  resetInterpreter();
  resetTrace();
  evmStatus = STATUS_SUCCESS;
  evmGasLeft = 0;
  evmOutput = 0;
  evmOutputLength = 0;
  zero32(CREATED);
}
