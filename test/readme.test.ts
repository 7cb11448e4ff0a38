// The README's first command prints what the README shows, times aside.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: { start: string } };

/** Lines with a verdict, columns one space apart, without times and rates. */
function verdicts(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => /^(valid|\d+ files:) /.test(line))
    .map((line) =>
      line
        .replace(/[\d.,]+ m?s\b/g, "time")
        .replace(/[\d.,]+ Mgas/g, "Mgas")
        .replace(/\s+/g, " ")
        .trim(),
    );
}

test("npm start prints what the README shows", () => {
  const [, pattern] = /^assay (verify block ".*")$/.exec(manifest.scripts.start)!;
  const args = pattern!.replaceAll('"', "").split(" ");
  const output = execFileSync(process.execPath, [`${root}packages/cli/bin/assay.js`, ...args], { cwd: root });
  const shown = verdicts(readFileSync(`${root}README.md`, "utf8"));
  expect(shown.length).toBe(14);
  expect(verdicts(output.toString())).toEqual(shown);
});
