// The trie of a block's list (transactions or receipts), for hosts that have the list and need the nodes: a preimage server, or
// whoever writes an input for `derive`.
import { readList, itemAddress, itemLength } from "../input/list";
import { checkSections, SECTION_PREIMAGES } from "../input/sections";
import { alloc } from "../memory/arena";
import { rlpU64Size, rlpWriteU64 } from "../rlp/write";
import { listOutput } from "../state/outputs";
import { appendNewNodes, newNodesHead, resetCollect } from "../trie/collect";
import { EMPTY_ROOT, Node, trieOpenAnyKeys } from "../trie/node";
import { encodingOf, trieRoot } from "../trie/root";
import { trieUpdate } from "../trie/update";

const KEY: usize = memory.data(16, 8);

/** Builds the trie over the items of section 8: its root to `dst`, its nodes as the output. No item may be empty. */
export function buildListTrie(dst: usize): void {
  checkSections(SECTION_PREIMAGES);
  const list = readList(SECTION_PREIMAGES, false);
  const t = trieOpenAnyKeys(EMPTY_ROOT);
  for (let i: u32 = 0; i < list.count; i++) {
    if (itemLength(list, i) == 0) continue;
    rlpWriteU64(KEY, <u64>i);
    trieUpdate(t, KEY, rlpU64Size(<u64>i), itemAddress(list, i), itemLength(list, i));
  }
  trieRoot(t, dst);
  resetCollect();
  appendNewNodes(t, 0);
  let count: u32 = 0;
  for (let node = newNodesHead; node != 0; node = changetype<Node>(node).next) count++;
  const pointers = alloc((<usize>count) << 2);
  const lengths = alloc((<usize>count) << 2);
  let i: usize = 0;
  for (let node = newNodesHead; node != 0; node = changetype<Node>(node).next) {
    store<u32>(pointers + (i << 2), <u32>encodingOf(changetype<Node>(node)));
    store<u32>(lengths + (i << 2), changetype<Node>(node).encodingLength);
    i++;
  }
  listOutput(count, pointers, lengths);
}
