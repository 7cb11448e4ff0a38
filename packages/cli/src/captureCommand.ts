// assay capture: a block or a range from a node to files, each told as it is done.
import { type Captured, captureBlock } from "@assay/capture/capture";
import { CaptureNode } from "@assay/capture/captureNode";
import { capturePath, writeCapture } from "@assay/capture/files";
import { captureRange, type RangeEvent } from "@assay/capture/range";
import { asInteger } from "@assay/chain/fields";
import { jsonInteger } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import type { BlockRange, CaptureFlags } from "./captureFlags.ts";
import { type ChosenNode, chosenNode } from "./captureNode.ts";
import { type Colours, coloursFor } from "./colours.ts";
import { loadCore } from "./core.ts";
import { exitCode, UsageError } from "./exitCodes.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { duration, grouped, plural } from "./report.ts";

/** More blocks than this in one range is a mistake rather than a wish. */
const MAX_BLOCKS = 1_000_000n;

/** @returns the exit code @throws InputError when the node, its chain or the one block cannot be had; UsageError */
export async function capture(flags: CaptureFlags, output: Output): Promise<number> {
  const started = performance.now();
  const report = new Report(flags.json === true, output);
  const { block } = flags;
  try {
    const node = await chosenNode(flags);
    report.chain = node.chain.name;
    if ("one" in block) await captureOne(node, flags, report, output);
    else await captureSome(node, flags, block.range, report, output);
  } catch (error) {
    // People read it on standard error, as of every command; programs in a line like any other block's.
    if (!flags.json || !(error instanceof InputError)) throw error;
    const number = "one" in block && typeof block.one === "bigint" ? block.one : null;
    report.tell({ kind: "failed", number, file: "", ms: performance.now() - started, error });
  }
  report.end();
  return exitCode(report.counts);
}

function optionsOf({ chain }: ChosenNode, flags: CaptureFlags) {
  return {
    chain,
    core: new Core(loadCore()),
    ...(flags.way ? { way: flags.way } : {}),
    trustRoot: flags.trustRoot === true,
  };
}

async function captureOne(node: ChosenNode, flags: CaptureFlags, report: Report, output: Output): Promise<void> {
  if (!("one" in flags.block)) return;
  const started = performance.now();
  const progress = new Progress(output.stderr, 1);
  let captured: Captured;
  try {
    captured = await captureBlock(new CaptureNode(node.rpc), flags.block.one, optionsOf(node, flags));
  } finally {
    progress.end();
  }
  const { number } = captured;
  const file = capturePath(flags.output, node.chain, number, flags.format);
  const isValid = captured.verdict.verdict === "valid";
  const bytes = isValid ? writeCapture(file, captured.input, flags.format) : 0;
  const ms = performance.now() - started;
  report.tell(
    isValid ? { kind: "written", number, file, ms, captured, bytes } : { kind: "invalid", number, file, ms, captured },
  );
}

async function captureSome(
  node: ChosenNode,
  flags: CaptureFlags,
  range: BlockRange,
  report: Report,
  output: Output,
): Promise<void> {
  const to = range.to === "latest" ? await latest(node) : range.to;
  if (to < range.from) throw new UsageError(`--block: the node's latest block is ${to}, before ${range.from}.`);
  const count = to - range.from + 1n;
  if (count > MAX_BLOCKS)
    throw new UsageError(`--block: ${count} blocks are more than ${MAX_BLOCKS}; capture them in parts.`);
  const progress = new Progress(output.stderr, Number(count));
  const options = { ...optionsOf(node, flags), folder: flags.output, format: flags.format, atOnce: flags.jobs };
  try {
    // What one block has found out about the node the next one knows too.
    const shared = new CaptureNode(node.rpc);
    await captureRange(
      () => shared.forBlock(),
      range.from,
      to,
      options,
      (event) => {
        progress.clear();
        report.tell(event);
        progress.advance();
      },
    );
  } finally {
    progress.end();
  }
}

async function latest({ rpc }: ChosenNode): Promise<bigint> {
  const method = "eth_blockNumber";
  return asInteger(await new CaptureNode(rpc).call(method, []), method, 64);
}

/** What is said of a block; one that could not be had may have no number. */
type Told = RangeEvent | (Omit<Extract<RangeEvent, { kind: "failed" }>, "number"> & { readonly number: bigint | null });

/** Says what became of each block. */
class Report {
  readonly counts = { valid: 0, invalid: 0, incomplete: 0 };
  /** Null until the node has said which. */
  chain: string | null = null;
  readonly #isJson: boolean;
  readonly #output: Output;
  readonly #colours: Colours;
  readonly #started = performance.now();

  constructor(isJson: boolean, output: Output) {
    this.#isJson = isJson;
    this.#output = output;
    this.#colours = coloursFor(output.stdout, output.environment);
  }

  tell(event: Told): void {
    this.counts[verdictOf(event)]++;
    this.#print(this.#isJson ? this.#json(event) : this.#text(event));
  }

  end(): void {
    const { valid, invalid, incomplete } = this.counts;
    const ms = performance.now() - this.#started;
    if (this.#isJson) this.#print(JSON.stringify({ v: 1, type: "summary", ...this.counts, ms: Math.round(ms) }));
    else if (valid + invalid + incomplete > 1) {
      this.#print(
        `\n${plural(valid, "block")} captured, ${invalid} invalid, ${incomplete} incomplete, in ${duration(ms)}`,
      );
    }
  }

  #print(line: string): void {
    this.#output.stdout.write(`${line}\n`);
  }

  #text(event: Told): string {
    const { green, red, yellow, dim } = this.#colours;
    const number = `${this.chain} ${event.number}`;
    if (event.kind === "kept") return `${dim("kept      ")} ${number}  ${dim(event.file)}`;
    if (event.kind === "failed") {
      return `${yellow("incomplete")} ${number}\n  ${event.error.code}  ${event.error.message}\n${dim(`  → ${event.error.advice}`)}`;
    }
    const { captured } = event;
    if (event.kind === "invalid") {
      const { code, message, advice } = captured.verdict;
      return `${red("invalid   ")} ${number}  ${captured.hash}: not written\n  ${code}  ${message}\n${dim(`  → ${advice}`)}`;
    }
    const calls = plural(totalCalls(captured), "call");
    const assumed = captured.verdict.assumedBranches;
    const trusted = `\n  ! siblings of deletions taken for branches: ${assumed}; verify it with --trust-root --hash ${captured.hash}`;
    return `${green("captured  ")} ${number}  ${captured.way}, ${calls}, ${grouped(event.bytes)} bytes, ${duration(event.ms)}  ${dim(event.file)}${assumed > 0 ? yellow(trusted) : ""}`;
  }

  #json(event: Told): string {
    const captured = "captured" in event ? event.captured : null;
    const failure = event.kind === "failed" ? event.error : (captured?.verdict ?? null);
    return JSON.stringify({
      v: 1,
      type: "capture",
      file: event.kind === "written" || event.kind === "kept" ? event.file : null,
      chain: this.chain,
      number: event.number === null ? null : jsonInteger(event.number),
      blockHash: captured?.hash ?? (event.kind === "kept" ? event.hash : null),
      verdict: verdictOf(event),
      code: failure?.code ?? null,
      message: failure?.message ?? null,
      kept: event.kind === "kept",
      way: captured?.way ?? null,
      calls: captured ? Object.fromEntries(captured.calls) : null,
      bytes: event.kind === "written" ? event.bytes : null,
      ...(captured && captured.verdict.assumedBranches > 0
        ? { assumedBranches: captured.verdict.assumedBranches }
        : {}),
      ms: Math.round(event.ms * 1000) / 1000,
      ...(failure?.advice ? { advice: failure.advice } : {}),
    });
  }
}

function verdictOf(event: Told): "valid" | "invalid" | "incomplete" {
  if (event.kind === "failed") return "incomplete";
  return event.kind === "invalid" ? "invalid" : "valid";
}

function totalCalls({ calls }: Captured): number {
  return [...calls.values()].reduce((sum, count) => sum + count, 0);
}
