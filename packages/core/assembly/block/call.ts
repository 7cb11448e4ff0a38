// One message on a state, without a block around it: what verifies a proof with its own contract, and what eth_call would say.
// Input: section 15, and where the state is a block's, sections 3 (its header, and ancestors that BLOCKHASH asks for), 4 and 5;
// docs/interfaces.md, "Call".
//
// SOUNDNESS: every length is checked against the section; the state is what the header's root says, node for node. Test:
// packages/core/test/call.test.ts.
import { CALL_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import {
  BASE_FEE,
  COINBASE,
  DIFFICULTY,
  GAS_PRICE,
  ORIGIN,
  setBlockEnvironment,
  setFork,
  setTransactionEnvironment,
} from "../evm/environment";
import { BERLIN, HOMESTEAD, OSAKA, PARIS, SPURIOUS_DRAGON } from "../evm/forks";
import { CREATED, evmGasLeft, evmOutput, evmOutputLength, evmStatus, runMessage } from "../evm/message";
import { keccak256 } from "../hash/keccak";
import { startAncestors } from "../header/ancestors";
import { baseFeeOf, decodeHeader, difficultyOf, hashOf, newHeader } from "../header/header";
import { itemAddress, itemLength, readList } from "../input/list";
import {
  checkPadding,
  checkSections,
  inputOffset,
  requireSection,
  SECTION_CALL,
  SECTION_HEADERS,
  sectionLength,
  sectionStart,
} from "../input/sections";
import { copy20, copy32, reverse32, zero32 } from "../memory/bytes";
import { accountAt, accountHandle, setCode, setNonce } from "../state/account";
import { codeOf } from "../state/code";
import { openState } from "../state/commit";
import { beginTransaction, endTransaction } from "../state/transaction";
import { EMPTY_ROOT } from "../trie/node";
import { gasAfterRefund, messageOf, warmAtStart } from "../tx/execute";
import { computeIntrinsicGas, intrinsicGas } from "../tx/intrinsic";
import { newTransaction, senderOf } from "../tx/transaction";
import { hashWitness, WITNESS_HEADER } from "../witness/index";
import { addItems, loadWitness } from "./phases";

const FIXED_SIZE: u64 = 88;
const FLAG_CREATE: u32 = 1;
const FLAG_CODE: u32 = 2;

/** What the last call came to: as evmStatus; the gas that a transaction with this message would have used, and the message's
 *  own; the output, of a creation the code that it deployed. */
export let callStatus: u32 = 0;
export let callTransactionGas: u64 = 0;
export let callGas: u64 = 0;
export let callOutput: usize = 0;
export let callOutputLength: u32 = 0;

export function resetCall(): void {
  callStatus = 0;
  callTransactionGas = 0;
  callGas = 0;
  callOutput = 0;
  callOutputLength = 0;
}

function malformed(at: usize, detail: u64): void {
  malformedInput(CALL_MALFORMED, inputOffset(at), detail);
}

/** The state and the block that the message runs in: those of the first header, else an empty state and a block of zeros. */
function enterState(chainId: u64, fork: u32): void {
  setFork(fork);
  zero32(GAS_PRICE);
  setTransactionEnvironment(0, 0);
  const headers = readList(SECTION_HEADERS, false);
  if (headers.count == 0) {
    setBlockEnvironment(chainId, 0, 0, 0);
    openState(EMPTY_ROOT);
    return;
  }
  const header = newHeader();
  const at = itemAddress(headers, 0);
  keccak256(hashOf(header), at, itemLength(headers, 0));
  if (!decodeHeader(header, at, itemLength(headers, 0))) malformed(at, 0);
  setBlockEnvironment(chainId, header.number, header.timestamp, header.gasLimit);
  copy20(COINBASE, header.coinbase);
  if (fork >= PARIS) reverse32(DIFFICULTY, header.mixHash);
  else copy32(DIFFICULTY, difficultyOf(header));
  copy32(BASE_FEE, baseFeeOf(header));
  startAncestors(header, 0);
  openState(header.stateRoot);
}

/** Runs the message of section 15. */
export function callMessage(): void {
  checkSections(SECTION_CALL);
  requireSection(SECTION_CALL);
  const at = sectionStart;
  const size = <u64>sectionLength;
  if (size < FIXED_SIZE) malformed(at, size);
  const fork = load<u32>(at, 4);
  const flags = load<u32>(at, 8);
  const gasLimit = load<u64>(at, 16);
  const codeLength = load<u32>(at, 80);
  const dataLength = load<u32>(at, 84);
  if (load<u32>(at) != 1) malformed(at, load<u32>(at));
  if (fork < HOMESTEAD || fork > OSAKA) malformed(at + 4, fork);
  // Either init code, or a target, perhaps with code in place of its own.
  if (flags > FLAG_CODE || load<u32>(at, 12) != 0) malformed(at + 8, flags);
  if ((flags & FLAG_CODE) == 0 && codeLength != 0) malformed(at + 80, codeLength);
  if (gasLimit > <u64>i64.MAX_VALUE) malformed(at + 16, gasLimit);
  if (load<u32>(at, 52) != 0 || load<u32>(at, 76) != 0) malformed(at + 52, 0);
  const end = FIXED_SIZE + <u64>codeLength + <u64>dataLength;
  if (((end + 7) & ~7) != size) malformed(at + 80, end);
  checkPadding(at + <usize>end, at + <usize>size);
  addItems(readList(SECTION_HEADERS, false), WITNESS_HEADER);
  loadWitness(false);
  hashWitness();
  enterState(load<u64>(at, 24), fork);

  const t = newTransaction();
  copy20(senderOf(t), at + 32);
  copy20(ORIGIN, at + 32);
  t.gasLimit = gasLimit;
  t.to = (flags & FLAG_CREATE) != 0 ? 0 : at + 56;
  t.data = at + <usize>FIXED_SIZE + <usize>codeLength;
  t.dataLength = dataLength;
  computeIntrinsicGas(t, fork);
  if (intrinsicGas > gasLimit) malformed(at + 16, intrinsicGas);
  if ((flags & FLAG_CODE) != 0) setCode(accountAt(t.to), at + <usize>FIXED_SIZE, codeLength);
  beginTransaction();
  if (t.to == 0) {
    const sender = accountAt(senderOf(t));
    setNonce(sender, sender.nonce + 1);
  }
  if (fork >= BERLIN) warmAtStart(t, accountHandle(senderOf(t)));
  runMessage(messageOf(t));
  callStatus = evmStatus;
  callGas = gasLimit - intrinsicGas - evmGasLeft;
  callTransactionGas = gasAfterRefund(t);
  callOutput = evmOutput;
  callOutputLength = evmOutputLength;
  if (t.to == 0 && evmStatus == 0) {
    const code = codeOf(accountAt(CREATED));
    callOutput = code.data;
    callOutputLength = code.length;
  }
  endTransaction(fork >= SPURIOUS_DRAGON);
}
