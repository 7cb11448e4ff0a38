// Exact numbers of bytes from a stream that hands out pieces of any size.
import type { Readable } from "node:stream";
import { InputError } from "@assay/core/inputError";

export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: Readable) {
    this.#pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  /** The next bytes, or null when the stream has ended cleanly before the first. @throws InputError CHANNEL_BROKEN */
  async read(length: number): Promise<Uint8Array | null> {
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      if (this.#rest.length === 0) {
        const piece = await this.#next();
        if (piece === null) {
          if (at === 0) return null;
          throw new InputError("CHANNEL_BROKEN", `the client's channel ended after ${at} of ${length} bytes`);
        }
        this.#rest = piece;
        continue;
      }
      const take = Math.min(length - at, this.#rest.length);
      bytes.set(this.#rest.subarray(0, take), at);
      this.#rest = this.#rest.subarray(take);
      at += take;
    }
    return bytes;
  }

  async #next(): Promise<Uint8Array | null> {
    try {
      const { done, value } = await this.#pieces.next();
      return done ? null : value;
    } catch (error) {
      // A client that was killed resets its end: for the host that is an end like any other.
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE") return null;
      throw error;
    }
  }
}
