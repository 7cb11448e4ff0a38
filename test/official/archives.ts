// Where the official suites come from: archives in ASSAY_SHARED/ethereum-tests, unpacked to a temporary folder, or the
// representative part in fixtures/ethereum-tests, one folder per archive either way.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { SUITES, type Suite } from "./suites.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The part of the suites that is in the repository. */
export const REPRESENTATIVE = join(root, "fixtures/ethereum-tests");

/** Folder with the whole archives. */
export function archiveFolder(): string {
  return join(resolve(root, process.env.ASSAY_SHARED ?? "../shared"), "ethereum-tests");
}

export class ArchivesMissing extends Error {
  constructor(missing: string[]) {
    super(
      `the official test archives are not there: ${missing.join(", ")}\n` +
        "Set ASSAY_SHARED to the folder that has ethereum-tests/ (see docs/testing.md for what the archives hold and " +
        "where they come from); the default is ../shared beside the repository.",
    );
  }
}

/** Unpacks the archives that `suites` need into a new temporary folder. @throws ArchivesMissing */
export function unpack(suites: readonly Suite[]): { folder: string; remove(): void } {
  const names = [...new Set(suites.map((suite) => suite.archive))];
  const from = archiveFolder();
  const file = (name: string) => join(from, `${name}.tar.gz`);
  const missing = names.filter((name) => !existsSync(file(name))).map(file);
  if (missing.length > 0) throw new ArchivesMissing(missing);
  const folder = mkdtempSync(join(tmpdir(), "assay-official-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of names) {
      mkdirSync(join(folder, name));
      execFileSync("tar", ["-xzf", file(name), "-C", join(folder, name)]);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

export interface SuiteFile {
  readonly suite: string;
  /** Path of the file on disk. */
  readonly path: string;
  /** Path inside the suite, without `.gz`: what a failure names. */
  readonly name: string;
  readonly bytes: number;
}

/** Every file of a suite under `folder`, sorted by name. */
export function suiteFiles(folder: string, suite: Suite): SuiteFile[] {
  const base = join(folder, suite.archive, suite.folder);
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name: relative(base, join(base, name)).replaceAll("\\", "/"), path: join(base, name) }))
    .filter(({ name }) => suite.files.test(name) && /\.json(\.gz)?$/.test(name))
    .map(({ name, path }) => ({
      suite: suite.name,
      path,
      name: name.replace(/\.gz$/, ""),
      bytes: statSync(path).size * (path.endsWith(".gz") ? 8 : 1),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function readSuiteFile(path: string): unknown {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
}

export function suiteNamed(name: string): Suite {
  const suite = SUITES.find((one) => one.name === name);
  if (!suite) throw new Error(`no suite ${name}`);
  return suite;
}
