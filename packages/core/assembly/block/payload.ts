// A block from payload attributes alone, on a parent that is known: what the fault-proof program does with what derivation gives
// it. The state is open at the parent's root; afterwards it is at the block's.
import { PARENT_HEADER_MISSING } from "../error/codes";
import { setCurrentBlock } from "../error/fail";
import { configuredChainId } from "../chain/configuration";
import { ancestor, startAncestors } from "../header/ancestors";
import { Header } from "../header/header";
import { decodeAttributes } from "./attributes";
import { Block, newBlock } from "./block";
import { executeBody } from "./execute";
import { computeRoots } from "./seal";
import { recoverSenders } from "./senders";

/** The header that the block executed last has, when the next one can stand on it; else 0. */
let previous: usize = 0;

export function resetPayload(): void {
  previous = 0;
}

/** Executes the `length` bytes of attributes at `at` (docs/interfaces.md, "Payload attributes") on `parent`, which the witness has.
 *  Ends as `invalid` when they break a rule; nothing has been written to the tries then. */
export function executeAttributes(index: u32, at: usize, length: u32, parent: Header): Block {
  setCurrentBlock(index);
  const b = newBlock(index, at, length);
  b.isBuilt = true;
  decodeAttributes(b, parent);
  recoverSenders(b, configuredChainId());
  startAncestors(b.header, previous);
  // What was known about the ancestors of the block before is known about this one's, unless it fails.
  previous = 0;
  b.parent = ancestor(1, PARENT_HEADER_MISSING);
  executeBody(b);
  return b;
}

/** Writes what the block changed to the tries, and makes its header, encoding and hash. */
export function sealAttributes(b: Block): void {
  computeRoots(b);
  previous = changetype<usize>(b.header);
}
