// What holds for the transactions of an OP Stack block as a list, and what is counted over it.
import { DA_FOOTPRINT_ABOVE_LIMIT, DEPOSIT_AFTER_SIGNED, DEPOSIT_MISSING } from "../error/codes";
import { invalid, invalidNumbers, NO_INDEX, setCurrentTransaction } from "../error/fail";
import { CANYON, isCanyonTime, JOVIAN } from "../chain/optimism";
import { deployCreate2Deployer } from "../optimism/create2Deployer";
import { beginL1Block } from "../optimism/l1Block";
import { daFootprint } from "../optimism/l1Cost";
import { Transaction, TYPE_DEPOSIT } from "../tx/transaction";
import { Block, transactionAt } from "./block";

/** The L1 attributes deposit comes first, every other deposit after it, and then what is signed. */
export function checkDepositsFirst(b: Block): void {
  if (b.transactionCount == 0 || transactionAt(b, 0).type != TYPE_DEPOSIT) invalid(DEPOSIT_MISSING);
  for (let i: u32 = 1; i < b.transactionCount; i++) {
    if (transactionAt(b, i).type != TYPE_DEPOSIT || transactionAt(b, i - 1).type == TYPE_DEPOSIT) continue;
    setCurrentTransaction(i);
    invalid(DEPOSIT_AFTER_SIGNED);
  }
  setCurrentTransaction(NO_INDEX);
}

/** Before the first transaction and the system calls. */
export function beginOptimismBody(b: Block): void {
  beginL1Block();
  if (b.optimismFork >= CANYON && isCanyonTime(b.header.timestamp)) deployCreate2Deployer();
}

/** Adds the DA footprint of `t`, which has run, to the block's (Jovian); it stays within the gas limit. */
export function addDaFootprint(b: Block, t: Transaction): void {
  if (b.optimismFork < JOVIAN || t.type == TYPE_DEPOSIT) return;
  // At most 2^16 times a compressed length, so that no sum of them leaves 64 bits.
  b.blobGasUsed += daFootprint(t.raw, t.rawLength);
  if (b.blobGasUsed > b.header.gasLimit) {
    invalidNumbers(DA_FOOTPRINT_ABOVE_LIMIT, b.header.gasLimit, b.blobGasUsed);
  }
}
