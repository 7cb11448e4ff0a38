// The system configuration that an L2 block was built with, out of the block itself (derivation reference, section 10.4).
import { copy20, copy32, loadBE32, loadBE64, storeBE32 } from "../memory/bytes";
import { Header } from "../header/header";
import {
  attributesBaseFeeScalar,
  attributesBatcherHash,
  attributesBlobScalar,
  attributesFootprintScalar,
  attributesOperatorConstant,
  attributesOperatorScalar,
  attributesOverhead,
  attributesScalar,
  attributesSelector,
  BEDROCK_SELECTOR,
} from "./l1AttributesRead";
import { HOLOCENE, isActive, JOVIAN } from "./rollupConfig";
import { batcherOf, overheadOf, scalarOf, SystemConfig } from "./systemConfig";

/** Lengths of the header's extra data from Holocene and from Jovian on. */
const HOLOCENE_EXTRA: u32 = 9;
const JOVIAN_EXTRA: u32 = 17;

/** Of the block with header `h`, whose L1 attributes were read last. Of all other bytes of `c`, zeros. */
export function recoverSystemConfig(c: SystemConfig, h: Header): void {
  memory.fill(changetype<usize>(c), 0, offsetof<SystemConfig>());
  copy20(batcherOf(c), attributesBatcherHash + 12);
  if (attributesSelector == BEDROCK_SELECTOR) {
    copy32(overheadOf(c), attributesOverhead);
    copy32(scalarOf(c), attributesScalar);
  } else {
    store<u8>(scalarOf(c), 1);
    storeBE32(scalarOf(c) + 24, attributesBlobScalar);
    storeBE32(scalarOf(c) + 28, attributesBaseFeeScalar);
  }
  c.gasLimit = h.gasLimit;
  c.operatorFeeScalar = attributesOperatorScalar;
  c.operatorFeeConstant = attributesOperatorConstant;
  c.daFootprintScalar = attributesFootprintScalar;
  const extra = h.extraData;
  if (isActive(HOLOCENE, h.timestamp) && h.extraDataLength >= HOLOCENE_EXTRA) {
    c.eip1559Denominator = loadBE32(extra + 1);
    c.eip1559Elasticity = loadBE32(extra + 5);
  }
  if (isActive(JOVIAN, h.timestamp) && h.extraDataLength >= JOVIAN_EXTRA) c.minBaseFee = loadBE64(extra + 9);
}
