// One message on the state after a block, as eth_call asks for it. The core runs it by the rules of the L1 fork under the OP Stack's: what
// the OP Stack adds to contracts' view (P256VERIFY from Fjord on, a blob base fee of 1) is not there, and a message carries no ether.

import type { RollupConfig } from "@assay/chain/rollupConfig";
import { isOutcome, type MessageOutcome, runMessage } from "@assay/core/call";
import type { ForkName } from "@assay/core/forks";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import type { L2Block } from "./l2Block.ts";
import { isActive } from "./rollupForks.ts";

export interface CallRequest {
  readonly from: Uint8Array;
  /** null: a creation, whose init code is `data`. */
  readonly to: Uint8Array | null;
  readonly data: Uint8Array;
  readonly gas: bigint;
}

function l1Fork(rollup: RollupConfig, time: bigint): ForkName {
  if (isActive(rollup, "isthmus", time)) return "prague";
  if (isActive(rollup, "ecotone", time)) return "cancun";
  return isActive(rollup, "canyon", time) ? "shanghai" : "paris";
}

/** @param core whose oracle has the state @throws InputError NODE_ERROR when the message cannot be run: too little gas to begin with, a
 *  state that the store lacks */
export function callAt(core: Core, rollup: RollupConfig, block: L2Block, request: CallRequest): MessageOutcome {
  const { from, to, data, gas } = request;
  const outcome = runMessage(core, {
    fork: l1Fork(rollup, block.timestamp),
    ...(to === null ? {} : { to }),
    data,
    gasLimit: gas,
    from,
    chainId: rollup.l2ChainId,
    state: { headers: [block.header], nodes: [], codes: [] },
  });
  if (isOutcome(outcome)) return outcome;
  throw new InputError("NODE_ERROR", `the message cannot be run: ${outcome.name} ${outcome.message}`);
}
