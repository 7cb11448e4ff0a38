// Batches whose transactions are damaged, under the rules of all forks: L1 data that derive well and make payloads which execution has to
// refuse. The run must go on to the end of L1; every build must come to the same blocks; and each block is what the engine of
// @assay/node makes of the same attributes on its own.
import { type DerivedBlock, decodeDerivation } from "@assay/core/derivation";
import { fromHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";
import { Random } from "../../packages/core/test/bytecode.ts";
import { bytes, type Preimages, programInput, requestSection } from "../../packages/core/test/program.ts";
import { OwnChain, type Posted, TIME } from "../../packages/core/test/program-chain.ts";
import type { L2Block } from "../../packages/node/src/l2Block.ts";
import { isActive } from "../../packages/node/src/rollupForks.ts";
import { L1 } from "../../packages/node/test/scenario.ts";

export interface PayloadsReport {
  chains: number;
  blocks: number;
  damaged: number;
  /** Payloads that were rejected, by the rule that they break. */
  readonly rejected: Record<string, number>;
  readonly findings: string[];
}

/** Switched on in this order; those after the last one a while later. */
const FORKS = ["canyon", "delta", "ecotone", "fjord", "granite", "holocene", "isthmus", "jovian"] as const;
const BLOCKS = 14;
const WINDOW = 20n;
const SETTING = 6n;

type Signed = Uint8Array[];
const flipped = (raw: Uint8Array, random: Random) => {
  const copy = raw.slice();
  copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
};

/** What may be done to a block's signed transactions, of which there is one at least. */
const DAMAGES: readonly ((signed: Signed, random: Random, chain: OwnChain) => Signed | Promise<Signed>)[] = [
  (signed, random) => signed.map((raw) => (random.chance(50) ? flipped(raw, random) : raw)),
  (signed, random) => [...signed, signed[random.below(signed.length)]!],
  (signed) => [...signed].reverse(),
  (signed, random) => [...signed, signed[0]!.subarray(0, random.below(signed[0]!.length))],
  (signed, random) => [...signed, Uint8Array.from({ length: 1 + random.below(60) }, () => random.below(256))],
  // Types: of deposits and of nothing are the batch's fault, of blobs and of later forks the payload's.
  (signed, random) => [Uint8Array.of(random.pick([0x01, 0x03, 0x04, 0x05, 0x7e, 0xc0]), 0xc0), ...signed],
  (signed) => [...signed, new Uint8Array(0)],
  async (signed, random, chain) => [
    ...signed,
    await chain.pay(1n, { nonce: chain.alice.nonce + random.pick([-2, 1, 2 ** 30]), gas: 21_000n }),
  ],
  async (signed, random, chain) => [
    ...signed,
    await chain.pay(10n ** 21n, { gas: random.pick([0n, 20_999n, 10n ** 9n]) }),
  ],
  async (signed, _, chain) => [...signed, await chain.pay(1n, { chainId: 1 })],
  (signed) => Array(2000).fill(signed[0]!),
];

function forkTimes(random: Random): Partial<Record<(typeof FORKS)[number], bigint>> {
  const active = random.below(FORKS.length + 1);
  const later = TIME + 2n * BigInt(1 + random.below(BLOCKS));
  const times = FORKS.map((fork, i) => [fork, i < active ? 0n : later] as const);
  return Object.fromEntries(random.chance(50) ? times : times.slice(0, active));
}

class Round {
  readonly random: Random;
  readonly chain: OwnChain;
  damaged = 0;
  /** What was derived. */
  blocks: readonly DerivedBlock[] = [];
  rejected: readonly string[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.chain = new OwnChain(forkTimes(this.random), { seqWindowSize: WINDOW });
  }

  async #channels(): Promise<Posted[][]> {
    const { chain, random } = this;
    const channels: Posted[][] = [];
    let channel: Posted[] = [];
    const cut = () => {
      channels.push(channel);
      channel = [];
    };
    for (let i = 0; i < BLOCKS; i++) {
      const parent = chain.head;
      const { nonce } = chain.alice;
      const [block] = (await chain.build(1)) as [L2Block];
      const own = block.transactions.filter((raw) => raw[0] !== 0x7e) as Signed;
      // The first block of some forks has no users' transactions.
      chain.alice.nonce = nonce + own.length;
      if (own.length === 0 || !random.chance(30)) {
        channel.push({ parent, block });
      } else {
        channel.push({ parent, block, signed: await random.pick(DAMAGES)(own, random, chain) });
        this.damaged++;
        chain.alice.nonce = nonce + own.length;
        if (isActive(chain.engine.rollup, "holocene", block.timestamp) && random.chance(80)) {
          // As it has to go on when the payload is invalid.
          chain.depositsInPlaceOf(block);
          chain.alice.nonce = nonce;
          cut();
        } else if (random.chance(80)) {
          channel.push({ parent, block });
        }
      }
      if (random.chance(40)) cut();
    }
    cut();
    return channels;
  }

  async play(variants: readonly CoreVariant[]): Promise<string[]> {
    const { chain } = this;
    const genesis = chain.head;
    for (const channel of await this.#channels()) await chain.post(channel);
    // Where batches are gone the sequencing window has to pass.
    for (let i = 0n; i < WINDOW + SETTING; i++) chain.l1.add();
    const findings: string[] = [];
    const results = variants.map((variant) => this.#run(variant, genesis, findings));
    for (const [i, result] of results.entries()) {
      if (result !== results[0]) findings.push(`${variants[i]} comes to another result than ${variants[0]}`);
    }
    return findings.length > 0 ? findings : this.#replay(genesis);
  }

  #run(variant: CoreVariant, genesis: L2Block, findings: string[]): string {
    const l1Head = bytes(this.chain.l1.hashAt(this.chain.l1.blocks.length - 1));
    const host: Preimages = this.chain.host(genesis, this.chain.claim(genesis, genesis));
    const core = new Core(compileCore(variant), { oracle: host.oracle });
    const request = requestSection({ l1Head, start: bytes(genesis.hash), target: 1_000_000n });
    const input = programInput(this.chain.engine.rollup, [request], L1.blobSchedule);
    const outcome = core.deriveAndExecute(input.length, (memory) => memory.set(input));
    if (outcome.failure) findings.push(`${variant}: ${outcome.failure.name} ${outcome.failure.message}`);
    const { blocks, stop, gasUsed, payloadsRejected } = decodeDerivation(outcome.result!.bytes);
    this.blocks = blocks;
    this.rejected = outcome.rejected.map(({ name }) => name);
    if (stop !== "l1Head") findings.push(`${variant}: stopped as ${stop}`);
    if (payloadsRejected !== this.rejected.length) findings.push(`${variant}: ${payloadsRejected} rejected`);
    // A payload that nobody damaged is rejected only on the state that a damaged one left behind.
    if (this.damaged === 0 && payloadsRejected > 0) findings.push(`${variant}: a good payload was rejected`);
    const seen = blocks.map(({ hash, transactionsRoot, depositsOnly }) => [hash, transactionsRoot, depositsOnly]);
    return JSON.stringify([seen, String(gasUsed), this.rejected]);
  }

  /** Executes what was derived in the engine. */
  #replay(genesis: L2Block): string[] {
    const { engine } = this.chain;
    let parent = genesis;
    for (const block of this.blocks) {
      const hex = (text: string | null) => (text === null ? null : fromHex(text)!);
      const execution = engine.execute(
        {
          timestamp: block.timestamp,
          gasLimit: block.gasLimit,
          prevRandao: fromHex(block.prevRandao)!,
          suggestedFeeRecipient: fromHex(block.feeRecipient)!,
          parentBeaconBlockRoot: hex(block.parentBeaconBlockRoot),
          eip1559Params: hex(block.eip1559Params),
          minBaseFee: block.minBaseFee,
          transactions: block.transactions,
        },
        parent,
      );
      if (execution.verdict !== "valid") return [`block ${block.number} is ${execution.failure.code} to the engine`];
      if (execution.block.hash !== block.hash)
        return [`block ${block.number} is ${execution.block.hash} to the engine`];
      parent = execution.block;
    }
    return [];
  }
}

export async function fuzzPayloads(
  variants: readonly CoreVariant[],
  seed: number,
  chains: number,
  onProgress: (report: PayloadsReport) => void = () => {},
): Promise<PayloadsReport> {
  const report: PayloadsReport = { chains: 0, blocks: 0, damaged: 0, rejected: {}, findings: [] };
  for (let i = 0; i < chains; i++) {
    const round = new Round(seed + i);
    const findings = await round.play(variants);
    report.findings.push(...findings.map((finding) => `seed ${seed + i}: ${finding}`));
    report.chains++;
    report.blocks += round.blocks.length;
    report.damaged += round.damaged;
    for (const name of round.rejected) report.rejected[name] = (report.rejected[name] ?? 0) + 1;
    onProgress(report);
  }
  return report;
}
