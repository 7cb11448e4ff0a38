// The state in memory while many blocks are executed, one on the other. It lies in a region of its own, and stays open from block
// to block: nodes that were read or made need not be read again. It can be settled at any time: the nodes and codes that the
// blocks made are kept under their hashes (witness/kept.ts), and the state is opened afresh at a block's root.
//
// That happens for two reasons. A payload that turns out invalid has changed accounts and slots in memory: settling forgets
// them, and the tries, which are only written when a block is sealed, are still those of the block before. And after many
// blocks most of the region is garbage: what lives on is little.
import { resetBloom } from "../block/bloom";
import { resetPayload } from "../block/payload";
import { resetRequests } from "../block/requests";
import { resetEvm } from "../evm/message";
import { resetAncestors } from "../header/ancestors";
import { emptyRegion, FETCHED_REGION, regionBytes, STATE_REGION, useRegion } from "../memory/arena";
import { resetStateBuffers } from "../memory/buffers";
import { resetL1Block } from "../optimism/l1Block";
import { accountsTrie } from "../state/account";
import { Code, codeHash, lastNewCode } from "../state/codeTable";
import { openState, resetState } from "../state/commit";
import { lastOpened } from "../state/storage";
import { appendNewNodes, newNodesHead, resetCollect } from "../trie/collect";
import { Node, Trie } from "../trie/node";
import { encodingOf, hashOf } from "../trie/root";
import { forgetFetched, WITNESS_CODE, WITNESS_NODE } from "../witness/index";
import { keepReachable, offerMade } from "../witness/kept";

/** Bytes of the state after which it is settled, and of what was fetched for it after which that is forgotten too. */
const STATE_LIMIT: usize = 256 << 20;
const FETCHED_LIMIT: usize = 512 << 20;
let stateLimit: usize = STATE_LIMIT;
let fetchedLimit: usize = FETCHED_LIMIT;

let isOpen: bool = false;

export function resetStateMemory(): void {
  isOpen = false;
  stateLimit = STATE_LIMIT;
  fetchedLimit = FETCHED_LIMIT;
}

/** For tests: settle and forget after so many bytes. */
export function setStateLimits(state: u32, fetched: u32): void {
  stateLimit = state;
  fetchedLimit = fetched;
}

/** Opens the state at `root`, 32 bytes of the main region. The state's region is in use afterwards. */
export function openStateAt(root: usize): void {
  if (isOpen) keepMade(root);
  if (!isOpen || regionBytes(FETCHED_REGION) > fetchedLimit) forgetFetched();
  isOpen = true;
  emptyRegion(STATE_REGION);
  resetStateBuffers();
  resetState();
  resetEvm();
  resetL1Block();
  resetRequests();
  resetBloom();
  resetAncestors();
  resetPayload();
  useRegion(STATE_REGION);
  openState(root);
}

/** Whether it is time to open the state afresh. */
export function isStateFull(): bool {
  return regionBytes(STATE_REGION) > stateLimit || regionBytes(FETCHED_REGION) > fetchedLimit;
}

/** Keeps the nodes and codes that the blocks made, as far as the state at `root` has them. */
function keepMade(root: usize): void {
  useRegion(STATE_REGION);
  resetCollect();
  let tail = appendNewNodes(accountsTrie(), 0);
  for (let t = lastOpened; t != 0; t = changetype<Trie>(t).opened) tail = appendNewNodes(changetype<Trie>(t), tail);
  for (let at = newNodesHead; at != 0; at = changetype<Node>(at).next) {
    const node = changetype<Node>(at);
    offerMade(hashOf(node), encodingOf(node), node.encodingLength, WITNESS_NODE);
  }
  for (let at = lastNewCode; at != 0; at = changetype<Code>(at).olderNew) {
    const code = changetype<Code>(at);
    offerMade(codeHash(code), code.data, code.length, WITNESS_CODE);
  }
  keepReachable(root);
}
