// The system configuration that an L2 block was built with, out of the block itself (derivation reference, section 10.4).
import { L2_HEADER_MALFORMED } from "../error/codes";
import { incomplete } from "../error/fail";
import { copy20, copy32, equal32, loadBE32, loadBE64, storeBE32 } from "../memory/bytes";
import { trieValue, trieValueLength } from "../trie/get";
import { trieOpenAnyKeys } from "../trie/node";
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
  readAttributes,
} from "./l1AttributesRead";
import { listItem } from "./l1Chain";
import { L2Block, l2HashOf } from "./l2Block";
import { genesisL2Hash, genesisL2Number, genesisSystemConfig, HOLOCENE, isActive, JOVIAN } from "./rollupConfig";
import { batcherOf, overheadOf, scalarOf, SystemConfig } from "./systemConfig";

/** Lengths of the header's extra data from Holocene and from Jovian on. */
const HOLOCENE_EXTRA: u32 = 9;
const JOVIAN_EXTRA: u32 = 17;

export function recoverSystemConfig(c: SystemConfig, b: L2Block): void {
  memory.fill(changetype<usize>(c), 0, offsetof<SystemConfig>());
  if (b.number == genesisL2Number && equal32(l2HashOf(b), genesisL2Hash())) {
    genesisSystemConfig(c);
    return;
  }
  let ptr: usize;
  let length: u32;
  if (b.loaded) {
    ptr = <usize>load<u32>(b.transactions);
    length = load<u32>(b.transactionLengths);
  } else {
    if (!listItem(trieOpenAnyKeys(b.header.transactionsRoot), 0)) incomplete(L2_HEADER_MALFORMED, l2HashOf(b));
    ptr = trieValue;
    length = trieValueLength;
  }
  if (!readAttributes(ptr, length)) incomplete(L2_HEADER_MALFORMED, l2HashOf(b));
  copy20(batcherOf(c), attributesBatcherHash + 12);
  if (attributesSelector == BEDROCK_SELECTOR) {
    copy32(overheadOf(c), attributesOverhead);
    copy32(scalarOf(c), attributesScalar);
  } else {
    store<u8>(scalarOf(c), 1);
    storeBE32(scalarOf(c) + 24, attributesBlobScalar);
    storeBE32(scalarOf(c) + 28, attributesBaseFeeScalar);
  }
  c.gasLimit = b.header.gasLimit;
  c.operatorFeeScalar = attributesOperatorScalar;
  c.operatorFeeConstant = attributesOperatorConstant;
  c.daFootprintScalar = attributesFootprintScalar;
  const extra = b.header.extraData;
  if (isActive(HOLOCENE, b.timestamp) && b.header.extraDataLength >= HOLOCENE_EXTRA) {
    c.eip1559Denominator = loadBE32(extra + 1);
    c.eip1559Elasticity = loadBE32(extra + 5);
  }
  if (isActive(JOVIAN, b.timestamp) && b.header.extraDataLength >= JOVIAN_EXTRA) c.minBaseFee = loadBE64(extra + 9);
}
