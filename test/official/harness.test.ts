// The harness notices what is wrong: each suite with one expectation changed must fail, and says why.
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { REPRESENTATIVE, readSuiteFile } from "./archives.ts";
import { runBlockchainTests } from "./blockchainTests.ts";
import { runDifficultyTests } from "./difficultyTests.ts";
import { OfficialCore } from "./officialCore.ts";
import { runPrecompileTests } from "./precompileTests.ts";
import { runRlpTests } from "./rlpTests.ts";
import type { SuiteRunner } from "./runFile.ts";
import { runStateTests } from "./stateTests.ts";
import { runTransactionTests } from "./transactionTests.ts";
import { runTrieTests } from "./trieTests.ts";

// biome-ignore lint/suspicious/noExplicitAny: fixtures are changed at places deep inside
type Json = any;

const WRONG = `0x${"12".repeat(32)}`;

let core: OfficialCore;
beforeAll(async () => {
  core = await OfficialCore.load("wasm");
});

/** Errors of the whole file after `change`. */
function errorsOf(run: SuiteRunner, path: string, change: (json: Json) => void): string[] {
  const json = readSuiteFile(join(REPRESENTATIVE, `${path}.gz`)) as Json;
  change(json);
  const file = path.split("/").at(-1)!;
  return run(json, core, () => true, file).flatMap(({ error }) => error ?? []);
}

const first = (json: Json): Json => Object.values(json)[0];

/** The first test of the file for which `pick` finds something, and what it finds. */
function find<T>(json: Json, pick: (test: Json) => T | undefined): T {
  for (const test of Object.values(json)) {
    const found = pick(test);
    if (found !== undefined) return found;
  }
  throw new Error("the fixture has no such case");
}

const posts = (test: Json): Json[] => Object.values(test.post as Json[][]).flat();

interface Change {
  suite: string;
  run: SuiteRunner;
  path: string;
  change: (json: Json) => void;
  says: RegExp;
}

const STATE = "state-tests/GeneralStateTests/stExample.json";
const REFUSED = "state-tests/GeneralStateTests/stTransactionTest.json";
const VALID = "blockchain-tests/BlockchainTests/ValidBlocks/bcStateTests.json";
const INVALID = "blockchain-tests/BlockchainTests/InvalidBlocks/bcInvalidHeaderTest.json";

const CHANGES: Record<string, Change> = {
  "another post-state root": {
    suite: "state",
    run: runStateTests,
    path: STATE,
    change: (json) => {
      posts(first(json))[0].hash = WRONG;
    },
    says: /state root 0x/,
  },
  "another hash of the logs": {
    suite: "state",
    run: runStateTests,
    path: STATE,
    change: (json) => {
      posts(first(json))[0].logs = WRONG;
    },
    says: /logs 0x/,
  },
  "a refusal expected where there is none": {
    suite: "state",
    run: runStateTests,
    path: STATE,
    change: (json) => {
      find(json, (test) => posts(test).find((post) => !post.expectException)).expectException =
        "TransactionException.NONCE_IS_MAX";
    },
    says: /executed, though it must be refused/,
  },
  "another reason expected": {
    suite: "state",
    run: runStateTests,
    path: REFUSED,
    change: (json) => {
      find(json, (test) => posts(test).find((post) => post.expectException)).expectException =
        "TransactionException.SENDER_NOT_EOA";
    },
    says: /refused with \w+ instead of/,
  },
  "no refusal expected where there is one": {
    suite: "state",
    run: runStateTests,
    path: REFUSED,
    change: (json) => {
      delete find(json, (test) => posts(test).find((post) => post.expectException)).expectException;
    },
    says: /refused: /,
  },
  "another balance before": {
    suite: "state",
    run: runStateTests,
    path: STATE,
    change: (json) => {
      const account: Json = Object.values(first(json).pre)[0];
      account.balance = `0x${(BigInt(account.balance) + 1n).toString(16)}`;
    },
    says: /state root 0x/,
  },
  "another head of the chain": {
    suite: "blockchain",
    run: runBlockchainTests,
    path: VALID,
    change: (json) => {
      first(json).lastblockhash = WRONG;
    },
    says: /the head is/,
  },
  "another state in the end": {
    suite: "blockchain",
    run: runBlockchainTests,
    path: VALID,
    change: (json) => {
      const test = first(json);
      delete test.postState[Object.keys(test.postState)[0]!];
    },
    says: /the post-state has root/,
  },
  "another genesis state": {
    suite: "blockchain",
    run: runBlockchainTests,
    path: VALID,
    change: (json) => {
      const test = first(json);
      delete test.pre[Object.keys(test.pre)[0]!];
    },
    says: /genesis state root/,
  },
  "an invalid block expected valid": {
    suite: "blockchain",
    run: runBlockchainTests,
    path: INVALID,
    change: (json) => {
      delete find(json, (test) => test.blocks.find((block: Json) => block.expectException)).expectException;
    },
    says: /invalid(: | \w)/,
  },
  "another reason of an invalid block expected": {
    suite: "blockchain",
    run: runBlockchainTests,
    path: INVALID,
    change: (json) => {
      find(json, (test) => test.blocks.find((block: Json) => block.expectException)).expectException =
        "BlockException.INVALID_STATE_ROOT";
    },
    says: /invalid with \w+ .* instead of BlockException.INVALID_STATE_ROOT/,
  },
  "another sender": {
    suite: "transaction",
    run: runTransactionTests,
    path: "state-tests/TransactionTests/ttSignature.json",
    change: (json) => {
      find(json, (test) => test.result.Cancun?.sender && test.result.Cancun).sender = `0x${"12".repeat(20)}`;
    },
    says: /sender 0x/,
  },
  "another root of a trie": {
    suite: "trie",
    run: runTrieTests,
    path: "state-tests/TrieTests/trietest.json",
    change: (json) => {
      first(json).root = WRONG;
    },
    says: /root 0x/,
  },
  "other bytes of a value": {
    suite: "rlp",
    run: runRlpTests,
    path: "state-tests/RLPTests/rlptest.json",
    change: (json) => {
      json.shortstring.out = "0x83646f68";
    },
    says: /encoded as 0x83646f67/,
  },
  "bytes that are no RLP taken for RLP": {
    suite: "rlp",
    run: runRlpTests,
    path: "state-tests/RLPTests/invalidRLPTest.json",
    change: (json) => {
      first(json).in = "VALID";
    },
    says: /refused/,
  },
  "another difficulty": {
    suite: "difficulty",
    run: runDifficultyTests,
    path: "state-tests/BasicTests/difficulty.json",
    change: (json) => {
      first(json).currentDifficulty = "1";
    },
    says: /difficulty \d+, expected 1/,
  },
  "another output of a precompile": {
    suite: "precompile",
    run: runPrecompileTests,
    path: "eip-vectors/assets/eip-2537/add_G1_bls.json",
    change: (json) => {
      json[0].Expected = "12";
    },
    says: /output 0x/,
  },
  "another price of a precompile": {
    suite: "precompile",
    run: runPrecompileTests,
    path: "eip-vectors/assets/eip-2537/add_G1_bls.json",
    change: (json) => {
      json[0].Gas = 1;
    },
    says: /gas, expected 1/,
  },
};

describe("the harness notices", () => {
  for (const [name, { suite, run, path, change, says }] of Object.entries(CHANGES)) {
    test(`${name} (${suite})`, () => {
      const errors = errorsOf(run, path, change);
      expect(errors).not.toEqual([]);
      for (const error of errors) expect(error).toMatch(says);
    });
  }
});
