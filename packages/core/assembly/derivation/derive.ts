// Deriving L2 blocks from an input: what `derive` of the ABI does. Section 12 says from where to where (docs/interfaces.md,
// "Derivation request"), section 13 has the headers of the blocks that follow the starting block: a block's hash comes out of
// its execution, and the next one stands on it.
import { DERIVATION_REQUEST_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { itemAddress, itemLength, List, readList } from "../input/list";
import {
  checkSections,
  inputOffset,
  requireSection,
  SECTION_BLOBS,
  SECTION_DERIVATION,
  SECTION_HEADERS,
  SECTION_L2_HEADERS,
  SECTION_NODES,
  SECTION_PREIMAGES,
  sectionLength,
  sectionStart,
} from "../input/sections";
import { addWitness, hashWitness, WITNESS_HEADER, WITNESS_NODE, WITNESS_PREIMAGE } from "../witness/index";
import { Attributes } from "./attributes";
import { loadBlobs, resetBlobs } from "./blobs";
import { followBlock } from "./follow";
import { L1Block, l1First, l1Timestamp, openL1Chain, resetL1Chain } from "./l1Chain";
import { L2Block, openL2Block } from "./l2Block";
import { attributes, nextAttributes, resetPipeline, startPipeline } from "./pipeline";
import { channelTimeout, genesisL1Number, loadRollup, resetRollup } from "./rollupConfig";

const REQUEST_SIZE: u32 = 80;
/** Stands for: as far before the starting block's origin as a channel may have begun. */
const BY_RULE: u64 = u64.MAX_VALUE;

/** Why derivation stopped. */
export const STOPPED_NOT: u32 = 0;
/** The last block asked for was derived. */
export const STOPPED_AT_TARGET: u32 = 1;
/** L1 up to its head has nothing more. */
export const STOPPED_AT_L1_HEAD: u32 = 2;
/** The block after the last one derived is not among the headers given. */
export const STOPPED_AT_UNKNOWN_BLOCK: u32 = 3;

/** Attributes that were derived, linked by `next`; the safe head after them. */
export let firstDerived: usize = 0;
let lastDerived: usize = 0;
export let derivedCount: u32 = 0;
export let safeHead: usize = 0;
export let stopped: u32 = 0;

export function resetDerivation(): void {
  firstDerived = 0;
  lastDerived = 0;
  derivedCount = 0;
  safeHead = 0;
  stopped = STOPPED_NOT;
  resetRollup();
  resetBlobs();
  resetL1Chain();
  resetPipeline();
}

function addList(id: u32, kind: u32): void {
  const list = readList(id, false);
  for (let i: u32 = 0; i < list.count; i++) addWitness(itemAddress(list, i), itemLength(list, i), kind);
}

function loadPreimages(): void {
  addList(SECTION_HEADERS, WITNESS_HEADER);
  addList(SECTION_NODES, WITNESS_NODE);
  addList(SECTION_PREIMAGES, WITNESS_PREIMAGE);
  hashWitness();
  loadBlobs();
}

export function derive(): void {
  checkSections(SECTION_BLOBS);
  loadRollup();
  requireSection(SECTION_DERIVATION);
  const request = sectionStart;
  if (sectionLength != REQUEST_SIZE) malformedInput(DERIVATION_REQUEST_MALFORMED, inputOffset(request), sectionLength);
  const target = load<u64>(request, 64);
  let first = load<u64>(request, 72);
  const followers = readList(SECTION_L2_HEADERS, false);
  loadPreimages();

  const start = openL2Block(request + 32);
  safeHead = changetype<usize>(start);
  if (first == BY_RULE) {
    const timeout = channelTimeout(l1Timestamp(start.epochHash));
    first = start.epoch > timeout ? max<u64>(start.epoch - timeout, genesisL1Number) : genesisL1Number;
  }
  openL1Chain(request, first);
  startPipeline(start, changetype<L1Block>(l1First));
  deriveBlocks(target, followers);
}

function deriveBlocks(target: u64, followers: List): void {
  while (changetype<L2Block>(safeHead).number < target) {
    if (!nextAttributes(changetype<L2Block>(safeHead))) {
      stopped = STOPPED_AT_L1_HEAD;
      return;
    }
    if (lastDerived == 0) firstDerived = changetype<usize>(attributes);
    else changetype<Attributes>(lastDerived).next = changetype<usize>(attributes);
    lastDerived = changetype<usize>(attributes);
    const k = derivedCount++;
    if (k >= followers.count) {
      stopped = attributes.number == target ? STOPPED_AT_TARGET : STOPPED_AT_UNKNOWN_BLOCK;
      return;
    }
    safeHead = changetype<usize>(followBlock(attributes, itemAddress(followers, k), itemLength(followers, k)));
  }
  stopped = STOPPED_AT_TARGET;
}
