// assay convert: one file in any of the readable shapes to the binary format, or to JSON.
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { encodeInput } from "@assay/witness/blockInput";
import { toJson } from "@assay/witness/jsonOutput";
import { readBlockInput } from "@assay/witness/readFile";
import { UsageError } from "./exitCodes.ts";

/** Converts `from` to `to`, whose name says the format. @throws InputError when `from` cannot be read, UsageError */
export function convert(from: string, to: string, options: { chain: ChainSpec | null; hash: Hex | null }): void {
  const match = /\.(assay|json)(\.gz)?$/.exec(to);
  if (!match) throw new UsageError(`"${to}": the name has to end in .assay, .json, or either with .gz`);
  const input = readBlockInput(from, { chain: options.chain ?? undefined, hash: options.hash ?? undefined });
  const bytes = match[1] === "assay" ? encodeInput(input) : Buffer.from(`${JSON.stringify(toJson(input))}\n`);
  writeFileSync(to, match[2] ? gzipSync(bytes) : bytes);
}
