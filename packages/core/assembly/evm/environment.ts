// What the code under execution can ask about its block and its transaction. The block layer sets it before a message
// runs. Words are little-endian limbs; addresses and hashes plain bytes.
import { setGasSchedule } from "./gas";
import { setPrecompiles } from "./precompiles";

/** L1 fork whose rules are in force. */
export let fork: u32 = 0;
export let chainId: u64 = 0;
export let blockNumber: u64 = 0;
export let blockTimestamp: u64 = 0;
export let blockGasLimit: u64 = 0;

/** 20 bytes. */
export const COINBASE: usize = memory.data(32, 16);
export const ORIGIN: usize = memory.data(32, 16);

/** Words. DIFFICULTY holds what opcode 0x44 gives: difficulty before Paris, prevRandao from then on (EIP-4399). */
export const DIFFICULTY: usize = memory.data(32, 16);
export const BASE_FEE: usize = memory.data(32, 16);
export const BLOB_BASE_FEE: usize = memory.data(32, 16);
export const GAS_PRICE: usize = memory.data(32, 16);

/** Versioned hashes of the transaction, 32 bytes each. */
export let blobHashes: usize = 0;
export let blobHashCount: u32 = 0;

/** Sets the rules: every gas cost and which opcodes and precompiles there are. */
export function setFork(id: u32): void {
  fork = id;
  setGasSchedule(id);
  setPrecompiles(id);
}

/** The words and COINBASE are written by the caller at their addresses. */
export function setBlockEnvironment(chain: u64, number: u64, timestamp: u64, gasLimit: u64): void {
  chainId = chain;
  blockNumber = number;
  blockTimestamp = timestamp;
  blockGasLimit = gasLimit;
}

/** ORIGIN and GAS_PRICE are written by the caller at their addresses. `hashes` must stay where it is. */
export function setTransactionEnvironment(hashes: usize, hashCount: u32): void {
  blobHashes = hashes;
  blobHashCount = hashCount;
}

export function resetEnvironment(): void {
  setFork(0);
  setBlockEnvironment(0, 0, 0, 0);
  setTransactionEnvironment(0, 0);
  memory.fill(COINBASE, 0, 32);
  memory.fill(ORIGIN, 0, 32);
  memory.fill(DIFFICULTY, 0, 32);
  memory.fill(BASE_FEE, 0, 32);
  memory.fill(BLOB_BASE_FEE, 0, 32);
  memory.fill(GAS_PRICE, 0, 32);
}
