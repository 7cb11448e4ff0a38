// The commands that talk to a node for blocks: `assay capture` and the options that `assay prove --rpc` shares with it.
import { FORMATS } from "@assay/capture/formats";
import { WAYS } from "@assay/capture/ways";
import type { Hex } from "@assay/core/hex";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { BlockChoice, CaptureFlags } from "./captureFlags.ts";
import type { Output } from "./output.ts";

const CAPTURE_HELP = `
What is fetched is everything that the block needs to be executed without the node. It is verified
before it is written; a file is there whole or not at all, and blocks that are there already are
left as they are.

Ways:
  witness   debug_executionWitness: one call
  trace     the prestate tracer names the keys, eth_getProof proves them
  run       access lists name keys, the core finds the others, eth_getProof proves them

Examples:
  assay capture --rpc http://127.0.0.1:8545 --block latest -o captures
  assay capture --rpc http://127.0.0.1:8545 --block 22000000..22000099 -o captures --format assay
  assay capture --rpc http://127.0.0.1:8545 --block 0x5f1e… -o captures --chain genesis.json

Exit codes:
  0 all captured   1 a block breaks a rule of its chain   2 the node did not give what is needed
  3 wrong use   4 a crash`;

const NUMBER = /^(0|[1-9][0-9]{0,18})$/;

export function blockChoice(value: string): BlockChoice {
  if (value === "latest") return { one: "latest" };
  if (/^0x[0-9a-fA-F]{64}$/.test(value)) return { one: value.toLowerCase() as Hex };
  if (NUMBER.test(value)) return { one: BigInt(value) };
  const [from, to, ...more] = value.split("..");
  if (from && to && more.length === 0 && NUMBER.test(from) && (to === "latest" || NUMBER.test(to))) {
    const last = to === "latest" ? to : BigInt(to);
    if (last === "latest" || BigInt(from) <= last) return { range: { from: BigInt(from), to: last } };
  }
  throw new InvalidArgumentError("It has to be a block number, a hash, latest, or a range as 100..199.");
}

function wholeNumber(value: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(value)) throw new InvalidArgumentError("It has to be a whole number, 1 or more.");
  return Number(value);
}

/** Options about the node. */
export function addNodeOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--chain <name|genesis.json>",
        "rules of this chain (default: the built-in one with the node's chain id)",
      ),
    )
    .addOption(new Option("--way <way>", "how to capture (default: the first that the node serves)").choices(WAYS))
    .option("--requests-per-second <n>", "HTTP requests a second (default: as many as it takes)", wholeNumber)
    .option("--concurrency <n>", "HTTP requests at the same time (default: 8)", wholeNumber)
    .option("--batch <n>", "calls in one JSON-RPC batch (default: 50; 1: no batches)", wholeNumber)
    .option("--request-timeout <seconds>", "give up on an answer after so long (default: 30)", wholeNumber)
    .option("--tries <n>", "tries of a request, with growing pauses (default: 6)", wholeNumber);
}

export function rpcOption(): Option {
  return new Option("--rpc <url>", "the node's JSON-RPC address");
}

/** Adds `assay capture` to the command line. */
export function addCaptureCommand(root: Command, output: Output, finish: (exitCode: number) => void): void {
  const command = root
    .command("capture")
    .description("capture blocks with what they need from a node")
    .addOption(rpcOption().makeOptionMandatory())
    .requiredOption("--block <number|hash|latest|A..B>", "which block, or which range", blockChoice)
    .requiredOption("-o, --output <folder>", "where the files go");
  addNodeOptions(command)
    .addOption(new Option("--format <format>", "of the files").choices(FORMATS).default("json.gz"))
    .option("--jobs <n>", "blocks of a range that are captured at the same time", wholeNumber, 4)
    .option(
      "--trust-root",
      "the node's blocks are known to be the chain's: a sibling that it cannot give may be missing",
    )
    .option("--json", "one JSON object a line")
    .addHelpText("after", CAPTURE_HELP)
    .action(async (flags: CaptureFlags) => {
      const { capture } = await import("./captureCommand.ts");
      finish(await capture(flags, output));
    });
}
