// forge's tests as part of `npm test`, with few runs of the fuzzers. `npm run test:contracts` runs many.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

function forge(profile: string, ...args: string[]) {
  return spawnSync("npx", ["--no-install", "forge", ...args, "--color", "never"], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, FOUNDRY_PROFILE: profile, FOUNDRY_FUZZ_RUNS: "16" },
    encoding: "utf8",
  });
}

describe.each(["default", "l2"])("forge, profile %s", (profile) => {
  test("every test passes", { timeout: 300_000 }, () => {
    const run = forge(profile, "test");
    const [passed, failed] = /(\d+) tests passed, (\d+) failed/.exec(run.stdout)?.slice(1).map(Number) ?? [];
    expect(failed, `${run.stdout}\n${run.stderr}`).toBe(0);
    expect(passed).toBeGreaterThan(0);
    expect(run.status).toBe(0);
  });
});

test("gas is what snapshots/gas.txt says", { timeout: 300_000 }, () => {
  const run = forge("default", "snapshot", "--check", "snapshots/gas.txt", "--no-match-test", "testFuzz");
  const advice = "if the change is meant: npx forge snapshot --snap snapshots/gas.txt --no-match-test testFuzz";
  expect(run.status, `${run.stdout}\n${run.stderr}\n${advice}`).toBe(0);
});
