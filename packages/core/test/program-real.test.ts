// OP Mainnet's blocks 109279675 to 109279683 from L1 data and witnesses alone: derived, executed, and each block's hash is that of
// the chain.
import { describe, expect, it } from "vitest";
import { decodeDerivation } from "../src/derivation.js";
import { variants } from "./load.js";
import { loadCore, programInput, realRange, requestSection } from "./program.js";

const range = await realRange();
const { expected } = range.fixture;

describe.each(variants)("%s", (variant) => {
  it("derives and executes every block", async () => {
    const host = range.preimages.copy();
    const core = await loadCore(variant, { oracle: host.oracle });
    const input = programInput(range.rollup, [requestSection(range.request)]);
    const outcome = core.deriveAndExecute(input.length, (memory) => memory.set(input));
    expect(outcome.failure).toBeNull();
    const derivation = decodeDerivation(outcome.result!.bytes);
    expect(derivation.stop).toBe("target");
    expect(derivation.blocks.map(({ hash }) => hash)).toEqual(
      expected.blocks.map(({ hash }: { hash: string }) => hash),
    );
  });
});
