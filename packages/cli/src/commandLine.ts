// Commands, options and help texts.
import { readFileSync } from "node:fs";
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { addCaptureCommand } from "./captureOptions.ts";
import { addDeployCommand } from "./deployOptions.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import { addHostCommands } from "./hostOptions.ts";
import { addMachineCommands } from "./machineOptions.ts";
import type { Output } from "./output.ts";
import { addProveCommands } from "./proveOptions.ts";
import { addProvingCommands } from "./provingOptions.ts";
import { verifyBlocks } from "./verifyBlockCommand.ts";
import { addVerifyProof } from "./verifyProofOptions.ts";

/** Columns of help texts, also of those below. */
const HELP_WIDTH = 100;

const MAIN_HELP = `
Examples:
  assay verify block block.json.gz        verify one block with its witness
  assay verify block fixtures/blocks      verify every block file in a folder
  assay verify proof proof.json           verify a proof of SP1, RISC Zero or halo2
  assay capture --rpc http://127.0.0.1:8545 --block latest -o captures
                                          verify a block of your node, and keep it
  assay prove block.json.gz -o proof.json run it again behind the interface of provers
  assay derive range.json.gz --execute    L2 blocks out of L1 data
  assay program --help                    judge a claim about an L2 output root
  assay machine --help                    the same in RISC-V, step for step

Other provers' names: witness-capture, offline-prover, legacy-prover, verifier (docs/capture.md).
Every command has --help with all its options and examples.

Exit codes: 0 all valid, 1 some invalid, 2 some incomplete, 3 or more wrong use or a crash.`;

const VERIFY_HELP = `
What is verified:
  assay verify block       blocks, from their execution witness alone
  assay verify proof       proofs of SP1, RISC Zero and halo2 provers
Examples:
  assay verify block mainnet-9069000.json.gz
  assay verify proof fixtures/proofs/sp1-groth16-v6.0.0.json`;

const VERIFY_BLOCK_HELP = `
Each path is a file (.json, .json.gz, .assay), a folder of such files, or a pattern in quotes. A
file holds a block and its execution witness; docs/formats.md has the shapes that are read.

Verdicts:
  valid        the block has the expected hash, and every rule of its chain holds
  invalid      a rule says no
  incomplete   could not tell: the file or the witness lacks something
Not judged: proof-of-work seals, beacon signatures.

Examples:
  assay verify block mainnet-9069000.json.gz
  assay verify block fixtures/blocks "more/**/*.assay" --jobs 4
  assay verify block block.witness.json --chain mainnet --hash 0x5f1e…
  assay verify block block.assay --chain genesis.json --json
  assay verify block block.json --trace 3 --trace-output trace.jsonl
  assay verify block op-mainnet-132797000.json.gz --from-attributes
  assay verify block block.witness.json --chain rollup.json

Exit codes:
  0 all valid   1 at least one invalid   2 at least one incomplete
  3 wrong use, or nothing to verify   4 a crash`;

const CONVERT_HELP = `
The first is any file that \`assay verify block\` reads. The name of the second says the format:
.assay (binary, the fastest to verify) or .json, and .gz after either.

Examples:
  assay convert cache_hoodi_1265656.json hoodi-1265656.assay
  assay convert block.witness.json block.json.gz --chain mainnet`;

const BATCH_HELP = `
Examples:
  assay batch decode fixtures/batches/op-mainnet-span-channel.bin.gz
  assay batch decode batch.hex --kind batch --chain op-sepolia --json`;

function positiveInteger(value: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(value)) throw new InvalidArgumentError("It has to be a whole number, 1 or more.");
  return Number(value);
}

function blockHash(value: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(value)) throw new InvalidArgumentError("A block hash is 0x and 64 hex digits.");
  return value.toLowerCase() as Hex;
}

function transaction(value: string): Hex | number {
  if (/^(0|[1-9][0-9]{0,5})$/.test(value)) return Number(value);
  if (/^0x[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase() as Hex;
  throw new InvalidArgumentError("It has to be a transaction's hash, or its index in the block from 0.");
}

function version(): string {
  // packages/cli/package.json, seen from src as from build.
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;
}

interface CommonFlags {
  chain?: string;
  hash?: Hex;
}

interface VerifyBlockFlags extends CommonFlags {
  fromAttributes?: true;
  jobs?: number;
  json?: true;
  timeout: number;
  trace?: Hex | number;
  traceOutput?: string;
  trustRoot?: true;
}

async function chainOf(flags: CommonFlags): Promise<ChainSpec | null> {
  if (flags.chain === undefined) return null;
  const { chainOption } = await import("./chainOption.ts");
  return chainOption(flags.chain);
}

/** The whole command line; `finish` takes the exit code. */
function program(output: Output, finish: (exitCode: number) => void): Command {
  const root = new Command("assay")
    .description(
      "Proves and defends Ethereum rollups. This version verifies blocks and proofs, captures blocks from nodes, derives L2 " +
        "blocks, judges claims about them, also on a fault-proof machine, and deploys the contracts of L1. It makes no " +
        "validity proofs yet.",
    )
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", MAIN_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: (text) => output.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ helpWidth: HELP_WIDTH })
    .showHelpAfterError("(assay --help shows what there is)");
  const chain = new Option(
    "--chain <name|genesis.json>",
    "rules of this chain: mainnet, sepolia, holesky, hoodi, op-mainnet, base-mainnet, …, a genesis file, or a rollup.json",
  );
  const hash = new Option("--hash <0x…>", "hash that the block is expected to have").argParser(blockHash);

  const verify = root.command("verify").description("verify blocks and proofs").addHelpText("after", VERIFY_HELP);
  addVerifyProof(verify, output, finish);
  verify
    .command("block")
    .description("verify blocks from their execution witness alone")
    .argument("<path...>", "files, folders or patterns")
    .option("--jobs <n>", "files that are verified at the same time (default: one a core)", positiveInteger)
    .addOption(hash)
    .addOption(chain)
    .option("--from-attributes", "OP Stack: build the block from its payload attributes alone")
    .option("--json", "one JSON object a line")
    .option(
      "--timeout <seconds>",
      "give up on a file after so long (not for small blocks that are verified alone)",
      positiveInteger,
      300,
    )
    .option("--trace <tx|index>", "write an EIP-3155 trace of one transaction", transaction)
    .option(
      "--trace-output <file>",
      "where the trace goes (default: standard output, and the verdict to standard error)",
    )
    .option(
      "--trust-root",
      "with --hash of a block that is known: a sibling of a deletion may be missing if it is a branch",
    )
    .addHelpText("after", VERIFY_BLOCK_HELP)
    .action(async (paths: string[], flags: VerifyBlockFlags) => {
      if (flags.hash !== undefined && paths.length > 1)
        throw new UsageError("--hash is about one block: give one file.");
      const options = { hash: flags.hash ?? null, chain: await chainOf(flags), json: flags.json === true };
      if (flags.trace !== undefined) {
        if (flags.fromAttributes) throw new UsageError("--trace needs the block: leave out --from-attributes.");
        const { traceBlock } = await import("./traceCommand.ts");
        const trace = { transaction: flags.trace, file: flags.traceOutput ?? null };
        return finish(await traceBlock(paths, { ...options, ...trace }, output));
      }
      if (flags.trustRoot && flags.hash === undefined) throw new UsageError("--trust-root needs --hash.");
      if (flags.traceOutput !== undefined) throw new UsageError("--trace-output needs --trace.");
      finish(
        await verifyBlocks(
          paths,
          {
            ...options,
            jobs: flags.jobs ?? null,
            timeoutSeconds: flags.timeout,
            fromAttributes: flags.fromAttributes === true,
            trustRoot: flags.trustRoot === true,
          },
          output,
        ),
      );
    });

  root
    .command("convert")
    .description("convert a block file to another format")
    .argument("<from>", "file to read")
    .argument("<to>", "file to write: .assay, .json, .assay.gz, .json.gz")
    .addOption(chain)
    .addOption(hash)
    .addHelpText("after", CONVERT_HELP)
    .action(async (from: string, to: string, flags: CommonFlags) => {
      const { convert } = await import("./convertCommand.ts");
      convert(from, to, { chain: await chainOf(flags), hash: flags.hash ?? null });
      output.stderr.write(`${to} written\n`);
    });

  const batch = root.command("batch").description("look into channels and batches").addHelpText("after", BATCH_HELP);
  batch
    .command("decode")
    .description("decode a channel, a batch or a span batch")
    .argument("<file>", "the bytes, or 0x and hex; .gz is unpacked")
    .addOption(
      new Option("--kind <kind>", "what the bytes are (default: whatever fits)").choices(["channel", "batch", "span"]),
    )
    .option("--chain <name>", "OP Stack chain whose id and genesis time count", "op-mainnet")
    .option("--json", "one JSON object a line")
    .option("--transactions", "with --json: every transaction, not their number")
    .addHelpText("after", BATCH_HELP)
    .action(
      async (
        file: string,
        flags: { kind?: "channel" | "batch" | "span"; chain: string; json?: true; transactions?: true },
      ) => {
        const { decodeBatchFile } = await import("./batchCommand.ts");
        const { kind = null, chain } = flags;
        finish(
          decodeBatchFile(
            file,
            { kind, chain, json: flags.json === true, transactions: flags.transactions === true },
            output,
          ),
        );
      },
    );
  addCaptureCommand(root, output, finish);
  addProveCommands(root, output, finish);
  addHostCommands(root, output, finish);
  addProvingCommands(addMachineCommands(root, output, finish), output, finish);
  addDeployCommand(root, output, finish);
  return root;
}

/** Runs one command. @returns the exit code; what is no verdict and no wrong use is thrown */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  let exitCode: number = EXIT.valid;
  try {
    await program(output, (code) => {
      exitCode = code;
    }).parseAsync([...args], { from: "user" });
  } catch (error) {
    // commander has printed its own message; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.valid : EXIT.usage;
    if (error instanceof UsageError) {
      output.stderr.write(`${error.message}\n`);
      return EXIT.usage;
    }
    if (error instanceof InputError) {
      output.stderr.write(`${error.code}  ${error.message}\n→ ${error.advice}\n`);
      return EXIT.incomplete;
    }
    throw error;
  }
  return exitCode;
}
