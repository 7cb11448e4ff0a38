// What the small official suites call: tries with keys of any length, RLP, the difficulty formula, transactions without a
// block, precompiles without a call. State and blockchain tests use statetest.ts and the shipped module.
import { precompileBuffer, precompileLength, runPrecompile, setPrecompiles } from "../evm/precompiles";
import { rlpIsList, rlpLength, rlpPayload } from "../rlp/read";
import { decodeTransaction } from "../tx/decode";
import { intrinsicGas } from "../tx/intrinsic";
import { recoverSender } from "../tx/signature";
import { senderOf } from "../tx/transaction";
import { checkAlone } from "../tx/validity";

export { reset, errorRecord } from "../index";
export { alloc } from "../memory/arena";
export { difficultyAfter } from "../block/difficulty";
export { trieDelete } from "../trie/delete";
export { trieOpenAnyKeys } from "../trie/node";
export { trieRoot } from "../trie/root";
export { trieUpdate } from "../trie/update";
export { rlpNext } from "../rlp/read";
export {
  rlpBytesSize,
  rlpListHeaderSize,
  rlpWordSize,
  rlpWriteBytes,
  rlpWriteListHeader,
  rlpWriteWord,
} from "../rlp/write";

export function isList(): bool {
  return rlpIsList;
}

export function payload(): usize {
  return rlpPayload;
}

export function payloadLength(): u32 {
  return rlpLength;
}

/** Everything that is checked of a transaction without block and state. Returns the address of its sender; traps with
 *  the reason when it is refused. */
export function checkTransaction(ptr: usize, length: u32, fork: u32, chainId: u64): usize {
  const t = decodeTransaction(ptr, ptr + <usize>length, fork);
  recoverSender(t, fork, chainId);
  checkAlone(t, fork);
  return senderOf(t);
}

/** Of the last `checkTransaction`. */
export function transactionIntrinsicGas(): u64 {
  return intrinsicGas;
}

/** Runs a precompile under the rules of `fork`. Returns the gas that is left, negative when it fails. */
export function precompile(number: u32, fork: u32, input: usize, length: u32, gas: i64): i64 {
  setPrecompiles(fork);
  return runPrecompile(number, input, length, gas);
}

export function precompileOutput(): usize {
  return precompileBuffer;
}

export function precompileOutputLength(): u32 {
  return precompileLength;
}
