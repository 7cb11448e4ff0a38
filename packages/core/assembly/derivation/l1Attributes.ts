// The L1 attributes deposit, the first transaction of every L2 block: what L2 knows about L1 (derivation reference, 9.3).
import { fakeExponential } from "../block/blobGas";
import { FIELDS_CANCUN } from "../header/header";
import { alloc } from "../memory/arena";
import { copy20, copy32, reverse32, storeBE32, storeBE64 } from "../memory/bytes";
import { u256FromU64 } from "../uint256/word";
import { addDeposit, attributesSource, Deposit } from "./deposits";
import { L1Block, l1BaseFeeOf, l1HashOf } from "./l1Chain";
import {
  BEDROCK_LENGTH,
  BEDROCK_SELECTOR,
  DEPOSITOR,
  ECOTONE_LENGTH,
  ECOTONE_SELECTOR,
  ISTHMUS_LENGTH,
  ISTHMUS_SELECTOR,
  JOVIAN_LENGTH,
  JOVIAN_SELECTOR,
  L1_BLOCK_CONTRACT,
} from "./l1AttributesRead";
import { blobFractionAt, ECOTONE, isActivation, isActive, ISTHMUS, JOVIAN, REGOLITH } from "./rollupConfig";
import { baseFeeScalar, batcherOf, blobBaseFeeScalar, overheadOf, scalarOf, SystemConfig } from "./systemConfig";

const REGOLITH_GAS: u64 = 1_000_000;
const BEDROCK_GAS: u64 = 150_000_000;
/** Jovian: stands for a scalar that was never set. */
const DEFAULT_FOOTPRINT_SCALAR: u32 = 400;

const SOURCE: usize = memory.data(32, 8);
const BLOB_FEE: usize = memory.data(32, 8);
const deposit = changetype<Deposit>(memory.data(offsetof<Deposit>(), 8));

/** The contract on L2 still has the old interface in the block that upgrades it. */
function hasInterface(fork: u32, time: u64): bool {
  return isActive(fork, time) && !isActivation(fork, time);
}

/** Appends the deposit of an L2 block at `time` with L1 origin `b`. */
export function addL1Attributes(b: L1Block, sequence: u64, config: SystemConfig, time: u64): void {
  attributesSource(SOURCE, l1HashOf(b), sequence);
  deposit.source = SOURCE;
  deposit.from = DEPOSITOR;
  deposit.to = L1_BLOCK_CONTRACT;
  deposit.mint = 0;
  deposit.value = 0;
  const isRegolith = isActive(REGOLITH, time);
  deposit.gas = isRegolith ? REGOLITH_GAS : BEDROCK_GAS;
  deposit.isSystem = !isRegolith;
  if (hasInterface(ECOTONE, time)) packedCallData(b, sequence, config, time);
  else bedrockCallData(b, sequence, config);
  addDeposit(deposit);
}

function bedrockCallData(b: L1Block, sequence: u64, config: SystemConfig): void {
  const data = alloc(BEDROCK_LENGTH);
  memory.fill(data, 0, BEDROCK_LENGTH);
  storeBE32(data, BEDROCK_SELECTOR);
  const words = data + 4;
  storeBE64(words + 24, b.number);
  storeBE64(words + 56, b.timestamp);
  reverse32(words + 64, l1BaseFeeOf(b));
  copy32(words + 96, l1HashOf(b));
  storeBE64(words + 152, sequence);
  copy20(words + 172, batcherOf(config));
  copy32(words + 192, overheadOf(config));
  copy32(words + 224, scalarOf(config));
  deposit.data = data;
  deposit.dataLength = BEDROCK_LENGTH;
}

/** From Ecotone on. */
function packedCallData(b: L1Block, sequence: u64, config: SystemConfig, time: u64): void {
  const data = alloc(JOVIAN_LENGTH);
  memory.fill(data, 0, JOVIAN_LENGTH);
  storeBE32(data + 4, baseFeeScalar(config));
  storeBE32(data + 8, blobBaseFeeScalar(config));
  storeBE64(data + 12, sequence);
  storeBE64(data + 20, b.timestamp);
  storeBE64(data + 28, b.number);
  reverse32(data + 36, l1BaseFeeOf(b));
  blobBaseFee(BLOB_FEE, b);
  reverse32(data + 68, BLOB_FEE);
  copy32(data + 100, l1HashOf(b));
  copy20(data + 144, batcherOf(config));
  let selector = ECOTONE_SELECTOR;
  let length = ECOTONE_LENGTH;
  if (hasInterface(ISTHMUS, time)) {
    selector = ISTHMUS_SELECTOR;
    length = ISTHMUS_LENGTH;
    storeBE32(data + 164, config.operatorFeeScalar);
    storeBE64(data + 168, config.operatorFeeConstant);
  }
  if (hasInterface(JOVIAN, time)) {
    selector = JOVIAN_SELECTOR;
    length = JOVIAN_LENGTH;
    const scalar = config.daFootprintScalar == 0 ? DEFAULT_FOOTPRINT_SCALAR : config.daFootprintScalar;
    store<u16>(data + 176, bswap<u16>(<u16>scalar));
  }
  storeBE32(data, selector);
  deposit.data = data;
  deposit.dataLength = length;
}

/** Blob base fee of L1 at `b`, as a word; 1 wei where L1 has no blobs. */
function blobBaseFee(dst: usize, b: L1Block): void {
  const fraction = blobFractionAt(b.timestamp);
  if (b.header.fieldCount < FIELDS_CANCUN || fraction == 0) u256FromU64(dst, 1);
  else fakeExponential(dst, b.header.excessBlobGas, fraction);
}
