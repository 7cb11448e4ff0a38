// The commands `assay prove` and the names that its modes had in another prover: options and help texts.

import type { Hex } from "@assay/core/hex";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { NodeFlags } from "./captureFlags.ts";
import { addNodeOptions, blockChoice, rpcOption } from "./captureOptions.ts";
import { UsageError } from "./exitCodes.ts";
import type { Output } from "./output.ts";
import type { ProveFlags } from "./proveFlags.ts";

const PROVE_HELP = `
Offline, from a block file that \`assay capture\` has written, or in one go from a node with --rpc.

Backends:
  exec      runs the block again; what it writes is not a proof, and says so
  machine   runs it as a program on the proving machine, and prints cycles; not a proof either

Examples:
  assay prove captures/mainnet-22000000.json.gz -o proof.json
  assay prove captures/mainnet-22000000.json.gz -o proof.json --backend machine
  assay prove --rpc http://127.0.0.1:8545 --block latest -o proof.json --witness block.assay
  assay verify proof proof.json

Exit codes:
  0 proven (or re-executed: valid)   1 the block breaks a rule of its chain   2 could not tell
  3 wrong use   4 a crash`;

const ALIAS_OPTIONS = {
  block: ["-b, --block-num <number>", "which block"],
  rpc: ["-r, --rpc-url <url>", "the node's JSON-RPC address"],
  witness: ["-w, --witness-path <file>", "the witness"],
  proof: ["-p, --proof-path <file>", "the proof"],
  parameters: ["-k, --kparams-path <file>", "accepted, and not needed"],
} as const;

interface AliasFlags {
  blockNum?: bigint;
  rpcUrl?: string;
  witnessPath?: string;
  proofPath?: string;
  kparamsPath?: string;
  chain?: string;
}

function hashArgument(value: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(value)) throw new InvalidArgumentError("A block hash is 0x and 64 hex digits.");
  return value.toLowerCase() as Hex;
}

function blockNumber(value: string): bigint {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(value)) throw new InvalidArgumentError("It has to be a block number.");
  return BigInt(value);
}

/** Adds `assay prove` and the aliases to the command line. */
export function addProveCommands(root: Command, output: Output, finish: (exitCode: number) => void): void {
  const command = root
    .command("prove")
    .description("prove a block, from a file or from a node")
    .argument("[file]", "a block file; without it, --rpc and --block")
    .addOption(rpcOption())
    .option("--block <number|hash|latest>", "with --rpc: which block", blockChoice)
    .requiredOption("-o, --output <file>", "where the proof goes")
    .option("--backend <name>", "what makes the proof", "exec")
    .option("--witness <file>", "with --rpc: also keep what was captured (.json, .json.gz, .assay)")
    .addOption(new Option("--hash <0x…>", "hash that the file's block is expected to have").argParser(hashArgument));
  addNodeOptions(command)
    .option("--json", "one JSON object")
    .addHelpText("after", PROVE_HELP)
    .action(async (file: string | undefined, flags: ProveFlags) => {
      if ((file === undefined) === (flags.rpc === undefined))
        throw new UsageError("Give a block file, or a node with --rpc and --block.");
      if (flags.rpc !== undefined && flags.block === undefined) throw new UsageError("--rpc needs --block.");
      if (file !== undefined && (flags.block !== undefined || flags.witness !== undefined))
        throw new UsageError("--block and --witness need --rpc: a file is its own block.");
      if (flags.block && !("one" in flags.block)) throw new UsageError("--block: one block is proven at a time.");
      const { prove } = await import("./proveCommand.ts");
      finish(await prove(file ?? null, flags, output));
    });
  addAliases(root, output, finish);
}

type AliasOption = keyof typeof ALIAS_OPTIONS;

function addAliases(root: Command, output: Output, finish: (exitCode: number) => void): void {
  const alias = (
    name: string,
    instead: string,
    needed: readonly AliasOption[],
    example: string,
    run: (flags: AliasFlags) => Promise<number>,
  ) => {
    const command = root
      .command(name, { hidden: true })
      .description(`another name of \`${instead}\``)
      .addOption(new Option("--chain <name|genesis.json>", "rules of this chain"));
    if (name.includes("-")) command.alias(name.replace("-", "_"));
    for (const option of new Set([...needed, "parameters"] as const)) {
      const [flags, help] = ALIAS_OPTIONS[option];
      const added = new Option(flags, help).makeOptionMandatory(needed.includes(option));
      command.addOption(option === "block" ? added.argParser(blockNumber) : added);
    }
    command.addHelpText(
      "after",
      `\nExample:\n  assay ${name} ${example}\n\nAll options: ${instead.replace(" --rpc", "")} --help`,
    );
    command.action(async (flags: AliasFlags) => {
      output.stderr.write(`${name} is another name of \`${instead}\`.\n`);
      if (flags.kparamsPath !== undefined) output.stderr.write("-k is not needed: no parameters are read.\n");
      finish(await run(flags));
    });
  };
  const captureExample = "-b 57437 -r http://127.0.0.1:8545 -w witness.json";
  alias("witness-capture", "assay capture", ["block", "rpc", "witness"], captureExample, async (flags) => {
    const { captureTo } = await import("./proveCommand.ts");
    return await captureTo(nodeOf(flags), flags.blockNum!, flags.witnessPath!, output);
  });
  alias("offline-prover", "assay prove", ["witness", "proof"], "-w witness.json -p proof.json", async (flags) => {
    const { prove } = await import("./proveCommand.ts");
    return await prove(flags.witnessPath!, { ...chainOf(flags), output: flags.proofPath!, backend: "exec" }, output);
  });
  const legacyExample = "-b 57437 -r http://127.0.0.1:8545 -p proof.json";
  alias("legacy-prover", "assay prove --rpc", ["block", "rpc", "proof"], legacyExample, async (flags) => {
    const { prove } = await import("./proveCommand.ts");
    const block = { one: flags.blockNum! };
    return await prove(null, { ...nodeOf(flags), block, output: flags.proofPath!, backend: "exec" }, output);
  });
  alias("verifier", "assay verify proof", ["proof"], "-p proof.json", async (flags) => {
    const { verifyProofs } = await import("./verifyProofCommand.ts");
    return await verifyProofs([flags.proofPath!], { block: "latest" }, output);
  });
}

function chainOf({ chain }: AliasFlags): { chain?: string } {
  return chain === undefined ? {} : { chain };
}

function nodeOf(flags: AliasFlags): NodeFlags {
  return { rpc: flags.rpcUrl!, ...chainOf(flags) };
}
