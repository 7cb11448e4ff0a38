// BasicTests, difficulty*.json: the difficulty that follows from a parent. The files do not say whose rules they mean;
// their names and numbers do.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { FORKS, type ForkName } from "../../packages/core/src/forks.ts";
import { hexOf, integerOf } from "./hexFields.ts";
import type { OfficialCore } from "./officialCore.ts";
import { type CaseResult, caseOf } from "./result.ts";

interface DifficultyTestJson {
  parentTimestamp: string;
  parentDifficulty: string;
  parentUncles?: string;
  currentTimestamp: string;
  currentBlockNumber: string;
  currentDifficulty: string;
}

type Schedule = readonly (readonly [number, ForkName])[];

const MAINNET: Schedule = [
  [0, "frontier"],
  [1_150_000, "homestead"],
  [4_370_000, "byzantium"],
];
const ROPSTEN: Schedule = [
  [0, "homestead"],
  [1_700_000, "byzantium"],
  [4_230_000, "constantinople"],
];

/** The networks as they were when the files were made: mainnet up to Byzantium,
 *  Ropsten up to Constantinople. */
const SCHEDULES: Record<string, Schedule> = {
  "difficulty.json": MAINNET,
  "difficultyMainNetwork.json": MAINNET,
  "difficultyCustomMainNetwork.json": MAINNET,
  "difficultyRopsten.json": ROPSTEN,
  "difficultyCustomHomestead.json": [[0, "homestead"]],
};

const NO_OMMERS = hexOf(keccak_256(Uint8Array.of(0xc0)));

function judge(test: DifficultyTestJson, schedule: Schedule, core: OfficialCore): string | null {
  const { exports, placeWord, readWord } = core.parts;
  exports.reset();
  const number = integerOf(test.currentBlockNumber);
  const fork = schedule.findLast(([block]) => number >= BigInt(block))![1];
  const dst = placeWord(0n);
  exports.difficultyAfter(
    dst,
    FORKS[fork],
    number,
    integerOf(test.currentTimestamp),
    placeWord(integerOf(test.parentDifficulty)),
    integerOf(test.parentTimestamp),
    test.parentUncles !== undefined && test.parentUncles !== NO_OMMERS ? 1 : 0,
  );
  const actual = readWord(dst);
  const expected = integerOf(test.currentDifficulty);
  return actual === expected ? null : `difficulty ${actual}, expected ${expected} (${fork})`;
}

export function runDifficultyTests(
  json: unknown,
  core: OfficialCore,
  wanted: (id: string) => boolean,
  file: string,
): CaseResult[] {
  const schedule = SCHEDULES[file];
  if (!schedule) throw new Error(`which rules does ${file} mean?`);
  return Object.entries(json as Record<string, DifficultyTestJson>)
    .filter(([name]) => wanted(name))
    .map(([name, test]) => caseOf(name, "", () => judge(test, schedule, core)));
}
