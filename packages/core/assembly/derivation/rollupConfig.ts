// The rollup configuration, section 11 of the input (docs/interfaces.md, "Rollup configuration"): what derivation needs to
// know about a chain. Read where it lies. Execution has its own configuration, section 1.
//
// SOUNDNESS: the configuration is the host's choice, and whoever checks a proof checks its hash. Nothing here has to be
// right, but one configuration has one encoding, and no value makes later arithmetic divide by zero.
import { ROLLUP_CONFIGURATION_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { inputOffset, requireSection, SECTION_ROLLUP, sectionLength, sectionStart } from "../input/sections";
import { keccak256 } from "../hash/keccak";
import { copy20, copy32 } from "../memory/bytes";
import { SystemConfig } from "./systemConfig";

/** Forks of the OP Stack in their order; REGOLITH is the first that can be switched. */
export const REGOLITH: u32 = 0;
export const CANYON: u32 = 1;
export const DELTA: u32 = 2;
export const ECOTONE: u32 = 3;
export const FJORD: u32 = 4;
export const GRANITE: u32 = 5;
export const HOLOCENE: u32 = 6;
export const ISTHMUS: u32 = 7;
export const JOVIAN: u32 = 8;
export const INTEROP: u32 = 9;
export const FORK_COUNT: u32 = 10;

const VERSION: u32 = 1;
const FIXED_SIZE: u32 = 456;
const BLOB_ENTRY_SIZE: u32 = 16;
const MAX_BLOB_ENTRIES: u32 = 64;
const NEVER: u64 = u64.MAX_VALUE;

let configuration: usize = 0;
let blobEntries: u32 = 0;
/** Activation of each fork, or of a later one if that comes first: forks never skip (derivation reference, 1.2). */
const TIMES: usize = memory.data(8 * 10, 8);

export const ROLLUP_HASH: usize = memory.data(32, 8);

export let l1ChainId: u64 = 0;
export let l2ChainId: u64 = 0;
export let blockTime: u64 = 0;
export let sequencingWindow: u64 = 0;
export let genesisL1Number: u64 = 0;
export let genesisL2Number: u64 = 0;
export let genesisL2Time: u64 = 0;
let bedrockDrift: u64 = 0;
let bedrockTimeout: u64 = 0;
let graniteTimeout: u64 = 0;
let pectraBlobTime: u64 = 0;

export function resetRollup(): void {
  configuration = 0;
  blobEntries = 0;
  memory.fill(ROLLUP_HASH, 0, 32);
}

function malformed(offset: u32, detail: u64): void {
  malformedInput(ROLLUP_CONFIGURATION_MALFORMED, inputOffset(configuration) + <u64>offset, detail);
}

function checkZero(offset: u32): void {
  if (load<u32>(configuration + <usize>offset) != 0) malformed(offset, load<u32>(configuration + <usize>offset));
}

/** Decodes and checks section 11. */
export function loadRollup(): void {
  requireSection(SECTION_ROLLUP);
  openRollup(sectionStart, sectionLength);
}

/** Takes the configuration of `length` bytes at `at`. */
export function openRollup(at: usize, length: u32): void {
  configuration = at;
  if (length < FIXED_SIZE) malformed(0, length);
  if (load<u32>(at) != VERSION) malformed(0, load<u32>(at));
  checkZero(4);
  checkZero(172);
  checkZero(300);
  checkZero(324);
  checkZero(348);
  blobEntries = load<u32>(at, 364);
  if (blobEntries > MAX_BLOB_ENTRIES || FIXED_SIZE + blobEntries * BLOB_ENTRY_SIZE != length)
    malformed(364, blobEntries);
  l2ChainId = load<u64>(at, 8);
  l1ChainId = load<u64>(at, 16);
  blockTime = load<u64>(at, 24);
  if (blockTime == 0 || blockTime > 1 << 32) malformed(24, blockTime);
  bedrockDrift = checkSmall(32);
  sequencingWindow = checkSmall(40);
  bedrockTimeout = checkSmall(48);
  graniteTimeout = checkSmall(56);
  genesisL1Number = load<u64>(at, 64);
  genesisL2Number = load<u64>(at, 104);
  genesisL2Time = load<u64>(at, 144);
  let time = NEVER;
  for (let fork: i32 = <i32>FORK_COUNT - 1; fork >= 0; fork--) {
    time = min<u64>(time, load<u64>(at + 368 + ((<usize>fork) << 3)));
    store<u64>(TIMES + ((<usize>fork) << 3), time);
  }
  pectraBlobTime = load<u64>(at, 448);
  let last: u64 = 0;
  for (let i: u32 = 0; i < blobEntries; i++) {
    const entry = blobEntry(i);
    if (load<u64>(entry, 8) == 0) malformed(FIXED_SIZE + i * BLOB_ENTRY_SIZE + 8, 0);
    if (i != 0 && load<u64>(entry) <= last) malformed(FIXED_SIZE + i * BLOB_ENTRY_SIZE, load<u64>(entry));
    last = load<u64>(entry);
  }
  keccak256(ROLLUP_HASH, at, length);
}

/** Windows and timeouts are added to block numbers: far below 2^63, so that no sum wraps. */
function checkSmall(offset: u32): u64 {
  const value = load<u64>(configuration + <usize>offset);
  if (value > 1 << 32) malformed(offset, value);
  return value;
}

// @ts-ignore: decorator
@inline
function blobEntry(i: u32): usize {
  return configuration + FIXED_SIZE + <usize>(i * BLOB_ENTRY_SIZE);
}

/** Whether `fork` or a later one is active at `time`. Which block's time counts is each rule's to say. */
export function isActive(fork: u32, time: u64): bool {
  return time >= load<u64>(TIMES + ((<usize>fork) << 3));
}

/** When `fork` activates, 2^64 - 1 is never. */
export function activationOf(fork: u32): u64 {
  return load<u64>(TIMES + ((<usize>fork) << 3));
}

/** Whether the L2 block at `time` is the first one of `fork`. A fork active at genesis has no such block. */
export function isActivation(fork: u32, time: u64): bool {
  return isActive(fork, time) && time >= blockTime && !isActive(fork, time - blockTime);
}

/** Granite, by the time of the L1 block that the pipeline is at. */
export function channelTimeout(l1Time: u64): u64 {
  return isActive(GRANITE, l1Time) ? graniteTimeout : bedrockTimeout;
}

/** Fjord, by the time of the L1 block that the pipeline is at. */
export function maxChannelBytes(l1Time: u64): u32 {
  return isActive(FJORD, l1Time) ? 100_000_000 : 10_000_000;
}

export function maxBankBytes(l1Time: u64): u64 {
  return isActive(FJORD, l1Time) ? 1_000_000_000 : 100_000_000;
}

/** Fjord, by the time of the batch's L1 origin. */
export function maxDrift(originTime: u64): u64 {
  return isActive(FJORD, originTime) ? 1800 : bedrockDrift;
}

export function genesisL1Hash(): usize {
  return configuration + 72;
}

export function genesisL2Hash(): usize {
  return configuration + 112;
}

/** Where the batcher sends its transactions to. */
export function batchInbox(): usize {
  return configuration + 280;
}

export function depositContract(): usize {
  return configuration + 304;
}

export function systemConfigContract(): usize {
  return configuration + 328;
}

/** EIP-1559 constants of execution that stand for parameters of zero, as 8 big-endian bytes' two numbers. */
export function canyonElasticity(): u32 {
  return load<u32>(configuration, 352);
}

export function bedrockDenominator(): u32 {
  return load<u32>(configuration, 356);
}

export function canyonDenominator(): u32 {
  return load<u32>(configuration, 360);
}

/** Base fee update fraction of blob gas on L1 at `time`; 0 when the schedule says nothing about it. A chain that went on with
 *  Cancun's fraction after Prague has a time up to which it did (Pectra blob schedule fix). */
export function blobFractionAt(time: u64): u64 {
  let fraction: u64 = 0;
  const entries: u32 = pectraBlobTime != NEVER && time < pectraBlobTime ? min<u32>(blobEntries, 1) : blobEntries;
  for (let i: u32 = 0; i < entries; i++) {
    if (load<u64>(blobEntry(i)) <= time) fraction = load<u64>(blobEntry(i), 8);
  }
  return fraction;
}

/** The system configuration of the genesis block. */
export function genesisSystemConfig(c: SystemConfig): void {
  const at = configuration;
  copy20(changetype<usize>(c) + offsetof<SystemConfig>("batcher0"), at + 152);
  copy32(changetype<usize>(c) + offsetof<SystemConfig>("overhead0"), at + 176);
  copy32(changetype<usize>(c) + offsetof<SystemConfig>("scalar0"), at + 208);
  c.gasLimit = load<u64>(at, 240);
  c.eip1559Denominator = load<u32>(at, 248);
  c.eip1559Elasticity = load<u32>(at, 252);
  c.operatorFeeScalar = load<u32>(at, 256);
  c.daFootprintScalar = load<u32>(at, 260);
  c.operatorFeeConstant = load<u64>(at, 264);
  c.minBaseFee = load<u64>(at, 272);
}
