// assay program: judges one claim, from nodes or from a folder of preimages.
import { fromHex } from "@assay/core/hex";
import { runClaim } from "@assay/program/runClaim";
import { bootOf, closeNodes, dataOf, nodesOf } from "./claimSetup.ts";
import { coloursFor } from "./colours.ts";
import { EXIT } from "./exitCodes.ts";
import type { ClaimFlags } from "./hostFlags.ts";
import { stopOnInterrupt } from "./interrupt.ts";
import type { Output } from "./output.ts";
import { chainName, programJson, programLines } from "./programLines.ts";
import { Progress } from "./progress.ts";

/** @returns the exit code @throws UsageError, InputError STORE_… */
export async function runProgram(flags: ClaimFlags, json: boolean, output: Output): Promise<number> {
  const boot = bootOf(flags);
  const nodes = nodesOf(flags);
  const data = dataOf(flags);
  // Without nodes the run is in this thread, and an interrupt ends it at once: nothing is being written.
  const stop = nodes ? stopOnInterrupt() : null;
  let progress: Progress | null = null;
  try {
    const outcome = await runClaim({
      boot,
      agreedBlockHash: fromHex(flags.agreedL2HeadHash)!,
      data,
      nodes,
      payloadWitness: flags.payloadWitness,
      ...(stop ? { signal: stop.signal } : {}),
      onProgress: (done, total) => {
        progress ??= total === null ? null : new Progress(output.stderr, total);
        if (done > 0) progress?.advance();
      },
      ...(flags.verbose ? { log: (message: string) => output.stderr.write(`${message}\n`) } : {}),
    });
    (progress as Progress | null)?.end();
    const lines = json
      ? [programJson(outcome)]
      : programLines(outcome, chainName(outcome.chainId), outcome.ms, coloursFor(output.stdout, output.environment));
    for (const line of lines) output.stdout.write(`${line}\n`);
    return EXIT[outcome.verdict];
  } finally {
    (progress as Progress | null)?.end();
    stop?.release();
    closeNodes(nodes);
    await data.close();
  }
}
