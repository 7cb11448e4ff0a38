// Calls that a block makes by itself: EIP-4788 and EIP-2935 before the transactions, EIP-7002 and EIP-7251 after them.
import { SYSTEM_CALL_FAILED, SYSTEM_CONTRACT_EMPTY } from "../error/codes";
import { invalidNumbers } from "../error/fail";
import { GAS_PRICE, ORIGIN, setTransactionEnvironment } from "../evm/environment";
import { CANCUN, PRAGUE } from "../evm/forks";
import {
  evmOutput,
  evmOutputLength,
  evmStatus,
  Message,
  MESSAGE_CALL,
  runMessage,
  STATUS_SUCCESS,
} from "../evm/message";
import { copy20, zero32 } from "../memory/bytes";
import { accountAt } from "../state/account";
import { codeOf } from "../state/code";
import { beginTransaction, endTransaction } from "../state/transaction";
import { Header } from "../header/header";
import { addRequests, CONSOLIDATION_REQUEST, WITHDRAWAL_REQUEST } from "./requests";

const GAS: u64 = 30_000_000;

const CALLER: usize = memory.data<u8>(
  [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xfe,
  ],
  8,
);
/** EIP-4788. */
const BEACON_ROOTS: usize = memory.data<u8>(
  [
    0x00, 0x0f, 0x3d, 0xf6, 0xd7, 0x32, 0x80, 0x7e, 0xf1, 0x31, 0x9f, 0xb7, 0xb8, 0xbb, 0x85, 0x22, 0xd0, 0xbe, 0xac,
    0x02,
  ],
  8,
);
/** EIP-2935. */
const HISTORY_STORAGE: usize = memory.data<u8>(
  [
    0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb, 0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29,
    0x35,
  ],
  8,
);
/** EIP-7002. */
const WITHDRAWAL_REQUESTS: usize = memory.data<u8>(
  [
    0x00, 0x00, 0x09, 0x61, 0xef, 0x48, 0x0e, 0xb5, 0x5e, 0x80, 0xd1, 0x9a, 0xd8, 0x35, 0x79, 0xa6, 0x4c, 0x00, 0x70,
    0x02,
  ],
  8,
);
/** EIP-7251. */
const CONSOLIDATION_REQUESTS: usize = memory.data<u8>(
  [
    0x00, 0x00, 0xbb, 0xdd, 0xc7, 0xce, 0x48, 0x86, 0x42, 0xfb, 0x57, 0x9f, 0x8b, 0x00, 0xf3, 0xa5, 0x90, 0x00, 0x72,
    0x51,
  ],
  8,
);

const MESSAGE: usize = memory.data(offsetof<Message>(), 8);
const ZERO: usize = memory.data(32, 8);

/** Calls `target`. Its gas counts for nothing and nobody pays. The caller's account is never read. */
function call(target: usize, input: usize, inputLength: u32): void {
  copy20(ORIGIN, CALLER);
  zero32(GAS_PRICE);
  setTransactionEnvironment(0, 0);
  const m = changetype<Message>(MESSAGE);
  m.kind = MESSAGE_CALL;
  m.caller = CALLER;
  m.target = target;
  m.codeFrom = 0;
  m.value = ZERO;
  m.input = input;
  m.inputLength = inputLength;
  m.gas = GAS;
  m.isStatic = false;
  beginTransaction();
  runMessage(m);
  endTransaction(true);
}

/** Before the first transaction. A contract that is not there, or that fails, changes nothing. */
export function callBeforeTransactions(header: Header, fork: u32): void {
  if (fork >= CANCUN) call(BEACON_ROOTS, header.parentBeaconRoot, 32);
  if (fork >= PRAGUE) call(HISTORY_STORAGE, header.parentHash, 32);
}

/** After the last transaction and the withdrawals. Here a contract that is not there or fails makes the block invalid. */
export function callAfterTransactions(fork: u32): void {
  if (fork < PRAGUE) return;
  collect(WITHDRAWAL_REQUESTS, WITHDRAWAL_REQUEST);
  collect(CONSOLIDATION_REQUESTS, CONSOLIDATION_REQUEST);
}

function collect(target: usize, kind: u8): void {
  if (codeOf(accountAt(target)).length == 0) invalidNumbers(SYSTEM_CONTRACT_EMPTY, 0, kind);
  call(target, ZERO, 0);
  if (evmStatus != STATUS_SUCCESS) invalidNumbers(SYSTEM_CALL_FAILED, 0, kind);
  addRequests(kind, evmOutput, evmOutputLength);
}
