// What was gathered as a BlockInput in the standard order: nodes and codes by their bytes, headers by number.
import type { ChainSpec } from "@assay/chain/spec";
import { type Hex, toHex } from "@assay/core/hex";
import type { Outcome } from "@assay/core/instance";
import type { BlockInput, Claim } from "@assay/witness/blockInput";
import type { Ancestors } from "./ancestors.ts";
import type { FetchedBlock } from "./blockSource.ts";
import type { ProvenState } from "./provenState.ts";

function sorted(items: Iterable<Uint8Array>): Uint8Array[] {
  return [...items].sort(Buffer.compare);
}

/** `outcome`: of the run that found everything there. Codes and headers that it did not use are left out; nodes are not, since
 *  verifiers that delete before they insert need some that the core does not. */
export function witnessOf(
  chain: ChainSpec,
  block: FetchedBlock,
  claim: Claim,
  state: ProvenState,
  ancestors: Ancestors,
  outcome: Outcome,
): BlockInput {
  const used = new Set<Hex>((outcome.result?.preimagesRead ?? []).map(toHex));
  const codes = [...state.codes].flatMap(([hash, code]) => (used.has(hash) ? [code] : []));
  return {
    chain,
    blocks: [block.rlp],
    headers: ancestors.upTo(used),
    nodes: sorted(state.nodes.values()),
    codes: sorted(codes),
    claim,
  };
}
