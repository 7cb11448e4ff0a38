/** The ways to capture a block, in the order in which they are tried: by the number of calls that they need. */
export const WAYS = ["witness", "trace", "run"] as const;
export type Way = (typeof WAYS)[number];
