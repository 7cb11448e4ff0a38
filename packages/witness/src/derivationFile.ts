// Derivation files (docs/formats.md, "Derivation"): a range of L1, a starting L2 block, and the blocks that follow.
import { asArray, asBytes, asHash, asInteger, asObject, isObject, required } from "@assay/chain/fields";
import { readChainConfig } from "@assay/chain/genesis";
import { rollupConfigFromJson } from "@assay/chain/rollupConfig";
import { superchainById } from "@assay/chain/superchain";
import { InputError } from "@assay/core/inputError";
import type { DerivationRequest } from "./derive.ts";
import { parseJson } from "./fileContent.ts";
import { readUnpacked, textOf } from "./readFile.ts";

function byteList(value: unknown, at: string): Uint8Array[] {
  return asArray(value, at).map((item, i) => asBytes(item, `${at}[${i}]`));
}

const KZG_BYTES = 48;
const BLOB_BYTES = 131_072;

/** A blob as the core takes it: commitment, proof, blob. That they belong together is the core's to check. */
function blobRecord(value: unknown, at: string): Uint8Array {
  const object = asObject(value, at);
  const bytes = (key: string, length: number) => asBytes(required(object, key, at), `${at}.${key}`, length);
  const record = new Uint8Array(2 * KZG_BYTES + BLOB_BYTES);
  record.set(bytes("commitment", KZG_BYTES), 0);
  record.set(bytes("proof", KZG_BYTES), KZG_BYTES);
  record.set(bytes("blob", BLOB_BYTES), 2 * KZG_BYTES);
  return record;
}

/** Blob parameters of an L1 chain that is not built in, out of its configuration in geth's form. */
function l1BlobSchedule(value: unknown): Pick<DerivationRequest, "l1BlobSchedule"> {
  if (value === undefined || value === null) return {};
  return { l1BlobSchedule: readChainConfig(asObject(value, "l1ChainConfig")).blobSchedule };
}

/** @throws InputError */
export function readDerivationFile(path: string): DerivationRequest {
  const value = parseJson(readUnpacked(path), textOf);
  if (!isObject(value) || value["rollupConfig"] === undefined || value["l1"] === undefined) {
    throw new InputError("FORMAT_UNKNOWN", "this is no derivation file");
  }
  const l1 = asArray(value["l1"], "l1").map((item, i) => {
    const at = `l1[${i}]`;
    const block = asObject(item, at);
    const receipts = block["receipts"];
    return {
      number: asInteger(required(block, "number", at), `${at}.number`, 64),
      hash: asHash(required(block, "hash", at), `${at}.hash`),
      header: asBytes(required(block, "header", at), `${at}.header`),
      transactions: byteList(required(block, "transactions", at), `${at}.transactions`),
      receipts: receipts === null || receipts === undefined ? null : byteList(receipts, `${at}.receipts`),
    };
  });
  if (l1.length === 0) throw new InputError("FIELD_WRONG", "no L1 block", { at: "l1" });
  const start = asObject(required(value, "start", ""), "start");
  const expected = isObject(value["expected"]) ? value["expected"]["blocks"] : [];
  const followers = asArray(expected ?? [], "expected.blocks").map((item, i) => {
    const at = `expected.blocks[${i}]`;
    return asBytes(required(asObject(item, at), "header", at), `${at}.header`);
  });
  const number = asInteger(required(start, "number", "start"), "start.number", 64);
  const blobs = asArray(value["blobs"] ?? [], "blobs").map((blob, i) => blobRecord(blob, `blobs[${i}]`));
  return {
    ...l1BlobSchedule(value["l1ChainConfig"]),
    blobs,
    rollup: rollupConfigFromJson(value["rollupConfig"], superchainById),
    l1,
    l1Head: l1.at(-1)!.hash,
    firstL1: l1[0]!.number,
    start: {
      hash: asHash(required(start, "hash", "start"), "start.hash"),
      header: asBytes(required(start, "header", "start"), "start.header"),
      transactions: byteList(required(start, "transactions", "start"), "start.transactions"),
    },
    followers,
    target: number + BigInt(Math.max(followers.length, 1)),
  };
}
