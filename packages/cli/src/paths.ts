// From arguments to files: a file is itself, a folder is the block files in it, a pattern is what it matches.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./exitCodes.ts";
import { glob, isGlob } from "./glob.ts";

const BLOCK_FILE = /\.(assay|json)(\.gz)?$/;
/** Lists of what is in a folder, not blocks. */
const NOT_A_BLOCK = /^(index|package|package-lock|tsconfig)\.json$/;

/** Names with their numbers in order: mainnet-9 before mainnet-10. */
const order = new Intl.Collator("en", { numeric: true });

/** Whether a file in a folder is one to verify. Of a pair NAME.block.json and NAME.witness.json, the witness stands for both. */
function isCandidate(name: string, siblings: ReadonlySet<string>): boolean {
  if (!BLOCK_FILE.test(name) || NOT_A_BLOCK.test(name)) return false;
  const stem = name.replace(/(\.block)?\.json(\.gz)?$/, "");
  const paired = siblings.has(`${stem}.witness.json`) || siblings.has(`${stem}.witness.json.gz`);
  return name.includes(".witness.json") || !paired;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function filesIn(folder: string): string[] {
  const names = readdirSync(folder).sort(order.compare);
  const siblings = new Set(names);
  return names.filter((name) => isCandidate(name, siblings)).map((name) => join(folder, name));
}

/** Files that the arguments name, each once, in order. A path that is not there stays in the list: its verdict is
 *  `incomplete`. @throws UsageError when a folder or pattern holds nothing to verify */
export function expandPaths(paths: readonly string[]): string[] {
  const files = new Set<string>();
  for (const path of paths) {
    const pattern = isGlob(path) && !exists(path);
    const matches = pattern ? glob(path).sort(order.compare) : [path];
    // A pattern may name folders too; what it matches that is neither is left out, as in a folder.
    const expanded = matches.flatMap((match) =>
      isFolder(match) ? filesIn(match) : pattern && !BLOCK_FILE.test(match) ? [] : [match],
    );
    if (expanded.length === 0) {
      throw new UsageError(
        pattern ? `No block file matches "${path}".` : `There is no block file (.json, .json.gz, .assay) in "${path}".`,
      );
    }
    for (const file of expanded) files.add(file);
  }
  return [...files];
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
