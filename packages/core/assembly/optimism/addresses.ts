// Predeploys that execution itself reads or pays (OP Stack specs, "Predeploys"): 0x4200…00NN.

/** Where the L1 attributes are kept. */
// prettier-ignore
export const L1_BLOCK: usize = memory.data<u8>([
  0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x15,
], 8);
/** Its storage root is the withdrawals root from Isthmus on. */
// prettier-ignore
export const MESSAGE_PASSER: usize = memory.data<u8>([
  0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16,
], 8);
// prettier-ignore
export const BASE_FEE_VAULT: usize = memory.data<u8>([
  0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x19,
], 8);
// prettier-ignore
export const L1_FEE_VAULT: usize = memory.data<u8>([
  0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1a,
], 8);
// prettier-ignore
export const OPERATOR_FEE_VAULT: usize = memory.data<u8>([
  0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1b,
], 8);
