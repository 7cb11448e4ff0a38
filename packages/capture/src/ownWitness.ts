// Way 1: the node's own execution witness.

import { isObject } from "@assay/chain/fields";
import type { Hex } from "@assay/core/hex";
import { toBytes } from "@assay/witness/byteString";
import { readExecutionWitness } from "@assay/witness/executionWitness";
import { type FetchedBlock, quantity } from "./blockSource.ts";
import { CaptureNode } from "./captureNode.ts";

export interface OwnWitness {
  readonly nodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
  readonly headers: readonly Uint8Array[];
}

/** By hash as reth has it, by hash as geth has it, by number as everybody has it: the core sees when it is another block's. */
function calls(hash: Hex, number: bigint): readonly (readonly [method: string, parameter: string])[] {
  return [
    ["debug_executionWitnessByBlockHash", hash],
    ["debug_executionWitnessByHash", hash],
    ["debug_executionWitness", quantity(number)],
  ];
}

/** @returns null when the node does not serve it and it is not `required` @throws NodeFailure; InputError FIELD_*, HEX_BROKEN */
export async function ownWitness(
  node: CaptureNode,
  { hash, number }: FetchedBlock,
  required: boolean,
): Promise<OwnWitness | null> {
  let refusal: unknown;
  for (const [method, parameter] of calls(hash, number)) {
    if (node.lacks(method)) continue;
    try {
      const answer = await node.call(method, [parameter]);
      // reth has wrapped it once more.
      const witness = isObject(answer) && isObject(answer["witness"]) ? answer["witness"] : answer;
      const { nodes, codes, headers } = readExecutionWitness(witness, method);
      return {
        nodes: nodes.map((bytes, i) => toBytes(bytes, `${method}.state[${i}]`)),
        codes: codes.map((bytes, i) => toBytes(bytes, `${method}.codes[${i}]`)),
        headers: headers.map((bytes, i) => toBytes(bytes, `${method}.headers[${i}]`)),
      };
    } catch (error) {
      if (!CaptureNode.isRefusal(error)) throw error;
      refusal = error;
    }
  }
  if (required && refusal) throw refusal;
  return null;
}
