// What the L1Block predeploy says about L1: the inputs of the L1 fee, the operator fee and the DA footprint. Read from its
// storage once a block, when the first signed transaction comes: the block's own L1 attributes deposit has run by then, and
// nothing but a deposit can change them.
//
// SOUNDNESS: the values are state, so the witness cannot choose them; the L1 attributes deposit can set any value, which is
// why no sum of them may overflow unnoticed (l1Cost.ts).
import { copy32, zero32 } from "../memory/bytes";
import { accountAt } from "../state/account";
import { slotAt, slotValue } from "../state/storage";
import { L1_BLOCK } from "./addresses";

const SLOT_BASE_FEE: u64 = 1;
const SLOT_SCALARS: u64 = 3;
const SLOT_OVERHEAD: u64 = 5;
const SLOT_SCALAR: u64 = 6;
const SLOT_BLOB_BASE_FEE: u64 = 7;
const SLOT_OPERATOR_FEE: u64 = 8;

/** Words. */
export const L1_BASE_FEE: usize = memory.data(32, 8);
export const L1_BLOB_BASE_FEE: usize = memory.data(32, 8);
export const L1_OVERHEAD: usize = memory.data(32, 8);
export const L1_SCALAR: usize = memory.data(32, 8);

export let baseFeeScalar: u32 = 0;
export let blobBaseFeeScalar: u32 = 0;
export let operatorFeeScalar: u32 = 0;
export let operatorFeeConstant: u64 = 0;
/** 0 stands for the default. */
export let daFootprintGasScalar: u32 = 0;

let isRead: bool = false;

const KEY: usize = memory.data(32, 8);

export function resetL1Block(): void {
  isRead = false;
}

/** Forgets what the block before said. */
export function beginL1Block(): void {
  isRead = false;
}

/** Value of slot `n`, a word. */
function slot(n: u64): usize {
  zero32(KEY);
  store<u64>(KEY, n);
  return slotValue(slotAt(accountAt(L1_BLOCK), KEY));
}

/** Before Ecotone, and in the block that activates it. */
export function readBedrockFees(): void {
  if (isRead) return;
  isRead = true;
  copy32(L1_BASE_FEE, slot(SLOT_BASE_FEE));
  copy32(L1_OVERHEAD, slot(SLOT_OVERHEAD));
  copy32(L1_SCALAR, slot(SLOT_SCALAR));
}

/** From Ecotone on. Big-endian bytes 16 to 20 of a slot are the little-endian word's bytes 12 to 16, and so on. */
export function readEcotoneFees(): void {
  if (isRead) return;
  isRead = true;
  copy32(L1_BASE_FEE, slot(SLOT_BASE_FEE));
  copy32(L1_BLOB_BASE_FEE, slot(SLOT_BLOB_BASE_FEE));
  const scalars = slot(SLOT_SCALARS);
  baseFeeScalar = load<u32>(scalars, 12);
  blobBaseFeeScalar = load<u32>(scalars, 8);
}

/** The slots of Bedrock for a block of Ecotone or later whose own are not set. */
export function readOverheadAndScalar(): void {
  copy32(L1_OVERHEAD, slot(SLOT_OVERHEAD));
  copy32(L1_SCALAR, slot(SLOT_SCALAR));
}

/** From Isthmus on. */
export function readOperatorFee(): void {
  const parameters = slot(SLOT_OPERATOR_FEE);
  operatorFeeConstant = load<u64>(parameters);
  operatorFeeScalar = load<u32>(parameters, 8);
  daFootprintGasScalar = <u32>load<u16>(parameters, 12);
}
