// A folder with the segments of a trace: segment-000000.bin, or .bin.gz.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/core/inputError";
import { UsageError } from "./exitCodes.ts";

const SEGMENT_FILE = /^segment-(\d+)\.bin(\.gz)?$/;

export function segmentFile(folder: string, index: number, packed: boolean): string {
  return join(folder, `segment-${String(index).padStart(6, "0")}.bin${packed ? ".gz" : ""}`);
}

/** Makes it. @throws UsageError when there are segments in it, InputError FILE_UNWRITABLE */
export function prepareFolder(folder: string): void {
  let names: string[];
  try {
    mkdirSync(folder, { recursive: true });
    names = readdirSync(folder);
  } catch (error) {
    throw new InputError("FILE_UNWRITABLE", (error as Error).message, { at: folder, cause: error });
  }
  if (names.some((name) => SEGMENT_FILE.test(name))) {
    throw new UsageError(`--out ${folder}: there are segments in it already; give another folder.`);
  }
}

/** Its segments by their numbers. @throws UsageError when there are none, InputError FILE_NOT_FOUND, FILE_UNREADABLE */
export function segmentFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === "ENOENT" ? "FILE_NOT_FOUND" : "FILE_UNREADABLE";
    throw new InputError(code, (error as Error).message, { at: folder, cause: error });
  }
  const numbered = names.flatMap((name) => {
    const number = SEGMENT_FILE.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  if (numbered.length === 0) throw new UsageError(`--check-files ${folder}: there are no segments in it.`);
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => join(folder, name));
}
