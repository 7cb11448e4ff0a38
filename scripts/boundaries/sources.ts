// The repository's files as the rules see them, and the imports in a file.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

export interface Source {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** Repository path of the file it means, for a relative one that exists. */
  readonly target: string | null;
}

/** Every file git tracks or would track. A file that was deleted but not yet committed is not there. */
export function listFiles(root: string): string[] {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  return output.toString().split("\0").filter(Boolean).sort();
}

export function readSources(root: string, paths: readonly string[]): Source[] {
  return paths.flatMap((path) => {
    try {
      return [{ path, text: readFileSync(join(root, path), "utf8") }];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  });
}

const IMPORT = /\bfrom\s+"([^"]+)"|\bimport\s+"([^"]+)"|\bimport\(\s*"([^"]+)"|\bnew URL\(\s*"([^"]+\.m?ts)"/g;

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  if (!specifier.startsWith(".")) return null;
  const base = posix.join(posix.dirname(from), specifier);
  const candidates = [base, `${base}.ts`, base.replace(/\.js$/, ".ts"), `${base}/index.ts`];
  return candidates.find((candidate) => known.has(candidate)) ?? null;
}

/** The imports of a TypeScript or AssemblyScript file. */
export function importsOf(source: Source, known: ReadonlySet<string>): Import[] {
  return [...source.text.matchAll(IMPORT)].map((match) => {
    const specifier = (match[1] ?? match[2] ?? match[3] ?? match[4])!;
    const line = source.text.slice(0, match.index).split("\n").length;
    return { line, specifier, target: resolve(source.path, specifier, known) };
  });
}
