// Checks the pages: every relative link leads to a file and a heading that exist, every npm script that a page names is
// there, and the table of fixtures/blocks/README.md is what the files say.
//
//   npx tsx scripts/docs.ts
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readme } from "./blockFixtures.ts";
import { listFiles } from "./boundaries/sources.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Anchors as GitHub makes them from headings. */
function anchors(markdown: string): Set<string> {
  return new Set(
    [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replace(/[`*]/g, "")
        .replace(/[^\p{L}\p{N}\- _]/gu, "")
        .replace(/ /g, "-"),
    ),
  );
}

function brokenLinks(path: string, markdown: string): string[] {
  const prose = markdown.replace(/^```.*?^```/gms, "");
  return [...prose.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].flatMap((match) => {
    const link = match[1]!;
    if (/^[a-z]+:/.test(link)) return [];
    const [file, anchor] = link.split("#") as [string, string | undefined];
    const target = file === "" ? join(root, path) : join(root, dirname(path), file);
    if (!existsSync(target)) return [`${path}: ${link} leads nowhere`];
    if (anchor && !anchors(readFileSync(target, "utf8")).has(anchor)) {
      return [`${path}: ${relative(root, target)} has no heading #${anchor}`];
    }
    return [];
  });
}

function unknownScripts(path: string, markdown: string, scripts: ReadonlySet<string>): string[] {
  return [...markdown.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)]
    .map((match) => match[1] ?? match[2]!)
    .filter((name) => !scripts.has(name))
    .map((name) => `${path}: package.json has no script ${name}`);
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const scripts = new Set(Object.keys(manifest.scripts));
const pages = listFiles(root).filter((path) => path.endsWith(".md") && existsSync(join(root, path)));
const faults = pages.flatMap((path) => {
  const markdown = readFileSync(join(root, path), "utf8");
  return [...brokenLinks(path, markdown), ...unknownScripts(path, markdown, scripts)];
});
const { fresh, actual } = readme();
if (fresh !== actual) faults.push("fixtures/blocks/README.md is out of date; run: npx tsx scripts/blockFixtures.ts");
for (const fault of faults) console.error(fault);
console.log(`docs: ${pages.length} pages, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
