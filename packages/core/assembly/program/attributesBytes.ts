// Payload attributes as section 6 of the input has them (docs/interfaces.md, "Payload attributes"): execution reads what
// derivation made from the same bytes that a host would hand over.
import { Attributes, FEE_VAULT } from "../derivation/attributes";
import { beaconRootOf } from "../derivation/follow";
import { alloc } from "../memory/arena";
import { copy20, copy32, storeBE32 } from "../memory/bytes";

const FIXED_SIZE: usize = 128;
const FLAG_BEACON_ROOT: u32 = 1;
const FLAG_PARAMETERS: u32 = 2;
const FLAG_MIN_BASE_FEE: u32 = 4;

/** Of the last `encodeAttributes`. */
export let attributesBytes: usize = 0;
export let attributesLength: u32 = 0;

export function resetAttributesBytes(): void {
  attributesBytes = 0;
  attributesLength = 0;
}

export function encodeAttributes(a: Attributes): void {
  const count = <usize>a.transactionCount;
  const lengths = FIXED_SIZE + 8;
  const items = lengths + (((count << 2) + 7) & ~7);
  let size = items;
  for (let i: usize = 0; i < count; i++) size += (<usize>load<u32>(a.transactionLengths + (i << 2)) + 7) & ~7;
  const at = alloc(size);
  memory.fill(at, 0, items);
  store<u64>(at, a.timestamp);
  store<u64>(at, a.gasLimit, 8);
  store<u32>(
    at,
    (a.hasBeaconRoot ? FLAG_BEACON_ROOT : 0) |
      (a.hasParameters ? FLAG_PARAMETERS : 0) |
      (a.hasMinBaseFee ? FLAG_MIN_BASE_FEE : 0),
    16,
  );
  if (a.hasParameters) {
    storeBE32(at + 24, a.config.eip1559Denominator);
    storeBE32(at + 28, a.config.eip1559Elasticity);
  }
  if (a.hasMinBaseFee) store<u64>(at, a.config.minBaseFee, 32);
  copy20(at + 40, FEE_VAULT);
  copy32(at + 64, a.epoch.header.mixHash);
  if (a.hasBeaconRoot) copy32(at + 96, beaconRootOf(a));
  store<u32>(at, a.transactionCount, FIXED_SIZE);
  let to = at + items;
  for (let i: usize = 0; i < count; i++) {
    const length = load<u32>(a.transactionLengths + (i << 2));
    const padded = (<usize>length + 7) & ~7;
    store<u32>(at + lengths + (i << 2), length);
    if (padded != 0) store<u64>(to + padded - 8, 0);
    memory.copy(to, <usize>load<u32>(a.transactions + (i << 2)), <usize>length);
    to += padded;
  }
  attributesBytes = at;
  attributesLength = <u32>size;
}
