// Where preimages are kept. Stores are synchronous: the client waits for every answer anyway, and a disk read is microseconds.
import type { Preimage } from "../preimage/blob.ts";

/** Bytes by key, of any type but local. What is in it is not believed: see verifiedStore.ts. */
export interface PreimageStore {
  get(key: Uint8Array): Uint8Array | null;
  /** Writes all of them, or as far as a crash lets it; writing the same again is harmless. */
  putAll(preimages: readonly Preimage[]): void;
  close(): Promise<void>;
}

/** Keeps everything in memory, for runs without a data directory. */
export class MemoryStore implements PreimageStore {
  readonly #values = new Map<string, Uint8Array>();

  get size(): number {
    return this.#values.size;
  }

  get(key: Uint8Array): Uint8Array | null {
    return this.#values.get(nameOf(key)) ?? null;
  }

  putAll(preimages: readonly Preimage[]): void {
    for (const [key, value] of preimages) this.#values.set(nameOf(key), value);
  }

  async close(): Promise<void> {
    this.#values.clear();
  }
}

/** A key as a string of one character a byte: the shortest name that a Map takes. */
export function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString("latin1");
}
