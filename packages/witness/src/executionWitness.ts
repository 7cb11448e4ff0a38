// The JSON of `debug_executionWitness` and its variants in other clients: {state, codes, headers, keys}.
import { headerFromJson } from "@assay/chain/blockJson";
import { asArray, asObject, isObject, type JsonObject, wrong } from "@assay/chain/fields";
import type { ByteString } from "./byteString.ts";

export interface ExecutionWitness {
  readonly nodes: readonly string[];
  readonly codes: readonly string[];
  /** RLP, in the order of the source. */
  readonly headers: readonly ByteString[];
}

/** A list of hex strings, or an object from hash to hex as older clients write it. Hashes are not used: the core hashes. */
function byteStrings(value: unknown, at: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const list = isObject(value) ? Object.values(value) : asArray(value, at);
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== "string") throw wrong(`${at}[${i}]`, "not a hex string");
  }
  return list as readonly string[];
}

/** Whether a JSON value looks like a witness. */
export function isExecutionWitness(value: unknown): value is JsonObject {
  return (
    isObject(value) && value["state"] !== undefined && (value["codes"] !== undefined || value["headers"] !== undefined)
  );
}

/** Reads a witness. @throws InputError FIELD_WRONG, FIELD_MISSING, HEX_BROKEN */
export function readExecutionWitness(value: unknown, at: string): ExecutionWitness {
  const witness = asObject(value, at);
  const headers = asArray(witness["headers"] ?? [], `${at}.headers`);
  return {
    // Some clients list the empty trie as a node (0x80), and codeless accounts' code as an empty string.
    nodes: byteStrings(witness["state"], `${at}.state`).filter((node) => node !== "0x80" && node !== "0x"),
    codes: byteStrings(witness["codes"], `${at}.codes`).filter((code) => code !== "0x"),
    headers: headers.map((header, i) => {
      const where = `${at}.headers[${i}]`;
      if (typeof header === "string") return header;
      // geth answers with header objects where others answer with RLP.
      return headerFromJson(header, where);
    }),
  };
}
