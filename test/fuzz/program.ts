// Random chains over anvil, each with its own forks, batches, garbage and nodes that lack one method or another; claims about them,
// true and changed; preimages withheld and damaged.
import { ROLLUP_FORKS, type RollupFork } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import { compileCore } from "@assay/core/wasmFile";
import type { BatcherPolicy } from "@assay/node/batcher/batcher";
import type { Devnet } from "@assay/node/devnet/devnet";
import { type ChainOptions, makeChain } from "../program/chain.ts";
import { ClaimWorld, RecordingStore } from "../program/claims.ts";
import { derivationDifferences } from "../program/deriving.ts";
import { garbage } from "../program/garbage.ts";
import { flipped, PreimageRun } from "../program/preimages.ts";
import { Dice } from "../program/traffic.ts";

export interface ProgramReport {
  chains: number;
  blocks: number;
  claims: number;
  tampered: number;
  readonly findings: string[];
}

/** Nodes differ in these; a host needs one of the last two for siblings of what is deleted. */
const OPTIONAL = ["debug_getRawHeader", "debug_getRawReceipts", "debug_executePayload", "debug_codeByHash"];
const SIBLINGS = ["debug_dbGet", "debug_executionWitness"];

/** Some forks from genesis on, some later, some never. */
function randomForks(dice: Dice): Partial<Record<RollupFork, bigint>> {
  const atGenesis = dice.below(ROLLUP_FORKS.length + 1);
  const last = atGenesis + dice.below(ROLLUP_FORKS.length - atGenesis + 1);
  let time = 0n;
  return Object.fromEntries(
    ROLLUP_FORKS.slice(0, last).map((fork, i) => {
      if (i >= atGenesis) time += BigInt(dice.below(40));
      return [fork, i < atGenesis ? 0n : time];
    }),
  );
}

function randomPolicy(dice: Dice): Partial<BatcherPolicy> {
  return {
    batches: dice.pick(["singular", "span"]),
    compression: dice.pick(["zlib", "brotli"]),
    carrier: dice.below(6) === 0 ? "blobs" : "calldata",
    blocksPerChannel: 1 + dice.below(25),
    frameBytes: 100 + dice.below(3000),
    interleavedChannels: 1 + dice.below(3),
    framesPerPayload: 1 + dice.below(3),
    blobsPerTransaction: 1 + dice.below(3),
  };
}

function randomChain(seed: string, dice: Dice): ChainOptions {
  const forks = randomForks(dice);
  const policy = randomPolicy(dice);
  const sent: Uint8Array[] = [];
  const beforeL1 = async (devnet: Devnet) => {
    if (dice.below(3) > 0) return;
    sent.push(garbage(dice, sent));
    await devnet.submit([{ carrier: "calldata", payloads: [sent.at(-1)!] }]);
  };
  // Blobs are slow: fewer of them.
  const slow = policy.carrier === "blobs" ? { blocksPerChannel: 40, frameBytes: 3000 + dice.below(9000) } : {};
  return {
    seed,
    forks,
    policy: { ...policy, ...slow },
    steps: 5 + dice.below(10),
    busy: 1 + dice.below(6),
    // Before Canyon a channel that never ends holds up those behind it; from Holocene on what stands between the frames of one ends it.
    ...(forks.canyon === 0n && dice.below(2) === 0 ? { beforeL1 } : { batchesPerL1Block: 1 + dice.below(5) }),
  };
}

/** `tampered`: preimages of each whole chain's run that are withheld and damaged, at most. */
export async function fuzzProgram(
  seed: number,
  count: number,
  tampered: number,
  onProgress: (report: ProgramReport, seed: string) => void = () => {},
): Promise<ProgramReport> {
  const report: ProgramReport = { chains: 0, blocks: 0, claims: 0, tampered: 0, findings: [] };
  for (let i = 0; i < count; i++) {
    const name = `program ${seed + i}`;
    await oneChain(name, tampered, report);
    report.chains++;
    onProgress(report, name);
  }
  return report;
}

async function oneChain(seed: string, tampered: number, report: ProgramReport): Promise<void> {
  const dice = new Dice(seed);
  const options = randomChain(seed, dice);
  const found = (what: string) => report.findings.push(`${seed}: ${what}`);
  const { devnet } = await makeChain(options);
  const without = new Set([...OPTIONAL, dice.pick(SIBLINGS)].filter(() => dice.below(2) === 0));
  const world = await ClaimWorld.open(devnet, { without });
  try {
    for (const difference of await derivationDifferences(devnet)) found(difference);
    const head = devnet.engine.head.number;
    report.blocks += Number(head);
    const data = new RecordingStore();
    const judged = async (what: string, expected: string, ...claim: Parameters<ClaimWorld["judge"]>) => {
      const { verdict, code, message } = await world.judge(...claim);
      report.claims++;
      if (verdict !== expected) found(`${what}: ${verdict}, not ${expected}: ${code} ${message}`);
    };
    const whole = world.boot({ agreed: 0n, claimed: head });
    await judged("whole chain", "valid", whole, 0n, { data, payloadWitness: dice.below(2) === 0 });
    await judged("whole chain, offline", "valid", whole, 0n, { data, offline: true });
    for (let i = 0; i < 4; i++) {
      const agreed = BigInt(dice.below(Number(head)));
      const claimed = agreed + 1n + BigInt(dice.below(Number(head - agreed)));
      const boot = world.boot({ agreed, claimed });
      await judged(`blocks ${agreed} to ${claimed}`, "valid", boot, agreed, { payloadWitness: i % 2 === 0 });
      const wrong = { ...boot, claimedOutputRoot: flipped(boot.claimedOutputRoot, dice.below(256)) };
      await judged(`blocks ${agreed} to ${claimed}, another root`, "invalid", wrong, agreed);
    }
    const run = new PreimageRun(compileCore(), whole, data);
    const all = run.reads.length <= tampered;
    for (let i = 0; i < Math.min(tampered, run.reads.length); i++) {
      const read = all ? run.reads[i]! : dice.pick(run.reads);
      const bit = dice.below(8 * read.value.length);
      for (const [what, value] of [
        ["withheld", null],
        [`bit ${bit} changed`, flipped(read.value, bit)],
      ] as const) {
        const { verdict } = run.with(read, value);
        report.tampered++;
        if (verdict !== "incomplete") found(`preimage ${toHex(read.key)} ${what}: ${verdict}`);
      }
    }
  } finally {
    await world.close();
  }
}
