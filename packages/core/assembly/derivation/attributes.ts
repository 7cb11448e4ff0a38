// Payload attributes: everything that determines the next L2 block (derivation reference, section 8).
import { alloc } from "../memory/arena";
import { bufferFree } from "../memory/buffers";
import { Candidate, nextTransaction, openTransactions, transactionAt, transactionLength } from "./candidate";
import { applyConfigUpdates } from "./configUpdates";
import { addUserDeposits } from "./deposits";
import { addL1Attributes } from "./l1Attributes";
import { L1Block } from "./l1Chain";
import { L2Block } from "./l2Block";
import { blockTime, CANYON, ECOTONE, HOLOCENE, isActive, JOVIAN } from "./rollupConfig";
import { beginScratch, keepScratch } from "./scratch";
import { copySystemConfig, SystemConfig } from "./systemConfig";
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
  /** What its execution gave, for the result; 0 when it was not executed. */
  execution: usize;
}

/** A signed transaction costs 21,000 gas at least, of which a fifth may be refunded (EIP-3529). */
const LEAST_GAS: u64 = 16_800;

const CONFIG: usize = (offsetof<Attributes>() + 7) & ~7;
const LISTS: usize = (CONFIG + offsetof<SystemConfig>() + 7) & ~7;

const draft = changetype<Attributes>(memory.data(offsetof<Attributes>(), 8));
const draftConfig = changetype<SystemConfig>(memory.data(offsetof<SystemConfig>(), 8));

/** Attributes of the block that `c` puts on `parent`: a buffer with everything in it, to be given to `freeAttributes`. `epoch` is
 *  the L1 block that `c` names as its origin. A batch of more transactions than the gas limit can hold is left out at once. */
export function makeAttributes(c: Candidate, parent: L2Block, epoch: L1Block, derivedFrom: L1Block): Attributes {
  const start = beginScratch();
  const a = draft;
  memory.fill(changetype<usize>(a), 0, offsetof<Attributes>());
  a.parent = parent;
  a.epoch = epoch;
  a.derivedFrom = derivedFrom;
  a.number = parent.number + 1;
  a.timestamp = parent.timestamp + blockTime;
  a.config = draftConfig;
  copySystemConfig(a.config, parent.config);
  const isFirst = epoch.number != parent.epoch;
  a.sequence = isFirst ? 0 : parent.sequence + 1;
  if (isFirst) applyConfigUpdates(a.config, epoch);
  a.gasLimit = a.config.gasLimit;
  beginTransactionList();
  addL1Attributes(epoch, a.sequence, a.config, a.timestamp);
  if (isFirst) a.userDepositCount = addUserDeposits(epoch);
  a.upgradeCount = addUpgrades(a.timestamp);
  a.depositCount = transactionListCount;
  a.isReplaced = <u64>c.transactionCount > a.gasLimit / LEAST_GAS;
  if (!a.isReplaced) {
    openTransactions(c);
    while (nextTransaction()) addTransaction(transactionAt, transactionLength);
  }
  a.transactionCount = transactionListCount;
  a.hasWithdrawals = isActive(CANYON, a.timestamp);
  a.hasBeaconRoot = isActive(ECOTONE, a.timestamp);
  a.hasParameters = isActive(HOLOCENE, a.timestamp);
  a.hasMinBaseFee = isActive(JOVIAN, a.timestamp);
  a.isLastInSpan = c.isLast;
  return packed(start);
}

/** Puts the draft, its configuration and its transactions into one buffer and ends the scratch section. */
function packed(start: usize): Attributes {
  const count = <usize>draft.transactionCount;
  const bytesStart = LISTS + (count << 3);
  let size = bytesStart;
  for (let i: usize = 0; i < count; i++) size += <usize>load<u32>(transactionLengthList + (i << 2));
  const room = alloc(size + 16) + 16;
  memory.copy(room, changetype<usize>(draft), offsetof<Attributes>());
  memory.copy(room + CONFIG, changetype<usize>(draftConfig), offsetof<SystemConfig>());
  let to = bytesStart;
  for (let i: usize = 0; i < count; i++) {
    const length = load<u32>(transactionLengthList + (i << 2));
    memory.copy(room + to, <usize>load<u32>(transactionList + (i << 2)), <usize>length);
    // As an offset: where the buffer will be is not known yet.
    store<u32>(room + LISTS + (i << 2), <u32>to);
    store<u32>(room + LISTS + ((count + i) << 2), length);
    to += <usize>length;
  }
  const at = keepScratch(start, room, <u32>size);
  const a = changetype<Attributes>(at);
  a.config = changetype<SystemConfig>(at + CONFIG);
  a.transactions = at + LISTS;
  a.transactionLengths = at + LISTS + (count << 2);
  for (let i: usize = 0; i < count; i++) {
    store<u32>(a.transactions + (i << 2), load<u32>(a.transactions + (i << 2)) + <u32>at);
  }
  return a;
}

/** Gives the attributes back with all that is in them. */
export function freeAttributes(a: Attributes): void {
  bufferFree(changetype<usize>(a));
}

/** Holocene: what is left when execution finds the batch's transactions invalid. */
export function keepDepositsOnly(a: Attributes): void {
  a.transactionCount = a.depositCount;
  a.isReplaced = true;
}
