// OP Mainnet's blocks 109279675 to 109279683 from L1 data and witnesses alone: derived, executed, and each block's hash is that of
// the chain. Their witnesses lack the message passer, so that no output root can be computed: a claim about them ends exactly there.
import { fileURLToPath } from "node:url";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { readRlpList, rlpToInteger } from "../../chain/src/rlp.js";
import { walkTrie } from "../../node/src/stateTrie.js";
import { MemoryStore } from "../../program/src/store/store.js";
import { readHeader } from "../../program/src/trie/header.js";
import { prepareInput } from "../../witness/src/blockInput.js";
import { readBlockInput } from "../../witness/src/readFile.js";
import { decodeDerivation } from "../src/derivation.js";
import type { InputError } from "../src/inputError.js";
import { OUTPUT } from "../src/instance.js";
import { decodeProgram } from "../src/program.js";
import { variants } from "./load.js";
import { bytes, keccakKey, LAST, loadCore, outputBytes, programInput, realRange, requestSection } from "./program.js";

const MESSAGE_PASSER = "0x4200000000000000000000000000000000000016";
const range = realRange();
const { expected, start } = range.fixture;
const hashes = expected.blocks.map(({ hash }: { hash: string }) => hash);

describe.each(variants)("%s", (variant) => {
  it("derives and executes every block", () => {
    const host = range.preimages.copy();
    const core = loadCore(variant, { oracle: host.oracle });
    const input = programInput(range.rollup, [requestSection(range.request)]);
    const outcome = core.deriveAndExecute(input.length, (memory) => memory.set(input));
    expect([outcome.failure, outcome.rejected]).toEqual([null, []]);
    const derivation = decodeDerivation(outcome.result!.bytes);
    expect(derivation).toMatchObject({ stop: "target", l1Block: 18090218n, payloadsRejected: 0 });
    expect(derivation.blocks.map(({ hash }) => hash)).toEqual(hashes);
    expect(derivation.safeHead).toEqual({ number: BigInt(LAST), hash: hashes.at(-1) });
    const executed = derivation.blocks.map((block) => block.executed!);
    for (const [i, { header }] of expected.blocks.entries()) {
      // State root and receipts root are items 3 and 5 of the header.
      expect(header).toContain(executed[i]!.stateRoot.slice(2));
      expect(header).toContain(executed[i]!.receiptsRoot.slice(2));
      expect(executed[i]!.gasUsed).toBe(rlpToInteger(readRlpList(bytes(header), 32)[10]!.payload));
      expect(executed[i]!.fork).toBe("regolith");
    }
    expect(derivation.gasUsed).toBe(executed.reduce((sum, { gasUsed }) => sum + gasUsed, 0n));
  });

  it("gets through all blocks and ends at the message passer's node, which it names", () => {
    const host = range.preimages.copy();
    const agreed = outputBytes(readHeader(bytes(start.header)).stateRoot, new Uint8Array(32), bytes(start.hash));
    host.add(agreed);
    host.addBoot({
      l1Head: range.request.l1Head,
      agreedOutputRoot: keccak_256(agreed),
      claimedOutputRoot: new Uint8Array(32).fill(1),
      claimedNumber: BigInt(LAST),
      chainId: 10n,
    });
    // L1 is known from here on; by the channel timeout it would have to be known from 300 blocks before.
    const { genesis } = range.rollup;
    const l1 = { ...genesis.l1, number: range.request.firstL1! };
    const input = programInput({ ...range.rollup, genesis: { ...genesis, l1 } });
    const core = loadCore(variant, { oracle: host.oracle });
    const outcome = core.program(input.length, (memory) => memory.set(input));
    expect(decodeProgram(outcome.result!.bytes)).toMatchObject({
      verdict: "incomplete",
      code: outcome.failure!.code,
      reachedNumber: BigInt(LAST),
      reachedHash: hashes.at(-1),
      payloadsRejected: 0,
      computedOutputRoot: `0x${"00".repeat(32)}`,
    });
    expect(outcome.failure).toMatchObject({ name: "WITNESS_NODE_MISSING", hash: missingNode() });
    const number = LAST.toString(16).padStart(16, "0");
    expect(host.hints.at(-1)).toBe(`l2-account-proof 0x${number}${MESSAGE_PASSER.slice(2)}`);
  });
});

/** The first node on the message passer's path after the last block that no witness and no new node is. */
function missingNode(): string {
  const path = fileURLToPath(new URL(`../../../fixtures/blocks/op-mainnet-${LAST}.json.gz`, import.meta.url));
  const input = readBlockInput(path);
  const { length, write } = prepareInput(input);
  const { result } = loadCore("wasm").verify(length, write, OUTPUT.newNodes);
  const store = new MemoryStore();
  for (const node of [...range.preimages.values.values(), ...result!.newNodes]) {
    store.putAll([[bytes(keccakKey(node)), node]]);
  }
  try {
    walkTrie(store, bytes(result!.summaries[0]!.postStateRoot), bytes(MESSAGE_PASSER));
  } catch (error) {
    return (error as InputError).at!;
  }
  throw new Error("the witness has the message passer");
}
