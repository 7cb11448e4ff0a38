// Compiles the contracts into src/abi and src/bytecode, and snapshots of layout and size: `npm run build:contracts`. What it writes is committed, so that
// nobody needs a Solidity compiler to use it.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { artifactFiles } from "./artifactFiles.ts";
import { compileContracts } from "./compile.ts";

const root = dirname(fileURLToPath(import.meta.url));
const files = artifactFiles(compileContracts());
for (const folder of ["src/abi", "src/bytecode"]) {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
}
mkdirSync(join(root, "snapshots"), { recursive: true });
for (const [path, text] of files) writeFileSync(join(root, path), text);
console.log(`${files.size} files in packages/contracts/src/abi, src/bytecode and snapshots`);
