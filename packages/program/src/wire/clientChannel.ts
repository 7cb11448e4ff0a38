// The client's side of the two channels, over file descriptors and synchronous: for a process of its own, or a worker.
import { readSync, writeSync } from "node:fs";
import { concatBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keyType, matchesHash } from "../preimage/key.ts";
import { CLIENT_FD, frameHint, MAX_PREIMAGE_BYTES, PREIMAGE_LENGTH_BYTES } from "./framing.ts";

export interface ClientDescriptors {
  readonly hintRead: number;
  readonly hintWrite: number;
  readonly preimageRead: number;
  readonly preimageWrite: number;
}

/** A descriptor that does not block (the other end of a socket pair may be so) is asked again after this many milliseconds. */
const FIRST_PAUSE_MS = 0.05;
const LAST_PAUSE_MS = 5;

/** 4 KiB of keys: a page, which every pipe holds. */
const KEYS_AT_ONCE = 128;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function isAgain(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EAGAIN";
}

function closed(what: string, cause?: unknown): InputError {
  return new InputError("CHANNEL_CLOSED", `the host closed the ${what} channel`, cause === undefined ? {} : { cause });
}

/** Calls until the descriptor is ready. */
function whenReady<Result>(what: string, call: () => Result): Result {
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    try {
      return call();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EINTR") continue;
      if (!isAgain(error)) throw closed(what, error);
      Atomics.wait(sleeper, 0, 0, pause);
      pause = Math.min(2 * pause, LAST_PAUSE_MS);
    }
  }
}

function readFully(fd: number, target: Uint8Array, what: string): void {
  for (let at = 0; at < target.length; ) {
    const read = whenReady(what, () => readSync(fd, target, at, target.length - at, null));
    if (read === 0) {
      if (at === 0) throw closed(what);
      throw new InputError("CHANNEL_BROKEN", `the ${what} channel ended after ${at} of ${target.length} bytes`);
    }
    at += read;
  }
}

function writeFully(fd: number, bytes: Uint8Array, what: string): void {
  for (let at = 0; at < bytes.length; ) {
    at += whenReady(what, () => writeSync(fd, bytes, at, bytes.length - at));
  }
}

/** Asks a host. Every call waits for the answer. */
export class ClientChannel {
  readonly #fds: ClientDescriptors;

  constructor(fds: ClientDescriptors = CLIENT_FD) {
    this.#fds = fds;
  }

  /** Says what will be asked for next. @throws InputError CHANNEL_CLOSED, CHANNEL_BROKEN */
  hint(text: string): void {
    writeFully(this.#fds.hintWrite, frameHint(text), "hint");
    readFully(this.#fds.hintRead, new Uint8Array(1), "hint");
  }

  /** The bytes of several keys, in their order. Keys go out some at a time before their answers are read, which saves the waiting;
   *  few enough that neither end ever writes into a full pipe while the other does. For short values. @throws as `preimage` */
  preimages(keys: readonly Uint8Array[]): Uint8Array[] {
    const values: Uint8Array[] = [];
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
      const some = keys.slice(at, at + KEYS_AT_ONCE);
      writeFully(this.#fds.preimageWrite, concatBytes(...some), "preimage");
      for (const key of some) values.push(this.#answer(key));
    }
    return values;
  }

  /** The bytes of a key. SOUNDNESS: hash types are hashed here; blob and precompile values are the host's word, which is enough only
   *  where the L1 contract vouches for it. Test: wire.test.ts.
   *  @throws InputError CHANNEL_CLOSED, CHANNEL_BROKEN, PREIMAGE_WRONG, PREIMAGE_KEY_WRONG */
  preimage(key: Uint8Array): Uint8Array {
    writeFully(this.#fds.preimageWrite, key, "preimage");
    return this.#answer(key);
  }

  #answer(key: Uint8Array): Uint8Array {
    const type = keyType(key);
    const header = new Uint8Array(PREIMAGE_LENGTH_BYTES);
    readFully(this.#fds.preimageRead, header, "preimage");
    const length = new DataView(header.buffer).getBigUint64(0);
    if (length > BigInt(MAX_PREIMAGE_BYTES)) {
      throw new InputError("CHANNEL_BROKEN", `a preimage of ${length} bytes`, { at: toHex(key) });
    }
    const value = new Uint8Array(Number(length));
    readBody(this.#fds.preimageRead, value);
    if ((type === "keccak256" || type === "sha256") && !matchesHash(key, value)) {
      throw new InputError("PREIMAGE_WRONG", `the host's ${value.length} bytes have another hash`, { at: toHex(key) });
    }
    return value;
  }
}

/** What follows a length must come: an end before its first byte is a broken message too. */
function readBody(fd: number, value: Uint8Array): void {
  try {
    readFully(fd, value, "preimage");
  } catch (error) {
    if (error instanceof InputError && error.code === "CHANNEL_CLOSED") {
      throw new InputError("CHANNEL_BROKEN", `the preimage channel ended before ${value.length} bytes`, {
        cause: error,
      });
    }
    throw error;
  }
}
