// docs/dependencies.md lists exactly what the package.json files have, at the same exact versions.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const places = [
  ["root", "package.json"],
  ...readdirSync(join(root, "packages")).map((name) => [name, `packages/${name}/package.json`]),
].filter(([, path]) => existsSync(join(root, path!))) as [string, string][];

/** `name version place section` for every dependency from outside the repository. */
function inManifests(): string[] {
  return places.flatMap(([place, path]) => {
    const manifest = JSON.parse(read(path)) as Manifest;
    // The root is what the repository is developed with: of it only tools for one platform are optional.
    const optional = manifest.optionalDependencies;
    const isRoot = place === "root";
    const runTime = { ...manifest.dependencies, ...(isRoot ? {} : optional), ...manifest.peerDependencies };
    const development = { ...manifest.devDependencies, ...(isRoot ? optional : {}) };
    const rows = (section: string, all: Record<string, string> = {}) =>
      Object.entries(all)
        .filter(([name]) => !name.startsWith("@assay/"))
        .map(([name, version]) => `${name} ${version} ${place} ${section}`);
    return [...rows("Run time", runTime), ...rows("Development", development)];
  });
}

function onPage(): { key: string; reason: string }[] {
  let section = "";
  return read("docs/dependencies.md")
    .split("\n")
    .flatMap((line) => {
      section = /^## (.+)/.exec(line)?.[1] ?? section;
      const row = /^\| `([^`]+)` \| (\S+) \| ([^|]+) \| (.+) \|$/.exec(line);
      if (!row) return [];
      const [, name, version, where, reason] = row as unknown as [string, string, string, string, string];
      return where.split(",").map((place) => ({ key: `${name} ${version} ${place.trim()} ${section}`, reason }));
    });
}

test("every dependency has a row, and every row a dependency", () => {
  expect(
    onPage()
      .map(({ key }) => key)
      .sort(),
  ).toEqual(inManifests().sort());
});

test("every row has a reason", () => {
  for (const { key, reason } of onPage()) expect(reason.trim().length, key).toBeGreaterThan(20);
});

test("every version is exact", () => {
  for (const row of inManifests()) expect(row.split(" ")[1], row).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
});

test("the packages of this repository depend on each other at their own version", () => {
  for (const [, path] of places) {
    const { dependencies = {} } = JSON.parse(read(path)) as Manifest;
    for (const [name, version] of Object.entries(dependencies)) {
      if (!name.startsWith("@assay/")) continue;
      const own = JSON.parse(read(`packages/${name.slice("@assay/".length)}/package.json`)) as { version: string };
      expect(version, `${path}: ${name}`).toBe(own.version);
    }
  }
});
