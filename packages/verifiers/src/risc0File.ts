// RISC Zero's receipts in JSON, as its Rust types are written (risc0/zkvm/src/receipt.rs). Only Groth16 receipts are verified; the claim
// in the file is not believed: the image id is taken from it, and the claim is made anew from that and the journal.

import { asArray, asObject, isObject, type JsonObject, required } from "@assay/chain/fields";
import { concatBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import type { Risc0Proof } from "./proof.ts";
import { systemStateDigest } from "./risc0.ts";
import { byteArray, u32 } from "./serdeJson.ts";
import { bytesOf } from "./words.ts";

export function looksLikeReceipt(object: JsonObject): boolean {
  return isObject(object["inner"]) && isObject(object["journal"]);
}

/** `program`: the image id, for a receipt whose claim has only digests. @throws InputError */
export function readReceipt(object: JsonObject, program: Uint8Array | undefined): Risc0Proof {
  const inner = asObject(object["inner"], "inner");
  if (!isObject(inner["Groth16"])) {
    const kind = Object.keys(inner)[0]?.slice(0, 20) ?? "no";
    const advice =
      kind === "Fake"
        ? "Prove it without RISC0_DEV_MODE."
        : "Have the prover wrap it in Groth16 (ProverOpts::groth16).";
    throw new InputError("FORMAT_UNKNOWN", `receipts of the kind ${JSON.stringify(kind)} are not verified`, { advice });
  }
  const receipt = inner["Groth16"] as JsonObject;
  const at = "inner.Groth16";
  const parameters = digest(required(receipt, "verifier_parameters", at), `${at}.verifier_parameters`);
  const seal = concatBytes(parameters.subarray(0, 4), byteArray(required(receipt, "seal", at), `${at}.seal`));
  const journal = byteArray(required(asObject(object["journal"], "journal"), "bytes", "journal"), "journal.bytes");
  const imageId = program ?? imageIdIn(receipt["claim"], `${at}.claim`);
  return { kind: "risc0", system: "risc0-groth16", imageId, journal, journalDigest: null, seal };
}

/** Digest of the state before the run: as such, or of a program counter and a memory root. */
function imageIdIn(claim: unknown, at: string): Uint8Array {
  const value = isObject(claim) && isObject(claim["Value"]) ? claim["Value"] : null;
  const pre = value && isObject(value["pre"]) ? value["pre"] : null;
  if (pre && "Pruned" in pre) return digest(pre["Pruned"], `${at}.Value.pre.Pruned`);
  if (pre && isObject(pre["Value"])) {
    const { pc, merkle_root: root } = pre["Value"];
    return systemStateDigest(u32(pc, `${at}.Value.pre.Value.pc`), digest(root, `${at}.Value.pre.Value.merkle_root`));
  }
  throw new InputError("FIELD_MISSING", "the receipt does not say which image it is of: give --program", { at });
}

/** Eight words of 32 bits, each little-endian in the digest's bytes. */
function digest(value: unknown, at: string): Uint8Array {
  const words = asArray(value, at);
  if (words.length !== 8) throw new InputError("FIELD_WRONG", "a digest has eight words", { at });
  return concatBytes(...words.map((word) => bytesOf(BigInt(u32(word, at)), 4).reverse()));
}
