// Hashes of a list of byte strings, for hosts that store preimages under them: in JavaScript one costs ten times as much.
import { keccak256 } from "../hash/keccak";
import { itemAddress, itemLength, readList } from "../input/list";
import { checkSections, SECTION_PREIMAGES } from "../input/sections";
import { alloc } from "../memory/arena";
import { listOutput, outputAddress, outputLength } from "../state/outputs";
import { addSection, beginResult, RESULT_PREIMAGES, writeResult } from "./container";

const HASH_SIZE: u32 = 32;

/** Composes a result with the keccak-256 of every item of section 8, in order. */
export function composeHashes(): void {
  checkSections(SECTION_PREIMAGES);
  const list = readList(SECTION_PREIMAGES, false);
  const room = <usize>list.count;
  const hashes = alloc(room << 5);
  const pointers = alloc(room << 2);
  const lengths = alloc(room << 2);
  for (let i: u32 = 0; i < list.count; i++) {
    const hash = hashes + ((<usize>i) << 5);
    keccak256(hash, itemAddress(list, i), itemLength(list, i));
    store<u32>(pointers + ((<usize>i) << 2), <u32>hash);
    store<u32>(lengths + ((<usize>i) << 2), HASH_SIZE);
  }
  listOutput(list.count, pointers, lengths);
  beginResult();
  addSection(RESULT_PREIMAGES, outputAddress, outputLength);
  writeResult();
}
