// Checks the rules of scripts/boundaries/rules.ts on the whole repository, and that vitest collects every test file.
//
//   npx tsx scripts/boundaries.ts
import { execFileSync } from "node:child_process";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { RULES } from "./boundaries/rules.ts";
import { listFiles, readSources } from "./boundaries/sources.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Test files that no vitest run would find. */
function uncollected(paths: readonly string[]): string[] {
  const output = execFileSync(
    process.execPath,
    [join(root, "node_modules/vitest/vitest.mjs"), "list", "--filesOnly", "--json"],
    {
      cwd: root,
      maxBuffer: 1 << 26,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const collected = new Set(
    (JSON.parse(output.toString()) as { file: string }[]).map(({ file }) => relative(root, file).replaceAll("\\", "/")),
  );
  return paths
    .filter((path) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(path) && !collected.has(path))
    .map((path) => `${path}: vitest does not collect this file; see vitest.config.ts, include`);
}

const paths = listFiles(root);
const text = paths.filter((path) => /\.(m?[jt]s|json|md|sh)$|^\.ci\//.test(path) && !path.startsWith("fixtures/"));
const sources = readSources(root, text);
const breaches = Object.values(RULES).flatMap((rule) => rule(sources));
breaches.push(...uncollected(sources.map(({ path }) => path)));
for (const breach of breaches) console.error(breach);
console.log(`boundaries: ${sources.length} files, ${Object.keys(RULES).length + 1} rules, ${breaches.length} breaches`);
process.exitCode = breaches.length === 0 ? 0 : 1;
