// Payload attributes: everything that determines the next L2 block (derivation reference, section 8).
import { alloc } from "../memory/arena";
import { Candidate } from "./candidate";
import { recoverSystemConfig } from "./configRecovery";
import { applyConfigUpdates } from "./configUpdates";
import { addUserDeposits } from "./deposits";
import { addL1Attributes } from "./l1Attributes";
import { L1Block } from "./l1Chain";
import { L2Block } from "./l2Block";
import { blockTime, CANYON, ECOTONE, HOLOCENE, isActive, JOVIAN } from "./rollupConfig";
import { newSystemConfig, SystemConfig } from "./systemConfig";
import {
  addTransaction,
  beginTransactionList,
  transactionLengthList,
  transactionList,
  transactionListCount,
} from "./transactionList";
import { addUpgrades } from "./upgrades";

/** 0x4200000000000000000000000000000000000011 */
export const FEE_VAULT: usize = memory.data<u8>([0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11], 8);


@unmanaged
export class Attributes {
  parent: L2Block;
  /** L1 origin; whether the block is the first with it follows from `sequence`. */
  epoch: L1Block;
  /** L1 block that the pipeline was at. */
  derivedFrom: L1Block;
  number: u64;
  timestamp: u64;
  sequence: u64;
  gasLimit: u64;
  /** u32 addresses and lengths. Deposits come first: L1 attributes, users' deposits, upgrades. */
  transactions: usize;
  transactionLengths: usize;
  transactionCount: u32;
  depositCount: u32;
  userDepositCount: u32;
  upgradeCount: u32;
  /** Canyon, Ecotone, Holocene, Jovian: whether withdrawals, the beacon root, EIP-1559 parameters, a minimum base fee are
   *  part of the attributes. */
  hasWithdrawals: bool;
  hasBeaconRoot: bool;
  hasParameters: bool;
  hasMinBaseFee: bool;
  /** Whether no other block of the same span follows. */
  isLastInSpan: bool;
  /** Whether the batch's transactions were taken out after all. */
  isReplaced: bool;
  config: SystemConfig;
  /** Next block that was derived. */
  next: usize;
  /** The block itself, once it is known. */
  block: usize;
}

/** Attributes of the block that `c` puts on `parent`. `epoch` is the L1 block that `c` names as its origin. */
export function makeAttributes(c: Candidate, parent: L2Block, epoch: L1Block, derivedFrom: L1Block): Attributes {
  const a = changetype<Attributes>(alloc(offsetof<Attributes>()));
  memory.fill(changetype<usize>(a), 0, offsetof<Attributes>());
  a.parent = parent;
  a.epoch = epoch;
  a.derivedFrom = derivedFrom;
  a.number = parent.number + 1;
  a.timestamp = parent.timestamp + blockTime;
  a.config = newSystemConfig();
  recoverSystemConfig(a.config, parent);
  const isFirst = epoch.number != parent.epoch;
  a.sequence = isFirst ? 0 : parent.sequence + 1;
  if (isFirst) applyConfigUpdates(a.config, epoch);
  a.gasLimit = a.config.gasLimit;
  beginTransactionList();
  addL1Attributes(epoch, a.sequence, a.config, a.timestamp);
  if (isFirst) a.userDepositCount = addUserDeposits(epoch);
  a.upgradeCount = addUpgrades(a.timestamp);
  a.depositCount = transactionListCount;
  for (let i: usize = 0; i < <usize>c.transactionCount; i++) {
    addTransaction(<usize>load<u32>(c.transactions + (i << 2)), load<u32>(c.transactionLengths + (i << 2)));
  }
  a.transactions = transactionList;
  a.transactionLengths = transactionLengthList;
  a.transactionCount = transactionListCount;
  a.hasWithdrawals = isActive(CANYON, a.timestamp);
  a.hasBeaconRoot = isActive(ECOTONE, a.timestamp);
  a.hasParameters = isActive(HOLOCENE, a.timestamp);
  a.hasMinBaseFee = isActive(JOVIAN, a.timestamp);
  a.isLastInSpan = c.isLast;
  return a;
}

/** Holocene: what is left when execution finds the batch's transactions invalid. */
export function keepDepositsOnly(a: Attributes): void {
  a.transactionCount = a.depositCount;
  a.isReplaced = true;
}
