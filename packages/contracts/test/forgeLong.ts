// forge's tests with many runs of the fuzzers: `npm run test:contracts [RUNS]`.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [runs = "1000"] = process.argv.slice(2);
for (const profile of ["default", "l2"]) {
  const { status } = spawnSync("npx", ["--no-install", "forge", "test"], {
    cwd: join(dirname(fileURLToPath(import.meta.url)), ".."),
    env: {
      ...process.env,
      FOUNDRY_PROFILE: profile,
      FOUNDRY_FUZZ_RUNS: runs,
    },
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
