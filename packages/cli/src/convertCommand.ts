// assay convert: one file in any of the readable shapes to the binary format, or to JSON.
import { gzipSync } from "node:zlib";
import { writeWhole } from "@assay/capture/files";
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { type ByteString, toBytes } from "@assay/witness/byteString";
import { toJson } from "@assay/witness/jsonOutput";
import { readBlockInput } from "@assay/witness/readFile";
import { UsageError } from "./exitCodes.ts";

/** Converts `from` to `to`, whose name says the format. @throws InputError when `from` cannot be read or `to` not written, UsageError */
export function convert(from: string, to: string, options: { chain: ChainSpec | null; hash: Hex | null }): void {
  const match = /\.(assay|json)(\.gz)?$/.exec(to);
  if (!match) throw new UsageError(`"${to}": the name has to end in .assay, .json, or either with .gz`);
  const input = readBlockInput(from, { chain: options.chain ?? undefined, hash: options.hash ?? undefined });
  const bytes = match[1] === "assay" ? encodeInput(input) : Buffer.from(`${JSON.stringify(toJson(inOrder(input)))}\n`);
  writeWhole(to, match[2] ? gzipSync(bytes) : bytes);
}

/** Nodes and codes in the order of their bytes, as in what `assay capture` writes: one witness has one text. */
function inOrder(input: BlockInput): BlockInput {
  const sorted = (name: string, items: readonly ByteString[]) =>
    items.map((item, i) => toBytes(item, `${name}[${i}]`)).sort(Buffer.compare);
  return { ...input, nodes: sorted("state", input.nodes), codes: sorted("codes", input.codes) };
}
