// Bundles the command line: one file to load instead of forty modules, which halves its start (docs/dependencies.md). Parts
// behind `import()` are in it, but only run when they are wanted; as files of their own they cost 6 ms at every start.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "build");

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    assay: join(here, "src/assay.ts"),
    worker: join(here, "../witness/src/worker.ts"),
    programClient: join(here, "src/programClient.ts"),
    clientWorker: join(here, "../program/src/client/clientWorker.ts"),
  },
  outdir,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  conditions: ["source"],
  minifySyntax: true,
  legalComments: "external",
  logLevel: "warning",
  // commander is CommonJS and asks for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);',
  },
});
