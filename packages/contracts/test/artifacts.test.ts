// The committed ABIs, code and snapshots are what the sources compile to.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { artifactFiles } from "../artifactFiles.ts";
import { compileContracts } from "../compile.ts";

const root = join(import.meta.dirname, "..");

test("src/abi and src/bytecode are what `npm run build:contracts` writes", { timeout: 300_000 }, () => {
  const expected = artifactFiles(compileContracts());
  const present = ["src/abi", "src/bytecode"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
  );
  expect(present.sort()).toEqual([...expected.keys()].filter((path) => path.startsWith("src/")).sort());
  for (const [path, text] of expected) {
    expect(readFileSync(join(root, path), "utf8") === text, `${path} is stale: npm run build:contracts`).toBe(true);
  }
  // EIP-170
  const sizes = [...expected.get("snapshots/codeSize.txt")!.matchAll(/^(\w+) +(\d+)$/gm)];
  expect(sizes.length).toBeGreaterThan(20);
  expect(sizes.filter(([, , size]) => Number(size) > 24_576)).toEqual([]);
});
