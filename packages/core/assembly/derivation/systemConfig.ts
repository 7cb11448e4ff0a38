// What a rollup's SystemConfig contract on L1 has set, as of some block. Two copies live side by side: L1 traversal's, which
// says whose transactions count, and the one that attributes are made of, which comes out of the L2 parent.
import { alloc } from "../memory/arena";
import { loadBE32 } from "../memory/bytes";


@unmanaged
export class SystemConfig {
  /** Address of the batcher, 20 bytes. */
  batcher0: u64;
  batcher1: u64;
  batcher2: u32;
  /** The next four are zero until the contract sets them. */
  eip1559Denominator: u32;
  eip1559Elasticity: u32;
  operatorFeeScalar: u32;
  operatorFeeConstant: u64;
  gasLimit: u64;
  minBaseFee: u64;
  daFootprintScalar: u32;
  /** 32 bytes big-endian each. */
  overhead0: u64;
  overhead1: u64;
  overhead2: u64;
  overhead3: u64;
  scalar0: u64;
  scalar1: u64;
  scalar2: u64;
  scalar3: u64;
}

export function newSystemConfig(): SystemConfig {
  const c = changetype<SystemConfig>(alloc(offsetof<SystemConfig>()));
  memory.fill(changetype<usize>(c), 0, offsetof<SystemConfig>());
  return c;
}

export function copySystemConfig(dst: SystemConfig, src: SystemConfig): void {
  memory.copy(changetype<usize>(dst), changetype<usize>(src), offsetof<SystemConfig>());
}

// @ts-ignore: decorator
@inline
export function batcherOf(c: SystemConfig): usize {
  return changetype<usize>(c);
}

// @ts-ignore: decorator
@inline
export function overheadOf(c: SystemConfig): usize {
  return changetype<usize>(c) + offsetof<SystemConfig>("overhead0");
}

// @ts-ignore: decorator
@inline
export function scalarOf(c: SystemConfig): usize {
  return changetype<usize>(c) + offsetof<SystemConfig>("scalar0");
}

function isZero(ptr: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) {
    if (load<u8>(ptr + <usize>i) != 0) return false;
  }
  return true;
}

/** Whether Ecotone knows the scalar: version 0 is Bedrock's, version 1 has two fields, and the rest is zero. */
export function isEcotoneScalar(scalar: usize): bool {
  const version = load<u8>(scalar);
  if (version == 0) return isZero(scalar + 1, 27);
  return version == 1 && isZero(scalar + 1, 23);
}

/** Ecotone's reading of the scalar (spec, "Ecotone L1 attributes"). What is no Ecotone scalar charges the most. */
export function baseFeeScalar(c: SystemConfig): u32 {
  return isEcotoneScalar(scalarOf(c)) ? loadBE32(scalarOf(c) + 28) : u32.MAX_VALUE;
}

export function blobBaseFeeScalar(c: SystemConfig): u32 {
  const scalar = scalarOf(c);
  return isEcotoneScalar(scalar) && load<u8>(scalar) == 1 ? loadBE32(scalar + 24) : 0;
}
