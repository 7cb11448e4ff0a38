// The phases of a run over the blocks of one input (docs/interfaces.md, "Core ABI"). For every block: decode, senders,
// execute, seal; block k+1 runs on the state that block k left. Once a block is invalid the rest is not looked at.
import { BLOCK_INDEX, CHAIN_NOT_SUPPORTED, NO_BLOCKS, PARENT_HEADER_MISSING, PHASE_OUT_OF_ORDER } from "../error/codes";
import { incomplete, malformedInput, setCurrentBlock } from "../error/fail";
import { configuredChainId, isOptimism, loadConfiguration } from "../chain/configuration";
import { BY_TOTAL_DIFFICULTY, stakeDecidedBy } from "../chain/rules";
import { evmSteps } from "../evm/interpreter";
import { claimedHash, claimedTotalDifficulty, loadClaim } from "../input/claim";
import { itemAddress, itemLength, List, readList } from "../input/list";
import {
  checkSections,
  SECTION_BLOCKS,
  SECTION_CODES,
  SECTION_HEADERS,
  SECTION_NODES,
  SECTION_PREIMAGES,
} from "../input/sections";
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
import { ancestor, startAncestors } from "./ancestors";
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
import { difficultyOf, hashOf } from "./header";
import { checkHeader, checkParent, checkTransition } from "./headerRules";
import { checkOmmers } from "./ommers";
import { computeRoots, judge } from "./seal";
import { recoverSenders } from "./senders";

/** u32 addresses of the Blocks. */
let blocks: usize = 0;
let count: u32 = 0;
let isHashed: bool = false;
/** Whether a block has been found invalid. */
let isDecided: bool = false;

/** Total difficulty of the parent of the next block to decode, where the claim tells the first one's. */
const TOTAL_DIFFICULTY: usize = memory.data(32, 8);

export function resetPhases(): void {
  blocks = 0;
  count = 0;
  isHashed = false;
  isDecided = false;
}

export function countBlocks(): u32 {
  return count;
}

export function blockAt(k: u32): Block {
  return changetype<Block>(<usize>load<u32>(blocks + (<usize>k << 2)));
}

function addItems(list: List, kind: u32): void {
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
  if (isOptimism()) malformedInput(CHAIN_NOT_SUPPORTED, 0, configuredChainId());
  loadClaim();
  const list = readList(SECTION_BLOCKS, true);
  if (list.count == 0) malformedInput(NO_BLOCKS, 0, 0);
  loadWitness(true);
  addItems(readList(SECTION_HEADERS, true), WITNESS_HEADER);
  addItems(readList(SECTION_PREIMAGES, false), WITNESS_PREIMAGE);
  blocks = alloc(<usize>list.count << 2);
  for (let k: u32 = 0; k < list.count; k++) {
    const block = newBlock(k, itemAddress(list, k), itemLength(list, k));
    store<u32>(blocks + (<usize>k << 2), <u32>changetype<usize>(block));
  }
  count = list.count;
  if (claimedTotalDifficulty != 0) copy32(TOTAL_DIFFICULTY, claimedTotalDifficulty);
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
  const known = claimedTotalDifficulty != 0;
  const claimed = k == count - 1 ? claimedHash : 0;
  decodeParts(block, claimed, known ? TOTAL_DIFFICULTY : 0);
  if (known) {
    if (stakeDecidedBy == BY_TOTAL_DIFFICULTY) checkTransition(block.header, block.fork, TOTAL_DIFFICULTY);
    u256AddCarry(TOTAL_DIFFICULTY, TOTAL_DIFFICULTY, difficultyOf(block.header));
  }
  block.phase = PHASE_DECODED;
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
  checkParent(block.parent);
  checkHeader(header, block.parent, block.fork);
  checkOmmers(block);
  if (k == 0) openState(block.parent.stateRoot);
  executeBody(block);
  block.phase = PHASE_EXECUTED;
}

export function sealPhase(k: u32): void {
  if (isDecided) return;
  const block = enter(k, PHASE_EXECUTED, PHASE_NONE);
  computeRoots(block);
  judge(block);
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
