// Derived blocks and the outcome of a derivation: lines for people, JSON lines for programs.
import type { Derivation } from "@assay/core/derivation";
import type { Failure } from "@assay/core/errorRecord";
import { type Hex, jsonInteger, toHex } from "@assay/core/hex";
import type { InputError } from "@assay/core/inputError";
import type { VerdictName } from "@assay/core/result";
import type { Colours } from "./colours.ts";
import { duration } from "./report.ts";

export interface DerivationRun extends Pick<Derivation, "blocks" | "stop" | "l1Block" | "safeHead"> {
  readonly chain: string;
  /** The file; null from nodes. */
  readonly file: string | null;
  readonly execute: boolean;
  readonly failure: Pick<Failure, "verdict" | "name" | "message" | "advice"> | null;
  /** Why payloads were rejected. */
  readonly rejected: readonly Failure[];
  /** Hash that each block has by the file or the node, null where neither says. */
  readonly expected: readonly (Hex | null)[];
  readonly roundTrips?: { readonly l1: number; readonly beacon: number; readonly l2: number };
  readonly ms: number;
}

export interface DerivationVerdict {
  readonly verdict: VerdictName;
  readonly code: string | null;
  readonly message: string | null;
  readonly advice: string | null;
}

/** What a failure of the core and of what it was given say together. */
export function failureWith(failure: Failure | null, missing: InputError | null): DerivationRun["failure"] {
  if (!failure || !missing || failure.verdict !== "incomplete") return failure;
  const { verdict, name } = failure;
  return { verdict, name, message: `${failure.message}; ${missing.message}`, advice: missing.advice };
}

/** Of a block by itself: without a hash of its own there is nothing to compare. */
function blockVerdict(run: DerivationRun, i: number): VerdictName | null {
  const { hash } = run.blocks[i]!;
  const expected = run.expected[i] ?? null;
  if (hash === null) return null;
  return expected === null || hash === expected ? "valid" : "invalid";
}

const STOPPED = {
  failed: "stopped",
  target: "the last block asked for was derived",
  l1Head: "L1 up to its head has no further block",
  unknownBlock: "the next block needs the header of the last one",
} as const;

const ADVICE: Partial<Record<Derivation["stop"], string>> = {
  l1Head: "Give a later L1 block with --l1-head, or a file with more of L1.",
  unknownBlock: "Give more L2 headers, or --execute.",
};

/** SOUNDNESS: a hash that differs is `invalid` whatever else happened after it; then a failure; then an early end. Test:
 *  test/program/commands.test.ts. */
export function verdictOf(run: DerivationRun): DerivationVerdict {
  const wrong = run.blocks.findIndex((_, i) => blockVerdict(run, i) === "invalid");
  if (wrong >= 0) {
    const { number, hash } = run.blocks[wrong]!;
    const message = `Block ${number}: expected ${run.expected[wrong]}, found ${hash}`;
    const advice = "The L2 block that the file or the node has does not follow from L1.";
    return { verdict: "invalid", code: "BLOCK_HASH_MISMATCH", message, advice };
  }
  if (run.failure) {
    const { verdict, name, message, advice } = run.failure;
    return { verdict, code: name, message, advice };
  }
  if (run.stop === "target") return { verdict: "valid", code: null, message: null, advice: null };
  return { verdict: "incomplete", code: null, message: null, advice: ADVICE[run.stop] ?? null };
}

function position({ number, hash }: { number: bigint; hash: string }) {
  return { number: jsonInteger(number), hash };
}

function blockJson(run: DerivationRun, i: number): string {
  const block = run.blocks[i]!;
  const { executed } = block;
  return JSON.stringify({
    v: 1,
    type: "derived",
    file: run.file,
    chain: run.chain,
    number: jsonInteger(block.number),
    verdict: blockVerdict(run, i),
    blockHash: block.hash,
    expectedHash: run.expected[i] ?? null,
    executed: executed && {
      fork: executed.fork,
      gasUsed: jsonInteger(executed.gasUsed),
      stateRoot: executed.stateRoot,
      receiptsRoot: executed.receiptsRoot,
    },
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

function paint(verdict: VerdictName, colours: Colours): (text: string) => string {
  return { valid: colours.green, invalid: colours.red, incomplete: colours.yellow }[verdict];
}

function blockLine(run: DerivationRun, i: number, colours: Colours): string {
  const block = run.blocks[i]!;
  const { number, l1Origin, sequenceNumber, derivedFrom, transactions, deposits, hash, executed } = block;
  const verdict = blockVerdict(run, i);
  const columns = [
    run.execute && verdict ? paint(verdict, colours)(verdict.padEnd(8)) : "derived",
    number.toString(),
    ...(run.execute ? [hash ?? "hash not known"] : []),
    ...(executed ? [`executed, ${executed.gasUsed} gas`] : []),
    `L1 ${l1Origin.number}+${sequenceNumber}`,
    `from L1 ${derivedFrom.number}`,
    `${transactions.length} txs, ${deposits} of them deposits`,
    ...(block.depositsOnly ? ["deposits only"] : []),
    ...(run.execute ? [] : [hash ?? "hash not known"]),
  ];
  return columns.join("  ");
}

function summaryJson(run: DerivationRun): string {
  const { verdict, code, message, advice } = verdictOf(run);
  return JSON.stringify({
    v: 1,
    type: "summary",
    verdict,
    code,
    message,
    blocks: run.blocks.length,
    executed: run.blocks.filter(({ executed }) => executed).length,
    rejected: run.rejected.length,
    stop: run.stop,
    safeHead: position(run.safeHead),
    l1Block: jsonInteger(run.l1Block),
    ...(run.roundTrips ? { roundTrips: run.roundTrips } : {}),
    ms: Math.round(run.ms * 1000) / 1000,
    ...(advice === null ? {} : { advice }),
  });
}

function summaryLines(run: DerivationRun, colours: Colours): string[] {
  const { verdict, code, message, advice } = verdictOf(run);
  const count = `${run.blocks.length} block${run.blocks.length === 1 ? "" : "s"}${run.execute ? " executed" : ""}`;
  const why = code ? `${code}  ${message}` : STOPPED[run.stop];
  const lines = ["", `${paint(verdict, colours)(verdict)}  ${count}; ${why}  ${duration(run.ms)}`];
  if (verdict !== "valid" && advice) lines.push(colours.dim(`  → ${advice}`));
  return lines;
}

export function derivationLines(run: DerivationRun, json: boolean, colours: Colours): string[] {
  const each = run.blocks.map((_, i) => (json ? blockJson(run, i) : blockLine(run, i, colours)));
  return [...each, ...(json ? [summaryJson(run)] : summaryLines(run, colours))];
}
