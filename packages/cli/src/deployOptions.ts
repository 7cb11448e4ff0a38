// `assay deploy`: its options and help.
import { type Command, Option } from "commander";
import type { DeployFlags } from "./deployFlags.ts";
import type { Output } from "./output.ts";

const DEPLOY_HELP = `
Settings come from these options, from the file that --network names, and from the address file of an
earlier run, in this order. Addresses follow from the salt, the deployer and the settings. What is there
already is left alone: a run that stopped is gone on with by the same command, and a run after the last
one changes nothing. Checked before the first transaction: chain id, parameters, that no account has two
roles, that reused contracts are there, the deployer's balance.

The key is read from --key-file, or from the environment variable that --key-env names.

Examples:
  assay deploy --rpc http://127.0.0.1:8545 --network settings.json --dry-run --deployer 0x7099…
  assay deploy --rpc http://127.0.0.1:8545 --network settings.json --key-file deployer.key
  assay deploy --rpc http://127.0.0.1:8545 --network devnet --l1-chain-id 31337 --salt random \\
    --owner 0x… --trusted-validator 0x… --batcher 0x… --unsafe-block-signer 0x… --council 0x…,0x…,0x… \\
    --sp1-verifier 0x… --program-vkey 0x… --key-file deployer.key -o deployment.json

Exit codes: 0 all is there (dry run: could be), 2 the chain did not do it or the balance is too low: run
again, 3 wrong use: settings, roles or chain, 4 a crash.`;

/** Adds the command to the command line. */
export function addDeployCommand(root: Command, output: Output, finish: (exitCode: number) => void): void {
  root
    .command("deploy")
    .description("deploy the contracts of L1")
    .addOption(new Option("--rpc <url>", "JSON-RPC address of an L1 node").makeOptionMandatory())
    .requiredOption("--network <name|file>", "devnet, sepolia, mainnet, or a JSON file with settings")
    .option("--salt <salt>", "random, or 32 bytes in hex (default: the address file's, or zero)")
    .option("-o, --output <file>", "the address file", "deployment.json")
    .option("--key-file <file>", "file with the deployer's private key in hex")
    .option("--key-env <name>", "environment variable with it", "DEPLOYER_KEY")
    .option("--deployer <address>", "with --dry-run, instead of a key")
    .option("--owner <address>", "may upgrade; owns SystemConfig and the council's seats")
    .option("--trusted-validator <address>", "submits when nobody is selected")
    .option("--batcher <address>", "posts batches")
    .option("--unsafe-block-signer <address>", "signs blocks before they are on L1")
    .option("--council <addresses>", "members of the Security Council, with commas between")
    .option("--kro <address>", "token of the stake (without both, not on a public L1: a test token)")
    .option("--kgh <address>", "NFT of KGH")
    .option("--sp1-verifier <address>", "SP1's verifier or gateway, which is there already")
    .option("--program-vkey <hex>", "verification key of the fault-proof program")
    .option("--starting-block <n>", "L2 block that outputs start from (default: 0)")
    .option("--starting-timestamp <seconds>", "its time (default: that of L1's latest block)")
    .option("--l1-chain-id <n>", "chain id of L1, when it is not the network's")
    .option("--dry-run", "say what is left to do and what it costs, send nothing, write nothing")
    .option("--json", "one JSON object a line")
    .addHelpText("after", DEPLOY_HELP)
    .action(async (flags: DeployFlags) => {
      const { deployContracts } = await import("./deployCommand.ts");
      finish(await deployContracts(flags, output));
    });
}
