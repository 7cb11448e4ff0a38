// assay derive: L2 blocks out of L1 data, from a file or from nodes; with --execute up to their hashes.
import { dirname, join } from "node:path";
import { rollupSpec } from "@assay/chain/rollupConfig";
import { Core } from "@assay/core/instance";
import { headerNumber } from "@assay/witness/blockInput";
import { readDerivationFile } from "@assay/witness/derivationFile";
import { type DerivationRequest, derive, deriveAndExecute, headerHash } from "@assay/witness/derive";
import { readStateWitness } from "@assay/witness/stateWitness";
import { coloursFor } from "./colours.ts";
import { loadCore } from "./core.ts";
import { type DerivationRun, derivationLines, verdictOf } from "./derivedLines.ts";
import { runRange } from "./deriveFromNodes.ts";
import { EXIT } from "./exitCodes.ts";
import type { DeriveFileFlags, DeriveRangeFlags } from "./hostFlags.ts";
import type { Output } from "./output.ts";

/** Where block files lie by default, seen from the derivation file's folder. */
const BLOCK_FILES = "../blocks";

type FileOutcome = Pick<DerivationRun, "blocks" | "stop" | "l1Block" | "safeHead" | "failure" | "rejected">;

function execute(core: Core, request: DerivationRequest, folder: string, first: bigint): FileOutcome {
  const last = request.target;
  const witness = readStateWitness(folder, rollupSpec(request.rollup), first, last);
  const outcome = deriveAndExecute(core, request, witness);
  const { failure } = outcome;
  const lacking = witness.missing.find((number) => number === first + BigInt(outcome.blocks.length));
  if (failure?.verdict !== "incomplete" || lacking === undefined) return outcome;
  const message = `${failure.message}; there is no block file of ${lacking} in ${folder}`;
  const advice = "Name the folder of block files with --witness.";
  return { ...outcome, failure: { verdict: "incomplete", name: failure.name, message, advice } };
}

function runFile(path: string, flags: DeriveFileFlags): DerivationRun {
  const started = performance.now();
  const read = readDerivationFile(path);
  const request = flags.to === null ? read : { ...read, target: flags.to };
  const core = new Core(loadCore());
  const outcome: FileOutcome = flags.execute
    ? execute(
        core,
        request,
        flags.witness ?? join(dirname(path), BLOCK_FILES),
        headerNumber(request.start.header, "start.header") + 1n,
      )
    : { ...derive(core, request), rejected: [] };
  return {
    ...outcome,
    chain: request.rollup.name,
    file: path,
    execute: flags.execute,
    expected: outcome.blocks.map((_, i) => (request.followers[i] ? headerHash(request.followers[i]) : null)),
    ms: performance.now() - started,
  };
}

function print(run: DerivationRun, json: boolean, output: Output): number {
  const colours = coloursFor(output.stdout, output.environment);
  for (const line of derivationLines(run, json, colours)) output.stdout.write(`${line}\n`);
  return EXIT[verdictOf(run).verdict];
}

/** @returns the exit code. @throws InputError */
export function deriveFile(path: string, flags: DeriveFileFlags, json: boolean, output: Output): number {
  return print(runFile(path, flags), json, output);
}

/** @returns the exit code. @throws InputError, UsageError */
export async function deriveRange(flags: DeriveRangeFlags, json: boolean, output: Output): Promise<number> {
  return print(await runRange(flags, output), json, output);
}
