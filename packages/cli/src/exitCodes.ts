// Exit codes: docs/interfaces.md, "Verdicts, exit codes, JSON".
import type { VerdictName } from "@assay/core/result";

export const EXIT = {
  valid: 0,
  invalid: 1,
  incomplete: 2,
  /** Wrong use: unknown option, empty glob. */
  usage: 3,
  /** A bug, or the machine failing. */
  crash: 4,
} as const;

/** Exit code for what came out: invalid outweighs incomplete. */
export function exitCode(counts: Readonly<Record<VerdictName, number>>): number {
  if (counts.invalid > 0) return EXIT.invalid;
  return counts.incomplete > 0 ? EXIT.incomplete : EXIT.valid;
}

/** Wrong use of the command line: what, and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
