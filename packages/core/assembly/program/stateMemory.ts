// The state in memory while many blocks are executed, one on the other. It lies in a region of its own, and stays open from block
// to block: nodes that were read or made need not be read again. It can be settled at any time: the nodes and codes that the
// blocks made become preimages like all others, found by their hashes, and the state is opened afresh at a block's root.
//
// That happens for two reasons. A payload that turns out invalid has changed accounts and slots in memory: settling forgets
// them, and the tries, which are only written when a block is sealed, are still those of the block before. And after many
// blocks most of the region is garbage: what lives on is little.
import { resetBloom } from "../block/bloom";
import { resetPayload } from "../block/payload";
import { resetRequests } from "../block/requests";
import { resetEvm } from "../evm/message";
import { resetAncestors } from "../header/ancestors";
import { alloc, emptyStateRegion, stateRegionBytes, useMainRegion, useStateRegion } from "../memory/arena";
import { resetStateBuffers } from "../memory/buffers";
import { resetL1Block } from "../optimism/l1Block";
import { accountsTrie } from "../state/account";
import { Code, codeHash, lastNewCode } from "../state/codeTable";
import { openState, resetState } from "../state/commit";
import { lastOpened } from "../state/storage";
import { appendNewNodes, newNodesHead, resetCollect } from "../trie/collect";
import { Node, Trie } from "../trie/node";
import { encodingOf, hashOf } from "../trie/root";
import { addKnown, WITNESS_CODE, WITNESS_NODE, witnessHas } from "../witness/index";

/** The region is given back when the blocks have filled so much of it. */
const USUAL_LIMIT: u32 = 384 << 20;
let limit: u32 = USUAL_LIMIT;

let isOpen: bool = false;

export function resetStateMemory(): void {
  isOpen = false;
  limit = USUAL_LIMIT;
}

/** For tests: settle after so many bytes. */
export function setStateLimit(bytes: u32): void {
  limit = bytes;
}

/** Opens the state at `root`, 32 bytes of the main region. The state's region is in use afterwards. */
export function openStateAt(root: usize): void {
  useMainRegion();
  if (isOpen) keepWhatIsNew();
  isOpen = true;
  emptyStateRegion();
  resetStateBuffers();
  resetState();
  resetEvm();
  resetL1Block();
  resetRequests();
  resetBloom();
  resetAncestors();
  resetPayload();
  useStateRegion();
  openState(root);
}

/** Whether it is time to open the state afresh. */
export function isStateFull(): bool {
  return stateRegionBytes() > <usize>limit;
}

/** Makes preimages of the nodes and codes that the witness does not hold. */
function keepWhatIsNew(): void {
  resetCollect();
  let tail = appendNewNodes(accountsTrie(), 0);
  for (let t = lastOpened; t != 0; t = changetype<Trie>(t).opened) tail = appendNewNodes(changetype<Trie>(t), tail);
  for (let at = newNodesHead; at != 0; at = changetype<Node>(at).next) {
    const node = changetype<Node>(at);
    keep(hashOf(node), encodingOf(node), node.encodingLength, WITNESS_NODE);
  }
  for (let at = lastNewCode; at != 0; at = changetype<Code>(at).olderNew) {
    const code = changetype<Code>(at);
    keep(codeHash(code), code.data, code.length, WITNESS_CODE);
  }
}

function keep(hash: usize, bytes: usize, length: u32, kind: u32): void {
  if (witnessHas(hash)) return;
  const copy = alloc(<usize>length);
  memory.copy(copy, bytes, <usize>length);
  addKnown(hash, copy, length, kind);
}
