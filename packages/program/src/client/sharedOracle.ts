// The client's oracle in a worker thread: asks the host in the main thread, and keeps what came along unasked.
import { concatBytes } from "@assay/core/bytes";
import { InputError, type InputErrorCode } from "@assay/core/inputError";
import { nameOf } from "../store/store.ts";
import type { ClientOracle } from "./oracle.ts";
import { readBundle } from "./preimageBundle.ts";
import { REQUEST, type RequestKind, type SharedClient } from "./sharedChannel.ts";

/** Bytes kept of what came along; beyond it all of it is forgotten, and asked for again. */
const MAX_KEPT_BYTES = 512 * 1024 * 1024;
/** Hints of things that were kept already, which the host need not hear at once. A host looks at no more than its own last ones. */
const MAX_WAITING_HINTS = 32;

/** An InputError on its way to another thread. */
export interface CarriedError {
  readonly code: InputErrorCode;
  readonly message: string;
  readonly advice: string;
}

export function carryError({ code, message, advice }: InputError): CarriedError {
  return { code, message, advice };
}

export function carriedError({ code, message, advice }: CarriedError): InputError {
  return new InputError(code, message, { advice });
}

export class SharedOracle implements ClientOracle {
  readonly #channel: SharedClient;
  readonly #kept = new Map<string, Uint8Array>();
  readonly #hints: string[] = [];
  #keptBytes = 0;

  constructor(channel: SharedClient) {
    this.#channel = channel;
  }

  /** Hints go out with the next question. */
  hint(text: string): void {
    // Of the payload that is being executed the host hears once: this hint is not dropped for others.
    if (text.startsWith("l2-payload-witness ")) this.#hints.length = 0;
    this.#hints.push(text);
    if (this.#hints.length > MAX_WAITING_HINTS) this.#hints.splice(1, 1);
  }

  preimage(key: Uint8Array): Uint8Array {
    const name = nameOf(key);
    const kept = this.#kept.get(name);
    if (kept) {
      // The core keeps what it was given.
      this.#kept.delete(name);
      this.#keptBytes -= kept.length;
      return kept;
    }
    const [first, ...others] = readBundle(this.#ask(REQUEST.preimage, key));
    for (const [other, value] of others) {
      if (this.#keptBytes > MAX_KEPT_BYTES) {
        this.#kept.clear();
        this.#keptBytes = 0;
      }
      this.#kept.set(nameOf(other), value);
      this.#keptBytes += value.length;
    }
    return first![1];
  }

  blob(versionedHash: Uint8Array): Uint8Array {
    return this.#ask(REQUEST.blob, versionedHash);
  }

  #ask(kind: RequestKind, key: Uint8Array): Uint8Array {
    const hints = Buffer.from(this.#hints.splice(0).join("\n"), "utf8");
    const { failed, bytes } = this.#channel.call(kind, concatBytes(key, hints));
    if (!failed) return bytes;
    throw carriedError(JSON.parse(Buffer.from(bytes).toString("utf8")) as CarriedError);
  }
}
