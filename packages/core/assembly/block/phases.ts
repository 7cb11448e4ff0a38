// The phases of a run over the blocks of one input (docs/interfaces.md, "Core ABI"). For every block: decode, senders,
// execute, seal; block k+1 runs on the state that block k left. Once a block is invalid the rest is not looked at.
import {
  ANCESTOR_HEADER_MALFORMED,
  ATTRIBUTES_COUNT,
  BLOCK_INDEX,
  NO_BLOCKS,
  PARENT_HEADER_MISSING,
  PHASE_OUT_OF_ORDER,
} from "../error/codes";
import { incomplete, malformedInput, setCurrentBlock } from "../error/fail";
import { configuredChainId, isOptimism, loadConfiguration } from "../chain/configuration";
import { NOT_OPTIMISM } from "../chain/optimism";
import { BY_TOTAL_DIFFICULTY, stakeDecidedBy } from "../chain/rules";
import { evmSteps } from "../evm/interpreter";
import { claimedHash, claimedTotalDifficulty, loadClaim } from "../input/claim";
import { itemAddress, itemLength, List, readList } from "../input/list";
import {
  checkSections,
  SECTION_ATTRIBUTES,
  SECTION_BLOCKS,
  SECTION_CODES,
  SECTION_HEADERS,
  SECTION_NODES,
  SECTION_PREIMAGES,
} from "../input/sections";
import { keccak256 } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { openState } from "../state/commit";
import { u256AddCarry } from "../uint256/add";
import {
  addWitness,
  hashWitness,
  nodesRead,
  WITNESS_CODE,
  WITNESS_HEADER,
  WITNESS_NODE,
  WITNESS_PREIMAGE,
} from "../witness/index";
import { ancestor, startAncestors } from "../header/ancestors";
import { decodeAttributes } from "./attributes";
import {
  Block,
  newBlock,
  PHASE_DECODED,
  PHASE_EXECUTED,
  PHASE_NONE,
  PHASE_SEALED,
  PHASE_SENDERS,
  SUMMARY_INVALID,
} from "./block";
import { decodeParts } from "./decode";
import { executeBody } from "./execute";
import { decodeHeader, difficultyOf, hashOf, Header, newHeader } from "../header/header";
import { checkHeader, checkParent, checkTransition } from "./headerRules";
import { checkOmmers } from "./ommers";
import { checkOptimismHeader } from "./optimismHeader";
import { computeRoots, judge } from "./seal";
import { recoverSenders } from "./senders";

/** u32 addresses of the Blocks. */
let blocks: usize = 0;
let count: u32 = 0;
let isHashed: bool = false;
/** RLP of the last header in the witness: the parent of a first block that has no header of its own to name it. */
let lastHeader: usize = 0;
let lastHeaderLength: u32 = 0;
/** Whether a block has been found invalid. */
let isDecided: bool = false;

/** Total difficulty of the parent of the next block to decode, where the claim tells the first one's. */
const TOTAL_DIFFICULTY: usize = memory.data(32, 8);

export function resetPhases(): void {
  blocks = 0;
  count = 0;
  isHashed = false;
  isDecided = false;
  lastHeader = 0;
  lastHeaderLength = 0;
}

export function countBlocks(): u32 {
  return count;
}

export function blockAt(k: u32): Block {
  return changetype<Block>(<usize>load<u32>(blocks + ((<usize>k) << 2)));
}

export function addItems(list: List, kind: u32): void {
  for (let i: u32 = 0; i < list.count; i++) addWitness(itemAddress(list, i), itemLength(list, i), kind);
}

/** Witness sections that are there. */
export function loadWitness(required: bool): void {
  addItems(readList(SECTION_NODES, required), WITNESS_NODE);
  addItems(readList(SECTION_CODES, required), WITNESS_CODE);
}

export function loadInput(greatestSection: u32): void {
  checkSections(greatestSection);
  loadConfiguration();
  loadClaim();
  const list = readList(SECTION_BLOCKS, true);
  if (list.count == 0) malformedInput(NO_BLOCKS, 0, 0);
  loadWitness(true);
  const headers = readList(SECTION_HEADERS, true);
  addItems(headers, WITNESS_HEADER);
  addItems(readList(SECTION_PREIMAGES, false), WITNESS_PREIMAGE);
  addBlocks(list, readList(SECTION_ATTRIBUTES, false));
  if (headers.count != 0) {
    lastHeader = itemAddress(headers, headers.count - 1);
    lastHeaderLength = itemLength(headers, headers.count - 1);
  }
  if (claimedTotalDifficulty != 0) copy32(TOTAL_DIFFICULTY, claimedTotalDifficulty);
}

/** One Block per item of `list`. An empty item, on a chain of the OP Stack, has payload attributes in its place. */
function addBlocks(list: List, attributes: List): void {
  blocks = alloc((<usize>list.count) << 2);
  let built: u32 = 0;
  for (let k: u32 = 0; k < list.count; k++) {
    let block = newBlock(k, itemAddress(list, k), itemLength(list, k));
    if (isOptimism() && itemLength(list, k) == 0) {
      if (built == attributes.count) malformedInput(ATTRIBUTES_COUNT, 0, k);
      block = newBlock(k, itemAddress(attributes, built), itemLength(attributes, built));
      block.isBuilt = true;
      built++;
    }
    store<u32>(blocks + ((<usize>k) << 2), <u32>changetype<usize>(block));
  }
  if (built != attributes.count) malformedInput(ATTRIBUTES_COUNT, 0, attributes.count);
  count = list.count;
}

export function hashInput(): void {
  if (count == 0) malformedInput(PHASE_OUT_OF_ORDER, 0, 0);
  hashWitness();
  isHashed = true;
}

/** Block k, which has come as far as `phase`; and so has the one before it as far as `previous`. */
function enter(k: u32, phase: u32, previous: u32): Block {
  if (k >= count) malformedInput(BLOCK_INDEX, count, k);
  setCurrentBlock(k);
  const block = blockAt(k);
  if (!isHashed || block.phase != phase || (k > 0 && blockAt(k - 1).phase < previous)) {
    malformedInput(PHASE_OUT_OF_ORDER, block.phase, phase);
  }
  return block;
}

export function decodePhase(k: u32): void {
  if (isDecided) return;
  const block = enter(k, PHASE_NONE, PHASE_DECODED);
  if (block.isBuilt) {
    decodeAttributes(block, parentOfBuilt(k));
    block.phase = PHASE_DECODED;
    return;
  }
  const known = claimedTotalDifficulty != 0;
  decodeParts(block, claimedHashOf(k), known ? TOTAL_DIFFICULTY : 0);
  if (known) {
    if (stakeDecidedBy == BY_TOTAL_DIFFICULTY) checkTransition(block.header, block.fork, TOTAL_DIFFICULTY);
    u256AddCarry(TOTAL_DIFFICULTY, TOTAL_DIFFICULTY, difficultyOf(block.header));
  }
  block.phase = PHASE_DECODED;
}

/** Hash that block k is claimed to have, or 0. */
function claimedHashOf(k: u32): usize {
  return k == count - 1 ? claimedHash : 0;
}

/** The header that block k, made from payload attributes, follows. */
function parentOfBuilt(k: u32): Header {
  if (k != 0) {
    const previous = blockAt(k - 1);
    if (previous.phase != PHASE_SEALED) malformedInput(PHASE_OUT_OF_ORDER, previous.phase, PHASE_SEALED);
    return previous.header;
  }
  const parent = newHeader();
  if (lastHeader == 0) incomplete(PARENT_HEADER_MISSING, hashOf(parent));
  keccak256(hashOf(parent), lastHeader, lastHeaderLength);
  if (!decodeHeader(parent, lastHeader, lastHeaderLength)) incomplete(ANCESTOR_HEADER_MALFORMED, hashOf(parent));
  return parent;
}

export function sendersPhase(k: u32): void {
  if (isDecided) return;
  const block = enter(k, PHASE_DECODED, PHASE_NONE);
  recoverSenders(block, configuredChainId());
  block.phase = PHASE_SENDERS;
}

export function executePhase(k: u32): void {
  if (isDecided) return;
  const block = enter(k, PHASE_SENDERS, PHASE_SEALED);
  block.nodesReadBefore = nodesRead;
  block.stepsBefore = evmSteps;
  const header = block.header;
  const previous: usize = k == 0 ? 0 : changetype<usize>(blockAt(k - 1).header);
  if (k > 0 && !equal32(header.parentHash, hashOf(blockAt(k - 1).header))) {
    // Two blocks that do not follow each other are a fault of the input, not of the second one.
    incomplete(PARENT_HEADER_MISSING, header.parentHash);
  }
  startAncestors(header, previous);
  block.parent = ancestor(1, PARENT_HEADER_MISSING);
  if (block.optimismFork != NOT_OPTIMISM) checkOptimismHeader(header, block.parent, block.optimismFork);
  else {
    checkParent(block.parent);
    checkHeader(header, block.parent, block.fork);
    checkOmmers(block);
  }
  if (k == 0) openState(block.parent.stateRoot);
  executeBody(block);
  block.phase = PHASE_EXECUTED;
}

export function sealPhase(k: u32): void {
  if (isDecided) return;
  const block = enter(k, PHASE_EXECUTED, PHASE_NONE);
  computeRoots(block);
  judge(block, claimedHashOf(k));
  block.nodesRead = nodesRead - block.nodesReadBefore;
  block.steps = evmSteps - block.stepsBefore;
  block.phase = PHASE_SEALED;
  if (block.verdict == SUMMARY_INVALID) isDecided = true;
}

/** Whether every block has been sealed: only then is the state the one after the last block. */
export function isFinished(): bool {
  return count != 0 && blockAt(count - 1).phase == PHASE_SEALED;
}

/** Whether some block has been sealed and none is half executed. */
export function isBetweenBlocks(): bool {
  if (count == 0 || blockAt(0).phase != PHASE_SEALED) return false;
  for (let k: u32 = 1; k < count; k++) if (blockAt(k).phase == PHASE_EXECUTED) return false;
  return true;
}
