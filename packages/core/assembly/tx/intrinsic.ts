// Gas that a transaction pays before it runs: Yellow Paper 6.2, EIP-2 (creation), EIP-2028 (data), EIP-2930 (access list),
// EIP-3860 (init code), EIP-7702 (authorizations); and the floor of EIP-7623.
import { HOMESTEAD, ISTANBUL, PRAGUE, SHANGHAI } from "../evm/forks";
import { Transaction } from "./transaction";

const BASE: u64 = 21_000;
const CREATION: u64 = 32_000;
const ZERO_BYTE: u64 = 4;
const NONZERO_BYTE_FRONTIER: u64 = 68;
const NONZERO_BYTE: u64 = 16;
const ACCESS_ADDRESS: u64 = 2_400;
const ACCESS_KEY: u64 = 1_900;
const INIT_CODE_WORD: u64 = 2;
/** EIP-7702, PER_EMPTY_ACCOUNT_COST. */
export const AUTHORIZATION_COST: u64 = 25_000;
const FLOOR_PER_TOKEN: u64 = 10;
const TOKENS_PER_NONZERO_BYTE: u64 = 4;

/** Results of `computeIntrinsicGas`: what the transaction pays before it runs, and what it pays at least (EIP-7623; 0
 *  before Prague). */
export let intrinsicGas: u64 = 0;
export let floorGas: u64 = 0;

function countZeroBytes(ptr: usize, length: u32): u64 {
  let zeros: u64 = 0;
  for (let i: u32 = 0; i < length; i++) zeros += <u64>(load<u8>(ptr + i) == 0);
  return zeros;
}

/** Sums cannot overflow: every term counts bytes of the input. */
export function computeIntrinsicGas(t: Transaction, fork: u32): void {
  const zeros = countZeroBytes(t.data, t.dataLength);
  const nonzeros = <u64>t.dataLength - zeros;
  let gas = BASE + zeros * ZERO_BYTE + nonzeros * (fork >= ISTANBUL ? NONZERO_BYTE : NONZERO_BYTE_FRONTIER);
  if (t.to == 0) {
    if (fork >= HOMESTEAD) gas += CREATION;
    if (fork >= SHANGHAI) gas += ((<u64>t.dataLength + 31) >> 5) * INIT_CODE_WORD;
  }
  gas += <u64>t.accessAddresses * ACCESS_ADDRESS + <u64>t.accessKeys * ACCESS_KEY;
  gas += <u64>t.authorizationCount * AUTHORIZATION_COST;
  intrinsicGas = gas;
  floorGas = fork >= PRAGUE ? BASE + (zeros + nonzeros * TOKENS_PER_NONZERO_BYTE) * FLOOR_PER_TOKEN : 0;
}
