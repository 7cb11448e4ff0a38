// A plain .assay file goes from the disk straight into the core's memory: no copy of it is ever on the JavaScript side.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { INPUT_MAGIC } from "@assay/core/container";
import { InputError } from "@assay/core/inputError";
import { isBinaryInput } from "./binaryInput.ts";
import type { PreparedInput } from "./blockInput.ts";

/** The input in a binary file, not yet read; null when the file is none. */
export function prepareBinaryFile(path: string): PreparedInput | null {
  const fd = openSync(path, "r");
  try {
    const magic = new Uint8Array(INPUT_MAGIC.length);
    readSync(fd, magic, 0, magic.length, 0);
    if (!isBinaryInput(magic)) return null;
    const length = fstatSync(fd).size;
    return { chain: null, claim: null, expected: null, length, write: (memory) => readInto(path, memory) };
  } finally {
    closeSync(fd);
  }
}

/** Fills `memory` with the file. @throws InputError FILE_UNREADABLE when the file has become shorter */
function readInto(path: string, memory: Uint8Array): void {
  const fd = openSync(path, "r");
  try {
    let at = 0;
    while (at < memory.length) {
      const read = readSync(fd, memory, at, memory.length - at, at);
      if (read === 0) throw new InputError("FILE_UNREADABLE", "the file became shorter while it was read");
      at += read;
    }
  } finally {
    closeSync(fd);
  }
}
