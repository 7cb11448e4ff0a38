// A short run of `npm run fuzz:malformed`.
import type { CoreVariant } from "@assay/core/wasmFile";
import { describe, expect, it } from "vitest";
import { runMalformed } from "./malformed.ts";

describe.each(["wasm", "debug", "guest"] as CoreVariant[])("damaged inputs, %s build", (variant) => {
  it("end in typed verdicts, within a second and 256 MB, and never valid with another root", () => {
    const report = runMalformed(variant, 1, 3000);
    expect(report.findings).toEqual([]);
    // The damage reaches every kind of check: the container, headers, bodies, the witness.
    const names = ["SECTION_BOUNDS", "BLOCK_MALFORMED", "TRANSACTIONS_ROOT_MISMATCH", "WITNESS_NODE_MALFORMED"];
    expect(Object.keys(report.outcomes)).toEqual(expect.arrayContaining(names));
  });
});
