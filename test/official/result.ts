/** One case of a suite. `error` says what is wrong; null when it passed. */
export interface CaseResult {
  readonly id: string;
  /** Official name of the rules, for the tables. */
  readonly network: string;
  readonly error: string | null;
}

/** Runs one case; whatever it throws is its failure. */
export function caseOf(id: string, network: string, judge: () => string | null): CaseResult {
  try {
    return { id, network, error: judge() };
  } catch (error) {
    return { id, network, error: `${(error as Error).name}: ${(error as Error).message}` };
  }
}
