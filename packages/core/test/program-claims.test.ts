// Claims about chains of our own: true ones, changed ones, those beyond what L1 has, and chains with invalid payloads on the way.
import { beforeAll, describe, expect, it } from "vitest";
import type { L2Block } from "../../node/src/l2Block.js";
import { toHex } from "../src/hex.js";
import type { Core } from "../src/instance.js";
import { decodeProgram } from "../src/program.js";
import { variants } from "./load.js";
import { type Boot, loadCore, type Preimages } from "./program.js";
import { OwnChain, TIME } from "./program-chain.js";

let host: Preimages;
const oracle = (key: Uint8Array, hints: readonly string[]) => host.oracle(key, hints);

/** Runs the program on a claim. */
function judge(core: Core, chain: OwnChain, agreed: L2Block, boot: Boot) {
  host = chain.host(agreed, boot);
  const input = chain.input();
  const outcome = core.program(input.length, (memory) => memory.set(input));
  const summary = decodeProgram(outcome.result!.bytes);
  expect(summary.verdict).toBe(outcome.verdict);
  return { ...summary, name: outcome.failure?.name ?? null, rejected: outcome.rejected.map(({ name }) => name) };
}

const ISTHMUS = {
  canyon: 0n,
  delta: 0n,
  ecotone: 0n,
  fjord: 0n,
  granite: 0n,
  holocene: 0n,
  isthmus: 0n,
};
const HOLOCENE = { ...ISTHMUS, isthmus: TIME + 1_000_000n };
const GRANITE = { ...HOLOCENE, holocene: TIME + 1_000_000n };
const CANYON = { canyon: 0n };

const modules = new Map<string, Core>(variants.map((variant) => [variant, loadCore(variant, { oracle })]));

describe.each([
  ["Canyon", CANYON],
  ["Granite", GRANITE],
  ["Isthmus", ISTHMUS],
  ["through Holocene and Isthmus", { ...ISTHMUS, holocene: TIME + 6n, isthmus: TIME + 12n }],
])("%s: claims", (_, forks) => {
  let chain: OwnChain;
  let blocks: L2Block[];
  beforeAll(async () => {
    chain = new OwnChain(forks);
    blocks = await chain.build(10);
    await chain.post(chain.posted(blocks));
  });

  it.each(variants)("true ones are valid, changed ones are not: %s", (variant) => {
    const core = modules.get(variant)!;
    const { genesis } = chain.engine;
    const [agreed, claimed] = [blocks[2]!, blocks[8]!];
    const found = judge(core, chain, agreed, chain.claim(agreed, claimed));
    expect(found).toMatchObject({
      verdict: "valid",
      stop: "claimedBlock",
      agreedNumber: agreed.number,
      claimedNumber: claimed.number,
      reachedNumber: claimed.number,
      reachedHash: claimed.hash,
      reachedStateRoot: claimed.stateRoot,
      computedOutputRoot: toHex(chain.outputRoot(claimed)),
      payloadsRejected: 0,
      rejected: [],
    });
    expect(found.gasUsed).toBeGreaterThan(6n * 21_000n);
    expect(judge(core, chain, genesis, chain.claim(genesis, blocks[9]!)).verdict).toBe("valid");
    // Another block's root, for a number before and after; one bit of the root; the agreed root again.
    for (const other of [blocks[3]!, blocks[9]!, agreed, genesis]) {
      const boot = chain.claim(agreed, other, { claimedNumber: claimed.number });
      expect(judge(core, chain, agreed, boot)).toMatchObject({
        verdict: "invalid",
        name: "OUTPUT_ROOT_MISMATCH",
        computedOutputRoot: toHex(chain.outputRoot(claimed)),
      });
    }
    const bent = chain.outputRoot(claimed).slice();
    bent[31]! ^= 1;
    const changed = chain.claim(agreed, claimed, { claimedOutputRoot: bent });
    expect(judge(core, chain, agreed, changed).verdict).toBe("invalid");
    for (const number of [claimed.number - 1n, claimed.number + 1n]) {
      const boot = chain.claim(agreed, claimed, { claimedNumber: number });
      expect(judge(core, chain, agreed, boot).verdict).toBe("invalid");
    }
  });

  it("below the agreed block, about the agreed block, and beyond the end of L1", () => {
    const core = modules.get("wasm")!;
    const [agreed, below, last] = [blocks[4]!, blocks[3]!, blocks[9]!];
    expect(judge(core, chain, agreed, chain.claim(agreed, below))).toMatchObject({
      verdict: "invalid",
      name: "CLAIM_BELOW_AGREED",
    });
    expect(judge(core, chain, agreed, chain.claim(agreed, agreed))).toMatchObject({
      verdict: "valid",
      stop: "sameBlock",
    });
    // L1 is not looked at for these.
    expect(host.asked.length).toBeLessThan(10);
    const other = chain.claim(agreed, last, { claimedNumber: agreed.number });
    expect(judge(core, chain, agreed, other)).toMatchObject({ verdict: "invalid", stop: "sameBlock" });

    // More than L1 has: the last block's output is the answer, whatever number is claimed. Any other is not.
    for (const number of [last.number + 1n, last.number + 1000n, 2n ** 64n - 1n]) {
      const boot = chain.claim(agreed, last, { claimedNumber: number });
      expect(judge(core, chain, agreed, boot)).toMatchObject({
        verdict: "valid",
        stop: "l1Head",
        reachedNumber: last.number,
      });
      const wrong = chain.claim(agreed, blocks[8]!, { claimedNumber: number });
      expect(judge(core, chain, agreed, wrong)).toMatchObject({ verdict: "invalid", stop: "l1Head" });
    }
    // Games bisect beyond the last block: agreed and claimed are the same then.
    const extension = chain.claim(last, last, { claimedNumber: last.number + 1n });
    expect(judge(core, chain, last, extension)).toMatchObject({ verdict: "valid", stop: "l1Head" });
    // Where L1 has the next block, the same claim is wrong.
    const stale = chain.claim(agreed, agreed, { claimedNumber: agreed.number + 1n });
    expect(judge(core, chain, agreed, stale)).toMatchObject({ verdict: "invalid", reachedNumber: agreed.number + 1n });

    // Heads from before the batches, and from before the agreed block's origin.
    for (const l1Block of [5, 1, 0]) {
      const l1Head = bytesOf(chain.l1.hashAt(l1Block));
      const none = chain.claim(agreed, agreed, { claimedNumber: last.number, l1Head });
      expect(judge(core, chain, agreed, none)).toMatchObject({ verdict: "valid", stop: "l1Head" });
      const early = chain.claim(agreed, last, { l1Head });
      expect(judge(core, chain, agreed, early)).toMatchObject({ verdict: "invalid", reachedNumber: agreed.number });
    }
  });
});

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.slice(2), "hex"));
}

/** What makes a payload invalid, in a batch that is well formed: each with the rule that it breaks. */
const FAULTS: Record<string, (chain: OwnChain) => Promise<Uint8Array>> = {
  TX_NONCE_TOO_HIGH: (chain) => chain.pay(1n, { nonce: chain.alice.nonce + 7 }),
  TX_INSUFFICIENT_FUNDS: (chain) => chain.pay(10n ** 24n, { nonce: chain.alice.nonce }),
  TX_CHAIN_ID: (chain) => chain.pay(1n, { nonce: chain.alice.nonce, chainId: 5 }),
  TX_INTRINSIC_GAS: (chain) => chain.pay(1n, { nonce: chain.alice.nonce, gas: 20_000n }),
};

const cases = [
  ["wasm", "singular"],
  ["wasm", "span"],
  ["debug", "singular"],
  ["guest", "span"],
] as const;

describe.each(Object.entries(FAULTS))("a payload with %s", (name, fault) => {
  /** Three blocks, then a batch with a payment and the faulty transaction, and more in the same channel or span. `apart`: the three
   *  have a channel of their own. */
  async function start(
    forks: typeof ISTHMUS,
    form: "singular" | "span",
    apart = false,
  ): Promise<{ chain: OwnChain; good: L2Block[]; bad: L2Block }> {
    const chain = new OwnChain(forks);
    const good = await chain.build(3);
    const { nonce } = chain.alice;
    const faulty = [await chain.pay(), await fault(chain)];
    chain.alice.nonce = nonce;
    const [bad, after] = (await chain.build(2)) as [L2Block, L2Block];
    const parent = good[2]!;
    const rest = [{ parent, block: bad, signed: faulty }, ...chain.posted([after])];
    if (apart) await chain.post(chain.posted(good), form);
    await chain.post(apart ? rest : [...chain.posted(good), ...rest], form);
    chain.alice.nonce = nonce;
    return { chain, good, bad };
  }

  it.each(cases)("from Holocene on becomes deposits only, and its channel is void: %s, %s", async (variant, form) => {
    const { chain, good, bad } = await start(HOLOCENE, form);
    const empty = chain.depositsInPlaceOf(bad);
    const next = await chain.build(3);
    await chain.post(chain.posted(next));
    const core = modules.get(variant)!;
    const [agreed, claimed] = [good[0]!, next[2]!];
    expect(judge(core, chain, agreed, chain.claim(agreed, claimed))).toMatchObject({
      verdict: "valid",
      payloadsRejected: 1,
      // A span batch has no chain id for each transaction: with another one the signature is somebody else's.
      rejected: form === "span" && name === "TX_CHAIN_ID" ? ["TX_NONCE_TOO_HIGH"] : [name],
      reachedHash: claimed.hash,
    });
    expect(judge(core, chain, agreed, chain.claim(agreed, empty)).verdict).toBe("valid");
    // What the batch said, without its faulty transaction, is not what the chain says.
    expect(judge(core, chain, agreed, chain.claim(agreed, bad)).verdict).toBe("invalid");
  });

  it.each(cases)(
    "before Holocene is dropped, and another batch may stand in its place: %s, %s",
    async (variant, form) => {
      const { chain, good } = await start(GRANITE, form, true);
      chain.engine.setHead(good[2]!.hash);
      await chain.sequencer.build();
      const other = [chain.head, ...(await chain.build(2))];
      await chain.post(chain.posted(other));
      const core = modules.get(variant)!;
      const [agreed, claimed] = [good[1]!, other[2]!];
      expect(judge(core, chain, agreed, chain.claim(agreed, claimed))).toMatchObject({
        verdict: "valid",
        payloadsRejected: 1,
        rejected: form === "span" && name === "TX_CHAIN_ID" ? ["TX_NONCE_TOO_HIGH"] : [name],
        reachedHash: claimed.hash,
      });
    },
  );

  it.each(["wasm", "debug", "guest"] as const)("before Holocene voids its whole span: %s", async (variant) => {
    const { chain, good } = await start(GRANITE, "span");
    const core = modules.get(variant)!;
    const { genesis } = chain.engine;
    const first = chain.claim(genesis, good[0]!);
    expect(judge(core, chain, genesis, first)).toMatchObject({
      verdict: "invalid",
      stop: "l1Head",
      reachedHash: genesis.hash,
      payloadsRejected: 1,
    });
    // The same blocks again, without the faulty one.
    chain.engine.setHead(good[2]!.hash);
    const next = await chain.build(2);
    await chain.post(chain.posted([...good, ...next]), "span");
    for (const claimed of [good[0]!, good[2]!, next[1]!]) {
      expect(judge(core, chain, genesis, chain.claim(genesis, claimed))).toMatchObject({
        verdict: "valid",
        stop: "claimedBlock",
        reachedHash: claimed.hash,
        payloadsRejected: 1,
      });
    }
  });
});
