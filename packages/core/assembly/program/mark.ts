// A place on the way that can be gone back to: the chain, its state, and what had been counted by then.
//
// Before Holocene a span batch counts as a whole. An invalid block in it voids those before it, and a claim about a block within it
// holds only once the rest of it was found valid (op-node: the safe head moves at the end of a span, until then it is pending).
import { derivedCount, executedGas, lastDerived, safeHead, setSafeHead, unlistDerived } from "../derivation/derived";
import { L2Block } from "../derivation/l2Block";
import { Header } from "../header/header";
import { MAIN_REGION, useRegion } from "../memory/arena";
import { keepAlso } from "../witness/kept";
import { openStateAt } from "./stateMemory";
import { returnTo, tip, transactions } from "./tip";


@unmanaged
export class Mark {
  /** 0 while nothing is marked. */
  block: usize;
  tip: Header;
  lastDerived: usize;
  derivedCount: u32;
  executedGas: u64;
  transactions: u64;
  /** Of the marks whose states are kept (witness/kept.ts). */
  place: u32;
}

export function resetMark(mark: Mark, place: u32): void {
  mark.block = 0;
  mark.place = place;
}

/** Marks where the chain is. The state is settled, so that its nodes can be found again. */
export function setMark(mark: Mark): void {
  mark.block = safeHead;
  mark.tip = tip;
  mark.lastDerived = lastDerived;
  mark.derivedCount = derivedCount;
  mark.executedGas = executedGas;
  mark.transactions = transactions;
  keepAlso(mark.place, tip.stateRoot);
  openStateAt(tip.stateRoot);
  useRegion(MAIN_REGION);
}

/** Forgets the mark. */
export function dropMark(mark: Mark): void {
  mark.block = 0;
  keepAlso(mark.place, 0);
}

/** Goes back to the mark; the state is open there afterwards. */
export function returnToMark(mark: Mark): void {
  setSafeHead(changetype<L2Block>(mark.block));
  returnTo(mark.tip, mark.transactions);
  unlistDerived(mark.lastDerived, mark.derivedCount, mark.executedGas);
  openStateAt(tip.stateRoot);
  useRegion(MAIN_REGION);
}
