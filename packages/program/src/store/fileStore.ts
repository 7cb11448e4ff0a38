// op-program's two layouts: one text file a preimage, its bytes as hex without 0x. The challenger of the OP Stack reads them too.
//
//   file:       <0x and 64 digits>.txt
//   directory:  <first 4 digits>/<the other 60>.txt
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "@assay/core/inputError";
import type { Preimage } from "../preimage/blob.ts";
import type { PreimageStore } from "./store.ts";

export type FileLayout = "file" | "directory";

let temporary = 0;

export class FileStore implements PreimageStore {
  readonly #folder: string;
  readonly #layout: FileLayout;

  constructor(folder: string, layout: FileLayout) {
    this.#folder = folder;
    this.#layout = layout;
  }

  get(key: Uint8Array): Uint8Array | null {
    const path = this.#path(key);
    let text: string;
    try {
      text = readFileSync(path, "latin1");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new InputError("STORE_BROKEN", (error as Error).message, { at: path, cause: error });
    }
    const hex = text.trim().replace(/^0x/, "");
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(hex)) throw new InputError("STORE_BROKEN", "not hex", { at: path });
    return Uint8Array.from(Buffer.from(hex, "hex"));
  }

  putAll(preimages: readonly Preimage[]): void {
    for (const [key, value] of preimages) {
      const path = this.#path(key);
      // A file is whole or not there: a crash must not leave half of one.
      const part = join(this.#folder, `.${process.pid}-${temporary++}.part`);
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(part, Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex"));
        renameSync(part, path);
      } catch (error) {
        rmSync(part, { force: true });
        throw new InputError("STORE_BROKEN", (error as Error).message, {
          at: path,
          advice: "Check that the data directory can be written, and that the disk is not full.",
          cause: error,
        });
      }
    }
  }

  async close(): Promise<void> {}

  #path(key: Uint8Array): string {
    const digits = Buffer.from(key).toString("hex");
    if (this.#layout === "file") return join(this.#folder, `0x${digits}.txt`);
    return join(this.#folder, digits.slice(0, 4), `${digits.slice(4)}.txt`);
  }
}
