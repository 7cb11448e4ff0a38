// The commands of docs/proofs.md print what stands below them, times aside.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assay } from "../../packages/cli/test/terminal.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${root}docs/proofs.md`, "utf8");
const before = process.cwd();

beforeAll(() => process.chdir(root));
afterAll(() => process.chdir(before));

function timeless(text: string): string {
  return text
    .replace(/ *[\d.,]+ m?s\b/g, " TIME")
    .replace(/"ms":[\d.]+/g, '"ms":0')
    .trim();
}

const sessions = [...page.matchAll(/^```console\n\$ assay (.+)\n([\s\S]*?)^```/gm)].map(
  ([, command, shown]) => [command!, shown!] as const,
);

test("the page shows commands", () => expect(sessions.length).toBeGreaterThanOrEqual(2));

test.each(sessions)("assay %s", async (command, shown) => {
  const { out, err } = await assay(...command.split(" "));
  expect(err).toBe("");
  expect(timeless(out)).toBe(timeless(shown));
});
