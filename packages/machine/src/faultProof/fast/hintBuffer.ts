// What the program writes to the hint channel: a length (u32, big-endian) and a text, in pieces of any size. The last complete hint is
// kept, so that a run that goes on from a snapshot can tell the host again what the next preimage is about.
//
// Hints mean nothing to the state, so nothing that is wrong with them ends a run: where a length is longer than any hint is, the stream
// cannot be read any more, and is not.
import { MAX_HINT_BYTES } from "@assay/program/hint";

const LENGTH_BYTES = 4;

export class HintBuffer {
  #last: Uint8Array = new Uint8Array(0);
  #pending = new Uint8Array(256);
  #length = 0;
  #isBroken = false;

  /** Takes `count` bytes, which `read` has; gives every hint that they complete to `send`. */
  write(count: bigint, read: (count: number) => Uint8Array, send: (hint: Uint8Array) => void): void {
    if (count > BigInt(MAX_HINT_BYTES + LENGTH_BYTES - this.#length)) this.#isBroken = true;
    if (this.#isBroken) return;
    this.#append(read(Number(count)));
    let from = 0;
    for (;;) {
      if (this.#length - from < LENGTH_BYTES) break;
      const length = new DataView(this.#pending.buffer).getUint32(from);
      if (length > MAX_HINT_BYTES) {
        this.#isBroken = true;
        break;
      }
      const end = from + LENGTH_BYTES + length;
      if (end > this.#length) break;
      this.#last = this.#pending.slice(from, end);
      from = end;
      send(this.#last.subarray(LENGTH_BYTES));
    }
    this.#pending.copyWithin(0, from, this.#length);
    this.#length -= from;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#pending.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#pending.length));
      grown.set(this.#pending.subarray(0, this.#length));
      this.#pending = grown;
    }
    this.#pending.set(bytes, this.#length);
    this.#length = needed;
  }

  /** The last complete hint, then what has come of the next. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#last.length + this.#length);
    bytes.set(this.#last);
    bytes.set(this.#pending.subarray(0, this.#length), this.#last.length);
    return bytes;
  }
}
