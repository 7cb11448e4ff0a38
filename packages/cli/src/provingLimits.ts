/** Cycles after which a command gives up unless told otherwise: some minutes. */
export const DEFAULT_CYCLE_LIMIT = 10_000_000_000;
