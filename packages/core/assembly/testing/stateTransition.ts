// One transaction without a block; the format of its input is described in statetest.ts. A file of its own because the ABI
// exports a function named load, which hides the instruction.
import { useDecimalBlockHashes } from "../header/ancestors";
import { blobBaseFee } from "../block/blobGas";
import { GAS_PER_BLOB } from "../evm/gas";
import { loadWitness } from "../block/phases";
import { runTransaction } from "../block/execute";
import { logsPayloadSize, writeLogs } from "../block/receipt";
import { blobMax, configuredChainId, loadConfiguration, selectBlobSchedule } from "../chain/configuration";
import { BLOB_SCHEDULE_MISSING, ENVIRONMENT_MALFORMED } from "../error/codes";
import { malformedInput, RECORD } from "../error/fail";
import { BASE_FEE, BLOB_BASE_FEE, COINBASE, DIFFICULTY, setBlockEnvironment, setFork } from "../evm/environment";
import { CANCUN, OSAKA, PARIS, SPURIOUS_DRAGON } from "../evm/forks";
import { keccak256 } from "../hash/keccak";
import {
  checkPadding,
  checkSections,
  inputOffset,
  requireSection,
  SECTION_ENVIRONMENT,
  sectionLength,
  sectionStart,
} from "../input/sections";
import { alloc } from "../memory/arena";
import { copy20, copy32, reverse32, zero32 } from "../memory/bytes";
import { rlpListHeaderSize } from "../rlp/write";
import { accountAt, addBalance } from "../state/account";
import { openState, stateRoot } from "../state/commit";
import { logCount } from "../state/logs";
import { beginTransaction, endTransaction } from "../state/transaction";
import { decodeTransaction } from "../tx/decode";
import { gasUsedByTransaction } from "../tx/execute";
import { recoverSender } from "../tx/signature";
import { senderOf } from "../tx/transaction";
import { hashWitness as hashAll } from "../witness/index";

const FIXED_SIZE: u32 = 240;
const FLAG_SENDER: u64 = 1;
const FLAG_EXCESS_BLOB_GAS: u64 = 2;

const STATE_RECORD: usize = memory.data(96, 8);
const ZERO: usize = memory.data(32, 8);

/** Section 10, once `stateTest` has checked it. */
let environment: usize = 0;

function malformed(at: usize, detail: u64): void {
  malformedInput(ENVIRONMENT_MALFORMED, inputOffset(at), detail);
}

function readEnvironment(): void {
  requireSection(SECTION_ENVIRONMENT);
  const at = sectionStart;
  if (sectionLength < FIXED_SIZE) malformed(at, sectionLength);
  if (load<u32>(at) != 1) malformed(at, load<u32>(at));
  if (load<u32>(at, 4) > OSAKA) malformed(at + 4, load<u32>(at, 4));
  if (load<u64>(at, 32) > 3) malformed(at + 32, load<u64>(at, 32));
  const length = load<u32>(at, 232);
  if (((<u64>FIXED_SIZE + <u64>length + 7) & ~7) != <u64>sectionLength) malformed(at + 232, length);
  checkPadding(at + FIXED_SIZE + <usize>length, at + <usize>sectionLength);
  environment = at;
}

/** Tells the EVM about the block of the environment. Returns the blob gas that a block may have. */
function enterEnvironment(at: usize, fork: u32): u64 {
  const timestamp = load<u64>(at, 16);
  setFork(fork);
  setBlockEnvironment(configuredChainId(), load<u64>(at, 8), timestamp, load<u64>(at, 24));
  copy20(COINBASE, at + 40);
  if (fork >= PARIS) reverse32(DIFFICULTY, at + 96);
  else copy32(DIFFICULTY, at + 64);
  copy32(BASE_FEE, at + 128);
  zero32(BLOB_BASE_FEE);
  useDecimalBlockHashes();
  if (fork < CANCUN || (load<u64>(at, 32) & FLAG_EXCESS_BLOB_GAS) == 0) return 0;
  if (!selectBlobSchedule(timestamp)) malformedInput(BLOB_SCHEDULE_MISSING, 0, timestamp);
  blobBaseFee(BLOB_BASE_FEE, load<u64>(at, 160));
  return blobMax * GAS_PER_BLOB;
}

/** Runs the transaction of section 10 on the state of its root. Returns the address of the record described above. */
export function stateTest(): u32 {
  checkSections(SECTION_ENVIRONMENT);
  loadConfiguration();
  loadWitness(false);
  hashAll();
  readEnvironment();
  const at = environment;
  const fork = load<u32>(at, 4);
  const blobGas = enterEnvironment(at, fork);
  openState(at + 176);
  const raw = at + <usize>FIXED_SIZE;
  const t = decodeTransaction(raw, raw + <usize>load<u32>(at, 232), fork);
  if ((load<u64>(at, 32) & FLAG_SENDER) != 0) copy20(senderOf(t), at + 208);
  else recoverSender(t, fork, configuredChainId());
  runTransaction(t, fork, min<u64>(load<u64>(at, 24), <u64>i64.MAX_VALUE), blobGas);
  return finish(3, 0, gasUsedByTransaction, fork);
}

/** After `stateTest` has ended in a trap with verdict 1: the state without the transaction. */
export function stateTestRejected(): u32 {
  const code = load<u32>(RECORD, 4);
  beginTransaction();
  return finish(1, code, 0, load<u32>(environment, 4));
}

/** Fills the record: the logs are those of the transaction that has just run. */
function finish(verdict: u32, code: u32, gasUsed: u64, fork: u32): u32 {
  store<u32>(STATE_RECORD, verdict);
  store<u32>(STATE_RECORD, code, 4);
  store<u64>(STATE_RECORD, gasUsed, 8);
  store<u64>(STATE_RECORD, logCount(), 16);
  store<u64>(STATE_RECORD, 0, 24);
  const payload = logsPayloadSize();
  const logs = alloc(<usize>(rlpListHeaderSize(payload) + payload));
  keccak256(STATE_RECORD + 64, logs, <u32>(writeLogs(logs, payload) - logs));
  beginTransaction();
  addBalance(accountAt(environment + 40), ZERO);
  endTransaction(fork >= SPURIOUS_DRAGON);
  stateRoot(STATE_RECORD + 32);
  return <u32>STATE_RECORD;
}
