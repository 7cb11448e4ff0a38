// One file of one suite against one core.
import { readSuiteFile, suiteNamed } from "./archives.ts";
import { runBlockchainTests } from "./blockchainTests.ts";
import { runDifficultyTests } from "./difficultyTests.ts";
import type { OfficialCore } from "./officialCore.ts";
import { runPrecompileTests } from "./precompileTests.ts";
import type { CaseResult } from "./result.ts";
import { runRlpTests } from "./rlpTests.ts";
import { runStateTests } from "./stateTests.ts";
import type { SuiteKind } from "./suites.ts";
import { runTransactionTests } from "./transactionTests.ts";
import { runTrieTests } from "./trieTests.ts";

/** Runs the cases of a file's JSON that are wanted. `file` is the file's name inside its suite. */
export type SuiteRunner = (
  json: unknown,
  core: OfficialCore,
  wanted: (id: string) => boolean,
  file: string,
) => CaseResult[];

const RUNNERS: Record<SuiteKind, SuiteRunner> = {
  state: runStateTests,
  blockchain: runBlockchainTests,
  transaction: runTransactionTests,
  trie: runTrieTests,
  rlp: runRlpTests,
  difficulty: runDifficultyTests,
  precompile: runPrecompileTests,
};

/** A pattern over `file id`, or every case. */
export function runFile(
  core: OfficialCore,
  suite: string,
  name: string,
  path: string,
  pattern: RegExp | null,
): CaseResult[] {
  const wanted = (id: string) => pattern === null || pattern.test(`${suite}/${name} ${id}`);
  return RUNNERS[suiteNamed(suite).kind](readSuiteFile(path), core, wanted, name);
}
