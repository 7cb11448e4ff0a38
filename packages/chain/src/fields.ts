// Fields of JSON from outside, each read with its kind and its place, so that what is wrong is said by name.
//
// SOUNDNESS: nothing from a JSON file reaches the core but through these; tests: fields.test.ts.
import { fromHex, type Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";

export type JsonObject = { readonly [key: string]: unknown };

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

export function wrong(at: string, message: string): InputError {
  return new InputError("FIELD_WRONG", message, { at });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw wrong(at, `${kindOf(value)} where an object should be`);
  return value;
}

export function asArray(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(at, `${kindOf(value)} where an array should be`);
  return value;
}

export function asString(value: unknown, at: string): string {
  if (typeof value !== "string") throw wrong(at, `${kindOf(value)} where a string should be`);
  return value;
}

/** The field, which must be there. */
export function required(object: JsonObject, key: string, at: string): unknown {
  const value = object[key];
  if (value === undefined || value === null) {
    throw new InputError("FIELD_MISSING", `the field "${key}" is missing`, at === "" ? {} : { at });
  }
  return value;
}

/** A byte string as 0x hex, of `length` bytes when that is given. */
export function asBytes(value: unknown, at: string, length?: number): Uint8Array<ArrayBuffer> {
  const text = asString(value, at);
  const bytes = fromHex(text);
  if (!bytes) throw new InputError("HEX_BROKEN", `${JSON.stringify(text.slice(0, 20))} is not 0x hex`, { at });
  if (length !== undefined && bytes.length !== length) {
    throw wrong(at, `${bytes.length} bytes where ${length} should be`);
  }
  return bytes;
}

/** A 32-byte hash, in lower case. */
export function asHash(value: unknown, at: string): Hex {
  asBytes(value, at, 32);
  return (value as string).toLowerCase() as Hex;
}

/** An unsigned integer: a safe JSON number, decimal digits, or 0x hex (leading zeros allowed, as genesis files have
 *  them), below 2^bits. */
export function asInteger(value: unknown, at: string, bits: number): bigint {
  let integer: bigint | null = null;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) integer = BigInt(value);
  else if (typeof value === "string" && value.length <= 100 && /^([0-9]+|0x[0-9a-fA-F]+)$/.test(value)) {
    integer = BigInt(value);
  }
  if (integer === null) {
    const shown =
      typeof value === "string" || typeof value === "number" ? JSON.stringify(value).slice(0, 40) : kindOf(value);
    throw wrong(at, `${shown} is not an unsigned integer`);
  }
  if (integer >> BigInt(bits) !== 0n) throw wrong(at, `${integer} does not fit ${bits} bits`);
  return integer;
}
