// Ommers of proof-of-work blocks (Yellow Paper 11.1): which may be included, and what they earn.
import {
  ANCESTOR_HEADER_MISSING,
  HEADER_FIELD_COUNT,
  OMMER_ALREADY_INCLUDED,
  OMMER_IS_ANCESTOR,
  OMMER_PARENT,
  OMMERS_PREIMAGE_MALFORMED,
  OMMERS_PREIMAGE_MISSING,
} from "../error/codes";
import { incomplete, invalidNumbers, setSubject } from "../error/fail";
import { forkAt } from "../chain/rules";
import { keccak256 } from "../hash/keccak";
import { equal32 } from "../memory/bytes";
import { rlpIsList, rlpNext, rlpPayload } from "../rlp/read";
import { WITNESS_PREIMAGE, witnessFind } from "../witness/index";
import { ancestor } from "../header/ancestors";
import { Block, ommerAt } from "./block";
import { EMPTY_OMMERS_HASH, headerFieldCount } from "./decode";
import { hashOf, Header } from "../header/header";
import { checkHeader, checkParent } from "./headerRules";

/** An ommer's parent is an ancestor of the block in generation 2 to 7: the ommer itself is at most 6 up. */
const GENERATIONS: u32 = 7;

const HASH: usize = memory.data(32, 8);

/** Checks every ommer of `b`, whose ancestors have been started. */
export function checkOmmers(b: Block): void {
  for (let i: u32 = 0; i < b.ommerCount; i++) {
    const ommer = ommerAt(b, i);
    setSubject(hashOf(ommer));
    for (let j: u32 = 0; j < i; j++) {
      if (equal32(hashOf(ommerAt(b, j)), hashOf(ommer))) invalidNumbers(OMMER_ALREADY_INCLUDED, 0, i);
    }
    checkOmmer(b, ommer, i);
  }
  setSubject(0);
}

/** How many generations there are above the block, at most seven: genesis has no parent. */
function generations(b: Block): u32 {
  return <u32>min<u64>(b.header.number, GENERATIONS);
}

function checkOmmer(b: Block, ommer: Header, index: u32): void {
  let parent = changetype<Header>(<usize>0);
  const reach = generations(b);
  for (let depth: u32 = 1; depth <= reach; depth++) {
    const up = ancestor(depth, ANCESTOR_HEADER_MISSING);
    if (equal32(hashOf(up), hashOf(ommer))) invalidNumbers(OMMER_IS_ANCESTOR, depth, index);
    if (depth > 1 && equal32(hashOf(up), ommer.parentHash)) parent = up;
    if (isAmongOmmers(up, hashOf(ommer))) invalidNumbers(OMMER_ALREADY_INCLUDED, depth, index);
  }
  if (changetype<usize>(parent) == 0) invalidNumbers(OMMER_PARENT, 0, index);
  const fork = forkAt(ommer.number, ommer.timestamp, false);
  if (ommer.fieldCount != headerFieldCount(fork)) {
    invalidNumbers(HEADER_FIELD_COUNT, headerFieldCount(fork), ommer.fieldCount);
  }
  checkParent(parent);
  checkHeader(ommer, parent, fork);
}

/**
 * Whether `hash` is the hash of one of the ommers that ancestor `up` includes.
 *
 * SOUNDNESS: the list is found by the hash in the ancestor's header, so only the true one can be looked at; one that is
 * missing or no list of lists is the witness's fault.
 */
function isAmongOmmers(up: Header, hash: usize): bool {
  if (equal32(up.ommersHash, EMPTY_OMMERS_HASH)) return false;
  const entry = witnessFind(up.ommersHash, WITNESS_PREIMAGE);
  if (changetype<usize>(entry) == 0) incomplete(OMMERS_PREIMAGE_MISSING, up.ommersHash);
  const end = entry.data + <usize>entry.length;
  if (rlpNext(entry.data, end) != end || !rlpIsList) incomplete(OMMERS_PREIMAGE_MALFORMED, up.ommersHash);
  let at = rlpPayload;
  while (at < end) {
    const start = at;
    at = rlpNext(at, end);
    if (at == 0 || !rlpIsList) incomplete(OMMERS_PREIMAGE_MALFORMED, up.ommersHash);
    keccak256(HASH, start, <u32>(at - start));
    if (equal32(HASH, hash)) return true;
  }
  return false;
}
