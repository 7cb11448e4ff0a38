// Captures as files. A file is there whole or not at all: it is written under another name, flushed, and then renamed.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { readRlpItem } from "@assay/chain/rlp";
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readHeader } from "@assay/program/header";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { toBytes } from "@assay/witness/byteString";
import { toJson } from "@assay/witness/jsonOutput";
import { readBlockInput } from "@assay/witness/readFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Format } from "./formats.ts";

/** Where the capture of a block goes. */
export function capturePath(folder: string, chain: ChainSpec, number: bigint, format: Format): string {
  const name = chain.name === "custom" ? `chain-${chain.chainId}` : chain.name;
  return join(folder, `${name}-${number}.${format}`);
}

/** Writes a file as a whole, in place of one that may be there. @throws InputError FILE_UNWRITABLE */
export function writeWhole(path: string, bytes: Uint8Array): void {
  // A name that no reader takes for a block file, whatever is left of it after a crash.
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, "w");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw new InputError("FILE_UNWRITABLE", (error as Error).message, { at: path, cause: error });
  }
}

/** Takes away what is left of a file, as far as that can be done. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder itself is the trouble, which is what is said.
  }
}

/** @returns bytes written @throws InputError FILE_UNWRITABLE, CHAIN_NOT_SUPPORTED */
export function writeCapture(path: string, input: BlockInput, format: Format): number {
  const encoded = format === "assay" ? encodeInput(input) : Buffer.from(`${JSON.stringify(toJson(input))}\n`);
  const bytes = format === "json.gz" ? gzipSync(encoded) : encoded;
  writeWhole(path, bytes);
  return bytes.length;
}

export interface CapturedFile {
  readonly hash: Hex;
  readonly parentHash: Hex;
}

/** Which block a file holds, computed from its header; null when there is no such file, or it is not a whole one. */
export function readCaptured(path: string, chain: ChainSpec, number: bigint): CapturedFile | null {
  try {
    const { blocks, claim } = readBlockInput(path, { chain });
    const [block, ...more] = blocks;
    if (block === undefined || more.length > 0) return null;
    const header = readRlpItem(readRlpItem(toBytes(block, "block")).payload).encoded;
    const fields = readHeader(header);
    const hash = toHex(keccak_256(header));
    return fields.number === number && claim.hash === hash ? { hash, parentHash: toHex(fields.parentHash) } : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
