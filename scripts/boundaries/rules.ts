// What may be where and who may import whom. Each rule takes the files and returns one line per breach, with the fix.
// docs/architecture.md, "Layers", is the picture of it; rules.test.ts shows each rule failing.
import { importsOf, type Source } from "./sources.ts";

/** Packages, lowest first. A package imports only those before it, and only what its package.json names. */
export const PACKAGES = [
  "core",
  "chain",
  "contracts",
  "witness",
  "program",
  "capture",
  "machine",
  "verifiers",
  "node",
  "page",
  "cli",
] as const;

/** Folders of packages/core/assembly, lowest first; on one line, folders that do not know each other. */
export const ASSEMBLY: readonly (readonly string[])[] = [
  ["memory", "generated", "accelerator"],
  ["error"],
  ["uint256"],
  ["rlp", "hash"],
  ["input"],
  ["witness"],
  ["curves"],
  ["trie"],
  ["state", "header"],
  ["evm"],
  ["chain"],
  ["tx"],
  ["optimism"],
  ["optimism"],
  ["block"],
  ["derivation"],
  ["program"],
  ["result"],
  ["reset.ts"],
  ["index.ts"],
  ["guest"],
  ["testing"],
];

/** Files of the lower packages that may use Node: everything else there runs in browsers too. */
const NODE_ONLY = new Set(["packages/core/src/wasmFile.ts"]);
const BROWSER_PACKAGES = ["core", "chain", "verifiers"];

const GENERATED = /^\.\.\/generated\/\w+$/;
const VAGUE_FOLDERS = /(^|\/)(utils?|helpers?|common|misc|shared|lib)\//;
const TEST_FILE = /\.test\.m?ts$/;
const MANAGED =
  /\bnew\s+\w+|\b(?:Array|StaticArray|Map|Set|ArrayBuffer|DataView|Date|(?:Uint|Int|Float)\d+Array)\b|:\s*(?:string|f32|f64)\b/;
const SWITCHED_OFF =
  /\b(?:describe|it|test|suite)\.(?:skip|only|todo|skipIf|runIf|fails)\b|\b(?:xit|xtest|fit|fdescribe|xdescribe)\(/;

export type Rule = (sources: readonly Source[]) => string[];

const isCode = (path: string) => /\.m?ts$/.test(path);
const isTest = (path: string) => TEST_FILE.test(path) || /^packages\/[^/]+\/test\//.test(path);

/** The text with comments and strings blanked out, line for line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"[^"\n]*"/gm, (part) => part.replace(/[^\n]/g, " "));
}

function knownPaths(sources: readonly Source[]): Set<string> {
  return new Set(sources.map(({ path }) => path));
}

function codeWith(sources: readonly Source[], prefix: RegExp): Source[] {
  return sources.filter(({ path }) => isCode(path) && prefix.test(path));
}

/** `packages/<name>/…` of a path or `@assay/<name>/…` of a specifier. */
function packageOf(text: string): string | null {
  return /^(?:packages|@assay)\/([^/]+)/.exec(text)?.[1] ?? null;
}

/** Packages import down only, through their public doors. */
export const packagesGoDown: Rule = (sources) => {
  const known = knownPaths(sources);
  const order = new Map<string, number>(PACKAGES.map((name, i) => [name, i]));
  const allowed = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    const name = /^packages\/([^/]+)\/package\.json$/.exec(path)?.[1];
    if (name) allowed.set(name, new Set(Object.keys(JSON.parse(text).dependencies ?? {})));
  }
  const breaches: string[] = [];
  for (const source of codeWith(sources, /^packages\//)) {
    const own = packageOf(source.path)!;
    if (!order.has(own))
      breaches.push(`${source.path}: package ${own} has no place in scripts/boundaries/rules.ts, PACKAGES`);
    // Tests of a package may use whatever they need to compare with.
    if (isTest(source.path)) continue;
    for (const { line, specifier, target } of importsOf(source, known)) {
      const other = packageOf(target ?? specifier);
      if (!other || other === own) continue;
      const at = `${source.path}:${line}`;
      if (target) breaches.push(`${at}: reaches into packages/${other}; import @assay/${other}/… instead`);
      else if (!allowed.get(own)?.has(`@assay/${other}`)) {
        breaches.push(`${at}: packages/${own}/package.json does not depend on @assay/${other}`);
      }
      if ((order.get(other) ?? Infinity) > (order.get(own) ?? -1)) {
        breaches.push(`${at}: ${own} must not import ${other}, which is above it`);
      }
    }
  }
  return breaches;
};

/** The core's folders import down only. */
export const assemblyGoesDown: Rule = (sources) => {
  const known = knownPaths(sources);
  const root = "packages/core/assembly/";
  const level = new Map(ASSEMBLY.flatMap((folders, i) => folders.map((folder) => [folder, i] as const)));
  const folderOf = (path: string) => path.slice(root.length).split("/")[0]!;
  const breaches: string[] = [];
  for (const source of codeWith(sources, /^packages\/core\/assembly\//)) {
    const own = folderOf(source.path);
    const ownLevel = level.get(own);
    if (ownLevel === undefined) {
      breaches.push(`${source.path}: folder ${own} has no place in scripts/boundaries/rules.ts, ASSEMBLY`);
      continue;
    }
    for (const { line, specifier, target } of importsOf(source, known)) {
      const at = `${source.path}:${line}`;
      // Written by the build, so git does not list it.
      if (GENERATED.test(specifier)) continue;
      if (!target?.startsWith(root)) {
        breaches.push(`${at}: ${specifier} is not a file of the core; the core imports nothing else`);
        continue;
      }
      const other = folderOf(target);
      if (other !== own && (level.get(other) ?? Infinity) >= ownLevel) {
        breaches.push(`${at}: ${own} must not import ${other}, which is not below it`);
      }
    }
  }
  return breaches;
};

/** No import cycles between files. */
export const noCycles: Rule = (sources) => {
  const known = knownPaths(sources);
  const graph = new Map<string, string[]>();
  for (const source of sources.filter(({ path }) => isCode(path))) {
    graph.set(
      source.path,
      importsOf(source, known).flatMap(({ target }) => target ?? []),
    );
  }
  const done = new Set<string>();
  const breaches: string[] = [];
  for (const start of graph.keys()) {
    if (done.has(start)) continue;
    // Depth-first without recursion: the path so far, and how far each file's imports are done.
    const path = [start];
    const next = [0];
    while (path.length > 0) {
      const file = path.at(-1)!;
      const target = graph.get(file)?.[next[next.length - 1]!++];
      if (target === undefined) {
        done.add(file);
        path.pop();
        next.pop();
      } else if (path.includes(target)) {
        breaches.push(`import cycle: ${[...path.slice(path.indexOf(target)), target].join(" → ")}`);
      } else if (!done.has(target)) {
        path.push(target);
        next.push(0);
      }
    }
  }
  return breaches;
};

/** Folders say what is in them. */
export const noVagueFolders: Rule = (sources) =>
  sources
    .filter(({ path }) => VAGUE_FOLDERS.test(path))
    .map(({ path }) => `${path}: name the folder after what it holds, not utils, helpers or common`);

/** What runs in a browser uses no Node modules. */
export const browserSafe: Rule = (sources) => {
  const known = knownPaths(sources);
  return codeWith(sources, new RegExp(`^packages/(${BROWSER_PACKAGES.join("|")})/src/`))
    .filter(({ path }) => !isTest(path) && !NODE_ONLY.has(path))
    .flatMap((source) =>
      importsOf(source, known)
        .filter(({ specifier }) => specifier.startsWith("node:"))
        .map(({ line, specifier }) => `${source.path}:${line}: ${specifier} is not there in browsers`),
    );
};

/** No test is switched off. */
export const noSwitchedOffTests: Rule = (sources) =>
  sources
    .filter(({ path }) => TEST_FILE.test(path))
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, i) =>
          SWITCHED_OFF.test(line) ? [`${path}:${i + 1}: a test is switched off or singled out`] : [],
        ),
    );

/** Nothing in the core lies around unused: every file is reached from index.ts or from an entry for tests. */
export const noDeadAssembly: Rule = (sources) => {
  const known = knownPaths(sources);
  const files = new Map(codeWith(sources, /^packages\/core\/assembly\//).map((source) => [source.path, source]));
  // Entries: build.ts names those of errors on the command line, packages/machine/guest/build.ts the guests'.
  const open = [...files.keys()].filter((path) =>
    /assembly\/(index|error\/abort|guest\/(blocks|rollup))\.ts$|assembly\/testing\//.test(path),
  );
  const reached = new Set(open);
  for (let path = open.pop(); path; path = open.pop()) {
    for (const { target } of importsOf(files.get(path)!, known)) {
      if (target && files.has(target) && !reached.has(target)) {
        reached.add(target);
        open.push(target);
      }
    }
  }
  return [...files.keys()].filter((path) => !reached.has(path)).map((path) => `${path}: nothing imports this file`);
};

/** The core has no garbage collector: nothing that AssemblyScript's runtime would have to allocate. */
export const noManagedObjects: Rule = (sources) =>
  codeWith(sources, /^packages\/core\/assembly\//).flatMap(({ path, text }) =>
    withoutComments(text)
      .split("\n")
      .flatMap((line, i) => {
        const found = MANAGED.exec(line)?.[0];
        return found ? [`${path}:${i + 1}: ${found.trim()} is a managed object; take memory from memory/arena`] : [];
      }),
  );

/** A path of somebody's machine does not belong into the repository. */
export const noMachinePaths: Rule = (sources) =>
  sources.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<![\w.~-])\/(?:home|Users|work|root)\/[\w.-]+/g)].map(
      (match) => `${path}: ${match[0]} is a path of one machine`,
    ),
  );

export const RULES: Record<string, Rule> = {
  packagesGoDown,
  assemblyGoesDown,
  noCycles,
  noVagueFolders,
  browserSafe,
  noSwitchedOffTests,
  noDeadAssembly,
  noManagedObjects,
  noMachinePaths,
};
