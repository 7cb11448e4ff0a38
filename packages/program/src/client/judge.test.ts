// What becomes a verdict on a claim, and what never does.
import { bytesSection, containerSize, RESULT_MAGIC, writeContainer } from "@assay/core/container";
import type { Failure } from "@assay/core/errorRecord";
import { InputError } from "@assay/core/inputError";
import { describe, expect, test } from "vitest";
import type { CoreRun } from "./coreRun.ts";
import { endedBy, judge } from "./judge.ts";

interface Summary {
  readonly verdict: number;
  readonly agreed?: bigint;
  readonly claimed?: bigint;
  readonly claimedRoot?: number;
  readonly computedRoot?: number;
}

/** A program's result, as docs/interfaces.md lays it out. */
function result({ verdict, agreed = 5n, claimed = 9n, claimedRoot = 1, computedRoot = 1 }: Summary): Uint8Array {
  const bytes = new Uint8Array(320);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, verdict, true);
  for (const [i, value] of [agreed, claimed, claimed].entries()) view.setBigUint64(8 + 8 * i, value, true);
  bytes.fill(claimedRoot, 128, 160);
  bytes.fill(computedRoot, 160, 192);
  const sections = [bytesSection(16, bytes)];
  const container = new Uint8Array(containerSize(sections));
  writeContainer(container, RESULT_MAGIC, sections);
  return container;
}

const failure = (verdict: "invalid" | "incomplete"): Failure => ({
  verdict,
  code: 900,
  name: "SOME_CODE",
  message: "Something",
  advice: "Do",
  block: null,
  transaction: null,
  hash: null,
  expected: null,
  actual: null,
});

const run = (parts: Partial<CoreRun>): CoreRun => ({
  verdict: "valid",
  failure: null,
  rejected: [],
  result: null,
  preimages: 0,
  hints: 0,
  missing: null,
  customChain: false,
  ...parts,
});

test("valid: the core says so and the roots are the same", () => {
  const judgement = judge(run({ result: result({ verdict: 3 }), rejected: [failure("invalid")] }));
  expect(judgement).toMatchObject({ verdict: "valid", code: null, message: null, advice: null });
  expect(judgement.summary!.claimedNumber).toBe(9n);
});

test.each([
  ["other roots", { computedRoot: 2 }],
  ["a claimed block below the agreed one", { claimed: 4n }],
])("invalid: %s", (_, summary) => {
  const parts = {
    verdict: "invalid",
    failure: failure("invalid"),
    result: result({ verdict: 1, ...summary }),
  } as const;
  expect(judge(run(parts))).toMatchObject({ verdict: "invalid", code: "SOME_CODE", advice: "Do" });
});

test("incomplete: with what was missing, and where it was looked for", () => {
  const missing = new InputError("PREIMAGE_MISSING", "not in the store", { at: "0x02" });
  const judgement = judge(run({ verdict: "incomplete", failure: failure("incomplete"), missing }));
  expect(judgement).toMatchObject({ code: "SOME_CODE", message: "Something; 0x02: not in the store", summary: null });
  expect(judgement.advice).toMatch(/--l1-node-address/);
  const known = judge(run({ verdict: "incomplete", failure: failure("incomplete"), result: result({ verdict: 2 }) }));
  expect(known).toMatchObject({ message: "Something", advice: "Do", summary: { agreedNumber: 5n } });
});

describe("what does not fit together is no verdict", () => {
  test.each([
    ["valid without a result", run({})],
    ["valid with other roots", run({ result: result({ verdict: 3, computedRoot: 2 }) })],
    ["valid with a reason against it", run({ failure: failure("invalid"), result: result({ verdict: 3 }) })],
    ["valid where the summary says invalid", run({ result: result({ verdict: 1 }) })],
    ["valid where the summary was not reached", run({ result: result({ verdict: 0 }) })],
    [
      "invalid with the same roots",
      run({ verdict: "invalid", failure: failure("invalid"), result: result({ verdict: 1 }) }),
    ],
    ["invalid without a result", run({ verdict: "invalid", failure: failure("invalid") })],
  ])("%s", (_, broken) => {
    expect(() => judge(broken)).toThrow(expect.objectContaining({ code: "CORE_TRAPPED" }));
  });
});

test("an error of a node or the store is incomplete, as itself", () => {
  expect(endedBy(new InputError("NODE_LIED", "other bytes", { at: "L1 node x" }))).toMatchObject({
    verdict: "incomplete",
    code: "NODE_LIED",
    message: "L1 node x: other bytes",
    summary: null,
  });
});
