// Hints: what the client is about to ask for, so that the host knows what to fetch. A name, one space, and hex.
//
// Two programs write them: kona and op-program. Both spellings and lengths are read; docs/host.md has the table.
// SOUNDNESS: a hint only says where to look; whatever it leads to is checked against its hash. Tests: hint.test.ts.
import { isObject, type JsonObject } from "@assay/chain/fields";
import { fromHex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";

/** Longer than any honest hint: the payload attributes of a block, as hex of JSON of hex. */
export const MAX_HINT_BYTES = 64 * 1024 * 1024;

export interface RawHint {
  readonly name: string;
  readonly payload: Uint8Array;
}

/** A block as hints name it: by its hash, or, in kona's proof hints, by its number. */
export type BlockReference = { readonly hash: Uint8Array } | { readonly number: bigint };

export type Hint =
  | { readonly kind: "l1BlockHeader" | "l1Transactions" | "l1Receipts"; readonly blockHash: Uint8Array }
  | { readonly kind: "l2BlockHeader" | "l2Transactions" | "l2Receipts"; readonly blockHash: Uint8Array }
  | {
      readonly kind: "l1Blob";
      readonly versionedHash: Uint8Array;
      readonly index: bigint | null;
      readonly timestamp: bigint;
    }
  /** Address (20) ++ required gas (u64) ++ input; op-program's first version has no gas. */
  | { readonly kind: "precompile"; readonly request: Uint8Array; readonly hasGas: boolean }
  | { readonly kind: "l2Code"; readonly codeHash: Uint8Array }
  | { readonly kind: "l2StateNode"; readonly nodeHash: Uint8Array }
  | { readonly kind: "l2Output"; readonly outputRoot: Uint8Array }
  | { readonly kind: "l2AccountProof"; readonly block: BlockReference; readonly address: Uint8Array }
  | {
      readonly kind: "l2StorageProof";
      readonly block: BlockReference;
      readonly address: Uint8Array;
      readonly slot: Uint8Array;
    }
  | { readonly kind: "l2PayloadWitness"; readonly parentHash: Uint8Array; readonly attributes: JsonObject };

/** The text of a hint. */
export function formatHint(name: string, payload: Uint8Array): string {
  return `${name} ${toHex(payload)}`;
}

/** Splits a hint's text; the hex may lack its 0x. @throws InputError HINT_BROKEN */
export function parseHint(text: string): RawHint {
  const parts = text.split(" ");
  const [name, hex] = parts;
  if (parts.length !== 2 || !name || hex === undefined) throw broken(text, "not a name, a space and hex");
  const payload = fromHex(hex.startsWith("0x") ? hex : `0x${hex}`);
  if (!payload) throw broken(text, "the payload is not hex");
  return { name, payload };
}

function broken(text: string, why: string): InputError {
  return new InputError("HINT_BROKEN", why, { at: `hint ${JSON.stringify(text.slice(0, 60))}` });
}

const HASH = 32;
const ADDRESS = 20;
const U64 = 8;

/** Reads the parts of a payload one after the other. */
class Parts {
  readonly #payload: Uint8Array;
  #at = 0;

  constructor(payload: Uint8Array) {
    this.#payload = payload;
  }

  bytes(length: number): Uint8Array {
    const part = this.#payload.slice(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }

  u64(): bigint {
    return new DataView(this.bytes(U64).buffer).getBigUint64(0);
  }

  /** kona's proof hints name the block by its number, op-program's by its hash. */
  block(byHash: boolean): BlockReference {
    return byHash ? { hash: this.bytes(HASH) } : { number: this.u64() };
  }
}

/** Lengths that a payload may have; on interop chains the chain id follows. */
function withChain(...lengths: readonly number[]): readonly number[] {
  return [...lengths, ...lengths.map((length) => length + U64)];
}

interface Shape {
  /** Exact lengths, or the least one. */
  readonly lengths: readonly number[] | { readonly atLeast: number };
  read(payload: Uint8Array, parts: Parts): Hint;
}

const ofBlock = (kind: "l1BlockHeader" | "l1Transactions" | "l1Receipts"): Shape => ({
  lengths: [HASH],
  read: (_, parts) => ({ kind, blockHash: parts.bytes(HASH) }),
});
const ofL2Block = (kind: "l2BlockHeader" | "l2Transactions" | "l2Receipts"): Shape => ({
  lengths: withChain(HASH),
  read: (_, parts) => ({ kind, blockHash: parts.bytes(HASH) }),
});
const output: Shape = {
  lengths: withChain(HASH),
  read: (_, parts) => ({ kind: "l2Output", outputRoot: parts.bytes(HASH) }),
};

const ACCOUNT_BY_NUMBER = U64 + ADDRESS;
const SLOT_BY_NUMBER = U64 + ADDRESS + HASH;

const SHAPES: Readonly<Record<string, Shape>> = {
  "l1-block-header": ofBlock("l1BlockHeader"),
  "l1-transactions": ofBlock("l1Transactions"),
  "l1-receipts": ofBlock("l1Receipts"),
  "l1-blob": {
    lengths: [HASH + 2 * U64, HASH + U64],
    read: (payload, parts) => ({
      kind: "l1Blob",
      versionedHash: parts.bytes(HASH),
      index: payload.length === HASH + 2 * U64 ? parts.u64() : null,
      timestamp: parts.u64(),
    }),
  },
  // kona's has the gas, op-program's first version has not; the length tells which: see `hasGas`.
  "l1-precompile": {
    lengths: { atLeast: ADDRESS },
    read: (request) => ({ kind: "precompile", request, hasGas: hasGas(request) }),
  },
  "l1-precompile-v2": {
    lengths: { atLeast: ADDRESS + U64 },
    read: (request) => ({ kind: "precompile", request, hasGas: true }),
  },
  "l2-block-header": ofL2Block("l2BlockHeader"),
  "l2-transactions": ofL2Block("l2Transactions"),
  "l2-receipts": ofL2Block("l2Receipts"),
  "l2-code": { lengths: withChain(HASH), read: (_, parts) => ({ kind: "l2Code", codeHash: parts.bytes(HASH) }) },
  "l2-state-node": {
    lengths: withChain(HASH),
    read: (_, parts) => ({ kind: "l2StateNode", nodeHash: parts.bytes(HASH) }),
  },
  "starting-l2-output": output,
  "l2-output": output,
  "l2-account-proof": {
    lengths: withChain(ACCOUNT_BY_NUMBER, HASH + ADDRESS),
    read: ({ length }, parts) => ({
      kind: "l2AccountProof",
      block: parts.block(length >= HASH + ADDRESS),
      address: parts.bytes(ADDRESS),
    }),
  },
  "l2-account-storage-proof": {
    lengths: withChain(SLOT_BY_NUMBER, HASH + ADDRESS + HASH),
    read: ({ length }, parts) => ({
      kind: "l2StorageProof",
      block: parts.block(length >= HASH + ADDRESS + HASH),
      address: parts.bytes(ADDRESS),
      slot: parts.bytes(HASH),
    }),
  },
  "l2-payload-witness": { lengths: { atLeast: 2 }, read: readPayloadWitness },
};

/** Hints of interop proofs, which have several L2 chains. */
const INTEROP = new Set(["agreed-pre-state", "l2-output-root", "l2-block-data"]);

/** Inputs of the three precompiles that op-program's first version asks for without gas: 128 bytes, or pieces of 192. */
export function hasGas(request: Uint8Array): boolean {
  const address = request.subarray(0, ADDRESS);
  const input = request.length - ADDRESS;
  if (input < U64) return false;
  if (address.subarray(0, ADDRESS - 1).some((byte) => byte !== 0)) return true;
  const number = address[ADDRESS - 1];
  if (number === 1) return input !== 128;
  return !((number === 8 || number === 10) && input % 192 === 0);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** kona: the parent's hash and JSON of the attributes. The specification: JSON of an object that has both. A hash may begin like
 *  an object, but then the whole is not JSON. */
function readPayloadWitness(payload: Uint8Array): Hint {
  const whole = jsonOf(payload);
  if (isObject(whole)) {
    const { parentBlockHash, payloadAttributes } = whole;
    const parentHash = typeof parentBlockHash === "string" ? fromHex(parentBlockHash) : null;
    if (parentHash?.length === HASH && isObject(payloadAttributes)) {
      return { kind: "l2PayloadWitness", parentHash, attributes: payloadAttributes };
    }
  } else if (payload.length > HASH) {
    const attributes = jsonOf(payload.subarray(HASH));
    if (isObject(attributes)) return { kind: "l2PayloadWitness", parentHash: payload.slice(0, HASH), attributes };
  }
  throw new InputError("HINT_BROKEN", "no parent hash with payload attributes", { at: "l2-payload-witness" });
}

/** Reads a hint. @throws InputError HINT_BROKEN, HINT_UNSUPPORTED */
export function readHint(text: string): Hint {
  const { name, payload } = parseHint(text);
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (!shape) {
    const why = INTEROP.has(name) ? "this hint belongs to interop proofs" : "no such hint";
    throw new InputError("HINT_UNSUPPORTED", why, { at: name.slice(0, 40) });
  }
  const { lengths } = shape;
  const fits = "atLeast" in lengths ? payload.length >= lengths.atLeast : lengths.includes(payload.length);
  if (!fits) throw broken(text, `a payload of ${payload.length} bytes`);
  return shape.read(payload, new Parts(payload));
}
