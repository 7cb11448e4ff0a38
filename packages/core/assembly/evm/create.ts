// CREATE and CREATE2.
import { keccak256 } from "../hash/keccak";
import { bufferAlloc } from "../memory/buffers";
import { copy32, equal32, zero32 } from "../memory/bytes";
import {
  Account,
  accountHandle,
  addressOf,
  balanceOf,
  codeHashOf,
  createContract,
  hasStorage,
  loadAccount,
  setNonce,
  warmAddress,
} from "../state/account";
import { EMPTY_CODE_HASH } from "../state/code";
import { snapshot } from "../state/journal";
import { u256IsZero, u256Lt } from "../uint256/word";
import { transfer } from "./call";
import { create2Address, createAddress } from "./createAddress";
import { fork } from "./environment";
import { BERLIN, SHANGHAI, SPURIOUS_DRAGON, TANGERINE_WHISTLE } from "./forks";
import { clearReturnData, Frame, openFrame, setFrameCode } from "./frame";
import {
  allButOne64th,
  GAS_CREATE,
  GAS_INIT_CODE_WORD,
  GAS_KECCAK_WORD,
  MAX_DEPTH,
  MAX_INIT_CODE_SIZE,
  wordsOf,
} from "./gas";
import { OUT_OF_GAS, RELOAD, STATIC_VIOLATION } from "./halt";
import { endOfRange, growMemory } from "./memory";
import { CREATE2 } from "./opcodes";
import { initCodeCapacity, placeInitCode, setCurrentFrame } from "./return";
import { traceCost } from "./trace";

const ADDRESS: usize = memory.data(32, 8);
const HASH: usize = memory.data(32, 8);

/** EIP-684 and EIP-7610: an account that has a nonce, code or storage is not overwritten. */
export function isOccupied(account: Account): bool {
  return account.nonce != 0 || !equal32(codeHashOf(account), EMPTY_CODE_HASH) || hasStorage(account);
}

/**
 * Makes `account` a new contract with `value` (a word) from `creator` and opens the frame of its init code at `depth`. The
 * caller has checked that the creator has the value and that the address is free.
 */
export function openCreation(
  depth: u32,
  account: Account,
  creator: Account,
  value: usize,
  code: usize,
  length: u32,
  gas: i64,
): void {
  const child = openFrame(depth);
  child.snapshot = snapshot();
  createContract(account);
  // EIP-161: a contract starts with nonce 1.
  if (fork >= SPURIOUS_DRAGON) setNonce(account, 1);
  if (!u256IsZero(value)) transfer(creator, account, value);
  const buffer = bufferAlloc(initCodeCapacity(length));
  placeInitCode(buffer, code, length);
  setFrameCode(child, buffer, length, 0, 0);
  child.codeBuffer = buffer;
  child.gas = gas;
  child.account = account;
  child.address = addressOf(account);
  child.caller = addressOf(creator);
  copy32(changetype<usize>(child), value);
  child.input = 0;
  child.inputLength = 0;
  child.isStatic = false;
  child.isCreate = true;
  setCurrentFrame(child);
}

/** The create at the frame's stack pointer; the stack is high enough. Returns RELOAD or an exceptional halt. */
export function create(frame: Frame, opcode: u32): u32 {
  if (frame.isStatic) return STATIC_VIOLATION;
  // Value, offset and length of the init code, salt (CREATE2 only).
  const sp = frame.sp;
  const before = frame.gas;
  let gas = before - GAS_CREATE;
  if (gas >= 0) gas = growMemory(frame, endOfRange(sp + 32, sp + 64), gas);
  if (gas < 0) return outOfGas(frame, gas);
  const length = load<u32>(sp, 64);
  if (opcode == CREATE2) gas -= GAS_KECCAK_WORD * wordsOf(<u64>length);
  if (fork >= SHANGHAI) {
    if (length > MAX_INIT_CODE_SIZE) return outOfGas(frame, -1);
    gas -= GAS_INIT_CODE_WORD * wordsOf(<u64>length);
  }
  if (gas < 0) return outOfGas(frame, gas);
  const sent = fork >= TANGERINE_WHISTLE ? allButOne64th(gas) : gas;
  if (TARGET_TRACE) traceCost(before - gas + sent);

  const self = frame.account;
  const code: usize = length != 0 ? frame.memory + load<u32>(sp, 32) : 0;
  // The result takes the place of the last argument.
  frame.sp = opcode == CREATE2 ? sp + 96 : sp + 64;
  frame.gas = gas;
  clearReturnData(frame);
  if (frame.depth == MAX_DEPTH || self.nonce == u64.MAX_VALUE || u256Lt(balanceOf(self), sp)) {
    zero32(frame.sp);
    return RELOAD;
  }
  frame.gas = gas - sent;
  if (opcode == CREATE2) {
    keccak256(HASH, code, length);
    create2Address(ADDRESS, frame.address, sp + 96, HASH);
  } else {
    createAddress(ADDRESS, frame.address, self.nonce);
  }
  const account = accountHandle(ADDRESS);
  // EIP-2929: the address stays warm whatever becomes of the creation.
  if (fork >= BERLIN) warmAddress(account);
  setNonce(self, self.nonce + 1);
  loadAccount(account);
  if (isOccupied(account)) {
    zero32(frame.sp);
    return RELOAD;
  }
  openCreation(frame.depth + 1, account, self, sp, code, length, sent);
  return RELOAD;
}

function outOfGas(frame: Frame, gas: i64): u32 {
  frame.gas = gas;
  return OUT_OF_GAS;
}
