// Time from starting `node` to the verdict on a small block, as a user of the command line has it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { blocksFolder, median } from "./fixtures.ts";

const cli = fileURLToPath(new URL("../packages/cli/bin/assay.js", import.meta.url));

export interface StartFigures {
  medianMs: number;
  /** A bare `node -e 0`, the floor. */
  nodeMs: number;
  limitMs: number;
}

function run(args: string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return performance.now() - started;
}

export function measureStart(rounds = 10): StartFigures {
  const small = join(blocksFolder, "mainnet-1149999.json.gz");
  const verify: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < rounds; i++) {
    verify.push(run([cli, "verify", "block", small]));
    bare.push(run(["-e", "0"]));
  }
  return { medianMs: median(verify), nodeMs: median(bare), limitMs: 250 };
}
