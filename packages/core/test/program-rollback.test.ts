// What a rejected payload did to the state in memory is gone without a trace: random chains whose payloads make contracts, write and
// clear slots and destroy contracts before they turn out invalid, over blocks whose nodes only memory has. The engine of
// @assay/node, which never sees the invalid ones, has the roots. And memory over thousands of blocks.
import { getContractAddress, type Hex } from "viem";
import { expect, it } from "vitest";
import type { L2Block } from "../../node/src/l2Block.js";
import { configWord } from "../../node/test/l1Events.js";
import { toHex } from "../src/hex.js";
import type { Core } from "../src/instance.js";
import { decodeProgram } from "../src/program.js";
import { Random } from "./bytecode.js";
import { variants } from "./load.js";
import { loadCore, loadSettlingCore, type Preimages } from "./program.js";
import { OwnChain, type Posted } from "./program-chain.js";

let host: Preimages;
const oracle = (key: Uint8Array, hints: readonly string[]) => host.oracle(key, hints);
const cores: Core[] = [...variants.map((variant) => loadCore(variant, { oracle })), await loadSettlingCore({ oracle })];

/** Without call data: selfdestruct to the caller. Else: sstore(data[0..32], data[32..64]). */
const RUNTIME = "3660065733ff5b60203560003555" + "00";
const CREATION: Hex = `0x60${(RUNTIME.length / 2).toString(16).padStart(2, "0")}80600b6000396000f3${RUNTIME}`;
const BLOCKS = 24;

const OLD = { canyon: 0n };
const NEW = { ...OLD, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: 0n };

class Play {
  readonly chain: OwnChain;
  readonly random: Random;
  readonly isHolocene: boolean;
  readonly contracts: Hex[] = [];
  readonly channels: Posted[][] = [];
  rejected = 0;

  constructor(seed: number, isHolocene: boolean) {
    this.random = new Random(seed);
    this.isHolocene = isHolocene;
    this.chain = new OwnChain(isHolocene ? NEW : OLD);
  }

  async transactions(): Promise<Uint8Array[]> {
    const { alice } = this.chain;
    const { random, contracts } = this;
    const list: Uint8Array[] = [];
    const count = 1 + random.below(5);
    for (let i = 0; i < count; i++) {
      const to = contracts.length === 0 || random.chance(15) ? null : random.pick(contracts);
      if (to === null) {
        const nonce = BigInt(alice.nonce);
        contracts.push(getContractAddress({ from: alice.address, nonce }).toLowerCase() as Hex);
        list.push(await alice.sign({ data: CREATION, gas: 300_000n }));
      } else if (random.chance(20)) {
        list.push(await alice.sign({ to }));
      } else {
        const [slot, value] = [random.below(12), random.chance(30) ? 0 : random.below(1000)];
        list.push(await alice.sign({ to, data: `${configWord(slot)}${configWord(value).slice(2)}` }));
      }
    }
    return list;
  }

  /** A payload for the place of the next block that does a lot and is invalid in the end. */
  async spoil(place: L2Block): Promise<void> {
    const { chain } = this;
    const [nonce, contracts] = [chain.alice.nonce, this.contracts.length];
    const signed = [...(await this.transactions()), ...(await this.transactions())];
    signed.push(await chain.pay(1n, { nonce: chain.alice.nonce + 5 }));
    this.channels.push([{ parent: chain.engine.block(place.parentHash)!, block: place, signed }]);
    chain.alice.nonce = nonce;
    this.contracts.length = contracts;
    this.rejected++;
  }

  async run(): Promise<void> {
    const { chain } = this;
    for (let i = 0; i < BLOCKS; i++) {
      const [nonce, contracts] = [chain.alice.nonce, this.contracts.length];
      const isSpoiled = i > 3 && this.random.chance(40);
      const step = await chain.sequencer.build(await this.transactions());
      if (step.kind !== "built" || step.rejected.length > 0) throw new Error(`no block: ${step.kind}`);
      if (isSpoiled) {
        const { nonce: after } = chain.alice;
        const made = this.contracts.splice(contracts);
        chain.alice.nonce = nonce;
        await this.spoil(step.block);
        if (this.isHolocene) {
          chain.depositsInPlaceOf(step.block);
          continue;
        }
        chain.alice.nonce = after;
        this.contracts.push(...made);
      }
      this.channels.push(chain.posted([step.block]));
    }
    for (const channel of this.channels) await chain.post(channel);
  }
}

it.each([
  [1, false],
  [2, false],
  [3, false],
  [4, true],
  [5, true],
  [6, true],
])("seed %i, Holocene %s", async (seed, isHolocene) => {
  const play = new Play(seed, isHolocene);
  await play.run();
  const { chain, rejected } = play;
  expect(rejected).toBeGreaterThan(3);
  const agreed = chain.engine.blockAt(2n)!;
  const boot = chain.claim(agreed, chain.head);
  const input = chain.input();
  for (const core of cores) {
    host = chain.host(agreed, boot);
    const outcome = core.program(input.length, (memory) => memory.set(input));
    expect(outcome.rejected.map(({ name }) => name)).toEqual(Array(rejected).fill("TX_NONCE_TOO_HIGH"));
    expect(decodeProgram(outcome.result!.bytes)).toMatchObject({
      verdict: "valid",
      reachedHash: chain.head.hash,
      computedOutputRoot: toHex(chain.outputRoot(chain.head)),
    });
  }
});

it("1,223 blocks take no more than 32 MiB, however often the state is settled", () => {
  // The sequencer is silent: every block is derived without a batch.
  const silent = new OwnChain({ ...NEW, isthmus: 0n }, { seqWindowSize: 2n });
  for (let i = 0; i < 200; i++) silent.l1.add();
  const { genesis } = silent.engine;
  const boot = silent.claim(genesis, genesis, { claimedNumber: 1_000_000n });
  const input = silent.input();
  const summaries = cores.map((core) => {
    host = silent.host(genesis, boot);
    const outcome = core.program(input.length, (memory) => memory.set(input));
    expect(core.memoryBytes).toBeLessThan(32 * 2 ** 20);
    return decodeProgram(outcome.result!.bytes);
  });
  expect(summaries[0]).toMatchObject({ verdict: "invalid", stop: "l1Head", reachedNumber: 1223n });
  for (const summary of summaries) expect(summary).toEqual(summaries[0]);
});
