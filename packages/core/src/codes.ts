// Every code that an error record or a summary can carry: number, stable name, what it says, what to do about it.
// The numbers are those of assembly/error/codes.ts (src/codes.test.ts compares the two files) and never change meaning.
// Ranges, from docs/interfaces.md: 1–99 the core itself, 100–199 input format, 200–299 witness, 300–399 header,
// 400–499 body, 500–599 transaction, 600–699 results of execution, 700–899 OP Stack.

/** What the value fields of the error record mean for a code. Without it, the fields that are not zero are shown. */
export type CodeValues = "none" | "words" | "numbers" | "addresses" | "offset" | "hash";

export interface CodeEntry {
  readonly code: number;
  /** One sentence: which rule, and what was found. */
  readonly message: string;
  readonly values?: CodeValues;
  /** What the reader can do next, where the general advice of the range does not fit. */
  readonly advice?: string;
}

/** One line each, in order of the code. */
export const CODES = {
  ASSERTION_FAILED: { code: 1, message: "An assertion of the core failed", values: "none" },
} as const satisfies Record<string, CodeEntry>;

export type CodeName = keyof typeof CODES;
