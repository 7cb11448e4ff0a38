// What the tests and benchmarks of witness, tries and state call.
export { alloc, allocZeroed, emptyRegion, mark, release, useRegion } from "../memory/arena";
export { RECORD } from "../error/fail";
export { addWitness, forgetFetched, hashWitness, witnessFind, witnessHas, firstUsed } from "../witness/index";
export { trieOpen, trieOpenAnyKeys, EMPTY_ROOT } from "../trie/node";
export { trieGet } from "../trie/get";
export { trieUpdate } from "../trie/update";
export { trieDelete } from "../trie/delete";
export { trieRoot } from "../trie/root";
export { orderedTrieRoot } from "../trie/ordered";
export * from "../state/account";
export * from "../state/storage";
export * from "../state/code";
export * from "../state/transient";
export * from "../state/logs";
export * from "../state/journal";
export * from "../state/transaction";
export { openState, stateRoot, stateTrie } from "../state/commit";
export * from "../state/outputs";
export { buildAlloc } from "../state/build";
import { clearRecord } from "../error/fail";
import { resetArena } from "../memory/arena";
import { resetState } from "../state/commit";
import { nodesRead as read } from "../witness/index";
import { resetWitness } from "../witness/index";
import { trieValue, trieValueLength } from "../trie/get";
import { Account } from "../state/account";
import { outputAddress, outputLength } from "../state/outputs";

export function reset(): void {
  resetArena();
  clearRecord();
  resetWitness();
  resetState();
}

export function valueFound(): usize {
  return trieValue;
}

export function valueFoundLength(): u32 {
  return trieValueLength;
}

export function nodesReadCount(): u64 {
  return read;
}

export function nonceOf(a: Account): u64 {
  return a.nonce;
}

export function existsOf(a: Account): bool {
  return a.exists;
}

export function outputAt(): usize {
  return outputAddress;
}

export function outputSize(): u32 {
  return outputLength;
}
