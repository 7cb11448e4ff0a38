// Assay's own proof file (docs/interfaces.md, "Proof envelope"): reading and writing it.
//
// SOUNDNESS: unknown fields, systems and versions are refused, never passed over: a reader that skips what it does not know would
// skip a condition. Tests: envelope.test.ts.
import { asBytes, asObject, asString, type JsonObject, required } from "@assay/chain/fields";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Constants } from "./keys/keyData.ts";
import type { Claim, Proof } from "./proof.ts";

export const ENVELOPE_VERSION = 1;

/** The envelope as JSON. */
export interface Envelope {
  readonly assayProof: typeof ENVELOPE_VERSION;
  readonly system: string;
  /** SP1's program key, RISC Zero's image id, the program id of `machine`; null where the system has none. */
  readonly program: Hex | null;
  /** Constants by name, where the key is not one that Assay has. */
  readonly verificationKey?: Constants;
  readonly publicValues: Hex | null;
  /** As the system's verifier contract takes it; of another system the whole call data; of `exec` and `machine` `0x`. */
  readonly proof: Hex;
  readonly claim: Claim | null;
}

const FIELDS = new Set(["assayProof", "system", "program", "verificationKey", "publicValues", "proof", "claim"]);
const CONTRACT = /^contract:[a-z0-9][a-z0-9.-]{0,63}$/;
const advice = 'docs/interfaces.md, "Proof envelope", has the fields.';

function wrong(at: string, message: string): InputError {
  return new InputError("FIELD_WRONG", message, { at, advice });
}

/** @throws InputError */
export function readEnvelope(object: JsonObject): Proof {
  if (object["assayProof"] !== ENVELOPE_VERSION) {
    throw new InputError("FORMAT_UNKNOWN", `proof envelope version ${String(object["assayProof"])} is not 1`, {
      advice: "A newer version of Assay wrote this file; use that one.",
    });
  }
  const unknown = Object.keys(object).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) throw wrong(unknown.slice(0, 40), "an envelope has no such field");
  const system = asString(required(object, "system", ""), "system");
  const proof = asBytes(required(object, "proof", ""), "proof");
  const publicValues = nullable(object, "publicValues");
  const program = nullable(object, "program", 32);
  const claim = readClaim(object["claim"]);
  const key = object["verificationKey"];
  if (key !== undefined && system !== "sp1-groth16" && system !== "sp1-plonk") {
    throw wrong("verificationKey", `the system ${system.slice(0, 40)} takes no key from a file`);
  }
  if (system === "exec" || system === "machine") {
    if (proof.length > 0) throw wrong("proof", "an execution has no proof bytes");
    return { kind: "exec", system, program, publicValues, claim };
  }
  if (CONTRACT.test(system)) return { kind: "contract", system, data: proof, publicValues, claim };
  if (system === "sp1-groth16" || system === "sp1-plonk") {
    const statement = {
      programKey: given(program, "program"),
      publicValues: given(publicValues, "publicValues"),
      proof,
    };
    const constants = key === undefined ? {} : { key: readConstants(key) };
    return { kind: "sp1", system, ...statement, ...constants, claim };
  }
  if (system === "risc0-groth16") {
    const journal = given(publicValues, "publicValues");
    return {
      kind: "risc0",
      system,
      imageId: given(program, "program"),
      journal,
      journalDigest: null,
      seal: proof,
      claim,
    };
  }
  throw new InputError("FORMAT_UNKNOWN", `the proof system ${JSON.stringify(system.slice(0, 40))} is not known`, {
    at: "system",
    advice: "docs/proofs.md lists the systems; for another one write contract:NAME and give its verifier contract.",
  });
}

function nullable(object: JsonObject, name: string, length?: number): Uint8Array | null {
  const value = object[name];
  return value === undefined || value === null ? null : asBytes(value, name, length);
}

function given(value: Uint8Array | null, name: string): Uint8Array {
  if (value === null) throw new InputError("FIELD_MISSING", `the field "${name}" is missing`, { advice });
  return value;
}

function readConstants(value: unknown): Constants {
  const constants = asObject(value, "verificationKey");
  for (const [name, text] of Object.entries(constants)) asString(text, `verificationKey.${name}`);
  return constants as Constants;
}

function readClaim(value: unknown): Claim | null {
  if (value === undefined || value === null) return null;
  const claim = asObject(value, "claim");
  const values = asObject(required(claim, "values", "claim"), "claim.values");
  for (const [name, text] of Object.entries(values)) asString(text, `claim.values.${name}`);
  return { kind: asString(required(claim, "kind", "claim"), "claim.kind"), values: values as Record<string, string> };
}

export interface EnvelopeParts {
  readonly system: string;
  readonly program: Uint8Array | null;
  readonly publicValues: Uint8Array | null;
  readonly proof: Uint8Array;
  readonly claim: Claim | null;
  readonly verificationKey?: Constants;
}

/** The envelope as a file's text. */
export function writeEnvelope(parts: EnvelopeParts): string {
  const { system, program, publicValues, proof, claim, verificationKey } = parts;
  const envelope: Envelope = {
    assayProof: ENVELOPE_VERSION,
    system,
    program: program && toHex(program),
    ...(verificationKey && { verificationKey }),
    publicValues: publicValues && toHex(publicValues),
    proof: toHex(proof),
    claim,
  };
  return `${JSON.stringify(envelope, null, 1)}\n`;
}
