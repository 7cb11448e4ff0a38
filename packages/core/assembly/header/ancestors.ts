// The headers above a block: blocks of this input, then headers of the witness, each found by the hash that the one below
// it names.
//
// SOUNDNESS: a header that was found by its hash is the ancestor; neither the order of the headers in the input nor the
// numbers in them are believed. What is missing or malformed is the witness's fault: `incomplete`.
// Test: test/blocks/witness.test.ts.
import { ANCESTOR_HEADER_MALFORMED, ANCESTOR_HEADER_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { copy32 } from "../memory/bytes";
import { OF_L2_HEADER, readingOf } from "../witness/hint";
import { WITNESS_HEADER, witnessFind } from "../witness/index";
import { decodeHeader, hashOf, Header, newHeader } from "./header";

/** u32 addresses of headers: the block itself, its parent, and so on. */
const CHAIN: usize = memory.data(4 * 257, 8);
let length: u32 = 0;
/** For state tests: the hash of block n is the keccak-256 of n in decimal. */
let isDecimalRule: bool = false;

const DIGITS: usize = memory.data(24, 8);

export function resetAncestors(): void {
  length = 0;
  isDecimalRule = false;
}

/** Starts at `header`. `previous`: the header that the last call started at, when that is this one's parent (the caller has
 *  compared the hashes), else 0. */
export function startAncestors(header: Header, previous: usize): void {
  if (previous != 0 && length != 0 && <usize>load<u32>(CHAIN) == previous) {
    // One further: what was known about the previous block's ancestors stays known.
    const kept = min<u32>(length, 256);
    for (let i = kept; i > 0; i--) store<u32>(CHAIN + ((<usize>i) << 2), load<u32>(CHAIN + ((<usize>(i - 1)) << 2)));
    length = kept + 1;
  } else {
    length = 1;
  }
  store<u32>(CHAIN, <u32>changetype<usize>(header));
}

export function useDecimalBlockHashes(): void {
  isDecimalRule = true;
}

function at(depth: u32): Header {
  return changetype<Header>(<usize>load<u32>(CHAIN + ((<usize>depth) << 2)));
}

/** The ancestor `depth` generations up, at most 256. A header that is missing ends the run with `missingCode`. */
export function ancestor(depth: u32, missingCode: u32): Header {
  while (length <= depth) {
    const hash = at(length - 1).parentHash;
    readingOf(OF_L2_HEADER, hash);
    const entry = witnessFind(hash, WITNESS_HEADER);
    if (changetype<usize>(entry) == 0) incomplete(missingCode, hash);
    const header = newHeader();
    copy32(hashOf(header), hash);
    if (!decodeHeader(header, entry.data, entry.length)) incomplete(ANCESTOR_HEADER_MALFORMED, hash);
    store<u32>(CHAIN + ((<usize>length) << 2), <u32>changetype<usize>(header));
    length++;
  }
  return at(depth);
}

/** BLOCKHASH: writes the hash of block `number`, which is one of the last 256, to the 32 bytes at `dst`. EIP-2935 does not
 *  change where it comes from. */
export function blockHashOf(number: u64, dst: usize): void {
  if (isDecimalRule) {
    decimalHash(number, dst);
    return;
  }
  const depth = <u32>(at(0).number - number);
  copy32(dst, ancestor(depth - 1, ANCESTOR_HEADER_MISSING).parentHash);
}

function decimalHash(number: u64, dst: usize): void {
  let start = DIGITS + 24;
  do {
    start--;
    store<u8>(start, <u8>(0x30 + (number % 10)));
    number /= 10;
  } while (number != 0);
  keccak256(dst, start, <u32>(DIGITS + 24 - start));
}
