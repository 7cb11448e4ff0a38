// The commands `assay program`, `assay host` and `assay output-root`: options and help texts.
import type { Hex } from "@assay/core/hex";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  CLAIM_OPTIONS,
  CLAIM_SWITCHES,
  HASH,
  HOST_OPTIONS,
  HOST_SWITCHES,
  type OutputRootFlags,
  type Raw,
  readClaimFlags,
  readHostFlags,
} from "./hostFlags.ts";
import type { Output } from "./output.ts";

const HOST_HELP = `
What there is:
  assay host single        the host of a fault proof about one chain (also without "single")`;

const HOST_SINGLE_HELP = `
The client reads and writes file descriptors 3 to 6, as the OP Stack's fault proof VMs and programs do.
Every option can be an environment variable too: L1_HEAD for --l1-head. Other names of options, as
kona-host and op-challenger know them: --l2-head, --l2-output-root, --l2-claim, --l2-block-number, --l1,
--beacon, --l2, --db, --rollup-cfg, --l1-cfg.

Example:
  assay host single --server --data-dir data --l2-chain-id 10 --l1-head 0x… \\
    --agreed-l2-head-hash 0x… --agreed-l2-output-root 0x… --claimed-l2-output-root 0x… \\
    --claimed-l2-block-number 109279683 --l1-node-address http://127.0.0.1:8545 \\
    --l1-beacon-address http://127.0.0.1:5052 --l2-node-address http://127.0.0.1:9545

Without node addresses everything has to be in the data directory. With --exec the client is started
here, with --native it runs here (as \`assay program\` does); its exit code is the host's: 0 the claim holds,
1 it does not, 2 could not tell. A client for other hosts is assay-client.

Exit codes: 0 served to the end, 2 something could not be had, 3 wrong use, 4 a crash.`;

const PROGRAM_HELP = `
Derives the L2 blocks after the agreed one from L1 up to its head, executes them, and compares the output
root of the claimed block with the claimed one. Nothing that a node or the data directory says is believed.
With a data directory everything that was fetched is kept: an interrupted run goes on where it was, and
a run over a full one makes no call.

Every option can be an environment variable too: L1_HEAD for --l1-head. Other names, as kona-host and
op-challenger know them: --l2-head, --l2-output-root, --l2-claim, --l2-block-number, --l1, --beacon, --l2,
--db, --rollup-cfg, --l1-cfg.

Verdicts:
  valid        the claimed output root is that of the claimed block
  invalid      it is not
  incomplete   could not tell: a preimage, a node or the store is missing or wrong

Examples:
  assay program --data-dir data --l2-chain-id 10 --l1-head 0x… \\
    --agreed-l2-head-hash 0x… --agreed-l2-output-root 0x… --claimed-l2-output-root 0x… \\
    --claimed-l2-block-number 109279683 --l1-node-address http://127.0.0.1:8545 \\
    --l1-beacon-address http://127.0.0.1:5052 --l2-node-address http://127.0.0.1:9545
  assay program --data-dir data … --json          the same claim again, without nodes

Exit codes: 0 valid, 1 invalid, 2 incomplete, 3 wrong use, 4 a crash.`;

const OUTPUT_ROOT_HELP = `
Examples:
  assay output-root --state-root 0x… --message-passer-root 0x… --block-hash 0x…
  assay output-root --l2-node-address http://127.0.0.1:9545 --block 109279683`;

function hashArgument(value: string): Hex {
  if (!HASH.test(value)) throw new InvalidArgumentError("It has to be 0x and 64 hex digits.");
  return value.toLowerCase() as Hex;
}

function addOptions(command: Command, switches: typeof HOST_SWITCHES, options: typeof HOST_OPTIONS): void {
  for (const [name, help] of switches) command.option(`--${name}`, help);
  for (const [name, value, aliases, help] of options) {
    command.option(`--${name} <${value}>`, help);
    for (const alias of aliases) command.addOption(new Option(`--${alias} <${value}>`).hideHelp());
  }
}

/** Adds the commands to the command line. */
export function addHostCommands(root: Command, output: Output, finish: (exitCode: number) => void): void {
  const host = root
    .command("host")
    .description("answer a fault proof program's questions")
    .addHelpText("after", HOST_HELP);
  const single = host
    .command("single", { isDefault: true })
    .description("the host of a fault proof about one chain")
    .addHelpText("after", HOST_SINGLE_HELP)
    .option("-v, --verbose", "say what goes wrong on the way, on standard error");
  addOptions(single, HOST_SWITCHES, HOST_OPTIONS);
  single.action(async (flags: Raw) => {
    const read = readHostFlags(flags, output.environment);
    const { serveHost } = await import("./hostCommand.ts");
    finish(await serveHost(read, output));
  });

  const program = root
    .command("program")
    .description("judge a claim about an L2 output root")
    .addHelpText("after", PROGRAM_HELP)
    .option("-v, --verbose", "say what goes wrong on the way, on standard error")
    .option("--json", "one JSON object");
  addOptions(program, CLAIM_SWITCHES, CLAIM_OPTIONS);
  program.action(async (flags: Raw) => {
    const read = readClaimFlags(flags, output.environment);
    const { runProgram } = await import("./programCommand.ts");
    finish(await runProgram(read, flags["json"] === true, output));
  });

  root
    .command("output-root")
    .description("the output root of an L2 block")
    .option("--state-root <0x…>", "state root of the block", hashArgument)
    .option("--message-passer-root <0x…>", "storage root of the L2ToL1MessagePasser", hashArgument)
    .option("--block-hash <0x…>", "hash of the block", hashArgument)
    .option("--l2-node-address <url>", "ask this L2 node instead")
    .option("--block <number|hash>", "for this block")
    .option("--json", "one JSON object")
    .addHelpText("after", OUTPUT_ROOT_HELP)
    .action(async (flags: OutputRootFlags) => {
      const { printOutputRoot } = await import("./outputRootCommand.ts");
      finish(await printOutputRoot(flags, output));
    });
}
