// What the program writes to the hint channel: a length (u32, big-endian) and a text, in pieces of any size.

const LENGTH_BYTES = 4;
/** Hints are some hundred bytes; one of a payload's witness request may be longer. */
export const MAX_HINT_BYTES = 1024 * 1024;

/** Whether a stream can have stopped behind these bytes: the beginning of one hint that may be had, and not all of it. */
export function isIncomplete(bytes: Uint8Array): boolean {
  if (bytes.length < LENGTH_BYTES) return true;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return length <= MAX_HINT_BYTES && bytes.length < LENGTH_BYTES + length;
}

export class HintStream {
  #pending = new Uint8Array(256);
  #length = 0;
  #last: Uint8Array | null = null;

  /** Takes bytes and gives every hint that they complete to `send`: how many, or null when one is longer than a hint may be. When that or
   *  `send` ends it, nothing has been taken. */
  write(bytes: Uint8Array, send: (hint: Uint8Array) => void): number | null {
    this.#makeRoom(this.#length + bytes.length);
    this.#pending.set(bytes, this.#length);
    const end = this.#length + bytes.length;
    const view = new DataView(this.#pending.buffer);
    const hints: Uint8Array[] = [];
    let from = 0;
    while (end - from >= LENGTH_BYTES) {
      const length = view.getUint32(from);
      if (length > MAX_HINT_BYTES) return null;
      const next = from + LENGTH_BYTES + length;
      if (next > end) break;
      hints.push(this.#pending.slice(from + LENGTH_BYTES, next));
      from = next;
    }
    for (const hint of hints) send(hint);
    this.#pending.copyWithin(0, from, end);
    this.#length = end - from;
    this.#last = hints.at(-1) ?? this.#last;
    return hints.length;
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#pending.length) return;
    const grown = new Uint8Array(Math.max(bytes, 2 * this.#pending.length));
    grown.set(this.#pending.subarray(0, this.#length));
    this.#pending = grown;
  }

  /** The last hint that was complete: what the next preimage is about. null when there was none. */
  get last(): Uint8Array | null {
    return this.#last;
  }

  restore(last: Uint8Array | null, pending: Uint8Array): void {
    this.#last = last;
    this.#makeRoom(pending.length);
    this.#pending.set(pending);
    this.#length = pending.length;
  }

  /** What has come of a hint that is not complete. */
  bytes(): Uint8Array {
    return this.#pending.slice(0, this.#length);
  }
}
