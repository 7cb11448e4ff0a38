// Numbers and byte strings the way Rust's serde writes them in JSON.
import { asArray } from "@assay/chain/fields";
import { InputError } from "@assay/core/inputError";

/** @throws InputError FIELD_WRONG */
export function u32(value: unknown, at: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) return value;
  throw new InputError("FIELD_WRONG", "not a number of 32 bits", { at });
}

/** A byte string as an array of numbers. @throws InputError FIELD_WRONG */
export function byteArray(value: unknown, at: string): Uint8Array {
  return Uint8Array.from(asArray(value, at), (byte) => {
    if (u32(byte, at) > 255) throw new InputError("FIELD_WRONG", "not an array of bytes", { at });
    return byte as number;
  });
}
