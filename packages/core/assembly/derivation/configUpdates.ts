// ConfigUpdate events of the SystemConfig contract (derivation reference, section 10.1). A malformed or unknown update is
// passed over: what stands on L1 must never stop derivation.
import { copy20, copy32, equal20, equal32, isZero32, loadBE32, loadBE64 } from "../memory/bytes";
import { L1Block } from "./l1Chain";
import { logAddress, logData, logDataLength, logTopic, logTopicCount, mayHaveLog, nextLog, openLogs } from "./receipts";
import { ECOTONE, isActive, systemConfigContract } from "./rollupConfig";
import { batcherOf, isEcotoneScalar, overheadOf, scalarOf, SystemConfig } from "./systemConfig";

/** keccak-256 of "ConfigUpdate(uint256,uint8,bytes)". */
export const CONFIG_UPDATE: usize = memory.data<u8>(
  [
    0x1d, 0x2b, 0x0b, 0xda, 0x21, 0xd5, 0x6b, 0x8b, 0xd1, 0x2d, 0x4f, 0x94, 0xeb, 0xac, 0xff, 0xdf, 0xb3, 0x5f, 0x5e,
    0x22, 0x6f, 0x84, 0xb4, 0x61, 0x10, 0x3b, 0xb8, 0xbe, 0xab, 0x63, 0x53, 0xbe,
  ],
  8,
);

const BATCHER: u64 = 0;
const FEE_SCALARS: u64 = 1;
const GAS_LIMIT: u64 = 2;
const EIP_1559_PARAMETERS: u64 = 4;
const OPERATOR_FEE: u64 = 5;
const MIN_BASE_FEE: u64 = 6;
const DA_FOOTPRINT_SCALAR: u64 = 7;

/** Whether the first `count` bytes of the 32 at `word` are zero. */
function fits(word: usize, count: u32): bool {
  for (let i: u32 = 0; i < count; i++) {
    if (load<u8>(word + <usize>i) != 0) return false;
  }
  return true;
}

/** Whether the word at `word` is the number `value`. */
export function isNumber(word: usize, value: u64): bool {
  return fits(word, 24) && loadBE64(word + 24) == value;
}

/** Applies the updates in the receipts of `b` to `c`. */
export function applyConfigUpdates(c: SystemConfig, b: L1Block): void {
  if (!mayHaveLog(b, systemConfigContract(), CONFIG_UPDATE)) return;
  openLogs(b);
  while (nextLog()) {
    if (!equal20(logAddress, systemConfigContract()) || logTopicCount == 0) continue;
    if (equal32(logTopic(0), CONFIG_UPDATE)) applyUpdate(c, b.timestamp);
  }
}

/** Applies the log at hand. Whole or not at all. */
function applyUpdate(c: SystemConfig, l1Time: u64): void {
  if (logTopicCount != 3 || !isZero32(logTopic(1)) || !fits(logTopic(2), 24)) return;
  const type = loadBE64(logTopic(2) + 24);
  const length: u32 = type == FEE_SCALARS ? 64 : 32;
  // ABI: bytes at offset 32, then their length, then the values.
  if (logDataLength != 64 + length || !isNumber(logData, 32) || !isNumber(logData + 32, length)) return;
  const word = logData + 64;
  if (type == BATCHER) {
    if (fits(word, 12)) copy20(batcherOf(c), word + 12);
  } else if (type == FEE_SCALARS) {
    const scalar = word + 32;
    if (!isActive(ECOTONE, l1Time)) {
      copy32(overheadOf(c), word);
      copy32(scalarOf(c), scalar);
    } else if (isEcotoneScalar(scalar)) {
      memory.fill(overheadOf(c), 0, 32);
      copy32(scalarOf(c), scalar);
    }
  } else if (type == GAS_LIMIT) {
    if (fits(word, 24)) c.gasLimit = loadBE64(word + 24);
  } else if (type == EIP_1559_PARAMETERS) {
    if (!fits(word, 24)) return;
    c.eip1559Denominator = loadBE32(word + 24);
    c.eip1559Elasticity = loadBE32(word + 28);
  } else if (type == OPERATOR_FEE) {
    if (!fits(word, 20)) return;
    c.operatorFeeScalar = loadBE32(word + 20);
    c.operatorFeeConstant = loadBE64(word + 24);
  } else if (type == MIN_BASE_FEE) {
    if (fits(word, 24)) c.minBaseFee = loadBE64(word + 24);
  } else if (type == DA_FOOTPRINT_SCALAR) {
    if (fits(word, 30)) c.daFootprintScalar = loadBE32(word + 28);
  }
}
