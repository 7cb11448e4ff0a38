// Where a run starts: the sections that it needs, the block that it takes as safe, the L1 chain, and the state.
import { AGREED_ORIGIN, L2_HEADER_MALFORMED, L2_HEADER_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { addItems, loadWitness } from "../block/phases";
import { loadBlobs } from "../derivation/blobs";
import { setSafeHead } from "../derivation/derived";
import { L1Block, l1BlockAt, l1First, l1Head, l1HashOf, openL1Chain } from "../derivation/l1Chain";
import { epochHashOf, L2Block, openL2Block } from "../derivation/l2Block";
import { startPipeline } from "../derivation/pipeline";
import { decodeHeader, hashOf, Header, newHeader } from "../header/header";
import { readList } from "../input/list";
import { checkSections, SECTION_BLOBS, SECTION_HEADERS, SECTION_PREIMAGES } from "../input/sections";
import { copy32, equal32 } from "../memory/bytes";
import { OF_L2_HEADER, readingOf, wantHints } from "../witness/hint";
import { hashWitness, WITNESS_HEADER, WITNESS_PREIMAGE, witnessFind } from "../witness/index";
import { loadConfigurations } from "./configurations";
import { setTip } from "./tip";

/** Configurations, and whatever preimages come with the input. */
export function loadSections(): void {
  checkSections(SECTION_BLOBS);
  loadConfigurations();
  loadWitness(false);
  addItems(readList(SECTION_HEADERS, false), WITNESS_HEADER);
  addItems(readList(SECTION_PREIMAGES, false), WITNESS_PREIMAGE);
  hashWitness();
  loadBlobs();
  wantHints();
}

/** The header of the block with `hash`, from the witness or the oracle. */
export function findHeader(hash: usize): Header {
  readingOf(OF_L2_HEADER, hash);
  const entry = witnessFind(hash, WITNESS_HEADER);
  if (changetype<usize>(entry) == 0) incomplete(L2_HEADER_MISSING, hash);
  const header = newHeader();
  copy32(hashOf(header), hash);
  if (!decodeHeader(header, entry.data, entry.length)) incomplete(L2_HEADER_MALFORMED, hash);
  return header;
}

/** Takes `header`'s block as safe. */
export function startOn(header: Header): L2Block {
  const block = openL2Block(hashOf(header));
  setSafeHead(block);
  setTip(header);
  return block;
}

/** Finds the L1 chain from `head` down to number `first`, and starts the pipeline there. False when L1 ends before the block's
 *  own origin: then nothing can follow from it. */
export function openL1(start: L2Block, head: usize, first: u64): bool {
  openL1Chain(head, first);
  if (changetype<L1Block>(l1Head).number < start.epoch) return false;
  // SOUNDNESS: what was agreed on stands on some L1 chain. That it is this one is no part of the claim: `incomplete`.
  const at = l1BlockAt(start.epoch);
  if (at != 0 && !equal32(l1HashOf(changetype<L1Block>(at)), epochHashOf(start))) {
    incomplete(AGREED_ORIGIN, epochHashOf(start));
  }
  startPipeline(start, changetype<L1Block>(l1First));
  return true;
}
