// A data directory on disk: which layout it has is recorded in a file `kvformat`, as op-program does it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/core/inputError";
import { FileStore } from "./fileStore.ts";
import { LmdbStore } from "./lmdbStore.ts";
import type { PreimageStore } from "./store.ts";

export const DATA_FORMATS = ["lmdb", "directory", "file"] as const;
export type DataFormat = (typeof DATA_FORMATS)[number];

const FORMAT_FILE = "kvformat";

function recorded(folder: string): string | null {
  try {
    return readFileSync(join(folder, FORMAT_FILE), "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new InputError("STORE_BROKEN", (error as Error).message, { at: folder, cause: error });
  }
}

/** Opens a data directory, and makes it where it is not there. The format that it was made with stays; `wanted` is for a new one.
 *  @throws InputError STORE_FORMAT_UNKNOWN, STORE_BROKEN */
export function openDataDirectory(folder: string, wanted: DataFormat = "lmdb"): PreimageStore {
  let format = recorded(folder);
  if (format === null) {
    format = wanted;
    try {
      mkdirSync(folder, { recursive: true });
      const foreign = readdirSync(folder).find((name) => !/^(?:0x[0-9a-f]{64}\.txt|[0-9a-f]{4})$/.test(name));
      // A folder full of something else (kona's RocksDB, somebody's home) is not written into.
      if (foreign !== undefined) {
        throw new InputError("STORE_FORMAT_UNKNOWN", `holds "${foreign}", and no ${FORMAT_FILE}`, { at: folder });
      }
      writeFileSync(join(folder, FORMAT_FILE), format);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError("STORE_BROKEN", (error as Error).message, { at: folder, cause: error });
    }
  }
  switch (format) {
    case "file":
    case "directory":
      return new FileStore(folder, format);
    case "lmdb":
      return new LmdbStore(join(folder, "lmdb"));
    default:
      throw new InputError("STORE_FORMAT_UNKNOWN", `its ${FORMAT_FILE} says ${JSON.stringify(format.slice(0, 40))}`, {
        at: folder,
      });
  }
}
