#!/usr/bin/env node
// npm's solc with the command line that forge expects: `--version`, and `--standard-json` from standard input.
// forge hands over every source's text, so paths (`--base-path`, `--allow-paths`, …) mean nothing here.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const wanted = process.argv.slice(2);
const solc = createRequire(import.meta.url)("solc");

if (wanted.includes("--version")) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`);
} else if (wanted.includes("--standard-json")) {
  // solc-js leaves a handler that turns every later error into a crash of the process; there is nothing after it here.
  process.stdout.write(solc.compile(readFileSync(0, "utf8")));
} else {
  console.error("solc.mjs: only --version and --standard-json are known");
  process.exitCode = 3;
}
