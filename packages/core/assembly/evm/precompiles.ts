// Precompiled contracts: which there are, what they cost, and the dispatch. A row of the table is a set: L1's forks have
// one each, and another chain's fork is a further row.
import { blake2F } from "../hash/blake2f";
import { ripemd160 } from "../hash/ripemd160";
import { sha256 } from "../hash/sha256";
import { bufferAlloc, bufferFree } from "../memory/buffers";
import { loadBE16, loadBE32, zero32 } from "../memory/bytes";
import { wordsOf } from "./gas";
import { MODEXP_EIP198, MODEXP_EIP2565, MODEXP_EIP7883 } from "./modexpGas";
import {
  bn254AddOutput,
  bn254MultiplyOutput,
  bn254PairingOutput,
  ecrecoverOutput,
  p256Output,
  pointEvaluationOutput,
} from "./precompileCurves";
import { BLS_G1_MSM, BLS_G2_MSM, BLS_PAIRING, blsGas, blsOutput } from "./precompileBls";
import { modexpCapacity, modexpCost, modexpOutput } from "./precompileModexp";

export const ECRECOVER: u32 = 0x01;
export const SHA256: u32 = 0x02;
export const RIPEMD160: u32 = 0x03;
export const IDENTITY: u32 = 0x04;
export const MODEXP: u32 = 0x05;
export const BN254_ADD: u32 = 0x06;
export const BN254_MULTIPLY: u32 = 0x07;
export const BN254_PAIRING: u32 = 0x08;
export const BLAKE2F: u32 = 0x09;
export const POINT_EVALUATION: u32 = 0x0a;
export const P256_VERIFY: u32 = 0x100;

/** EIP-196, 197, 198, 1108, 152, 2565, 4844, 2537, 7883, 7951. One row per set; L1's rows by fork id. */
const COLUMNS: u32 = 7;
// prettier-ignore
const TABLE: usize = memory.data<u32>([
  // 1 to this    modexp rules      bn254: add, multiply, pairing, per pair     P256 (0: absent)
       4,   0,                          0,     0,      0,     0,                   0, // frontier
       4,   0,                          0,     0,      0,     0,                   0, // homestead
       4,   0,                          0,     0,      0,     0,                   0, // dao
       4,   0,                          0,     0,      0,     0,                   0, // tangerineWhistle
       4,   0,                          0,     0,      0,     0,                   0, // spuriousDragon
       8,   MODEXP_EIP198,            500, 40000, 100000, 80000,                   0, // byzantium
       8,   MODEXP_EIP198,            500, 40000, 100000, 80000,                   0, // constantinople
       8,   MODEXP_EIP198,            500, 40000, 100000, 80000,                   0, // petersburg
       9,   MODEXP_EIP198,            150,  6000,  45000, 34000,                   0, // istanbul
       9,   MODEXP_EIP198,            150,  6000,  45000, 34000,                   0, // muirGlacier
       9,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // berlin
       9,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // london
       9,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // arrowGlacier
       9,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // grayGlacier
       9,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // paris
       9,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // shanghai
      10,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // cancun
      17,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                   0, // prague
      17,   MODEXP_EIP7883,           150,  6000,  45000, 34000,                6900, // osaka
      10,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                3450, // OP Stack: fjord (RIP-7212)
      10,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                3450, // granite
      17,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                3450, // isthmus
      17,   MODEXP_EIP2565,           150,  6000,  45000, 34000,                3450, // jovian
]);

/** Rows of the OP Stack; its earlier forks have L1's. */
export const PRECOMPILES_FJORD: u32 = 19;
export const PRECOMPILES_GRANITE: u32 = 20;
export const PRECOMPILES_ISTHMUS: u32 = 21;
export const PRECOMPILES_JOVIAN: u32 = 22;

/** Longest inputs in bytes, where there is such a limit (OP Stack specs, Granite, Isthmus and Jovian, "Precompile input size
 *  restrictions"); rows from PRECOMPILES_GRANITE on. */
const NO_LIMIT: u32 = 0xffff_ffff;
// prettier-ignore
const LIMITS: usize = memory.data<u32>([
  // bn254 pairing   G1 MSM     G2 MSM     BLS pairing
     112687,         NO_LIMIT,  NO_LIMIT,  NO_LIMIT,
     112687,         513760,    488448,    235008,
      81984,         288960,    278784,    156672,
]);

let highest: u32 = 0;
let modexpRules: u32 = 0;
let gasAdd: i64 = 0;
let gasMultiply: i64 = 0;
let gasPairing: i64 = 0;
let gasPair: i64 = 0;
let gasP256: i64 = 0;
/** Row of LIMITS, 0 where no input is too long. */
let limits: usize = 0;

/** Makes the set of row `row` the current one. */
export function setPrecompiles(row: u32): void {
  const at = TABLE + row * COLUMNS * 4;
  highest = load<u32>(at);
  modexpRules = load<u32>(at, 4);
  gasAdd = <i64>load<u32>(at, 8);
  gasMultiply = <i64>load<u32>(at, 12);
  gasPairing = <i64>load<u32>(at, 16);
  gasPair = <i64>load<u32>(at, 20);
  gasP256 = <i64>load<u32>(at, 24);
  limits = row >= PRECOMPILES_GRANITE ? LIMITS + ((<usize>(row - PRECOMPILES_GRANITE)) << 4) : 0;
}

/** Number of the precompile at the 20 bytes at `address`, 0 when there is none in the current set. */
export function precompileOf(address: usize): u32 {
  if ((load<u64>(address) | load<u64>(address, 8) | (<u64>load<u16>(address, 16))) != 0) return 0;
  const number = loadBE16(address + 18);
  if (number <= highest) return number;
  return number == P256_VERIFY && gasP256 != 0 ? number : 0;
}

export function isPrecompile(address: usize): bool {
  return precompileOf(address) != 0;
}

/** The i-th precompile's number, for warming the whole set; 0 after the last. */
export function precompileAt(i: u32): u32 {
  if (i < highest) return i + 1;
  return i == highest && gasP256 != 0 ? P256_VERIFY : 0;
}

/** Where the output of the last precompile lies: `buffer` is the caller's to free, 0 when there is no output. */
export let precompileBuffer: usize = 0;
export let precompileLength: u32 = 0;

const NO_GAS: i64 = -1;

/** Gas of precompile `number` for this input. May be above any gas there is. */
function precompileGas(number: u32, input: usize, length: u32): u64 {
  switch (number) {
    case ECRECOVER:
      return 3000;
    case SHA256:
      return 60 + 12 * wordsOf(length);
    case RIPEMD160:
      return 600 + 120 * wordsOf(length);
    case IDENTITY:
      return 15 + 3 * wordsOf(length);
    case MODEXP:
      return modexpCost(modexpRules, input, length);
    case BN254_ADD:
      return gasAdd;
    case BN254_MULTIPLY:
      return gasMultiply;
    case BN254_PAIRING:
      return gasPairing + gasPair * <i64>(length / 192);
    case BLAKE2F:
      return length >= 4 ? <u64>loadBE32(input) : 0;
    case POINT_EVALUATION:
      return 50000;
    case P256_VERIFY:
      return gasP256;
  }
  return blsGas(number, length);
}

/** EIP-152. The output is the state, 64 bytes. */
function blake2fOutput(output: usize, input: usize, length: u32): i32 {
  if (length != 213) return -1;
  const final = load<u8>(input, 212);
  if (final > 1) return -1;
  memory.copy(output, input + 4, 64);
  // A copy of the message block: the input may lie at any address.
  memory.copy(output + 64, input + 68, 128);
  blake2F(loadBE32(input), output, output + 64, load<u64>(input, 196), load<u64>(input, 204), <bool>final);
  return 64;
}

/** Writes the output to `output` and returns its length, -1 when the precompile fails. */
function precompileOutput(number: u32, output: usize, input: usize, length: u32): i32 {
  switch (number) {
    case ECRECOVER:
      return ecrecoverOutput(output, input, length);
    case SHA256:
      sha256(output, input, length);
      return 32;
    case RIPEMD160:
      zero32(output);
      ripemd160(output + 12, input, length);
      return 32;
    case IDENTITY:
      memory.copy(output, input, length);
      return <i32>length;
    case MODEXP:
      return modexpOutput(output, input, length);
    case BN254_ADD:
      return bn254AddOutput(output, input, length);
    case BN254_MULTIPLY:
      return bn254MultiplyOutput(output, input, length);
    case BN254_PAIRING:
      return bn254PairingOutput(output, input, length);
    case BLAKE2F:
      return blake2fOutput(output, input, length);
    case POINT_EVALUATION:
      return pointEvaluationOutput(output, input, length);
    case P256_VERIFY:
      return p256Output(output, input, length);
  }
  return blsOutput(number, output, input, length);
}

/** Longest input that precompile `number` takes. */
function inputLimit(number: u32): u32 {
  if (limits == 0) return NO_LIMIT;
  if (number == BN254_PAIRING) return load<u32>(limits);
  if (number == BLS_G1_MSM) return load<u32>(limits, 4);
  if (number == BLS_G2_MSM) return load<u32>(limits, 8);
  return number == BLS_PAIRING ? load<u32>(limits, 12) : NO_LIMIT;
}

/** Runs precompile `number` with `gas`. Returns the gas left, or a negative number when it fails, which takes all gas. */
export function runPrecompile(number: u32, input: usize, length: u32, gas: i64): i64 {
  precompileBuffer = 0;
  precompileLength = 0;
  if (length > inputLimit(number)) return NO_GAS;
  const cost = precompileGas(number, input, length);
  if (cost > <u64>gas) return NO_GAS;
  // No output is longer than the input but those of a few fixed sizes and MODEXP's, whose lengths stand in its input.
  const buffer = bufferAlloc(number == MODEXP ? modexpCapacity() : max<u32>(length, 512));
  const result = precompileOutput(number, buffer, input, length);
  if (result > 0) {
    precompileBuffer = buffer;
    precompileLength = <u32>result;
  } else {
    bufferFree(buffer);
  }
  return result < 0 ? NO_GAS : gas - <i64>cost;
}
