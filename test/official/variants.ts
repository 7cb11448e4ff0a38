/** The builds that the suites run on. The trace build is the fast build with one more import. */
export const VARIANTS = ["wasm", "debug", "guest"] as const;
export type OfficialVariant = (typeof VARIANTS)[number];
