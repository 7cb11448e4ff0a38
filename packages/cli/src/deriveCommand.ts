// assay derive: L2 blocks out of L1 data, held against the L2 headers that the file has.
import type { DerivedBlock } from "@assay/core/derivation";
import { jsonInteger, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { readDerivationFile } from "@assay/witness/derivationFile";
import { type DerivationOutcome, derive } from "@assay/witness/derive";
import { loadCore } from "./core.ts";
import { EXIT } from "./exitCodes.ts";
import type { Output } from "./output.ts";

export interface DeriveOptions {
  /** Last L2 block, null: as many as the file has headers for. */
  readonly to: bigint | null;
  readonly json: boolean;
}

function position({ number, hash }: { number: bigint; hash: string }) {
  return { number: jsonInteger(number), hash };
}

function blockJson(file: string, chain: string, block: DerivedBlock): string {
  return JSON.stringify({
    v: 1,
    type: "derived",
    file,
    chain,
    number: jsonInteger(block.number),
    blockHash: block.hash,
    parentHash: block.parentHash,
    timestamp: jsonInteger(block.timestamp),
    prevRandao: block.prevRandao,
    feeRecipient: block.feeRecipient,
    gasLimit: jsonInteger(block.gasLimit),
    withdrawals: block.withdrawals,
    parentBeaconBlockRoot: block.parentBeaconBlockRoot,
    eip1559Params: block.eip1559Params,
    minBaseFee: block.minBaseFee === null ? null : jsonInteger(block.minBaseFee),
    l1Origin: position(block.l1Origin),
    sequenceNumber: jsonInteger(block.sequenceNumber),
    derivedFrom: position(block.derivedFrom),
    lastInSpan: block.lastInSpan,
    depositsOnly: block.depositsOnly,
    deposits: block.deposits,
    txs: block.transactions.length,
    transactionsRoot: block.transactionsRoot,
    transactions: block.transactions.map(toHex),
  });
}

function blockLine(block: DerivedBlock): string {
  const { number, l1Origin, sequenceNumber, derivedFrom, transactions, deposits, hash } = block;
  const origin = `L1 ${l1Origin.number}+${sequenceNumber}`;
  const txs = `${transactions.length} txs, ${deposits} of them deposits`;
  return `derived  ${number}  ${origin}  from L1 ${derivedFrom.number}  ${txs}  ${hash ?? "hash not known"}`;
}

const STOPPED = {
  failed: "stopped",
  target: "the last block asked for was derived",
  l1Head: "L1 up to its head has no further block",
  unknownBlock: "the next block needs the header of the last one",
} as const;

function verdictOf(outcome: DerivationOutcome): "valid" | "invalid" | "incomplete" {
  if (outcome.failure) return outcome.failure.verdict;
  return outcome.stop === "target" ? "valid" : "incomplete";
}

/** @returns the exit code. @throws InputError */
export function deriveFile(path: string, options: DeriveOptions, output: Output): number {
  const started = performance.now();
  const request = readDerivationFile(path);
  const outcome = derive(new Core(loadCore()), options.to === null ? request : { ...request, target: options.to });
  const verdict = verdictOf(outcome);
  const { failure, stop, blocks } = outcome;
  const ms = Math.round((performance.now() - started) * 1000) / 1000;
  const write = (line: string) => output.stdout.write(`${line}\n`);
  for (const block of blocks) write(options.json ? blockJson(path, request.rollup.name, block) : blockLine(block));
  if (options.json) {
    const result = { verdict, code: failure?.name ?? null, message: failure?.message ?? null };
    const safe = { safeHead: position(outcome.safeHead), l1Block: jsonInteger(outcome.l1Block) };
    write(JSON.stringify({ v: 1, type: "summary", ...result, blocks: blocks.length, stop, ...safe, ms }));
  } else {
    const count = `${blocks.length} block${blocks.length === 1 ? "" : "s"}`;
    write(`\n${verdict}  ${count}; ${failure ? `${failure.name}  ${failure.message}` : STOPPED[stop]}  ${ms} ms`);
  }
  return EXIT[verdict];
}
