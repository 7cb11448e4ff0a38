// The representative part of the official suites as tests, for one build. A test file per build, so that they run side by side.
import { beforeAll, describe, expect, test } from "vitest";
import { REPRESENTATIVE, suiteFiles } from "./archives.ts";
import { OfficialCore } from "./officialCore.ts";
import { runFile } from "./runFile.ts";
import { SUITES } from "./suites.ts";
import type { OfficialVariant } from "./variants.ts";

/** More failures than this say nothing new. */
const SHOWN = 10;

export function testRepresentative(variant: OfficialVariant): void {
  describe(`official suites, representative part, ${variant} build`, () => {
    let core: OfficialCore;
    beforeAll(async () => {
      core = await OfficialCore.load(variant);
    });
    for (const suite of SUITES) {
      test(`${suite.name}: ${suite.representative} cases`, () => {
        const results = suiteFiles(REPRESENTATIVE, suite).flatMap(({ name, path }) =>
          runFile(core, suite.name, name, path, null).map((result) => ({ file: name, ...result })),
        );
        const failures = results.filter(({ error }) => error !== null);
        expect(failures.slice(0, SHOWN), `${failures.length} of ${results.length} cases fail`).toEqual([]);
        expect(results.length).toBe(suite.representative);
      });
    }
  });
}
