// Which block a request is about: a number, a tag, a hash, or an object with one of them (EIP-1898).
import { asHash, asInteger, isObject } from "@assay/chain/fields";
import { InputError } from "@assay/core/inputError";
import type { Engine } from "../engine.ts";
import type { L2Block } from "../l2Block.ts";

/** Blocks that tags stand for beyond the head; whoever derives the chain knows them. */
export interface Heads {
  readonly safe: L2Block;
  readonly finalized: L2Block;
}

/** null: there is no such block. @throws InputError FIELD_WRONG, HEX_BROKEN */
export function blockOf(engine: Engine, heads: () => Heads, parameter: unknown, at = "block"): L2Block | null {
  if (isObject(parameter)) {
    if (parameter["blockHash"] !== undefined) return engine.block(asHash(parameter["blockHash"], `${at}.blockHash`));
    return blockOf(engine, heads, parameter["blockNumber"], `${at}.blockNumber`);
  }
  switch (parameter ?? "latest") {
    case "latest":
    case "pending":
      return engine.head;
    case "safe":
      return heads().safe;
    case "finalized":
      return heads().finalized;
    case "earliest":
      return engine.genesis;
  }
  // geth's debug methods take a hash in the same place.
  if (typeof parameter === "string" && parameter.length === 66) return engine.block(asHash(parameter, at));
  return engine.blockAt(asInteger(parameter, at, 64));
}

/** @throws InputError NODE_ERROR when there is no such block, FIELD_WRONG, HEX_BROKEN */
export function requiredBlock(engine: Engine, heads: () => Heads, parameter: unknown): L2Block {
  const block = blockOf(engine, heads, parameter);
  if (block) return block;
  throw new InputError("NODE_ERROR", `block not found: ${JSON.stringify(parameter).slice(0, 80)}`);
}
