// One worker against two, over ten seconds of repeated work each, in turn.
import { compileCore } from "@assay/core/wasmFile";
import { VerifierPool } from "@assay/witness/pool";
import { benchBlocks, median } from "./fixtures.ts";

export interface WorkerFigures {
  secondsEach: number;
  oneWorkerPerSecond: number;
  twoWorkersPerSecond: number;
  ratio: number;
}

/** Blocks a second through a pool of `workers`, after a warm-up. */
async function throughput(files: string[], workers: number, seconds: number): Promise<number> {
  const pool = new VerifierPool({ module: compileCore(), workers });
  try {
    await Promise.all(files.flatMap((file) => [pool.verify(file), pool.verify(file)]));
    let done = 0;
    const started = performance.now();
    const until = started + seconds * 1000;
    const pending = new Set<Promise<void>>();
    for (let i = 0; performance.now() < until; i++) {
      const job = pool.verify(files[i % files.length]!).then(({ verdict }) => {
        if (verdict !== "valid") throw new Error(`${files[i % files.length]}: ${verdict}`);
        done++;
      });
      pending.add(job);
      job.finally(() => pending.delete(job));
      if (pending.size >= 2 * workers) await Promise.race(pending);
    }
    await Promise.all(pending);
    return done / ((performance.now() - started) / 1000);
  } finally {
    await pool.close();
  }
}

export async function measureWorkers(seconds = 10): Promise<WorkerFigures> {
  // Files of like size, so that what is compared is the work and not its order.
  const files = benchBlocks()
    .filter(({ json }) => json.length > 400_000)
    .map(({ file }) => file);
  const rounds = 5;
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < rounds; round++) {
    one.push(await throughput(files, 1, seconds / rounds));
    two.push(await throughput(files, 2, seconds / rounds));
  }
  return {
    secondsEach: seconds,
    oneWorkerPerSecond: median(one),
    twoWorkersPerSecond: median(two),
    ratio: median(two.map((value, i) => value / one[i]!)),
  };
}
