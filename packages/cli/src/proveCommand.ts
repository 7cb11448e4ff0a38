// assay prove: a block from a file or a node, through a backend, to a proof envelope.

import type { MadeProof } from "@assay/capture/backend";
import { type Captured, captureBlock } from "@assay/capture/capture";
import { CaptureNode } from "@assay/capture/captureNode";
import { writeCapture, writeWhole } from "@assay/capture/files";
import { FORMATS, type Format } from "@assay/capture/formats";
import { jsonInteger, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { writeEnvelope } from "@assay/verifiers/envelope";
import type { BlockInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { BACKENDS, backendNamed } from "./backends.ts";
import type { NodeFlags } from "./captureFlags.ts";
import { chosenNode } from "./captureNode.ts";
import { chainOption } from "./chainOption.ts";
import { coloursFor } from "./colours.ts";
import { loadCore } from "./core.ts";
import { CycleProgress } from "./cycleProgress.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import type { ProveFlags } from "./proveFlags.ts";
import { duration, grouped } from "./report.ts";

/** @returns the exit code @throws InputError when nothing can be proven */
export async function prove(file: string | null, flags: ProveFlags, output: Output): Promise<number> {
  const started = performance.now();
  const backend = backendNamed(flags.backend);
  if (!backend) {
    const names = BACKENDS.map(({ name }) => name).join(", ");
    throw new UsageError(`--backend: there is no backend "${flags.backend}"; there is ${names}.`);
  }
  const core = new Core(loadCore());
  const input = file === null ? await captured(flags, core, output) : await fromFile(file, flags);
  const progress = new CycleProgress(output.stderr);
  const made = await backend
    .prove({ core, input, onProgress: (cycles) => progress.at(cycles) })
    .finally(() => progress.end());
  const { system, program, publicValues, proof } = made;
  const { blockHash } = subject(made, input).last;
  const claim = { kind: "block", values: { chainId: input.chain.chainId.toString(), blockHash } };
  writeWhole(flags.output, Buffer.from(writeEnvelope({ system, program, publicValues, proof, claim })));
  const ms = performance.now() - started;
  const text = flags.json
    ? json(made, input, backend.isProof, flags.output, ms)
    : lines(made, input, backend.isProof, flags.output, ms, output);
  output.stdout.write(`${text}\n`);
  return made.outcome.verdict === "valid" ? EXIT.valid : EXIT.invalid;
}

async function fromFile(file: string, flags: ProveFlags): Promise<BlockInput> {
  const chain = flags.chain === undefined ? undefined : await chainOption(flags.chain);
  return readBlockInput(file, { chain, hash: flags.hash });
}

async function captured(flags: ProveFlags, core: Core, output: Output): Promise<BlockInput> {
  const { block } = flags;
  if (!block || !("one" in block)) throw new UsageError("--rpc needs --block.");
  const format = flags.witness === undefined ? null : formatOf(flags.witness);
  const capture = await fetched(flags as NodeFlags, block.one, core, output);
  if (format) writeCapture(flags.witness!, capture.input, format);
  return capture.input;
}

async function fetched(
  flags: NodeFlags,
  name: bigint | `0x${string}` | "latest",
  core: Core,
  output: Output,
): Promise<Captured> {
  const { rpc, chain } = await chosenNode(flags);
  const progress = new Progress(output.stderr, 1);
  try {
    return await captureBlock(new CaptureNode(rpc), name, { chain, core, ...(flags.way ? { way: flags.way } : {}) });
  } finally {
    progress.end();
  }
}

function formatByName(file: string): Format | undefined {
  return FORMATS.find((ending) => file.endsWith(`.${ending}`));
}

function formatOf(file: string): Format {
  const format = formatByName(file);
  if (!format) throw new UsageError(`"${file}": the name has to end in ${FORMATS.map((end) => `.${end}`).join(", ")}`);
  return format;
}

/** Captures one block to a file whose name says the format, else to JSON. @returns the exit code */
export async function captureTo(flags: NodeFlags, block: bigint, file: string, output: Output): Promise<number> {
  const format = formatByName(file) ?? "json";
  const { verdict, input, hash } = await fetched(flags, block, new Core(loadCore()), output);
  if (verdict.verdict !== "valid") {
    output.stdout.write(`${verdict.verdict} ${hash}: not written\n  ${verdict.code}  ${verdict.message}\n`);
    return EXIT.invalid;
  }
  writeCapture(file, input, format);
  output.stdout.write(`captured ${block} ${hash}  ${file}\n`);
  return EXIT.valid;
}

function subject({ outcome }: MadeProof, { chain }: BlockInput) {
  const last = outcome.result!.summaries.findLast(({ verdict }) => verdict !== null)!;
  return { chain: chain.name === "custom" ? `chain ${chain.chainId}` : chain.name, last };
}

function json(made: MadeProof, input: BlockInput, isProof: boolean, file: string, ms: number): string {
  const { chain, last } = subject(made, input);
  return JSON.stringify({
    v: 1,
    type: "prove",
    file,
    system: made.system,
    isProof,
    chain,
    number: jsonInteger(last.number),
    blockHash: last.blockHash,
    verdict: made.outcome.verdict,
    code: made.outcome.failure?.name ?? null,
    message: made.outcome.failure?.message ?? null,
    publicValues: toHex(made.publicValues),
    programId: made.program && toHex(made.program),
    ...(made.cost ?? {}),
    ms: Math.round(ms * 1000) / 1000,
  });
}

function lines(made: MadeProof, input: BlockInput, isProof: boolean, file: string, ms: number, output: Output): string {
  const { green, red, yellow, dim } = coloursFor(output.stdout, output.environment);
  const { chain, last } = subject(made, input);
  const { cost, outcome } = made;
  const { verdict, failure } = outcome;
  const did = isProof ? "proven" : cost ? "executed on the proving machine" : "re-executed";
  const paint = verdict === "valid" ? green : red;
  const text = [`${paint(verdict)}  ${did}: ${chain} ${last.number}  ${last.blockHash}  ${duration(ms)}  ${dim(file)}`];
  if (failure) text.push(`  ${failure.name}  ${failure.message}`);
  if (cost) text.push(`  ${grouped(cost.cycles)} cycles, ${grouped(cost.cells)} trace cells`);
  if (!isProof) text.push(yellow(`  This is not a proof: the backend ${made.system} has only run the block again.`));
  return text.join("\n");
}
