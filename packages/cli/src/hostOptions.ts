// The commands `assay program`, `assay host`, `assay derive` and `assay output-root`: options and help texts.
import type { Hex } from "@assay/core/hex";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "./exitCodes.ts";
import { HASH, type Raw } from "./flagReader.ts";
import { type OutputRootFlags, readClaimFlags, readDeriveFlags, readHostFlags } from "./hostFlags.ts";
import {
  addOptions,
  CLAIM_OPTIONS,
  CLAIM_SWITCHES,
  DERIVE_OPTIONS,
  DERIVE_SWITCHES,
  HOST_OPTIONS,
  HOST_SWITCHES,
} from "./optionRows.ts";
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

const DERIVE_HELP = `
From a file: everything in it is found by hash and checked, L1 headers from the head down, transactions and receipts under
their headers. From nodes: the same, out of what the nodes give; \`--from\` and \`--to\` are L2 blocks, and the one before
--from is taken as safe. Each derived block is held against the L2 header that the file or the node has for it.

With --execute each block is executed as well, so that its hash follows from L1 alone. From a file the state comes from
block files with their witnesses, whose names end with the block's number.

Examples:
  assay derive fixtures/derivation/op-mainnet-109279675-109279683.json.gz
  assay derive fixtures/derivation/op-mainnet-109279675-109279683.json.gz --execute
  assay derive range.json.gz --to 109279680 --execute --witness blocks --json
  assay derive --from 109279675 --to 109279683 --l2-chain-id 10 --data-dir data --execute \\
    --l1-node-address http://127.0.0.1:8545 --l1-beacon-address http://127.0.0.1:5052 \\
    --l2-node-address http://127.0.0.1:9545

Exit codes: 0 all blocks asked for were derived, 1 an L2 block differs, 2 something is missing or L1 ends before.`;

const OUTPUT_ROOT_HELP = `
Examples:
  assay output-root --state-root 0x… --message-passer-root 0x… --block-hash 0x…
  assay output-root --l2-node-address http://127.0.0.1:9545 --block 109279683`;

function hashArgument(value: string): Hex {
  if (!HASH.test(value)) throw new InvalidArgumentError("It has to be 0x and 64 hex digits.");
  return value.toLowerCase() as Hex;
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

  host
    .command("super", { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new UsageError("assay host super: proofs about several chains at once (interop) are not in this version.");
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

  const derive = root
    .command("derive")
    .description("derive L2 blocks from L1 data")
    .argument("[path]", "derivation file: a range of L1, a starting L2 block; without it from nodes")
    .addHelpText("after", DERIVE_HELP)
    .option("-v, --verbose", "say what goes wrong on the way, on standard error")
    .option("--json", "one JSON object a line");
  addOptions(derive, DERIVE_SWITCHES, DERIVE_OPTIONS);
  derive.action(async (path: string | undefined, flags: Raw) => {
    const read = readDeriveFlags(path, flags, output.environment);
    const { deriveFile, deriveRange } = await import("./deriveCommand.ts");
    const json = flags["json"] === true;
    finish("from" in read ? await deriveRange(read, json, output) : deriveFile(path!, read, json, output));
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
