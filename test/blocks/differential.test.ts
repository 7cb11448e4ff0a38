// Chains of random blocks that @ethereumjs/vm builds must be valid, block by block and as one input of many blocks.
import { bytesToHex } from "@ethereumjs/util";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { OUTPUT } from "../../packages/core/src/instance.ts";
import { Random } from "../../packages/core/test/bytecode.ts";
import { variants } from "../../packages/core/test/load.ts";
import { randomChain } from "./randomChain.ts";
import { judge, loadCore, worldState } from "./verify.ts";
import { Hardfork, specOf, World } from "./world.ts";

/** Fork, types of transactions, blob schedule, excess blob gas and base fee of the genesis block. */
const CHAINS = [
  { fork: Hardfork.Shanghai, name: "shanghai", types: 3, blobs: "cancun", excess: 0n, baseFee: 10n ** 9n },
  { fork: Hardfork.Cancun, name: "cancun", types: 4, blobs: "cancun", excess: 20_000_000n, baseFee: 10n ** 9n },
  { fork: Hardfork.Prague, name: "prague", types: 5, blobs: "prague", excess: 40_000_000n, baseFee: 10n ** 9n },
  // EIP-7918: with a high base fee the reserve price rules, with a low one it does not.
  { fork: Hardfork.Osaka, name: "osaka", types: 5, blobs: "prague", excess: 10_000_000n, baseFee: 10n ** 11n },
  { fork: Hardfork.Osaka, name: "osaka", types: 5, blobs: "prague", excess: 90_000_000n, baseFee: 7n },
  { fork: "bpo1" as Hardfork, name: "osaka", types: 5, blobs: "bpo1", excess: 150_000_000n, baseFee: 10n ** 9n },
  { fork: "bpo2" as Hardfork, name: "osaka", types: 5, blobs: "bpo2", excess: 5_000_000n, baseFee: 10n ** 9n },
] as const;

const LENGTH = 6;

/** Whether the hash is not that of a block without requests (EIP-7685). */
const hasRequests = (hash: Uint8Array): boolean => bytesToHex(hash) !== bytesToHex(sha256(new Uint8Array(0)));

describe.each(CHAINS)("random $fork blocks, schedule $blobs, base fee $baseFee", (chain) => {
  const seed = CHAINS.indexOf(chain) + 1;
  const built = (async () => {
    const world = await World.open(chain.fork, chain.excess, chain.baseFee);
    return { world, blocks: await randomChain(world, new Random(seed), LENGTH, chain.types) };
  })();

  it.each(variants)("are valid one by one and together (%s)", async (variant) => {
    const { world, blocks } = await built;
    const core = await loadCore(variant);
    const spec = specOf(chain.name, chain.blobs);
    const genesis = worldState(core);
    expect(genesis.root).toBe(bytesToHex(world.genesis.header.stateRoot));

    const nodes = [...genesis.nodes];
    const codes = [...genesis.codes];
    const headers = [world.genesis.header.serialize()];
    let transactions = 0;
    for (const block of blocks) {
      const outcome = judge(core, spec, [block.serialize()], headers, { nodes, codes }, block.hash(), OUTPUT.newNodes);
      expect(outcome.failure, `block ${block.header.number}`).toBeNull();
      nodes.push(...outcome.result!.newNodes);
      codes.push(...outcome.result!.newCodes);
      headers.push(block.header.serialize());
      transactions += block.transactions.length;
    }
    expect(transactions).toBeGreaterThan(LENGTH);
    if (chain.types === 5) expect(blocks.some((block) => hasRequests(block.header.requestsHash!))).toBe(true);

    const together = judge(
      core,
      spec,
      blocks.map((block) => block.serialize()),
      headers.slice(0, 1),
      genesis,
      blocks.at(-1)!.hash(),
    );
    expect(together.failure).toBeNull();
    expect(together.result!.summaries.map(({ verdict }) => verdict)).toEqual(blocks.map(() => "valid"));
  });
});
