// Reading the L1 attributes deposit that every L2 block starts with (derivation reference, section 9.3).
//
//   readAttributes(ptr, length): bool   sets the fields below; false when it is no such transaction
import { loadBE16, loadBE32, loadBE64 } from "../memory/bytes";
import { equal20 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";

/** Selectors and lengths of the four forms of call data. */
export const BEDROCK_SELECTOR: u32 = 0x015d8eb9;
export const ECOTONE_SELECTOR: u32 = 0x440a5e20;
export const ISTHMUS_SELECTOR: u32 = 0x098999be;
export const JOVIAN_SELECTOR: u32 = 0x3db6be2b;
export const BEDROCK_LENGTH: u32 = 260;
export const ECOTONE_LENGTH: u32 = 164;
export const ISTHMUS_LENGTH: u32 = 176;
export const JOVIAN_LENGTH: u32 = 178;

export const DEPOSIT_TYPE: u8 = 0x7e;

/** 0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001 and 0x4200000000000000000000000000000000000015. */
export const DEPOSITOR: usize = memory.data<u8>(
  [
    0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0xde, 0xad, 0x00,
    0x01,
  ],
  8,
);
export const L1_BLOCK_CONTRACT: usize = memory.data<u8>(
  [0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x15],
  8,
);

/** Of the last transaction read. */
export let attributesSelector: u32 = 0;
export let attributesEpoch: u64 = 0;
/** 32 bytes each; overhead and scalar only in Bedrock's form. */
export let attributesEpochHash: usize = 0;
export let attributesBatcherHash: usize = 0;
export let attributesOverhead: usize = 0;
export let attributesScalar: usize = 0;
export let attributesSequence: u64 = 0;
/** From Ecotone's form on; then Isthmus's and Jovian's. */
export let attributesBaseFeeScalar: u32 = 0;
export let attributesBlobScalar: u32 = 0;
export let attributesOperatorScalar: u32 = 0;
export let attributesOperatorConstant: u64 = 0;
export let attributesFootprintScalar: u32 = 0;

export function readAttributes(ptr: usize, length: u32): bool {
  const end = ptr + <usize>length;
  if (length == 0 || load<u8>(ptr) != DEPOSIT_TYPE) return false;
  if (rlpNext(ptr + 1, end) != end || !rlpIsList) return false;
  let at = rlpNext(rlpPayload, end);
  if (at != 0) at = rlpNext(at, end);
  if (at == 0 || rlpIsList || rlpLength != 20 || !equal20(rlpPayload, DEPOSITOR)) return false;
  at = rlpNext(at, end);
  if (at == 0 || rlpIsList || rlpLength != 20 || !equal20(rlpPayload, L1_BLOCK_CONTRACT)) return false;
  // Mint, value, gas, whether it is a system transaction; then the call data.
  for (let i = 0; i < 4 && at != 0; i++) at = rlpNext(at, end);
  if (at == 0 || rlpNext(at, end) != end || rlpIsList) return false;
  return readCallData(rlpPayload, rlpLength);
}

function readCallData(data: usize, length: u32): bool {
  if (length < 4) return false;
  const selector = loadBE32(data);
  attributesSelector = selector;
  attributesOperatorScalar = 0;
  attributesOperatorConstant = 0;
  attributesFootprintScalar = 0;
  if (selector == BEDROCK_SELECTOR) {
    if (length != BEDROCK_LENGTH) return false;
    attributesEpoch = loadBE64(data + 4 + 24);
    attributesEpochHash = data + 4 + 96;
    attributesSequence = loadBE64(data + 4 + 128 + 24);
    attributesBatcherHash = data + 4 + 160;
    attributesOverhead = data + 4 + 192;
    attributesScalar = data + 4 + 224;
    return true;
  }
  const expected =
    selector == ECOTONE_SELECTOR
      ? ECOTONE_LENGTH
      : selector == ISTHMUS_SELECTOR
        ? ISTHMUS_LENGTH
        : selector == JOVIAN_SELECTOR
          ? JOVIAN_LENGTH
          : 0;
  if (length != expected) return false;
  attributesBaseFeeScalar = loadBE32(data + 4);
  attributesBlobScalar = loadBE32(data + 8);
  attributesSequence = loadBE64(data + 12);
  attributesEpoch = loadBE64(data + 28);
  attributesEpochHash = data + 100;
  attributesBatcherHash = data + 132;
  if (length >= ISTHMUS_LENGTH) {
    attributesOperatorScalar = loadBE32(data + 164);
    attributesOperatorConstant = loadBE64(data + 168);
  }
  if (length >= JOVIAN_LENGTH) attributesFootprintScalar = loadBE16(data + 176);
  return true;
}
