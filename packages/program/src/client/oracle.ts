// What the client sees of the world: hints go out, preimages come in, and every call waits for its answer. What is behind it is a
// store (storeOracle.ts), a host in another thread (sharedOracle.ts) or one in another process (descriptorOracle.ts).
import { equalBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import type { Oracle } from "@assay/core/instance";
import { KEY_TYPE } from "../preimage/key.ts";

export interface ClientOracle {
  /** Says what will be asked for next. */
  hint(text: string): void;
  /** The bytes of a key of types 1, 2, 4 and 6. @throws InputError; PREIMAGE_MISSING when nobody has them */
  preimage(key: Uint8Array): Uint8Array;
  /** KZG commitment, proof and blob (131168 bytes) of a versioned hash, of which byte 0 does not count. @throws as `preimage` */
  blob(versionedHash: Uint8Array): Uint8Array;
}

/** Local values by ident that take the place of the host's. */
export type LocalValues = ReadonlyMap<number, Uint8Array>;

/** An oracle as the core wants it, with counts, and the reason of the last thing that was not there. */
export class CoreOracle {
  readonly #oracle: ClientOracle;
  readonly #local: LocalValues;
  #lastKey: Uint8Array | null = null;
  #lastValue: Uint8Array | null = null;
  preimages = 0;
  hints = 0;
  /** Why the last key that was not there was not there. */
  missing: InputError | null = null;

  constructor(oracle: ClientOracle, local: LocalValues) {
    this.#oracle = oracle;
    this.#local = local;
  }

  /** Answers the core. What is longer than the core thought it asks for twice: the second answer is the first one again.
   *  SOUNDNESS: null only where nobody has the bytes, which makes the run `incomplete`; every other error ends the run as itself.
   *  Nothing here is believed: the core hashes types 2 and 4, and ties blobs to their hash. Test: transports.test.ts. */
  readonly answer: Oracle = (key, hints) => {
    if (this.#lastKey && equalBytes(this.#lastKey, key)) return this.#lastValue;
    for (const hint of hints) {
      this.hints++;
      this.#oracle.hint(hint);
    }
    let value: Uint8Array | null = null;
    try {
      value = this.#preimage(key);
      this.preimages++;
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== "PREIMAGE_MISSING") throw error;
      this.missing = error;
    }
    this.#lastKey = value && key;
    this.#lastValue = value;
    return value;
  };

  #preimage(key: Uint8Array): Uint8Array {
    if (key[0] === KEY_TYPE.blob) return this.#oracle.blob(key);
    if (key[0] !== KEY_TYPE.local) return this.#oracle.preimage(key);
    const ident = Number(new DataView(key.buffer, key.byteOffset).getBigUint64(24));
    return this.#local.get(ident) ?? this.#oracle.preimage(key);
  }
}
