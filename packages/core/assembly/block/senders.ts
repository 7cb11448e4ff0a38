// Who sent the transactions of a block: all signatures in one batch, which takes 38 us each instead of 62.
import { secp256k1RecoverBatch } from "../curves/secp256k1";
import { TX_RECOVERY } from "../error/codes";
import { invalid, NO_INDEX, setCurrentTransaction } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { alloc, mark, release } from "../memory/arena";
import { copy20, copy32 } from "../memory/bytes";
import { recoverSender, signatureFault, signingHash } from "../tx/signature";
import { senderOf, signatureR, signatureS, TYPE_DEPOSIT } from "../tx/transaction";
import { Block, transactionAt } from "./block";

const KEY_HASH: usize = memory.data(32, 8);

/** Recovers the sender of every transaction into it. Does not return when a signature breaks a rule: the first one does,
 *  as if they were looked at one by one.
 *
 *  SOUNDNESS: a signature that recovers to no key is a refusal, never the zero address. */
export function recoverSenders(block: Block, chainId: u64): void {
  const position = mark();
  const most = <usize>block.transactionCount;
  const digests = alloc(most << 5);
  const rs = alloc(most << 5);
  const ss = alloc(most << 5);
  const parities = alloc(most);
  const keys = alloc(most << 6);
  const found = alloc(most);
  // Deposits name their sender, and come before everything that is signed.
  let first: u32 = 0;
  while (first < block.transactionCount && transactionAt(block, first).type == TYPE_DEPOSIT) first++;
  let count: u32 = 0;
  for (; first + count < block.transactionCount; count++) {
    const t = transactionAt(block, first + count);
    if (signatureFault(t, block.fork, chainId) != 0) break;
    const at = (<usize>count) << 5;
    signingHash(digests + at, t);
    copy32(rs + at, signatureR(t));
    copy32(ss + at, signatureS(t));
    // What is no parity must not become one by losing its upper bits.
    store<u8>(parities + count, <u8>min<u32>(t.yParity, 0xff));
  }
  secp256k1RecoverBatch(count, keys, digests, rs, ss, parities, found);
  for (let i: u32 = 0; i < count; i++) {
    setCurrentTransaction(first + i);
    if (load<u8>(found + i) == 0) invalid(TX_RECOVERY);
    keccak256(KEY_HASH, keys + ((<usize>i) << 6), 64);
    copy20(senderOf(transactionAt(block, first + i)), KEY_HASH + 12);
  }
  release(position);
  if (first + count < block.transactionCount) {
    // Says which rule it breaks.
    setCurrentTransaction(first + count);
    recoverSender(transactionAt(block, first + count), block.fork, chainId);
    unreachable();
  }
  setCurrentTransaction(NO_INDEX);
}
