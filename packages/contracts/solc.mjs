#!/usr/bin/env node
// npm's solc with the command line that forge expects: `--version`, and `--standard-json` from standard input.
// Sources that forge does not hand over are read from disk, below `--base-path`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const wanted = process.argv.slice(2);
const solc = createRequire(import.meta.url)("solc");

if (wanted.includes("--version")) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else if (wanted.includes("--standard-json")) {
  const base = wanted.includes("--base-path") ? wanted[wanted.indexOf("--base-path") + 1] : ".";
  process.stdout.write(solc.compile(readFileSync(0, "utf8"), { import: (path) => readSource(resolve(base, path)) }));
} else {
  console.error("solc.mjs: only --version and --standard-json are known");
  process.exitCode = 3;
}

function readSource(path) {
  try {
    return { contents: readFileSync(path, "utf8") };
  } catch (error) {
    return { error: String(error) };
  }
}
