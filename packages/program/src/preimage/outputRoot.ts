// Output root, version 0. OP Stack specification, "L2 output commitment construction".
import { concatBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";

export const OUTPUT_BYTES = 128;

/** 32 bytes each. */
export interface Output {
  readonly stateRoot: Uint8Array;
  /** Storage root of the L2ToL1MessagePasser. */
  readonly messagePasserRoot: Uint8Array;
  readonly blockHash: Uint8Array;
}

/** The 128 bytes that the output root is the hash of: version, state root, message passer's storage root, block hash. */
export function encodeOutput({ stateRoot, messagePasserRoot, blockHash }: Output): Uint8Array {
  for (const [name, word] of Object.entries({ stateRoot, messagePasserRoot, blockHash })) {
    if (word.length !== 32)
      throw new InputError("FIELD_WRONG", `${word.length} bytes where 32 should be`, { at: name });
  }
  return concatBytes(new Uint8Array(32), stateRoot, messagePasserRoot, blockHash);
}

/** @throws InputError FIELD_WRONG when it is not 128 bytes of version 0 */
export function decodeOutput(bytes: Uint8Array): Output {
  if (bytes.length !== OUTPUT_BYTES) {
    throw new InputError("FIELD_WRONG", `an output of ${bytes.length} bytes where ${OUTPUT_BYTES} should be`);
  }
  if (bytes.subarray(0, 32).some((byte) => byte !== 0)) {
    throw new InputError("FIELD_WRONG", "an output of another version than 0");
  }
  return { stateRoot: bytes.slice(32, 64), messagePasserRoot: bytes.slice(64, 96), blockHash: bytes.slice(96, 128) };
}

/** @returns 32 bytes */
export function outputRoot(output: Output): Uint8Array {
  return keccak_256(encodeOutput(output));
}
