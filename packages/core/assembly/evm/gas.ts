// What things cost. Costs that never changed are constants; costs that forks changed are one table with a row per fork,
// copied into globals when the fork is set. Cold surcharges are what a first access costs beyond the warm cost (EIP-2929).
import { OSAKA } from "./forks";

export const GAS_ZERO: i64 = 0;
export const GAS_JUMPDEST: i64 = 1;
export const GAS_BASE: i64 = 2;
export const GAS_VERY_LOW: i64 = 3;
export const GAS_LOW: i64 = 5;
export const GAS_MID: i64 = 8;
export const GAS_HIGH: i64 = 10;
export const GAS_EXP: i64 = 10;
export const GAS_BLOCKHASH: i64 = 20;
export const GAS_KECCAK: i64 = 30;
export const GAS_KECCAK_WORD: i64 = 6;
export const GAS_COPY_WORD: i64 = 3;
export const GAS_MEMORY_WORD: i64 = 3;
export const GAS_LOG: i64 = 375;
export const GAS_LOG_TOPIC: i64 = 375;
export const GAS_LOG_BYTE: i64 = 8;
export const GAS_TRANSIENT: i64 = 100;
export const GAS_CREATE: i64 = 32000;
export const GAS_CODE_DEPOSIT_BYTE: i64 = 200;
export const GAS_INIT_CODE_WORD: i64 = 2;
export const GAS_CALL_VALUE: i64 = 9000;
export const GAS_CALL_STIPEND: i64 = 2300;
export const GAS_NEW_ACCOUNT: i64 = 25000;

/** EIP-4844. */
export const GAS_PER_BLOB: u64 = 131_072;
/** EIP-170. */
export const MAX_CODE_SIZE: u32 = 24576;
/** EIP-3860. */
export const MAX_INIT_CODE_SIZE: u32 = 49152;
/** Deepest call below a transaction's own. */
export const MAX_DEPTH: u32 = 1024;

/** EIP-150, 160, 1283, 1884, 2200, 2929, 3529. One row per fork id. */
const COLUMNS: u32 = 13;
// prettier-ignore
const TABLE: usize = memory.data<u16>([
  // BALANCE                        CALL   cold           EXP  SSTORE                                     refunds
  //    EXTCODE*  EXTCODEHASH SLOAD       account  slot  /byte  same    set  reset  cold slot    clear  SELFDESTRUCT
      20,     20,    0,     50,     40,     0,     0,     10,  5000, 20000,  5000,     0,     15000, // frontier
      20,     20,    0,     50,     40,     0,     0,     10,  5000, 20000,  5000,     0,     15000, // homestead
      20,     20,    0,     50,     40,     0,     0,     10,  5000, 20000,  5000,     0,     15000, // dao
     400,    700,    0,    200,    700,     0,     0,     10,  5000, 20000,  5000,     0,     15000, // tangerineWhistle
     400,    700,    0,    200,    700,     0,     0,     50,  5000, 20000,  5000,     0,     15000, // spuriousDragon
     400,    700,    0,    200,    700,     0,     0,     50,  5000, 20000,  5000,     0,     15000, // byzantium
     400,    700,  400,    200,    700,     0,     0,     50,   200, 20000,  5000,     0,     15000, // constantinople
     400,    700,  400,    200,    700,     0,     0,     50,  5000, 20000,  5000,     0,     15000, // petersburg
     700,    700,  700,    800,    700,     0,     0,     50,   800, 20000,  5000,     0,     15000, // istanbul
     700,    700,  700,    800,    700,     0,     0,     50,   800, 20000,  5000,     0,     15000, // muirGlacier
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,     15000, // berlin
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // london
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // arrowGlacier
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // grayGlacier
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // paris
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // shanghai
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // cancun
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // prague
     100,    100,  100,    100,    100,  2500,  2000,     50,   100, 20000,  2900,  2100,      4800, // osaka
]);

export let gasBalance: i64 = 0;
export let gasExtCode: i64 = 0;
export let gasExtCodeHash: i64 = 0;
export let gasSload: i64 = 0;
export let gasCall: i64 = 0;
export let gasColdAccount: i64 = 0;
export let gasColdSlot: i64 = 0;
export let gasExpByte: i64 = 0;
export let gasSstoreSame: i64 = 0;
export let gasSstoreSet: i64 = 0;
export let gasSstoreReset: i64 = 0;
export let gasSstoreCold: i64 = 0;
export let refundClear: i64 = 0;

// @ts-ignore: decorator
@inline
function cell(row: usize, column: usize): i64 {
  return <i64>load<u16>(row + (column << 1));
}

/** Makes the costs of L1 fork `fork` the current ones. */
export function setGasSchedule(fork: u32): void {
  assert(fork <= OSAKA);
  const row = TABLE + fork * COLUMNS * 2;
  gasBalance = cell(row, 0);
  gasExtCode = cell(row, 1);
  gasExtCodeHash = cell(row, 2);
  gasSload = cell(row, 3);
  gasCall = cell(row, 4);
  gasColdAccount = cell(row, 5);
  gasColdSlot = cell(row, 6);
  gasExpByte = cell(row, 7);
  gasSstoreSame = cell(row, 8);
  gasSstoreSet = cell(row, 9);
  gasSstoreReset = cell(row, 10);
  gasSstoreCold = cell(row, 11);
  refundClear = cell(row, 12);
}

/** Number of 32-byte words that `length` bytes fill. */
// @ts-ignore: decorator
@inline
export function wordsOf(length: u64): i64 {
  return <i64>((length + 31) >> 5);
}

/** EIP-150: what is left to give when one 64th stays behind. */
// @ts-ignore: decorator
@inline
export function allButOne64th(gas: i64): i64 {
  return gas - (gas >> 6);
}
