// When code is translated, and how much of it.

/** never: the loop does all. hot: what runs often is translated. always: everything that is jumped to, from the first cycle on; for tests. */
export type Translate = "never" | "hot" | "always";

export interface Policy {
  /** Cycles before anything is translated; then whether there is a function at once, where the program is. */
  readonly warmUp: number;
  readonly isAtOnce: boolean;
  /** Cycles of the loop from sample to sample. */
  readonly sampleCycles: number;
  /** Samples that are taken before functions are made of them, and the part of them that a place must have. */
  readonly samples: number;
  readonly share: number;
  /** Instructions of a function; of all that one machine has made after so many cycles; of all for a program. */
  readonly functionLimit: number;
  mostAfter(cycles: number): number;
  readonly totalLimit: number;
  /** Cycles before the next samples are taken, and the part of them that the loop must have taken. */
  pause(cycles: number): number;
  readonly worth: number;
}

export const POLICIES: Readonly<Record<Exclude<Translate, "never">, Policy>> = {
  hot: {
    warmUp: 50_000_000,
    isAtOnce: false,
    sampleCycles: 1000,
    samples: 1000,
    share: 0.005,
    functionLimit: 8000,
    // Translating takes about as long as the program has taken so far, or less.
    mostAfter: (cycles) => cycles / 40_000,
    totalLimit: 200_000,
    pause: (cycles) => 4_000_000 + cycles / 8,
    worth: 0.02,
  },
  always: {
    warmUp: 0,
    isAtOnce: true,
    sampleCycles: 1,
    samples: 1,
    share: 0,
    functionLimit: 200,
    mostAfter: () => Number.POSITIVE_INFINITY,
    totalLimit: Number.POSITIVE_INFINITY,
    pause: () => 1,
    worth: 0,
  },
};
