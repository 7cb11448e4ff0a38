// What a run of one input says in public: 32-byte words (docs/interfaces.md, "Public values").

import { fromHex } from "@assay/core/hex";
import type { Outcome } from "@assay/core/instance";
import type { BlockSummary } from "@assay/core/result";

const VERSION = 1n;
/** Program kind: blocks executed from their witness. */
const BLOCKS = 1n;
/** As in the summary record. */
const VERDICT = { invalid: 1n, valid: 3n } as const;

function words(values: readonly (bigint | `0x${string}`)[]): Uint8Array {
  const bytes = new Uint8Array(32 * values.length);
  for (const [i, value] of values.entries()) {
    const word = typeof value === "bigint" ? fromHex(`0x${value.toString(16).padStart(64, "0")}`)! : fromHex(value)!;
    bytes.set(word, 32 * i);
  }
  return bytes;
}

/** The words of a run that ended `valid` or `invalid`; null for one that could not tell, which nothing may be said about. */
export function blockPublicValues(outcome: Outcome, chainId: bigint): Uint8Array | null {
  const summaries = outcome.result?.summaries ?? [];
  const [first] = summaries;
  const last = summaries.findLast(({ verdict }) => verdict !== null);
  if (outcome.verdict === "incomplete" || !first || !last) return null;
  const sum = (of: (summary: BlockSummary) => bigint) => summaries.reduce((total, summary) => total + of(summary), 0n);
  return words([
    VERSION,
    BLOCKS,
    VERDICT[outcome.verdict],
    BigInt(outcome.failure?.code ?? 0),
    chainId,
    first.configurationHash,
    BigInt(summaries.length),
    first.parentHash,
    first.preStateRoot,
    last.number,
    last.blockHash,
    last.postStateRoot,
    last.receiptsRoot,
    sum(({ gasUsed }) => gasUsed),
    sum(({ transactions }) => BigInt(transactions)),
  ]);
}
