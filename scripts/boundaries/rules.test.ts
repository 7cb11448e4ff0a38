import { describe, expect, test } from "vitest";
import { RULES } from "./rules.ts";
import { importsOf, type Source } from "./sources.ts";

const file = (path: string, text = ""): Source => ({ path, text });
const manifest = (name: string, dependencies: string[]) =>
  file(
    `packages/${name}/package.json`,
    JSON.stringify({ dependencies: Object.fromEntries(dependencies.map((one) => [`@assay/${one}`, "0.1.0"])) }),
  );
const manifests = [manifest("core", []), manifest("chain", ["core"]), manifest("witness", ["core", "chain"])];

/** For each rule: files it accepts, files it must refuse, and what the refusal says. */
const cases: Record<string, { good: Source[]; bad: [Source[], RegExp][] }> = {
  packagesGoDown: {
    good: [
      ...manifests,
      file("packages/chain/src/a.ts", 'import { b } from "@assay/core/b";'),
      file("packages/core/src/b.ts"),
      file("packages/core/src/b.test.ts", 'import { a } from "@assay/chain/a";'),
    ],
    bad: [
      [
        [...manifests, file("packages/core/src/b.ts", 'import { a } from "@assay/chain/a";')],
        /core must not import chain/,
      ],
      [
        [manifest("core", []), manifest("chain", []), file("packages/chain/src/a.ts", 'import "@assay/core/b";')],
        /does not depend on @assay\/core/,
      ],
      [
        [
          ...manifests,
          file("packages/core/src/b.ts"),
          file("packages/chain/src/a.ts", 'import { b } from "../../core/src/b.ts";'),
        ],
        /reaches into packages\/core/,
      ],
      [[file("packages/attic/src/a.ts")], /has no place/],
    ],
  },
  assemblyGoesDown: {
    good: [
      file("packages/core/assembly/memory/arena.ts"),
      file("packages/core/assembly/trie/node.ts", 'import { alloc } from "../memory/arena";\nimport { a } from "./a";'),
      file("packages/core/assembly/trie/a.ts"),
    ],
    bad: [
      [
        [
          file("packages/core/assembly/memory/arena.ts", 'import { node } from "../trie/node";'),
          file("packages/core/assembly/trie/node.ts"),
        ],
        /arena\.ts:1: memory must not import trie/,
      ],
      [[file("packages/core/assembly/trie/node.ts", 'import { x } from "fs";')], /the core imports nothing else/],
      [[file("packages/core/assembly/attic/node.ts")], /has no place/],
    ],
  },
  noCycles: {
    good: [file("a.ts", 'import "./b.ts"; import "./c.ts";'), file("b.ts", 'import "./c.ts";'), file("c.ts")],
    bad: [
      [
        [file("a.ts", 'import "./b.ts";'), file("b.ts", 'export * from "./c.ts";'), file("c.ts", 'import "./a.ts";')],
        /a\.ts → b\.ts → c\.ts → a\.ts/,
      ],
    ],
  },
  noVagueFolders: {
    good: [file("packages/core/src/hex.ts")],
    bad: [[[file("packages/core/src/utils/hex.ts")], /name the folder after what it holds/]],
  },
  browserSafe: {
    good: [file("packages/core/src/hex.ts"), file("packages/witness/src/read.ts", 'import "node:fs";')],
    bad: [[[file("packages/core/src/hex.ts", 'import { readFileSync } from "node:fs";')], /not there in browsers/]],
  },
  noSwitchedOffTests: {
    good: [file("a.test.ts", 'test("only what is needed", () => {});')],
    bad: [
      [[file("a.test.ts", `test.${"skip"}("x", () => {});`)], /a\.test\.ts:1/],
      [[file("a.test.ts", `\ndescribe.${"only"}("x", () => {});`)], /a\.test\.ts:2/],
    ],
  },
  noDeadAssembly: {
    good: [
      file("packages/core/assembly/index.ts", 'import { a } from "./trie/a";'),
      file("packages/core/assembly/trie/a.ts"),
    ],
    bad: [
      [
        [file("packages/core/assembly/index.ts"), file("packages/core/assembly/trie/a.ts")],
        /nothing imports this file/,
      ],
    ],
  },
  noManagedObjects: {
    good: [
      file("packages/core/assembly/trie/a.ts", "/**\n * a new Array\n */ // of new Maps\nconst node = newNode(LEAF);"),
    ],
    bad: [
      [[file("packages/core/assembly/trie/a.ts", "\nconst node = new Node();")], /a\.ts:2: new Node/],
      [[file("packages/core/assembly/trie/a.ts", "let list: Array<u32>;")], /Array is a managed object/],
      [[file("packages/core/assembly/trie/a.ts", "function f(name: string): void {}")], /string is a managed object/],
    ],
  },
  noMachinePaths: {
    good: [file("README.md", "see docs/work/plan.md and https://example.org/home/page")],
    bad: [[[file("README.md", `run /${"home"}/ada/assay`)], /path of one machine/]],
  },
};

describe("each rule accepts what is right and refuses what is not", () => {
  test("every rule has a case", () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(RULES).sort());
  });
  for (const [name, { good, bad }] of Object.entries(cases)) {
    test(name, () => {
      expect(RULES[name]!(good)).toEqual([]);
      for (const [sources, message] of bad) {
        const breaches = RULES[name]!(sources);
        expect(breaches.join("\n")).toMatch(message);
      }
    });
  }
});

test("imports are found in every form", () => {
  const text =
    'import { a } from "./a.ts";\nexport * from "./b.js";\nawait import("./c.ts");\nnew URL("./d.ts", x);\nimport "./e";';
  const known = new Set(["x/a.ts", "x/b.ts", "x/c.ts", "x/d.ts", "x/e.ts"]);
  expect(importsOf(file("x/main.ts", text), known).map(({ target }) => target)).toEqual([
    "x/a.ts",
    "x/b.ts",
    "x/c.ts",
    "x/d.ts",
    "x/e.ts",
  ]);
});
