// What a signed transaction pays for its data on L1 (OP Stack specs, "L1-Cost fees" of the execution engine, and its changes
// in Regolith, Ecotone and Fjord), and the DA footprint that it counts for (Jovian).
import { ECOTONE, FJORD, REGOLITH } from "../chain/optimism";
import { isZero32 } from "../memory/bytes";
import { u256AddCarry } from "../uint256/add";
import { u256Div } from "../uint256/divide";
import { u256MulWide } from "../uint256/multiply";
import { u256FromU64 } from "../uint256/word";
import { estimatedSize } from "./fastlz";
import {
  baseFeeScalar,
  blobBaseFeeScalar,
  daFootprintGasScalar,
  L1_BASE_FEE,
  L1_BLOB_BASE_FEE,
  L1_OVERHEAD,
  L1_SCALAR,
  readBedrockFees,
  readEcotoneFees,
  readOverheadAndScalar,
} from "./l1Block";

const ZERO_BYTE: u64 = 4;
const NONZERO_BYTE: u64 = 16;
/** Bedrock counts a signature as long as this on top of the one that is there. */
const SIGNATURE_BYTES: u64 = 68;
const MILLION: u64 = 1_000_000;

const FACTOR: usize = memory.data(32, 8);
const TERM: usize = memory.data(32, 8);
const WIDE: usize = memory.data(64, 8);

/** Whether every product and sum since `l1Cost` began fits 256 bits. */
let fits: bool = true;

/** dst = dst * factor */
function multiply(dst: usize, factor: usize): void {
  u256MulWide(WIDE, dst, factor);
  if (!isZero32(WIDE + 32)) fits = false;
  memory.copy(dst, WIDE, 32);
}

function multiplyU64(dst: usize, factor: u64): void {
  u256FromU64(FACTOR, factor);
  multiply(dst, FACTOR);
}

function divideU64(dst: usize, divisor: u64): void {
  u256FromU64(FACTOR, divisor);
  u256Div(dst, dst, FACTOR);
}

function add(dst: usize, term: usize): void {
  if (u256AddCarry(dst, dst, term)) fits = false;
}

/** Calldata gas of a transaction as L1 counted it before EIP-7623. */
function dataGas(data: usize, length: u32): u64 {
  let zeros: u64 = 0;
  for (let i: u32 = 0; i < length; i++) zeros += <u64>(load<u8>(data + <usize>i) == 0);
  return zeros * ZERO_BYTE + (<u64>length - zeros) * NONZERO_BYTE;
}

/** (gas + overhead) * base fee * scalar / 10^6 */
function bedrockCost(dst: usize, gas: u64): void {
  u256FromU64(dst, gas);
  add(dst, L1_OVERHEAD);
  multiply(dst, L1_BASE_FEE);
  multiply(dst, L1_SCALAR);
  divideU64(dst, MILLION);
}

/** size * (16 * base fee * its scalar + blob base fee * its scalar) / divisor */
function ecotoneCost(dst: usize, size: u64, divisor: u64): void {
  memory.copy(dst, L1_BASE_FEE, 32);
  multiplyU64(dst, 16 * <u64>baseFeeScalar);
  memory.copy(TERM, L1_BLOB_BASE_FEE, 32);
  multiplyU64(TERM, <u64>blobBaseFeeScalar);
  add(dst, TERM);
  multiplyU64(dst, size);
  divideU64(dst, divisor);
}

/**
 * Writes the L1 fee of the transaction whose EIP-2718 bytes lie at `data` to the word `dst`.
 *
 * SOUNDNESS: the specification counts without bound. Here a product past 256 bits makes the fee the greatest word, which
 * nobody can pay; a fee that large before its division is beyond all ether there is.
 */
export function l1Cost(dst: usize, data: usize, length: u32, fork: u32): void {
  fits = true;
  if (fork < ECOTONE) {
    readBedrockFees();
    bedrockCost(dst, dataGas(data, length) + (fork < REGOLITH ? SIGNATURE_BYTES * NONZERO_BYTE : 0));
  } else {
    readEcotoneFees();
    if (baseFeeScalar == 0 && blobBaseFeeScalar == 0 && isZero32(L1_BLOB_BASE_FEE)) {
      // The block that activates Ecotone: its L1 attributes still have the form of Bedrock.
      readOverheadAndScalar();
      bedrockCost(dst, dataGas(data, length));
    } else if (fork < FJORD) ecotoneCost(dst, dataGas(data, length), 16 * MILLION);
    else ecotoneCost(dst, estimatedSize(data, length), MILLION * MILLION);
  }
  if (!fits) memory.fill(dst, 0xff, 32);
}

const DEFAULT_FOOTPRINT_SCALAR: u64 = 400;

/** DA footprint of the transaction at `data` (Jovian). The slot has been read. */
export function daFootprint(data: usize, length: u32): u64 {
  const scalar = daFootprintGasScalar == 0 ? DEFAULT_FOOTPRINT_SCALAR : <u64>daFootprintGasScalar;
  return (estimatedSize(data, length) / MILLION) * scalar;
}
