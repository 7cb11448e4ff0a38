// State files by their name: .json, .json.gz, .bin, .bin.gz. Any other name is JSON.
//
// SOUNDNESS: a file is hostile. Its size, packed and unpacked, is limited; pages that it names are all in it; the witness and the hash that
// it carries are computed anew. Test: stateFile.test.ts.
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gunzipSync } from "node:zlib";
import { InputError } from "@assay/core/inputError";
import type { MachineState, StateSeal } from "./state.ts";
import { readStateBinary, writeStateBinary } from "./stateBinary.ts";
import { readStateJson, writeStateJson } from "./stateJson.ts";

/** Unpacked: a state of 1 GiB as JSON. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

const isGzip = (path: string) => path.endsWith(".gz");
const isBinary = (path: string) => /\.bin(\.gz)?$/.test(path);

/** The bytes of a file, unpacked when its name ends in .gz. @throws InputError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, GZIP_BROKEN */
export function readUnpacked(path: string, maxBytes = MAX_FILE_BYTES): Uint8Array {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > maxBytes) {
      throw new InputError("FILE_TOO_LARGE", `more than ${maxBytes} bytes`, { at: path });
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = (error as NodeJS.ErrnoException).code === "ENOENT" ? "FILE_NOT_FOUND" : "FILE_UNREADABLE";
    throw new InputError(code, (error as Error).message, { at: path, cause: error });
  }
  if (!isGzip(path)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new InputError(tooLarge ? "FILE_TOO_LARGE" : "GZIP_BROKEN", (error as Error).message, {
      at: path,
      cause: error,
    });
  }
}

/** @throws InputError of reading, and STATE_BROKEN */
export function readStateFile(path: string): MachineState {
  const bytes = readUnpacked(path);
  return isBinary(path) ? readStateBinary(bytes) : readStateJson(bytes);
}

/** To a file, packed when its name ends in .gz; `-` is standard output. A view would change while it waits to be written, were the machine to
 *  go on; it does not before all is written. @throws InputError FILE_UNWRITABLE */
export async function writePieces(
  pieces: Iterable<string | Uint8Array>,
  path: string,
  stdout: Writable,
): Promise<void> {
  if (path === "-") {
    for (const piece of pieces) if (!stdout.write(piece)) await once(stdout, "drain");
    return;
  }
  const source = Readable.from(pieces, { objectMode: true });
  // Whole or not at all: who watches the folder never sees half a state. A device or a pipe is written to as it is.
  const isDevice = existsSync(path) && !statSync(path).isFile();
  const partial = isDevice ? path : `${path}.${process.pid}.part`;
  try {
    const file = createWriteStream(partial, { mode: 0o755 });
    if (isGzip(path)) await pipeline(source, createGzip({ level: 1 }), file);
    else await pipeline(source, file);
    if (!isDevice) renameSync(partial, path);
  } catch (error) {
    if (!isDevice) rmSync(partial, { force: true });
    throw new InputError("FILE_UNWRITABLE", (error as Error).message, { at: path, cause: error });
  }
}

/** `-` is standard output, no name is nowhere. @throws InputError FILE_UNWRITABLE */
export async function writeStateFile(
  path: string,
  state: MachineState,
  seal: StateSeal,
  stdout: Writable,
): Promise<void> {
  if (path === "") return;
  await writePieces(isBinary(path) ? writeStateBinary(state, seal) : writeStateJson(state, seal), path, stdout);
}

/** Text, or pieces of it, in a file, or packed in one. `-` is standard output, no name is nowhere. @throws InputError FILE_UNWRITABLE */
export async function writeTextFile(path: string, text: string | Iterable<string>, stdout: Writable): Promise<void> {
  if (path !== "") await writePieces(typeof text === "string" ? [text] : text, path, stdout);
}
