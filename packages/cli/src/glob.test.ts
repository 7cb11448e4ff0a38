import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { UsageError } from "./exitCodes.ts";
import { glob, isGlob } from "./glob.ts";
import { expandPaths } from "./paths.ts";

const root = mkdtempSync(join(tmpdir(), "assay-glob-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

for (const folder of ["a/b/c", "a/.hidden", "empty", "pairs"]) mkdirSync(join(root, folder), { recursive: true });
for (const file of [
  "mainnet-1.json",
  "mainnet-2.json.gz",
  "mainnet-10.json",
  "hoodi-3.assay",
  "index.json",
  "notes.md",
  "odd[1].json",
  "a/x.json",
  "a/b/y.json",
  "a/b/c/z.assay.gz",
  "a/.hidden/secret.json",
  "a/.dot.json",
  "pairs/one.block.json",
  "pairs/one.witness.json",
  "pairs/two.rlp",
  "pairs/two.witness.json.gz",
  "pairs/three.json",
]) {
  writeFileSync(join(root, file), "");
}

const names = (paths: string[]) => paths.map((path) => path.slice(root.length + 1)).sort();
const find = (pattern: string) => names(glob(`${root}/${pattern}`));

describe("patterns", () => {
  test.each([
    ["*.json", ["index.json", "mainnet-1.json", "mainnet-10.json", "odd[1].json"]],
    ["mainnet-?.json*", ["mainnet-1.json", "mainnet-2.json.gz"]],
    ["mainnet-[0-9].json", ["mainnet-1.json"]],
    ["mainnet-[!1]*", ["mainnet-2.json.gz"]],
    ["{hoodi,mainnet}-{1,3}.{json,assay}", ["hoodi-3.assay", "mainnet-1.json"]],
    ["a/*.json", ["a/x.json"]],
    ["a/.*.json", ["a/.dot.json"]],
    [
      "**/*.{json,assay.gz}",
      [
        "a/b/c/z.assay.gz",
        "a/b/y.json",
        "a/x.json",
        "index.json",
        "mainnet-1.json",
        "mainnet-10.json",
        "odd[1].json",
        "pairs/one.block.json",
        "pairs/one.witness.json",
        "pairs/three.json",
      ],
    ],
    ["a/**/z*", ["a/b/c/z.assay.gz"]],
    ["nothing/*", []],
    ["x(1)*", []],
    ["{", []],
  ])("%s", (pattern, expected) => expect(find(pattern)).toEqual(expected));

  test("a pattern is told from a path", () => {
    expect(["a*", "a?", "[a]", "{a}"].every(isGlob)).toBe(true);
    expect(isGlob("plain/path-1.json")).toBe(false);
  });

  test("braces that multiply stay bounded", () => {
    expect(glob(`${root}/${"{a,b}".repeat(40)}`)).toEqual([]);
  });
});

describe("paths", () => {
  test("a folder: its block files, numbers in order, no index, a pair once", () => {
    expect(expandPaths([root]).map((path) => path.slice(root.length + 1))).toEqual([
      "hoodi-3.assay",
      "mainnet-1.json",
      "mainnet-2.json.gz",
      "mainnet-10.json",
      "odd[1].json",
    ]);
    expect(names(expandPaths([join(root, "pairs")]))).toEqual([
      "pairs/one.witness.json",
      "pairs/three.json",
      "pairs/two.witness.json.gz",
    ]);
  });

  test("files in the order given, each once; a file is taken whatever its name", () => {
    const file = join(root, "mainnet-10.json");
    const other = join(root, "index.json");
    expect(expandPaths([file, other, file])).toEqual([file, other]);
  });

  test("a file whose name looks like a pattern is a file", () => {
    expect(expandPaths([join(root, "odd[1].json")])).toEqual([join(root, "odd[1].json")]);
  });

  test("what is not there stays, so that it gets its verdict", () => {
    expect(expandPaths(["/nowhere/x.json"])).toEqual(["/nowhere/x.json"]);
  });

  test("nothing to verify is wrong use", () => {
    expect(() => expandPaths([join(root, "empty")])).toThrow(UsageError);
    expect(() => expandPaths([`${root}/none-*.json`])).toThrow(/No block file matches/);
    expect(() => expandPaths([`${root}/*.md`])).toThrow(UsageError);
  });
});
