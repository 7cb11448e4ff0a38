// The output of an L2 block: what L1 is told about the chain, and what a claim is about.
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type Output, outputRoot } from "@assay/program/outputRoot";
import type { Engine } from "./engine.ts";
import type { L2Block } from "./l2Block.ts";
import { PREDEPLOY } from "./predeployAddresses.ts";
import { readAccount } from "./stateTrie.ts";

/** The message passer's storage root is read from the state: the header has it only from Isthmus on.
 *  @throws InputError STORE_BROKEN, GENESIS_WRONG when the chain has no message passer */
export function outputAt(engine: Engine, block: L2Block): Output {
  const stateRoot = fromHex(block.stateRoot)!;
  const passer = readAccount(engine.store.nodes, stateRoot, fromHex(PREDEPLOY.l2ToL1MessagePasser)!);
  if (!passer) throw new InputError("GENESIS_WRONG", "the state has no message passer");
  return { stateRoot, messagePasserRoot: passer.storageRoot, blockHash: fromHex(block.hash)! };
}

/** @returns 32 bytes */
export function outputRootAt(engine: Engine, block: L2Block): Uint8Array {
  return outputRoot(outputAt(engine, block));
}
