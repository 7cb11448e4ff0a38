// Files that SP1's SDK saves: its structure in bincode (`save`), or the same in JSON. The proof bytes for the chain are the first four
// bytes of the verifier's hash and `encoded_proof`.
//
// SOUNDNESS: lengths in bincode are the file's: each is checked against the bytes that are left, and every byte has to be used.
// Tests: proofFile.test.ts.

import { asArray, asObject, asString, isObject, type JsonObject, required } from "@assay/chain/fields";
import { concatBytes } from "@assay/core/bytes";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { R } from "./bn254.ts";
import type { Sp1Proof } from "./proof.ts";
import { byteArray } from "./serdeJson.ts";
import type { Sp1System } from "./sp1.ts";
import { bytesOf } from "./words.ts";

const advice = "Give a proof that SP1's SDK saved in Groth16 or PLONK mode.";

function broken(message: string): InputError {
  return new InputError("FIELD_WRONG", message, { advice });
}

/** Variants of the SDK's enumeration. */
const PLONK = 2;
const GROTH16 = 3;
const HASH_BYTES = 32;

class Bincode {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw broken("the file ends within a value");
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  u32(): number {
    return new DataView(this.take(4).buffer).getUint32(0, true);
  }

  u64(): number {
    const value = new DataView(this.take(8).buffer).getBigUint64(0, true);
    if (value > 0xffff_ffffn) throw broken("a length is beyond what a file can hold");
    return Number(value);
  }

  bytes(): Uint8Array {
    return this.take(this.u64());
  }

  string(): string {
    return new TextDecoder("utf-8", { fatal: false }).decode(this.bytes());
  }
}

/** Whether the bytes may be such a file: the number of a variant, then a count of public inputs' digits. */
export function looksLikeBincode(bytes: Uint8Array): boolean {
  const isVariant = bytes[0] === PLONK || bytes[0] === GROTH16;
  return bytes.length > 200 && isVariant && [1, 2, 3, 6, 7, 8, 9, 10, 11].every((at) => bytes[at] === 0);
}

/** @throws InputError FIELD_WRONG */
export function readSp1Bincode(bytes: Uint8Array): Sp1Proof {
  const system: Sp1System = bytes[0] === GROTH16 ? "sp1-groth16" : "sp1-plonk";
  // Two public inputs up to v5, five from v6 on; what follows decides.
  for (const inputs of [2, 5]) {
    const reader = new Bincode(bytes, 4);
    try {
      const publicInputs = Array.from({ length: inputs }, () => reader.string());
      const encoded = reader.string();
      reader.string();
      const hash = reader.take(HASH_BYTES);
      for (const withInput of [false, true]) {
        const publicValues = publicValuesAt(bytes, reader.at, withInput);
        if (publicValues) return sp1Proof(system, publicInputs, encoded, hash, publicValues);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  throw broken("this is not a Groth16 or PLONK proof as SP1's SDK saves one");
}

/** Public values and the SDK's version, before which the program's whole input stood up to v3; null when it does not fit. */
function publicValuesAt(bytes: Uint8Array, at: number, withInput: boolean): Uint8Array | null {
  const reader = new Bincode(bytes, at);
  try {
    if (withInput) {
      for (let count = reader.u64(); count > 0; count--) reader.bytes();
      reader.u64();
      if (reader.u64() !== 0) return null;
    }
    const publicValues = reader.bytes();
    if (!/^v?\d+\.\d+\.\d+/.test(reader.string())) return null;
    // From v4.2 on perhaps a signature of an enclave, which is not verified; one that is there would be before the proof.
    if (!reader.isAtEnd && reader.take(1)[0] !== 0) return null;
    return reader.isAtEnd ? publicValues : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function sp1Proof(
  system: Sp1System,
  publicInputs: readonly string[],
  encoded: string,
  hash: Uint8Array,
  publicValues: Uint8Array,
): Sp1Proof {
  const body = fromHex(`0x${encoded.toLowerCase()}`);
  if (!body) throw broken("encoded_proof is not hex");
  const program = publicInputs[0] ?? "";
  if (!/^\d{1,78}$/.test(program) || BigInt(program) >= R) throw broken("the program's key is not a scalar");
  const proof = concatBytes(hash.subarray(0, 4), body);
  return { kind: "sp1", system, programKey: bytesOf(BigInt(program)), publicValues, proof };
}

/** Whether an object is what the SDK writes as JSON. */
export function looksLikeSp1Json(object: JsonObject): boolean {
  return isObject(object["proof"]) && ("Groth16" in object["proof"] || "Plonk" in object["proof"]);
}

/** @throws InputError */
export function readSp1Json(object: JsonObject): Sp1Proof {
  const variants = asObject(object["proof"], "proof");
  const name = "Groth16" in variants ? "Groth16" : "Plonk";
  const at = `proof.${name}`;
  const proof = asObject(variants[name], at);
  const inputs = asArray(required(proof, "public_inputs", at), `${at}.public_inputs`);
  const hashName = name === "Groth16" ? "groth16_vkey_hash" : "plonk_vkey_hash";
  const buffer = asObject(
    required(asObject(required(object, "public_values", ""), "public_values"), "buffer", ""),
    "buffer",
  );
  return sp1Proof(
    name === "Groth16" ? "sp1-groth16" : "sp1-plonk",
    inputs.map((input, i) => asString(input, `${at}.public_inputs[${i}]`)),
    asString(required(proof, "encoded_proof", at), `${at}.encoded_proof`),
    byteArray(required(proof, hashName, at), `${at}.${hashName}`),
    byteArray(required(buffer, "data", "public_values.buffer"), "public_values.buffer.data"),
  );
}
