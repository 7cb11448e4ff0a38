// Preimages in an LMDB database. Reads take no system call; 8,195 preimages of a blob are one transaction.
import { InputError } from "@assay/core/inputError";
import type * as Lmdb from "lmdb";
import { nativeModule } from "../nativeModule.ts";
import type { Preimage } from "../preimage/blob.ts";
import type { PreimageStore } from "./store.ts";

export class LmdbStore implements PreimageStore {
  readonly #root: Lmdb.RootDatabase<Buffer, Uint8Array>;

  /** @throws InputError STORE_BROKEN */
  constructor(folder: string) {
    try {
      this.#root = nativeModule<typeof Lmdb>("lmdb").open<Buffer, Uint8Array>({
        path: folder,
        keyEncoding: "binary",
        encoding: "binary",
        noSubdir: false,
      });
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError("STORE_BROKEN", (error as Error).message, { at: folder, cause: error });
    }
  }

  get(key: Uint8Array): Uint8Array | null {
    const value = this.#root.get(key);
    return value === undefined ? null : Uint8Array.from(value);
  }

  putAll(preimages: readonly Preimage[]): void {
    try {
      this.#root.transactionSync(() => {
        for (const [key, value] of preimages) this.#root.putSync(key, Buffer.from(value));
      });
    } catch (error) {
      throw new InputError("STORE_BROKEN", (error as Error).message, {
        advice: "Check that the data directory can be written, and that the disk is not full.",
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}
