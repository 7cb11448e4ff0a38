// Why a computed root or amount is not the claimed one, as far as the input tells: expected receipts, and nodes of the
// claimed post-state. Never part of the verdict.
import type { CodeName } from "@assay/core/codes";
import type { Failure } from "@assay/core/errorRecord";
import { InputError } from "@assay/core/inputError";
import type { CoreResult } from "@assay/core/result";
import type { Expected } from "./blockInput.ts";
import { firstReceiptDifference } from "./receiptDifference.ts";

const EXPLAINED: readonly CodeName[] = [
  "STATE_ROOT_MISMATCH",
  "RECEIPTS_ROOT_MISMATCH",
  "GAS_USED_MISMATCH",
  "BLOOM_MISMATCH",
];

/** Whether a second run could tell more about this failure. */
export function needsExplanation(failure: Failure): boolean {
  return (EXPLAINED as readonly string[]).includes(failure.name);
}

export interface Explanation {
  /** For people; empty when nothing more is known. */
  readonly lines: readonly string[];
  /** What to do next, better than the general advice of the code; null when there is nothing better. */
  readonly advice: string | null;
}

export const NO_EXPLANATION: Explanation = { lines: [], advice: null };

/** Finds out what it can from the result of a second run with receipts and changes. */
export async function explainMismatch(
  failure: Failure,
  result: CoreResult,
  expected: Expected | null,
): Promise<Explanation> {
  try {
    const receipt = expected?.receipts ? firstReceiptDifference(expected.receipts, result.receipts) : null;
    const state = failure.name === "STATE_ROOT_MISMATCH" ? await explainState(failure, result, expected) : [];
    const transaction = receipt?.transaction ?? null;
    return {
      lines: [...(receipt?.lines ?? []), ...state],
      advice: transaction === null ? null : `Look at the transaction's steps: --trace ${transaction}`,
    };
  } catch (error) {
    // What is expected is as untrusted as the rest; when it cannot be read, the verdict stands without an explanation.
    if (!(error instanceof InputError)) throw error;
    return { lines: [`The expected values cannot be read: ${error.message}`], advice: null };
  }
}

async function explainState(failure: Failure, result: CoreResult, expected: Expected | null): Promise<string[]> {
  const changes = result.accountChanges;
  const claimed = typeof failure.expected === "string" ? failure.expected : null;
  if (claimed && expected?.postState) {
    // Only here is a hash needed outside the core, so only here is it loaded.
    const { firstAccountDifference, indexNodes } = await import("./accountDifference.ts");
    const { toBytes } = await import("./byteString.ts");
    const nodes = indexNodes(expected.postState.map((node, i) => toBytes(node, `expected.postState[${i}]`)));
    const lines = firstAccountDifference(claimed, nodes, changes);
    if (lines.length > 0) return lines;
  }
  return [
    `Execution changed ${changes.length} accounts; nodes of the claimed state are not known, so the account that differs cannot be named.`,
  ];
}
