// Deriving L2 blocks from an input: what `derive` of the ABI does. Section 12 says from where to where (docs/interfaces.md,
// "Derivation request"), section 13 has the headers of the blocks that follow the starting block: a block's hash comes out of
// its execution, and the next one stands on it.
import { itemAddress, itemLength, List, readList } from "../input/list";
import {
  checkSections,
  SECTION_BLOBS,
  SECTION_HEADERS,
  SECTION_L2_HEADERS,
  SECTION_NODES,
  SECTION_PREIMAGES,
} from "../input/sections";
import { wantHints } from "../witness/hint";
import { addWitness, hashWitness, WITNESS_HEADER, WITNESS_NODE, WITNESS_PREIMAGE } from "../witness/index";
import { loadBlobs, resetBlobs } from "./blobs";
import {
  derivedCount,
  listDerived,
  resetDerived,
  safeHead,
  setSafeHead,
  stopAt,
  STOPPED_AT_L1_HEAD,
  STOPPED_AT_TARGET,
  STOPPED_AT_UNKNOWN_BLOCK,
} from "./derived";
import { followBlock } from "./follow";
import { L1Block, l1First, openL1Chain, resetL1Chain } from "./l1Chain";
import { epochHashOf, L2Block, openL2Block } from "./l2Block";
import { attributes, nextAttributes, resetPipeline, startPipeline } from "./pipeline";
import {
  BY_RULE,
  firstL1By,
  readRequest,
  requestedFirst,
  requestedHead,
  requestedStart,
  requestedTarget,
} from "./request";
import { loadRollup, resetRollup } from "./rollupConfig";

export function resetDerivation(): void {
  resetDerived();
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
  readRequest();
  const followers = readList(SECTION_L2_HEADERS, false);
  loadPreimages();
  wantHints();

  const start = openL2Block(requestedStart);
  setSafeHead(start);
  openL1Chain(requestedHead, requestedFirst == BY_RULE ? firstL1By(start) : requestedFirst);
  startPipeline(start, changetype<L1Block>(l1First));
  deriveBlocks(requestedTarget, followers);
}

function deriveBlocks(target: u64, followers: List): void {
  while (changetype<L2Block>(safeHead).number < target) {
    if (!nextAttributes(changetype<L2Block>(safeHead))) {
      stopAt(STOPPED_AT_L1_HEAD);
      return;
    }
    const k = derivedCount;
    listDerived(attributes);
    if (k >= followers.count) {
      stopAt(attributes.number == target ? STOPPED_AT_TARGET : STOPPED_AT_UNKNOWN_BLOCK);
      return;
    }
    setSafeHead(followBlock(attributes, itemAddress(followers, k), itemLength(followers, k)));
  }
  stopAt(STOPPED_AT_TARGET);
}
