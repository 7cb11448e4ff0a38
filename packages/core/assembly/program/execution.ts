// What the result of `deriveAndExecute` says about an executed block: 80 bytes, section 17 (docs/interfaces.md, "Binary result").
import { Block, postStateRootOf, receiptsRootOf } from "../block/block";
import { Attributes } from "../derivation/attributes";
import { EXECUTION_SIZE } from "../derivation/derived";
import { alloc } from "../memory/arena";
import { copy32 } from "../memory/bytes";

/** Hangs the record of `b` on the attributes that it was made from. */
export function keepExecution(a: Attributes, b: Block): void {
  const at = alloc(EXECUTION_SIZE);
  store<u64>(at, b.gasUsed);
  store<u32>(at, b.optimismFork, 8);
  store<u32>(at, 0, 12);
  copy32(at + 16, postStateRootOf(b));
  copy32(at + 48, receiptsRootOf(b));
  a.execution = at;
}
