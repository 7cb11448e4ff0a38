// The verdict on a claim, out of a run of the program.
//
// SOUNDNESS: a verdict needs the core's word and the values that go with it. `valid`: the program's summary says so, and the computed
// root is the claimed one. `invalid`: it says so, and the roots differ or the claimed block lies below the agreed one. A payload that
// was rejected on the way is no verdict. Whatever else comes out is a bug, not a verdict. Test: judge.test.ts.
import { InputError } from "@assay/core/inputError";
import { decodeProgram, type ProgramSummary } from "@assay/core/program";
import type { CoreRun } from "./coreRun.ts";

export type ClaimVerdict = "valid" | "invalid" | "incomplete";

export interface Judgement {
  readonly verdict: ClaimVerdict;
  /** Stable name of what speaks against it; null exactly when it is valid. */
  readonly code: string | null;
  readonly message: string | null;
  readonly advice: string | null;
  /** What the program found, as far as it came; null when it did not begin. */
  readonly summary: ProgramSummary | null;
}

function bug(why: string): InputError {
  return new InputError("CORE_TRAPPED", `the program ${why}`);
}

/** @throws InputError CORE_TRAPPED when what the core says does not fit together */
export function judge(run: CoreRun): Judgement {
  const summary = run.result && decodeProgram(run.result);
  const { verdict, failure } = run;
  if (verdict === "incomplete") {
    const why = run.missing ? `${failure!.message}; ${run.missing.message}` : failure!.message;
    const advice = run.missing?.advice ?? failure!.advice;
    return { verdict, code: failure!.name, message: why, advice, summary };
  }
  if (summary?.verdict !== verdict) throw bug(`ended ${verdict} with the summary ${summary?.verdict ?? "missing"}`);
  const same = summary.computedOutputRoot === summary.claimedOutputRoot;
  if (verdict === "valid") {
    if (!same || failure) throw bug("calls a claim valid whose output root is another one");
    return { verdict, code: null, message: null, advice: null, summary };
  }
  if (same && summary.claimedNumber >= summary.agreedNumber) {
    throw bug("calls a claim invalid whose output root is the computed one");
  }
  return { verdict, code: failure!.name, message: failure!.message, advice: failure!.advice, summary };
}

/** A run that an error of the host, the store or a node has ended. */
export function endedBy({ code, message, advice }: InputError): Judgement {
  return { verdict: "incomplete", code, message, advice, summary: null };
}
