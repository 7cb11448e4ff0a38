// The L1 attributes deposit, the first transaction of every L2 block: written for the sequencer, read back for where a block stands.
// OP Stack specification, "L1 attributes deposited transaction" and its pages by fork.
import { readRlpList, rlpToInteger } from "@assay/chain/rlp";
import type { RollupConfig, SystemConfig } from "@assay/chain/rollupConfig";
import { concatBytes } from "@assay/core/bytes";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { DEPOSIT_TYPE, encodeDeposit, l1AttributesSource, word } from "./depositTransaction.ts";
import type { L1Origin } from "./l1Origin.ts";
import { DEPOSITOR, PREDEPLOY } from "./predeployAddresses.ts";
import { hasInterface, isActive } from "./rollupForks.ts";

/** Selectors of L1Block's setters, and the length of their calldata. */
const LAYOUT = {
  bedrock: { selector: 0x015d8eb9, length: 260 },
  ecotone: { selector: 0x440a5e20, length: 164 },
  isthmus: { selector: 0x098999be, length: 176 },
  jovian: { selector: 0x3db6be2b, length: 178 },
} as const;
export type L1InfoFormat = keyof typeof LAYOUT;

const GAS = { bedrock: 150_000_000n, regolith: 1_000_000n } as const;
/** Jovian: what stands for a scalar that was never set. */
const DEFAULT_FOOTPRINT_SCALAR = 400n;
/** EIP-4844: MIN_BASE_FEE_PER_BLOB_GAS, and what is said of an L1 without blobs. */
const MIN_BLOB_BASE_FEE = 1n;

export interface BlobFeeSchedule {
  readonly timestamp: bigint;
  readonly baseFeeUpdateFraction: bigint;
}

/** Which setter the block at `time` calls: the block that upgrades L1Block still calls the old one. */
export function l1InfoFormat(rollup: RollupConfig, time: bigint): L1InfoFormat {
  if (!hasInterface(rollup, "ecotone", time)) return "bedrock";
  if (!hasInterface(rollup, "isthmus", time)) return "ecotone";
  return hasInterface(rollup, "jovian", time) ? "jovian" : "isthmus";
}

const MAX_U32 = 2n ** 32n - 1n;

/** Whether Ecotone knows the scalar: version 0 (Bedrock's) has one number, version 1 two; the bytes that a version does not use are
 *  zero. */
export function isPackedScalar(scalar: Hex): boolean {
  const bytes = fromHex(scalar)!;
  const used = bytes[0] === 0 ? 28 : 24;
  return bytes[0]! <= 1 && bytes.subarray(1, used).every((byte) => byte === 0);
}

/** The scalars of the packed formats. One that Bedrock took and Ecotone does not know charges the most. OP Stack specification,
 *  "Ecotone", "L1 attributes". */
export function feeScalars(scalar: Hex): { readonly baseFeeScalar: bigint; readonly blobBaseFeeScalar: bigint } {
  if (!isPackedScalar(scalar)) return { baseFeeScalar: MAX_U32, blobBaseFeeScalar: 0n };
  const bytes = fromHex(scalar)!;
  const at = (start: number) => rlpToInteger(bytes.subarray(start, start + 4));
  return { baseFeeScalar: at(28), blobBaseFeeScalar: bytes[0] === 1 ? at(24) : 0n };
}

/** The inverse, as it stands in a system configuration from Ecotone on. */
export function packedScalar(baseFeeScalar: bigint, blobBaseFeeScalar: bigint): Hex {
  return toHex(word((1n << 248n) | (blobBaseFeeScalar << 32n) | baseFeeScalar));
}

/** Blob base fee of L1 at a block. EIP-4844, `fake_exponential`. */
export function blobBaseFee(origin: L1Origin, schedule: readonly BlobFeeSchedule[]): bigint {
  const fraction = schedule.filter(({ timestamp }) => timestamp <= origin.timestamp).at(-1)?.baseFeeUpdateFraction;
  if (origin.excessBlobGas === null || fraction === undefined) return MIN_BLOB_BASE_FEE;
  let sum = 0n;
  let term = MIN_BLOB_BASE_FEE * fraction;
  for (let i = 1n; term > 0n; i++) {
    sum += term;
    term = (term * origin.excessBlobGas) / (fraction * i);
  }
  return sum / fraction;
}

export interface L1InfoInputs {
  readonly rollup: RollupConfig;
  /** As it is at the origin. */
  readonly system: SystemConfig;
  readonly origin: L1Origin;
  readonly sequenceNumber: bigint;
  /** Of the L2 block. */
  readonly timestamp: bigint;
  /** Ascending by timestamp; of the L1 chain. */
  readonly l1BlobSchedule: readonly BlobFeeSchedule[];
}

/** The deposit as EIP-2718 bytes. */
export function l1InfoDeposit(inputs: L1InfoInputs): Uint8Array {
  const isRegolith = isActive(inputs.rollup, "regolith", inputs.timestamp);
  return encodeDeposit({
    sourceHash: l1AttributesSource(inputs.origin.hash, inputs.sequenceNumber),
    from: DEPOSITOR,
    to: PREDEPLOY.l1Block,
    mint: 0n,
    value: 0n,
    gas: isRegolith ? GAS.regolith : GAS.bedrock,
    isSystem: !isRegolith,
    data: l1InfoCallData(inputs),
  });
}

/** @param size bytes, big-endian */
function fixed(value: bigint, size: number): Uint8Array {
  return word(value).subarray(32 - size);
}

function l1InfoCallData({ rollup, system, origin, sequenceNumber, timestamp, l1BlobSchedule }: L1InfoInputs) {
  const format = l1InfoFormat(rollup, timestamp);
  const selector = fixed(BigInt(LAYOUT[format].selector), 4);
  const batcherHash = concatBytes(new Uint8Array(12), fromHex(system.batcherAddress)!);
  if (format === "bedrock") {
    return concatBytes(
      selector,
      word(origin.number),
      word(origin.timestamp),
      word(origin.baseFee),
      origin.hash,
      word(sequenceNumber),
      batcherHash,
      fromHex(system.overhead)!,
      fromHex(system.scalar)!,
    );
  }
  const { baseFeeScalar, blobBaseFeeScalar } = feeScalars(system.scalar);
  const parts = [
    selector,
    fixed(baseFeeScalar, 4),
    fixed(blobBaseFeeScalar, 4),
    fixed(sequenceNumber, 8),
    fixed(origin.timestamp, 8),
    fixed(origin.number, 8),
    word(origin.baseFee),
    word(blobBaseFee(origin, scheduleOf(rollup, origin, l1BlobSchedule))),
    origin.hash,
    batcherHash,
  ];
  if (format !== "ecotone") {
    parts.push(fixed(system.operatorFeeScalar ?? 0n, 4), fixed(system.operatorFeeConstant ?? 0n, 8));
  }
  if (format === "jovian") parts.push(fixed(system.daFootprintGasScalar || DEFAULT_FOOTPRINT_SCALAR, 2));
  return concatBytes(...parts);
}

/** A chain that went on with Cancun's fraction after Prague says up to when it did (pectra_blob_schedule_time). */
function scheduleOf(rollup: RollupConfig, origin: L1Origin, schedule: readonly BlobFeeSchedule[]) {
  const until = rollup.pectraBlobScheduleTime;
  return until !== null && origin.timestamp < until ? schedule.slice(0, 1) : schedule;
}

/** What the deposit says. Values that its format does not have are null. */
export interface L1Info {
  readonly format: L1InfoFormat;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly baseFee: bigint;
  readonly hash: Hex;
  readonly sequenceNumber: bigint;
  readonly batcherAddress: Hex;
  /** 32 bytes each; of a packed format the overhead is zero, and the scalar as `packedScalar` writes it. */
  readonly overhead: Hex;
  readonly scalar: Hex;
  readonly blobBaseFee: bigint | null;
  readonly operatorFeeScalar: bigint | null;
  readonly operatorFeeConstant: bigint | null;
  readonly daFootprintGasScalar: bigint | null;
}

/** Reads the first transaction of a block. @throws InputError FIELD_WRONG when it is no L1 attributes deposit */
export function readL1Info(transaction: Uint8Array | undefined): L1Info {
  if (transaction?.[0] !== DEPOSIT_TYPE) throw new InputError("FIELD_WRONG", "no L1 attributes deposit");
  const data = readRlpList(transaction.subarray(1), 8)[7]?.payload ?? new Uint8Array(0);
  const selector = Number(rlpToInteger(data.subarray(0, 4)));
  const found = Object.entries(LAYOUT).find(([, layout]) => layout.selector === selector);
  if (!found || found[1].length !== data.length) {
    throw new InputError("FIELD_WRONG", `${data.length} bytes that are no calldata of L1 attributes`);
  }
  const format = found[0] as L1InfoFormat;
  const integer = (start: number, size: number) => rlpToInteger(data.subarray(start, start + size));
  const hex = (start: number, size: number) => toHex(data.subarray(start, start + size));
  if (format === "bedrock") {
    const at = (i: number) => 4 + 32 * i;
    return {
      format,
      number: integer(at(0), 32),
      timestamp: integer(at(1), 32),
      baseFee: integer(at(2), 32),
      hash: hex(at(3), 32),
      sequenceNumber: integer(at(4), 32),
      batcherAddress: hex(at(5) + 12, 20),
      overhead: hex(at(6), 32),
      scalar: hex(at(7), 32),
      blobBaseFee: null,
      operatorFeeScalar: null,
      operatorFeeConstant: null,
      daFootprintGasScalar: null,
    };
  }
  const hasOperatorFee = format !== "ecotone";
  return {
    format,
    number: integer(28, 8),
    timestamp: integer(20, 8),
    baseFee: integer(36, 32),
    hash: hex(100, 32),
    sequenceNumber: integer(12, 8),
    batcherAddress: hex(144, 20),
    overhead: toHex(new Uint8Array(32)),
    scalar: packedScalar(integer(4, 4), integer(8, 4)),
    blobBaseFee: integer(68, 32),
    operatorFeeScalar: hasOperatorFee ? integer(164, 4) : null,
    operatorFeeConstant: hasOperatorFee ? integer(168, 8) : null,
    daFootprintGasScalar: format === "jovian" ? integer(176, 2) : null,
  };
}
