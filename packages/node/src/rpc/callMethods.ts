// eth_call and eth_estimateGas: messages that are run and forgotten.
import { asBytes, asInteger, asObject, type JsonObject } from "@assay/chain/fields";
import type { MessageOutcome } from "@assay/core/call";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Engine } from "../engine.ts";
import type { L2Block } from "../l2Block.ts";
import type { CallRequest } from "../messageCall.ts";
import { RpcError, type RpcMethod } from "./jsonRpcServer.ts";
import { quantity } from "./transactionJson.ts";

/** Gas of one message. SOUNDNESS: it bounds the time that a request takes. Test: l2Rpc.test.ts. */
const MAX_CALL_GAS = 50_000_000n;
/** geth's code for a message that reverted. */
const REVERTED = 3;
const FAILED = -32000;
const FIELDS = new Set(
  "from to data input gas gasPrice maxFeePerGas maxPriorityFeePerGas value nonce type chainId".split(" "),
);
/** A message of 128 KiB, as L1's pools allow a transaction. */
const MAX_DATA_BYTES = 128 * 1024;

function requestOf(value: unknown): CallRequest {
  const at = "transaction";
  const object = asObject(value, at);
  for (const key of Object.keys(object)) {
    if (!FIELDS.has(key)) throw new InputError("FIELD_WRONG", `unknown field "${key.slice(0, 60)}"`, { at });
  }
  const isThere = (key: keyof JsonObject) => object[key] !== undefined && object[key] !== null;
  if (isThere("value") && asInteger(object["value"], `${at}.value`, 256) !== 0n) {
    throw new InputError("FIELD_WRONG", "messages with ether are not run here", { at: `${at}.value` });
  }
  const data = object["input"] ?? object["data"] ?? "0x";
  const bytes = asBytes(data, `${at}.data`);
  if (bytes.length > MAX_DATA_BYTES) throw new InputError("FIELD_WRONG", "the data is too long", { at: `${at}.data` });
  const gas = isThere("gas") ? asInteger(object["gas"], `${at}.gas`, 64) : MAX_CALL_GAS;
  return {
    from: isThere("from") ? asBytes(object["from"], `${at}.from`, 20) : new Uint8Array(20),
    to: isThere("to") ? asBytes(object["to"], `${at}.to`, 20) : null,
    data: bytes,
    gas: gas < MAX_CALL_GAS ? gas : MAX_CALL_GAS,
  };
}

/** @throws RpcError */
function succeeded(outcome: MessageOutcome): MessageOutcome {
  if (outcome.status === "success") return outcome;
  if (outcome.status === "revert") throw new RpcError(REVERTED, "execution reverted", toHex(outcome.output));
  throw new RpcError(FAILED, "the message ended with an exception: out of gas, or a wrong instruction", "0x");
}

export function callMethods(engine: Engine, blockFor: (parameter: unknown) => L2Block): Record<string, RpcMethod> {
  return {
    eth_call: ([transaction, block]) => toHex(succeeded(engine.call(blockFor(block), requestOf(transaction))).output),
    eth_estimateGas: ([transaction, block]) => {
      const request = requestOf(transaction);
      const at = blockFor(block);
      const { transactionGas } = succeeded(engine.call(at, request));
      // What is refunded has to be there first, and a call gives away at most 63/64: the smallest limit lies between.
      let [low, high] = [transactionGas, request.gas];
      if (engine.call(at, { ...request, gas: low }).status === "success") return quantity(low);
      while (high - low > low / 64n) {
        const middle = (low + high) / 2n;
        if (engine.call(at, { ...request, gas: middle }).status === "success") high = middle;
        else low = middle;
      }
      return quantity(high);
    },
  };
}
