// assay batch decode: what a channel or a batch holds.

import { SUPERCHAIN_NAMES, superchainByName } from "@assay/chain/superchain";
import type { BatchInput, DecodedBatch, DecodedBatches } from "@assay/core/batches";
import { fromHex, jsonInteger, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { decodeBatches } from "@assay/witness/derive";
import { readUnpacked } from "@assay/witness/readFile";
import { loadCore } from "./core.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import type { Output } from "./output.ts";

export interface BatchOptions {
  /** null: whatever fits. */
  readonly kind: BatchInput | null;
  /** Name of a built-in chain: its id and genesis time are in what is decoded. */
  readonly chain: string;
  readonly json: boolean;
  readonly transactions: boolean;
}

const KINDS: readonly BatchInput[] = ["channel", "batch", "span"];

function bytesOf(path: string): Uint8Array {
  const bytes = readUnpacked(path);
  const text = bytes.subarray(0, 2).toString("latin1") === "0x" ? bytes.toString("latin1").trim() : null;
  return (text !== null && fromHex(text)) || new Uint8Array(bytes);
}

function batchJson(file: string, batch: DecodedBatch, withTransactions: boolean): string {
  const first = batch.blocks[0];
  return JSON.stringify({
    v: 1,
    type: "batch",
    file,
    kind: batch.kind,
    bytes: batch.bytes,
    relTimestamp: batch.relativeTimestamp === null ? null : jsonInteger(batch.relativeTimestamp),
    timestamp: first ? jsonInteger(first.timestamp) : null,
    parent: batch.parentHash,
    l1OriginHash: batch.epochHash,
    l1OriginNum: jsonInteger(batch.lastEpoch),
    blockCount: batch.blocks.length,
    txCount: batch.blocks.reduce((count, block) => count + block.transactions.length, 0),
    blocks: batch.blocks.map((block) => ({
      timestamp: jsonInteger(block.timestamp),
      l1Origin: jsonInteger(block.epoch),
      originBit: block.originBit,
      txs: withTransactions ? block.transactions.map(toHex) : block.transactions.length,
    })),
  });
}

function batchLine(batch: DecodedBatch): string {
  const count = batch.blocks.reduce((sum, block) => sum + block.transactions.length, 0);
  const first = batch.blocks[0]!;
  const blocks = `${batch.blocks.length} block${batch.blocks.length === 1 ? "" : "s"}`;
  return `${batch.kind}  ${blocks}, ${count} txs, ${batch.bytes} bytes  from ${first.timestamp}, L1 ${first.epoch} to ${batch.lastEpoch}`;
}

/** @returns the exit code. @throws InputError, UsageError */
export function decodeBatchFile(path: string, options: BatchOptions, output: Output): number {
  const rollup = superchainByName(options.chain);
  if (!rollup) throw new UsageError(`--chain: "${options.chain}" is none of ${SUPERCHAIN_NAMES.join(", ")}.`);
  const bytes = bytesOf(path);
  const core = new Core(loadCore());
  let found: DecodedBatches | null = null;
  for (const kind of options.kind ? [options.kind] : KINDS) {
    found = decodeBatches(core, bytes, kind, rollup);
    if (found && found.batches.length > 0) break;
  }
  if (!found) {
    throw new InputError("FORMAT_UNKNOWN", `the bytes are no ${options.kind ?? "channel and no batch"}`, { at: path });
  }
  const { content, batches } = found;
  const write = (line: string) => output.stdout.write(`${line}\n`);
  for (const batch of batches) write(options.json ? batchJson(path, batch, options.transactions) : batchLine(batch));
  if (options.json) write(JSON.stringify({ v: 1, type: "summary", batches: batches.length, content }));
  else if (content)
    write(`\n${batches.length} in a channel of ${content.bytes} bytes, ${content.batchBytes} of them well formed`);
  return EXIT.valid;
}
