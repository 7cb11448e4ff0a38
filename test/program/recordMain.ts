// npm run fixtures:program: makes the recordings in fixtures/program anew.
import { compileCore } from "@assay/core/wasmFile";
import { type ChainOptions, makeChain } from "./chain.ts";
import { ClaimWorld, RecordingStore } from "./claims.ts";
import { PreimageRun } from "./preimages.ts";
import { recordedBoot, writeRecording } from "./recording.ts";

const forks = {
  regolith: 0n,
  canyon: 0n,
  delta: 12n,
  ecotone: 24n,
  fjord: 36n,
  granite: 48n,
  holocene: 60n,
  isthmus: 74n,
  jovian: 86n,
};

/** `agreed`: number of the block that the claim starts from. */
const RECORDINGS: Readonly<Record<string, ChainOptions & { readonly agreed: bigint }>> = {
  calldata: {
    seed: "recording calldata",
    forks,
    policy: { batches: "span", compression: "brotli", blocksPerChannel: 10, frameBytes: 900 },
    steps: 8,
    busy: 3,
    agreed: 9n,
  },
  blobs: {
    seed: "recording blobs",
    forks,
    policy: { carrier: "blobs", blocksPerChannel: 30, frameBytes: 4000, framesPerPayload: 2 },
    steps: 8,
    busy: 3,
    agreed: 0n,
  },
};

for (const [name, { agreed, ...options }] of Object.entries(RECORDINGS)) {
  const { devnet } = await makeChain(options);
  const world = await ClaimWorld.open(devnet);
  try {
    const { head } = devnet.engine;
    const boot = world.boot({ agreed, claimed: head.number });
    const data = new RecordingStore();
    const { verdict, message } = await world.judge(boot, agreed, { data });
    if (verdict !== "valid") throw new Error(`${name}: ${verdict} ${message}`);
    const run = new PreimageRun(compileCore(), boot, data);
    const { reachedHash, transactions, gasUsed, payloadsRejected } = run.judgement.summary!;
    const expected = { reachedHash, transactions: Number(transactions), gasUsed: Number(gasUsed), payloadsRejected };
    writeRecording(
      name,
      { boot: recordedBoot(boot), agreedBlockHash: devnet.engine.blockAt(agreed)!.hash, expected },
      run.reads,
    );
    console.log(`${name}: ${head.number} L2 blocks, ${run.reads.length} preimages and blobs`);
  } finally {
    await world.close();
  }
}
