// EIP-4895: withdrawals of the beacon chain, [index, validator index, address, amount in gwei].
import { BLOCK_MALFORMED, WITHDRAWAL_MALFORMED } from "../error/codes";
import { invalidNumbers } from "../error/fail";
import { alloc, mark, release } from "../memory/arena";
import { rlpCount, rlpIsList, rlpLength, rlpNext, rlpOk, rlpPayload, rlpU64, resetRlp } from "../rlp/read";
import { accountAt, addBalance } from "../state/account";
import { orderedTrieRoot } from "../trie/ordered";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64 } from "../uint256/word";
import { Block } from "./block";

const WEI_PER_GWEI: u64 = 1_000_000_000;

const AMOUNT: usize = memory.data(32, 8);
const FACTOR: usize = memory.data(32, 8);

/** Of the last `readWithdrawal`. */
let address: usize = 0;
let amount: u64 = 0;

/** Reads the withdrawal at `at`. Returns the address after it, or 0 when it is malformed. */
function readWithdrawal(at: usize, end: usize): usize {
  resetRlp();
  const after = rlpNext(at, end);
  if (after == 0 || !rlpIsList) return 0;
  let field = rlpNext(rlpPayload, after);
  if (field == 0) return 0;
  rlpU64();
  field = rlpNext(field, after);
  if (field == 0) return 0;
  rlpU64();
  field = rlpNext(field, after);
  if (field == 0 || rlpIsList || rlpLength != 20) return 0;
  address = rlpPayload;
  field = rlpNext(field, after);
  if (field != after) return 0;
  amount = rlpU64();
  return rlpOk ? after : 0;
}

/** Checks every withdrawal of `b`, counts them, and writes the root of their trie to the 32 bytes at `root`. */
export function checkWithdrawals(b: Block, root: usize): void {
  const count = rlpCount(b.withdrawals, b.withdrawalsEnd);
  if (count < 0) invalidNumbers(BLOCK_MALFORMED, 0, 4);
  const position = mark();
  const addresses = alloc((<usize>count) << 2);
  const lengths = alloc((<usize>count) << 2);
  let at = b.withdrawals;
  for (let i: i32 = 0; i < count; i++) {
    const start = at;
    at = readWithdrawal(at, b.withdrawalsEnd);
    if (at == 0) invalidNumbers(WITHDRAWAL_MALFORMED, 0, <u64>i);
    store<u32>(addresses + ((<usize>i) << 2), <u32>start);
    store<u32>(lengths + ((<usize>i) << 2), <u32>(at - start));
  }
  b.withdrawalCount = <u32>count;
  orderedTrieRoot(root, <u32>count, addresses, lengths);
  release(position);
}

/** Pays them out. An amount of zero touches the account all the same. */
export function payWithdrawals(b: Block): void {
  let at = b.withdrawals;
  while (at < b.withdrawalsEnd) {
    at = readWithdrawal(at, b.withdrawalsEnd);
    u256FromU64(AMOUNT, amount);
    u256FromU64(FACTOR, WEI_PER_GWEI);
    u256Mul(AMOUNT, AMOUNT, FACTOR);
    addBalance(accountAt(address), AMOUNT);
  }
}
