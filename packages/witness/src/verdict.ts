// What a verification says, for programs; the command line prints it (docs/interfaces.md, "Verdicts, exit codes, JSON").
import type { Failure } from "@assay/core/errorRecord";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { CorePhases } from "@assay/core/instance";
import type { BlockSummary, VerdictName } from "@assay/core/result";
import type { ClaimSource } from "./blockInput.ts";
import type { Explanation } from "./explain.ts";
import type { ReadPhases } from "./readFile.ts";

/** Milliseconds a phase took. `read`, `unzip`, `parse` are the file's; `copy` decodes hex into the core's memory. */
export type Phases = Partial<ReadPhases> & { copy?: number } & Partial<CorePhases>;

export interface Verdict {
  readonly verdict: VerdictName;
  /** Stable name of the rule that failed, or of what was wrong with the input; null when valid. */
  readonly code: string | null;
  /** One sentence with the values involved; null when valid. */
  readonly message: string | null;
  /** What to do next; null when valid. */
  readonly advice: string | null;
  /** Where it differs from what the input expects, when that is known; one line each. */
  readonly explanation: readonly string[];
  readonly chain: string | null;
  readonly claim: ClaimSource | null;
  /** Number of blocks judged; the fields below are those of the last one that was reached. */
  readonly blocks: number;
  readonly number: bigint | null;
  readonly fork: string | null;
  readonly blockHash: Hex | null;
  /** Computed; null when execution did not come that far. */
  readonly stateRoot: Hex | null;
  /** Computed; null when execution did not come that far. */
  readonly receiptsRoot: Hex | null;
  /** Computed, of all blocks. */
  readonly gasUsed: bigint | null;
  /** Of all blocks. */
  readonly txs: number | null;
  /** Siblings of deletions that were taken for branches; above 0 only when that was asked for. */
  readonly assumedBranches: number;
  readonly ms: number;
  readonly phases: Phases;
  /** The core's error record, when it wrote one. */
  readonly failure: Failure | null;
}

const ZERO_HASH = `0x${"00".repeat(32)}`;

function known(hash: Hex | undefined): Hex | null {
  return hash === undefined || hash === ZERO_HASH ? null : hash;
}

/** The verdict for a run of the core. */
export function verdictOf(
  verdict: VerdictName,
  failure: Failure | null,
  summaries: readonly BlockSummary[],
  rest: { chain: string | null; claim: ClaimSource | null; explanation: Explanation; ms: number; phases: Phases },
): Verdict {
  // Blocks after one that failed were never reached; their records are empty.
  const reached = summaries.filter((summary) => summary.blockHash !== ZERO_HASH);
  const last = reached.at(-1);
  // A block that is refused for its hash is not decoded any further; block 0 itself is never verified.
  const decoded = last !== undefined && last.number !== 0n ? last : null;
  const gasUsed = reached.reduce((gas, summary) => gas + summary.gasUsed, 0n);
  return {
    verdict,
    code: failure?.name ?? null,
    message: failure?.message ?? null,
    advice: rest.explanation.advice ?? failure?.advice ?? null,
    explanation: rest.explanation.lines,
    chain: rest.chain,
    claim: rest.claim,
    blocks: reached.length,
    number: decoded?.number ?? null,
    fork: decoded?.fork ?? null,
    blockHash: known(last?.blockHash),
    stateRoot: known(last?.postStateRoot),
    receiptsRoot: known(last?.receiptsRoot),
    gasUsed: decoded && (gasUsed > 0n || verdict === "valid") ? gasUsed : null,
    txs: decoded ? reached.reduce((count, summary) => count + summary.transactions, 0) : null,
    assumedBranches: Number(last?.assumedBranches ?? 0n),
    ms: rest.ms,
    phases: rest.phases,
    failure,
  };
}

/** `incomplete`, because the input could not be read or the run could not be finished. */
export function incompleteVerdict(
  error: InputError,
  rest: { chain?: string | null; claim?: ClaimSource | null; ms: number; phases?: Phases },
): Verdict {
  return {
    verdict: "incomplete",
    code: error.code,
    message: error.message,
    advice: error.advice,
    explanation: [],
    chain: rest.chain ?? null,
    claim: rest.claim ?? null,
    blocks: 0,
    number: null,
    fork: null,
    blockHash: null,
    stateRoot: null,
    receiptsRoot: null,
    gasUsed: null,
    txs: null,
    assumedBranches: 0,
    ms: rest.ms,
    phases: rest.phases ?? {},
    failure: null,
  };
}

/** The input error in what was thrown; anything else is a bug and is thrown on. */
export function inputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}
