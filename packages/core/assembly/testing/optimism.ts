// Fees of the OP Stack without a block: the size estimate, and what a transaction pays by what L1Block has in its storage.
import { L1_BLOCK } from "../optimism/addresses";
import { beginL1Block, readOperatorFee } from "../optimism/l1Block";
import { l1Cost } from "../optimism/l1Cost";
import { accountAt, touchAccount } from "../state/account";
import { openState } from "../state/commit";
import { setSlot, slotAt } from "../state/storage";
import { EMPTY_ROOT } from "../trie/node";
import { resetAll } from "../reset";

export { alloc } from "../memory/arena";
export { operatorFee } from "../optimism/operatorFee";
export { daFootprint } from "../optimism/l1Cost";
export { estimatedSize, fastLzLength } from "../optimism/fastlz";

const KEY: usize = memory.data(32, 8);

export function reset(): void {
  resetAll();
}

/** Takes nine words as the slots 0 to 8 of L1Block. */
export function setL1Block(words: usize): void {
  openState(EMPTY_ROOT);
  const account = accountAt(L1_BLOCK);
  touchAccount(account);
  for (let i: u64 = 0; i < 9; i++) {
    store<u64>(KEY, i);
    setSlot(slotAt(account, KEY), words + ((<usize>i) << 5));
  }
  beginL1Block();
  readOperatorFee();
}

/** The L1 fee, after `setL1Block`. */
export function l1Fee(dst: usize, data: usize, length: u32, fork: u32): void {
  beginL1Block();
  l1Cost(dst, data, length, fork);
}
