// forge's tests as part of `npm test`, with few runs of the fuzzers. `npm run test:contracts` runs many.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

describe.each(["default", "l2"])("forge, profile %s", (profile) => {
  test("every test passes", { timeout: 300_000 }, () => {
    const run = spawnSync("npx", ["--no-install", "forge", "test", "--color", "never"], {
      cwd: root,
      env: { ...process.env, FOUNDRY_PROFILE: profile, FOUNDRY_FUZZ_RUNS: "16" },
      encoding: "utf8",
    });
    const [passed, failed] = /(\d+) tests passed, (\d+) failed/.exec(run.stdout)?.slice(1).map(Number) ?? [];
    expect(failed, `${run.stdout}\n${run.stderr}`).toBe(0);
    expect(passed).toBeGreaterThan(0);
    expect(run.status).toBe(0);
  });
});
