// The chain configuration, section 1 of the input (docs/interfaces.md, "Configuration"). Its bytes are the canonical
// encoding: the configuration hash is their keccak-256, and it is part of what a run states in public. It is read where
// it lies; nothing is copied.
//
// SOUNDNESS: the configuration is the host's choice; who checks a proof checks the configuration hash. So nothing here has
// to be right, but everything has to be well formed: one encoding per configuration, and no value that makes later
// arithmetic divide by zero or overflow.
import { CONFIGURATION_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { isZero32 } from "../memory/bytes";
import { inputOffset, requireSection, SECTION_CONFIGURATION, sectionLength, sectionStart } from "../input/sections";

const FIXED_SIZE: u32 = 88;
const FORK_SIZE: u32 = 16;
const BLOB_ENTRY_SIZE: u32 = 40;
/** What follows the tables of an OP Stack chain: elasticity, denominator, denominator from Canyon on, zero. */
const OPTIMISM_SIZE: u32 = 32;
const LAST_L1_FORK: u32 = 18;
const FIRST_OPTIMISM_FORK: u32 = 64;
const LAST_OPTIMISM_FORK: u32 = 73;
const VERSION: u32 = 1;
const KIND_L1: u32 = 0;
export const KIND_OPTIMISM: u32 = 1;

const FLAG_TERMINAL_DIFFICULTY: u64 = 1;
const FLAG_DAO_MOVE: u64 = 2;
const FLAG_PARIS_FROM_GENESIS: u64 = 4;

const BY_BLOCK: u32 = 0;
const BY_TIMESTAMP: u32 = 1;

let configuration: usize = 0;
let forkCount: u32 = 0;
let blobEntryCount: u32 = 0;

/** Keccak-256 of the configuration's bytes. */
export const CONFIGURATION_HASH: usize = memory.data(32, 8);

export function resetConfiguration(): void {
  configuration = 0;
  forkCount = 0;
  blobEntryCount = 0;
  memory.fill(CONFIGURATION_HASH, 0, 32);
}

function malformed(at: usize, detail: u64): void {
  malformedInput(CONFIGURATION_MALFORMED, inputOffset(at), detail);
}

/** Decodes and checks section 1. */
export function loadConfiguration(): void {
  requireSection(SECTION_CONFIGURATION);
  const at = sectionStart;
  const length = sectionLength;
  if (length < FIXED_SIZE) malformed(at, length);
  if (load<u32>(at) != VERSION) malformed(at, load<u32>(at));
  if (load<u32>(at, 4) > KIND_OPTIMISM) malformed(at + 4, load<u32>(at, 4));
  if (load<u32>(at, 36) != 0) malformed(at + 36, 0);
  const flags = load<u64>(at, 40);
  if (flags > 7) malformed(at + 40, flags);
  if ((flags & FLAG_TERMINAL_DIFFICULTY) == 0 && !isZero32(at + 48)) malformed(at + 48, 0);
  const forks = load<u32>(at, 80);
  const entries = load<u32>(at, 84);
  const isRollup = load<u32>(at, 4) == KIND_OPTIMISM;
  const tables: u64 = <u64>forks * <u64>FORK_SIZE + <u64>entries * <u64>BLOB_ENTRY_SIZE;
  const expected: u64 = <u64>FIXED_SIZE + tables + <u64>(isRollup ? OPTIMISM_SIZE : 0);
  if (expected != <u64>length) malformed(at + 80, expected);
  configuration = at;
  forkCount = forks;
  blobEntryCount = entries;
  checkForks();
  checkBlobEntries();
  if (isRollup) checkOptimism();
  keccak256(CONFIGURATION_HASH, at, length);
}

// @ts-ignore: decorator
@inline
function forkEntry(i: u32): usize {
  return configuration + FIXED_SIZE + <usize>i * FORK_SIZE;
}

// @ts-ignore: decorator
@inline
function blobEntry(i: u32): usize {
  return forkEntry(forkCount) + <usize>i * BLOB_ENTRY_SIZE;
}

/** Ids ascend; Ethereum's forks up to Paris are by block, later ones by timestamp; activations do not go back. */
function checkForks(): void {
  let lastBlock: u64 = 0;
  let lastTimestamp: u64 = 0;
  for (let i: u32 = 0; i < forkCount; i++) {
    const entry = forkEntry(i);
    const by = load<u32>(entry, 4);
    const activation = load<u64>(entry, 8);
    // A fork that no rule asks for would be a second encoding of the same rules.
    if (!isOptimism() && load<u32>(entry) > LAST_L1_FORK) malformed(entry, load<u32>(entry));
    if (i > 0 && load<u32>(entry) <= load<u32>(forkEntry(i - 1))) malformed(entry, load<u32>(entry));
    if (by == BY_BLOCK) {
      if (activation < lastBlock) malformed(entry, activation);
      lastBlock = activation;
    } else if (by == BY_TIMESTAMP) {
      if (activation < lastTimestamp) malformed(entry, activation);
      lastTimestamp = activation;
    } else malformed(entry, by);
  }
}

/** Kind 1: what only L1 has is zero; Bedrock by block, then every later fork up to the last that is known, by timestamp. */
function checkOptimism(): void {
  const at = configuration;
  if (load<u64>(at, 40) != 0) malformed(at + 40, load<u64>(at, 40));
  if (depositContract() != 0) malformed(at + 16, 0);
  if (blobEntryCount != 0) malformed(at + 84, blobEntryCount);
  if (forkCount == 0) malformed(at + 80, 0);
  for (let i: u32 = 0; i < forkCount; i++) {
    const entry = forkEntry(i);
    const id = load<u32>(entry);
    if (id != FIRST_OPTIMISM_FORK + i || id > LAST_OPTIMISM_FORK) malformed(entry, id);
    if (load<u32>(entry, 4) != (i == 0 ? BY_BLOCK : BY_TIMESTAMP)) malformed(entry + 4, id);
  }
  const parameters = optimismParameters();
  for (let i: usize = 0; i < 24; i += 8) {
    const value = load<u64>(parameters + i);
    if (value == 0 || value > 0xffff_ffff) malformed(parameters + i, value);
  }
  if (load<u64>(parameters, 24) != 0) malformed(parameters + 24, 0);
}

function optimismParameters(): usize {
  return forkEntry(forkCount);
}

/** EIP-1559 constants of an OP Stack chain. */
export function configuredElasticity(): u64 {
  return load<u64>(optimismParameters());
}

/** The base fee's greatest change is one part in this; from Canyon on another number of parts. */
export function configuredDenominator(isCanyon: bool): u64 {
  return load<u64>(optimismParameters() + (isCanyon ? 16 : 8));
}

function checkBlobEntries(): void {
  let last: u64 = 0;
  for (let i: u32 = 0; i < blobEntryCount; i++) {
    const entry = blobEntry(i);
    const timestamp = load<u64>(entry);
    const target = load<u64>(entry, 8);
    const max = load<u64>(entry, 16);
    const fraction = load<u64>(entry, 24);
    if (i > 0 && timestamp <= last) malformed(entry, timestamp);
    last = timestamp;
    // Bounds that keep max * GAS_PER_BLOB, sums of two such and target * GAS_PER_BLOB * 16 far below 2^64.
    if (max == 0 || max > 0xffff || target > max) malformed(entry, max);
    if (fraction == 0 || fraction > 0xffff_ffff) malformed(entry, fraction);
    if (load<u64>(entry, 32) != 0) malformed(entry, 0);
  }
}

export function isOptimism(): bool {
  return load<u32>(configuration, 4) != KIND_L1;
}

export function configuredChainId(): u64 {
  return load<u64>(configuration, 8);
}

/** Address (20 bytes) of the deposit contract of EIP-6110, or 0 when the chain has none. */
export function depositContract(): usize {
  const at = configuration + 16;
  return (load<u64>(at) | load<u64>(at, 8) | (<u64>load<u32>(at, 16))) == 0 ? 0 : at;
}

/** Terminal total difficulty (word) of EIP-3675, or 0 when none is set. */
export function terminalTotalDifficulty(): usize {
  return (load<u64>(configuration, 40) & FLAG_TERMINAL_DIFFICULTY) != 0 ? configuration + 48 : 0;
}

export function supportsDaoMove(): bool {
  return (load<u64>(configuration, 40) & FLAG_DAO_MOVE) != 0;
}

export function isParisFromGenesis(): bool {
  return (load<u64>(configuration, 40) & FLAG_PARIS_FROM_GENESIS) != 0;
}

/** Whether fork `id` is listed; then `listedActivation` holds when it activates. */
export function isListed(id: u32): bool {
  for (let i: u32 = 0; i < forkCount; i++) {
    const entry = forkEntry(i);
    if (load<u32>(entry) == id) {
      listedActivation = load<u64>(entry, 8);
      return true;
    }
  }
  return false;
}

export let listedActivation: u64 = 0;

/** The greatest listed fork with an id from `from` to `to` that is active at this block number and timestamp, or `none`. */
export function greatestActive(from: u32, to: u32, number: u64, timestamp: u64, none: u32): u32 {
  let found = none;
  for (let i: u32 = 0; i < forkCount; i++) {
    const entry = forkEntry(i);
    const id = load<u32>(entry);
    if (id < from || id > to) continue;
    const at = load<u32>(entry, 4) == BY_BLOCK ? number : timestamp;
    if (at >= load<u64>(entry, 8)) found = id;
  }
  return found;
}

/** Of the blob schedule entry in force at `timestamp`: target and maximum of blobs per block and the base fee update
 *  fraction. EIP-7840, EIP-7892. */
export let blobTarget: u64 = 0;
export let blobMax: u64 = 0;
export let blobFraction: u64 = 0;

/** Sets blobTarget, blobMax and blobFraction; false when no entry is in force at `timestamp`. */
export function selectBlobSchedule(timestamp: u64): bool {
  let found = false;
  for (let i: u32 = 0; i < blobEntryCount; i++) {
    const entry = blobEntry(i);
    if (load<u64>(entry) > timestamp) break;
    blobTarget = load<u64>(entry, 8);
    blobMax = load<u64>(entry, 16);
    blobFraction = load<u64>(entry, 24);
    found = true;
  }
  return found;
}
