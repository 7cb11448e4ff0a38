// What the EVM's tests and benchmarks call: bytecode on a small state of its own, without blocks or transactions.
import { clearRecord } from "../error/fail";
import * as environment from "../evm/environment";
import { evmSteps } from "../evm/interpreter";
import {
  CREATED,
  evmGasLeft,
  evmOutput,
  evmOutputLength,
  evmStatus,
  Message,
  resetEvm,
  runMessage,
} from "../evm/message";
import { isPrecompile } from "../evm/precompiles";
import { alloc, allocZeroed, resetArena } from "../memory/arena";
import { resetBuffers } from "../memory/buffers";
import { Account, accountHandle, setNonce, touchAccount, warmAddress } from "../state/account";
import { openState, resetState } from "../state/commit";
import { Log, logAddress } from "../state/logs";
import { setSlot, slotAt, slotValue } from "../state/storage";
import { EMPTY_ROOT } from "../trie/node";
import { resetWitness } from "../witness/index";

export { RECORD } from "../error/fail";
export { setFork, setBlockEnvironment, setTransactionEnvironment } from "../evm/environment";
export { confirmJumpdest, emptyBitmap, isJumpdest, jumpdestBytes } from "../evm/jumpdest";
export { createAddress, create2Address } from "../evm/createAddress";
export { bufferAlloc, bufferFree } from "../memory/buffers";
export { accountAt, balanceOf, codeHashOf, isDestructed, setBalance, setCode } from "../state/account";
export { getRefund } from "../state/journal";
export { logAt, logCount } from "../state/logs";
export { stateRoot } from "../state/commit";
export { beginTransaction, endTransaction } from "../state/transaction";
export { alloc, isPrecompile };

/** A fresh instance with an empty state. */
export function reset(): void {
  resetArena();
  resetBuffers();
  clearRecord();
  resetWitness();
  resetState();
  resetEvm();
  openState(EMPTY_ROOT);
}

export function coinbase(): usize {
  return environment.COINBASE;
}
export function origin(): usize {
  return environment.ORIGIN;
}
export function difficulty(): usize {
  return environment.DIFFICULTY;
}
export function baseFee(): usize {
  return environment.BASE_FEE;
}
export function blobBaseFee(): usize {
  return environment.BLOB_BASE_FEE;
}
export function gasPrice(): usize {
  return environment.GAS_PRICE;
}

export function nonceOf(a: Account): u64 {
  return a.nonce;
}
export function existsOf(a: Account): bool {
  return a.exists;
}
export function makeAccount(a: Account, nonce: u64): void {
  touchAccount(a);
  setNonce(a, nonce);
}
export function storageGet(a: Account, key: usize): usize {
  return slotValue(slotAt(a, key));
}
export function storageSet(a: Account, key: usize, value: usize): void {
  setSlot(slotAt(a, key), value);
}
export function warm(address: usize): void {
  warmAddress(accountHandle(address));
}

export function logAddressOf(log: Log): usize {
  return logAddress(log);
}
export function logTopicCount(log: Log): u32 {
  return log.topicCount;
}
export function logTopics(log: Log): usize {
  return log.topics;
}
export function logData(log: Log): usize {
  return log.data;
}
export function logDataLength(log: Log): u32 {
  return log.dataLength;
}

export function message(
  kind: u32,
  caller: usize,
  target: usize,
  value: usize,
  input: usize,
  inputLength: u32,
  gas: u64,
  isStatic: bool,
): u32 {
  const m = changetype<Message>(allocZeroed(offsetof<Message>()));
  m.kind = kind;
  m.caller = caller;
  m.target = target;
  m.value = value;
  m.input = input;
  m.inputLength = inputLength;
  m.gas = gas;
  m.isStatic = isStatic;
  runMessage(m);
  return evmStatus;
}
export function gasLeft(): u64 {
  return evmGasLeft;
}
export function output(): usize {
  return evmOutput;
}
export function outputLength(): u32 {
  return evmOutputLength;
}
export function created(): usize {
  return CREATED;
}
export function steps(): u64 {
  return evmSteps;
}
