// Whether a transaction may be in a block: rules of the transaction alone, of the block it is in, and of its sender.
// Each rule has a code of its own. Which one is named when several are broken follows the order that clients have.
import {
  TX_AUTHORIZATION_CREATE,
  TX_AUTHORIZATIONS_EMPTY,
  TX_BLOB_COUNT,
  TX_BLOB_CREATE,
  TX_BLOB_FEE,
  TX_BLOB_GAS_ALLOWANCE,
  TX_BLOB_VERSION,
  TX_BLOBS_EMPTY,
  TX_FLOOR_GAS,
  TX_GAS_ALLOWANCE,
  TX_GAS_LIMIT_CAP,
  TX_GAS_PRICE_OVERFLOW,
  TX_INIT_CODE_SIZE,
  TX_INSUFFICIENT_FUNDS,
  TX_INTRINSIC_GAS,
  TX_MAX_FEE_BELOW_BASE_FEE,
  TX_NONCE_IS_MAX,
  TX_NONCE_TOO_HIGH,
  TX_NONCE_TOO_LOW,
  TX_PRIORITY_ABOVE_MAX_FEE,
  TX_SENDER_NOT_EOA,
} from "../error/codes";
import { invalid, invalidNumbers, invalidWords } from "../error/fail";
import { GAS_PER_BLOB } from "../evm/gas";
import { delegateOf } from "../evm/delegation";
import { LONDON, OSAKA, PRAGUE, SHANGHAI } from "../evm/forks";
import { copy32, equal32, isZero32 } from "../memory/bytes";
import { Account, balanceOf, codeHashOf } from "../state/account";
import { codeOf, EMPTY_CODE_HASH } from "../state/code";
import { u256AddCarry } from "../uint256/add";
import { u256MulWide } from "../uint256/multiply";
import { u256FromU64, u256Lt } from "../uint256/word";
import { computeIntrinsicGas, floorGas, intrinsicGas } from "./intrinsic";
import {
  maxBlobFeeOf,
  maxFeeOf,
  priorityFeeOf,
  Transaction,
  TYPE_BLOB,
  TYPE_FEE_MARKET,
  TYPE_SET_CODE,
  valueOf,
} from "./transaction";

/** EIP-3860: twice the greatest code (EIP-170). */
export const MAX_INIT_CODE: u32 = 49_152;
/** EIP-7825. */
const MAX_GAS: u64 = 1 << 24;
/** EIP-7594, "Networking", limit per transaction. */
const MAX_BLOBS: u32 = 6;
/** EIP-4844. */
const BLOB_HASH_VERSION: u32 = 1;

const OPERAND: usize = memory.data(32, 8);
const PRODUCT: usize = memory.data(64, 8);
const COST: usize = memory.data(32, 8);

/** Rules that need neither block nor state. */
export function checkAlone(t: Transaction, fork: u32): void {
  // EIP-2681: the nonce after this one has to fit 64 bits.
  if (t.nonce == u64.MAX_VALUE) invalidNumbers(TX_NONCE_IS_MAX, u64.MAX_VALUE - 1, t.nonce);
  if (t.type == TYPE_BLOB) checkBlobs(t, fork);
  if (t.type == TYPE_SET_CODE) {
    if (t.to == 0) invalid(TX_AUTHORIZATION_CREATE);
    if (t.authorizationCount == 0) invalid(TX_AUTHORIZATIONS_EMPTY);
  }
  if (t.type >= TYPE_FEE_MARKET && u256Lt(maxFeeOf(t), priorityFeeOf(t))) {
    invalidWords(TX_PRIORITY_ABOVE_MAX_FEE, maxFeeOf(t), priorityFeeOf(t));
  }
  if (fork >= OSAKA && t.gasLimit > MAX_GAS) invalidNumbers(TX_GAS_LIMIT_CAP, MAX_GAS, t.gasLimit);
  if (fork >= SHANGHAI && t.to == 0 && t.dataLength > MAX_INIT_CODE) {
    invalidNumbers(TX_INIT_CODE_SIZE, MAX_INIT_CODE, t.dataLength);
  }
  computeIntrinsicGas(t, fork);
  if (t.gasLimit < intrinsicGas) invalidNumbers(TX_INTRINSIC_GAS, intrinsicGas, t.gasLimit);
  if (t.gasLimit < floorGas) invalidNumbers(TX_FLOOR_GAS, floorGas, t.gasLimit);
  u256FromU64(OPERAND, t.gasLimit);
  u256MulWide(PRODUCT, maxFeeOf(t), OPERAND);
  if (!isZero32(PRODUCT + 32)) invalidWords(TX_GAS_PRICE_OVERFLOW, OPERAND, maxFeeOf(t));
}

function checkBlobs(t: Transaction, fork: u32): void {
  if (t.to == 0) invalid(TX_BLOB_CREATE);
  if (t.blobCount == 0) invalid(TX_BLOBS_EMPTY);
  for (let i: u32 = 0; i < t.blobCount; i++) {
    const version = <u32>load<u8>(t.blobHashes + <usize>i * 33, 1);
    if (version != BLOB_HASH_VERSION) invalidNumbers(TX_BLOB_VERSION, BLOB_HASH_VERSION, version);
  }
  if (fork >= OSAKA && t.blobCount > MAX_BLOBS) invalidNumbers(TX_BLOB_COUNT, MAX_BLOBS, t.blobCount);
}

/** Rules of the block: what gas and blob gas remains in it, its base fee and blob base fee (words). */
export function checkInBlock(
  t: Transaction,
  fork: u32,
  gasAvailable: u64,
  blobGasAvailable: u64,
  baseFee: usize,
  blobBaseFee: usize,
): void {
  if (t.gasLimit > gasAvailable) invalidNumbers(TX_GAS_ALLOWANCE, gasAvailable, t.gasLimit);
  if (fork >= LONDON && u256Lt(maxFeeOf(t), baseFee)) invalidWords(TX_MAX_FEE_BELOW_BASE_FEE, baseFee, maxFeeOf(t));
  if (t.type != TYPE_BLOB) return;
  const blobGas = <u64>t.blobCount * GAS_PER_BLOB;
  if (blobGas > blobGasAvailable) invalidNumbers(TX_BLOB_GAS_ALLOWANCE, blobGasAvailable, blobGas);
  if (u256Lt(maxBlobFeeOf(t), blobBaseFee)) invalidWords(TX_BLOB_FEE, blobBaseFee, maxBlobFeeOf(t));
}

/** Rules of the sender's account: nonce, EIP-3607, and the most that the transaction can cost. `extra`: word, what it costs
 *  beyond gas, value and blobs; 0 for nothing. */
export function checkSender(t: Transaction, fork: u32, sender: Account, extra: usize): void {
  if (t.nonce < sender.nonce) invalidNumbers(TX_NONCE_TOO_LOW, sender.nonce, t.nonce);
  if (t.nonce > sender.nonce) invalidNumbers(TX_NONCE_TOO_HIGH, sender.nonce, t.nonce);
  // EIP-3607 (rules since genesis), with the exception that EIP-7702 makes for delegated accounts.
  if (!equal32(codeHashOf(sender), EMPTY_CODE_HASH) && (fork < PRAGUE || delegateOf(codeOf(sender)) == 0)) {
    invalid(TX_SENDER_NOT_EOA);
  }
  if (!costOf(t, extra) || u256Lt(balanceOf(sender), COST))
    invalidWords(TX_INSUFFICIENT_FUNDS, COST, balanceOf(sender));
}

/** COST = gas limit times maximum fee, plus value, plus `extra`, plus blob gas times maximum blob fee. False when that is above 256
 *  bits; then COST is the greatest word. */
function costOf(t: Transaction, extra: usize): bool {
  u256FromU64(OPERAND, t.gasLimit);
  u256MulWide(PRODUCT, maxFeeOf(t), OPERAND);
  let fits: bool = isZero32(PRODUCT + 32);
  copy32(COST, PRODUCT);
  if (u256AddCarry(COST, COST, valueOf(t))) fits = false;
  if (extra != 0 && u256AddCarry(COST, COST, extra)) fits = false;
  if (t.type == TYPE_BLOB) {
    u256FromU64(OPERAND, <u64>t.blobCount * GAS_PER_BLOB);
    u256MulWide(PRODUCT, maxBlobFeeOf(t), OPERAND);
    if (!isZero32(PRODUCT + 32)) fits = false;
    if (u256AddCarry(COST, COST, PRODUCT)) fits = false;
  }
  if (!fits) memory.fill(COST, 0xff, 32);
  return fits;
}
