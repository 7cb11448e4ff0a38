// debug_ methods: blocks as bytes, preimages of the state, and witnesses. A fault-proof host lives on these.
import { asBytes, asHash } from "@assay/chain/fields";
import { equalBytes } from "@assay/core/bytes";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { PreimageStore } from "@assay/program/store";
import { payloadAttributesFromJson } from "@assay/witness/payloadAttributes";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { byHash } from "../chainStore.ts";
import { blockRlp, type Engine, type ExecutionReads } from "../engine.ts";
import type { L2Block } from "../l2Block.ts";
import type { RpcMethod } from "./jsonRpcServer.ts";

/** geth's key of a code in its database: "c" and the hash. */
const CODE_PREFIX = 0x63;
/** Gas of a payload that is executed on request. SOUNDNESS: it bounds the time that one request takes; ten times a usual block's.
 *  Test: l2Rpc.test.ts. */
const MAX_PAYLOAD_GAS = 300_000_000n;

function witnessJson(reads: ExecutionReads): Record<string, readonly Hex[]> {
  return Object.fromEntries(Object.entries(reads).map(([name, list]) => [name, list.map(toHex)]));
}

/** Stores are asked by 31 bytes of a hash: the answer must have all 32. */
function preimage(store: PreimageStore, hash: Uint8Array): Hex {
  const value = byHash(store, hash);
  if (value && equalBytes(keccak_256(value), hash)) return toHex(value);
  throw new InputError("NODE_ERROR", "not found", { at: toHex(hash) });
}

export function debugMethods(engine: Engine, blockFor: (parameter: unknown) => L2Block): Record<string, RpcMethod> {
  const { nodes, codes } = engine.store;
  return {
    debug_getRawHeader: ([block]) => toHex(blockFor(block).header),
    debug_getRawBlock: ([block]) => toHex(blockRlp(blockFor(block))),
    debug_getRawReceipts: ([block]) => blockFor(block).receipts.map(toHex),
    debug_dbGet: ([key]) => {
      const bytes = asBytes(key, "key");
      if (bytes.length === 33 && bytes[0] === CODE_PREFIX) return preimage(codes, bytes.subarray(1));
      if (bytes.length !== 32) throw new InputError("FIELD_WRONG", `a key of ${bytes.length} bytes`);
      return preimage(nodes, bytes);
    },
    debug_codeByHash: ([hash]) => preimage(codes, asBytes(hash, "hash", 32)),
    debug_executionWitness: ([block]) => witnessJson(engine.witness(blockFor(block))),
    debug_executePayload: ([parentHash, value]) => {
      const parent = engine.block(asHash(parentHash, "parentHash"));
      if (!parent) throw new InputError("NODE_ERROR", "the parent block is not known");
      const attributes = payloadAttributesFromJson(value, "attributes");
      if (attributes.gasLimit > MAX_PAYLOAD_GAS) {
        throw new InputError(
          "FIELD_WRONG",
          `a payload with more than ${MAX_PAYLOAD_GAS} gas is not executed on request`,
        );
      }
      return witnessJson(engine.payloadWitness(attributes, parent));
    },
  };
}
