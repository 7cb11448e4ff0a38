// From a file's bytes to a proof. The shape says what it is; docs/proofs.md lists the shapes.
//
// SOUNDNESS: the file is untrusted: bounded in size, every field read with its kind and length; what does not fit is an InputError
// with the place. Tests: proofFile.test.ts.
import {
  asArray,
  asBytes,
  asInteger,
  asObject,
  asString,
  isObject,
  type JsonObject,
  required,
} from "@assay/chain/fields";
import { fromHex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { decodeVerifierCall } from "./abi.ts";
import { readEnvelope } from "./envelope.ts";
import type { Constants } from "./keys/keyData.ts";
import { RISC0_VERSIONS } from "./keys/risc0.ts";
import type { KromaBlock } from "./kromaZkevm.ts";
import type { Proof } from "./proof.ts";
import { looksLikeReceipt, readReceipt } from "./risc0File.ts";
import { sp1Keys } from "./sp1.ts";
import { looksLikeBincode, looksLikeSp1Json, readSp1Bincode, readSp1Json } from "./sp1File.ts";

/** The largest proof file that is read; Taiko's has 89 KB. */
export const MAX_PROOF_FILE_BYTES = 16 * 1024 * 1024;

/** What bare proof bytes do not say themselves. */
export interface StatementOptions {
  /** SP1's program key or RISC Zero's image id. */
  readonly program?: Uint8Array | undefined;
  /** Public values or journal. */
  readonly publicValues?: Uint8Array | undefined;
}

const advice = "docs/proofs.md lists the proof files that are read.";

/** @throws InputError */
export function readProof(file: Uint8Array, options: StatementOptions = {}): Proof {
  // Node's buffers are views of a common one, and their slices too.
  const bytes = new Uint8Array(file);
  if (bytes.length > MAX_PROOF_FILE_BYTES) {
    throw new InputError("FILE_TOO_LARGE", `${bytes.length} bytes are more than a proof file has`, { advice });
  }
  const text = textOf(bytes);
  if (text?.startsWith("{")) return readJson(text, options);
  const raw = text === null ? bytes : (fromHex(text.startsWith("0x") ? text : `0x${text}`) ?? bytes);
  return readBytes(raw, options);
}

/** The file as text without space around it, or null when it is none. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.some((byte) => byte < 9)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
  } catch {
    return null;
  }
}

function readBytes(bytes: Uint8Array, options: StatementOptions): Proof {
  if (looksLikeBincode(bytes)) return readSp1Bincode(bytes);
  const call = decodeVerifierCall(bytes);
  if (bytes.length < 4)
    throw new InputError("FORMAT_UNKNOWN", "the file holds less than a proof's selector", { advice });
  const selector = toHex((call ? (call.system === "sp1" ? call.proof : call.seal) : bytes).subarray(0, 4));
  if (call?.system === "risc0") {
    const { seal, imageId, journalDigest } = call;
    const journal = options.publicValues ?? null;
    return { kind: "risc0", system: "risc0-groth16", seal, imageId, journalDigest, journal };
  }
  const sp1 = (["sp1-groth16", "sp1-plonk"] as const).find((system) =>
    sp1Keys(system).some(({ hash }) => hash.startsWith(selector)),
  );
  if (call) {
    // Without a known selector the length tells: PLONK's proofs have more than 800 bytes.
    const system = sp1 ?? (call.proof.length > 800 ? "sp1-plonk" : "sp1-groth16");
    return { kind: "sp1", ...call, system };
  }
  const isRisc0 = RISC0_VERSIONS.some((version) => version.selector === selector);
  if (!sp1 && !isRisc0) {
    throw new InputError("FORMAT_UNKNOWN", `nothing is known that starts with ${selector}`, { advice });
  }
  const { program, publicValues } = options;
  if (!program || !publicValues) {
    const names = "--program 0x… and --public-values";
    throw new InputError("FIELD_MISSING", `bare proof bytes do not say what they prove: give ${names}`, { advice });
  }
  if (sp1) return { kind: "sp1", system: sp1, programKey: program, publicValues, proof: bytes };
  const statement = { imageId: program, journal: publicValues, journalDigest: null, seal: bytes };
  return { kind: "risc0", system: "risc0-groth16", ...statement };
}

function readJson(text: string, { program }: StatementOptions): Proof {
  const object = parse(text);
  if ("assayProof" in object) return readEnvelope(object);
  if (looksLikeSp1Json(object)) return readSp1Json(object);
  if (looksLikeReceipt(object)) return readReceipt(object, program);
  if (isObject(object["aggregation"]) && "bytecode" in object) return readTaiko(object);
  if (isObject(object["protocol_instance"])) {
    const next = "Give the proof, and this file with --witness.";
    throw new InputError("FORMAT_UNKNOWN", "this is Taiko's block witness, not a proof", { advice: next });
  }
  const system = object["system"];
  if (system === "sp1-groth16" || system === "sp1-plonk") return readSp1(object, system);
  if (system === "risc0-groth16") return readRisc0(object);
  if (system === "kroma-zkevm-halo2") return readKroma(object);
  throw new InputError("FORMAT_UNKNOWN", "this JSON is no proof file that Assay knows", { advice });
}

/** @throws InputError JSON_BROKEN */
export function parse(text: string): JsonObject {
  try {
    return asObject(JSON.parse(text), "");
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError("JSON_BROKEN", (error as Error).message.slice(0, 200), { cause: error });
  }
}

/** Constants by name, as the registry has them; each is checked when the key is made of them. */
export function constantsAt(object: JsonObject, name: string): Constants | undefined {
  const value = object[name];
  if (value === undefined || value === null) return undefined;
  const constants = asObject(value, name);
  for (const [key, text] of Object.entries(constants)) asString(text, `${name}.${key}`);
  return constants as Constants;
}

function bytesField(object: JsonObject, name: string, length?: number): Uint8Array {
  return asBytes(required(object, name, ""), name, length);
}

function optional(object: JsonObject, name: string, length: number): Uint8Array | undefined {
  return object[name] === undefined || object[name] === null ? undefined : bytesField(object, name, length);
}

function readSp1(object: JsonObject, system: "sp1-groth16" | "sp1-plonk"): Proof {
  const key = constantsAt(object, "verifyingKey");
  const keyRoot = optional(object, "vkRoot", 32);
  const selector = optional(object, "selector", 4);
  return {
    kind: "sp1",
    system,
    programKey: bytesField(object, "vkey", 32),
    publicValues: bytesField(object, "publicValues"),
    proof: bytesField(object, "proof"),
    ...(key && { key }),
    ...(keyRoot && { keyRoot }),
    ...(selector && { selector }),
  };
}

function readRisc0(object: JsonObject): Proof {
  const key = constantsAt(object, "verifyingKey");
  const controlRoot = optional(object, "controlRoot", 32);
  const controlId = optional(object, "bn254ControlId", 32);
  return {
    kind: "risc0",
    system: "risc0-groth16",
    imageId: bytesField(object, "imageId", 32),
    journal: bytesField(object, "journal"),
    journalDigest: optional(object, "journalDigest", 32) ?? null,
    seal: bytesField(object, "seal"),
    ...(key && controlRoot && controlId && { parameters: { key, controlRoot, controlId } }),
  };
}

/** Words in an array of at most `most`, each up to 32 bytes of hex. */
function wordsAt(object: JsonObject, name: string, at: string, most: number): Uint8Array[] {
  const values = asArray(required(object, name, at), `${at}${name}`);
  if (values.length > most) throw new InputError("FIELD_WRONG", `${values.length} words are too many`, { at: name });
  return values.map((value, i) => asBytes(value, `${at}${name}[${i}]`, 32));
}

function readTaiko(object: JsonObject): Proof {
  const aggregation = asObject(object["aggregation"], "aggregation");
  return {
    kind: "taiko",
    system: "taiko-halo2",
    instance: wordsAt(aggregation, "instance", "aggregation.", 64),
    proof: asBytes(required(aggregation, "proof", "aggregation"), "aggregation.proof"),
    initCode: bytesField(object, "bytecode"),
  };
}

function readKroma(object: JsonObject): Proof {
  const input = object["publicInput"];
  return {
    kind: "kroma-zkevm",
    system: "kroma-zkevm-halo2",
    proof: wordsAt(object, "proof", "", 1024),
    pair: wordsAt(object, "pair", "", 64),
    publicInputHash: bytesField(object, "publicInputHash", 32),
    block: input === undefined || input === null ? null : kromaBlock(asObject(input, "publicInput")),
  };
}

const MOST_TRANSACTIONS = 10_000n;

function kromaBlock(input: JsonObject): KromaBlock {
  const word = (name: string) => asBytes(required(input, name, "publicInput"), `publicInput.${name}`, 32);
  const integer = (name: string, bits: number) =>
    asInteger(required(input, name, "publicInput"), `publicInput.${name}`, bits);
  const maxTxs = integer("maxTxs", 32);
  const txHashes = wordsAt(input, "txHashes", "publicInput.", Number(MOST_TRANSACTIONS));
  if (maxTxs > MOST_TRANSACTIONS || BigInt(txHashes.length) > maxTxs) {
    throw new InputError("FIELD_WRONG", "more transactions than a block can have", { at: "publicInput.maxTxs" });
  }
  return {
    prevStateRoot: word("prevStateRoot"),
    stateRoot: word("stateRoot"),
    withdrawalsRootWord: word("withdrawalsRootWord"),
    blockHash: word("blockHash"),
    parentHash: word("parentHash"),
    number: integer("number", 64),
    timestamp: integer("timestamp", 64),
    baseFee: integer("baseFee", 256),
    gasLimit: integer("gasLimit", 64),
    txHashes,
    dummyTxHash: word("dummyTxHash"),
    maxTxs: Number(maxTxs),
  };
}
