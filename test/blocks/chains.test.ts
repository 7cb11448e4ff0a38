// Chains of the official blockchain tests as one input each: block after block on the state that the one before left, with
// nothing but the genesis state in the witness. BLOCKHASH, ommers and receipts with state roots go through many blocks here.
import { beforeAll, describe, expect, it } from "vitest";
import type { Core } from "../../packages/core/src/instance.ts";
import { variants } from "../../packages/core/test/load.ts";
import { prepareInput } from "../../packages/witness/src/blockInput.ts";
import { REPRESENTATIVE, readSuiteFile, suiteFiles, suiteNamed } from "../official/archives.ts";
import { type BlockchainTest, readBlockchainTests, type TestBlock } from "../official/blockchainFile.ts";
import { network } from "../official/networks.ts";
import { buildState } from "../official/prestate.ts";
import { loadCore } from "./verify.ts";

const SUITES = ["BlockchainTests, valid", "BlockchainTests, invalid", "BlockchainTests, transition"];

/** The blocks from genesis to the head of the chain in the end. */
function canonicalChain(test: BlockchainTest): TestBlock[] {
  const byHash = new Map(
    test.blocks.filter(({ exceptions }) => !exceptions).map((block) => [block.header!.hash, block]),
  );
  const chain: TestBlock[] = [];
  for (let hash = test.lastBlockHash; byHash.has(hash); hash = chain[0]!.header!.parentHash) {
    chain.unshift(byHash.get(hash)!);
  }
  return chain;
}

const tests = SUITES.flatMap((name) => suiteFiles(REPRESENTATIVE, suiteNamed(name)))
  .flatMap(({ path }) => readBlockchainTests(readSuiteFile(path)))
  .map((test) => ({ test, chain: canonicalChain(test) }))
  .filter(({ chain }) => chain.length > 1);

describe.each(variants)("official chains in one input (%s)", (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  it(`are valid: ${tests.length} of them`, () => {
    expect(tests.length).toBeGreaterThan(50);
    for (const { test, chain } of tests) {
      const state = buildState(core, test.alloc);
      const prepared = prepareInput({
        chain: network(test.network),
        blocks: chain.map(({ rlp }) => rlp),
        headers: [test.genesis.header!.rlp],
        nodes: state.nodes,
        codes: state.codes,
        claim: {
          source: "file",
          hash: test.lastBlockHash as `0x${string}`,
          parentTotalDifficulty: test.genesis.header!.difficulty,
        },
      });
      const outcome = core.verify(prepared.length, (memory) => prepared.write(memory));
      expect(outcome.failure, test.name).toBeNull();
      expect(outcome.result!.summaries.at(-1)!.blockHash, test.name).toBe(test.lastBlockHash);
    }
  });
});
