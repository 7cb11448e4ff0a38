// A plain .assay file goes from the disk straight into the core's memory: no copy of it is ever on the JavaScript side.
import { Buffer } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { networkById } from "@assay/chain/networks";
import { InputError } from "@assay/core/inputError";
import { isBinaryInput } from "./binaryInput.ts";
import type { PreparedInput } from "./blockInput.ts";

/** The section table of 16 entries and a configuration's fixed part fit well into this. */
const HEAD_BYTES = 4096;
const CHAIN_ID_OFFSET = 8;
const CLAIM_FLAGS_OFFSET = 4;

/** The input in a binary file, not yet read; null when the file is none. */
export function prepareBinaryFile(path: string): PreparedInput | null {
  const { bytes: head, size } = readHead(path);
  if (!isBinaryInput(head)) return null;
  const { chain, claimed } = describeBinary(path, head, size);
  return {
    chain,
    claim: claimed ? "file" : "self",
    expected: null,
    length: size,
    write: (memory) => readInto(path, memory),
  };
}

function readHead(path: string): { bytes: Uint8Array; size: number } {
  const fd = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    const read = readSync(fd, bytes, 0, HEAD_BYTES, 0);
    return { bytes: bytes.subarray(0, read), size: fstatSync(fd).size };
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

/** Chain and claim of a binary file, from its first bytes and its claim section; only for the report: the core checks
 *  the file. */
function describeBinary(path: string, head: Uint8Array, size: number): { chain: string; claimed: boolean } {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let chain = "unknown";
  let claimed = false;
  const count = Math.min(16, head.length >= 16 ? view.getUint32(12, true) : 0);
  for (let i = 0; i < count && 40 + 24 * i <= head.length; i++) {
    const id = view.getUint32(16 + 24 * i, true);
    const offset = Number(view.getBigUint64(24 + 24 * i, true));
    if (id === 1 && offset + 16 <= head.length) {
      const chainId = view.getBigUint64(offset + CHAIN_ID_OFFSET, true);
      chain = networkById(chainId)?.name ?? `chain ${chainId}`;
    }
    if (id === 7 && offset + 8 <= size) claimed = (readAt(path, offset + CLAIM_FLAGS_OFFSET)[0]! & 1) !== 0;
  }
  return { chain, claimed };
}

function readAt(path: string, offset: number): Uint8Array {
  const fd = openSync(path, "r");
  try {
    const bytes = new Uint8Array(4);
    readSync(fd, bytes, 0, 4, offset);
    return bytes;
  } finally {
    closeSync(fd);
  }
}
