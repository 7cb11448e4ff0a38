// `assay verify proof`: options and help text.
import type { Hex } from "@assay/core/hex";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { UsageError } from "./exitCodes.ts";
import type { Output } from "./output.ts";
import type { ProofFlags } from "./verifyProofFlags.ts";

const HELP = `
A proof file is one that SP1's SDK saved, a RISC Zero receipt as JSON, JSON with the proof in it,
call data of a verifier contract, bare proof bytes (with --program and --public-values), or Assay's
own envelope; docs/proofs.md has all of them.

Verdicts:
  valid        the proof is good, for the key that the output names (keySource)
  invalid      it is not
  incomplete   could not tell: no key or verifier is known, or a file is broken

Where the key comes from:
  builtin      from Assay's own registry
  file         from the proof file or --code: whoever wrote the file could prove anything with it
  contract     from a chain: whoever deployed the contract could

Examples:
  assay verify proof fixtures/proofs/sp1-groth16-v6.0.0.json
  assay verify proof proofs/ --json --require-known-key
  assay verify proof seal.hex --program 0xe462… --public-values 0x6a75…
  assay verify proof proof-57437.json --witness witness-57437.json
  assay verify proof kroma-zkevm.json --code ZKVerifier.hex
  assay verify proof call.hex --rpc http://127.0.0.1:8545 --contract 0x3977… --block finalized

Exit codes:
  0 all valid   1 at least one invalid   2 at least one incomplete
  3 wrong use, or nothing to verify   4 a crash`;

/** Rules that a verifier contract can be run under. */
export const CONTRACT_FORKS = ["london", "paris", "shanghai", "cancun", "prague", "osaka"] as const;
/** As in @assay/verifiers/publicValues, which is loaded only when it is wanted. */
const LAYOUTS = [
  "ethrex-l2",
  "ethrex-l1",
  "sp1-fibonacci",
  "assay",
  "assay-blocks",
  "kroma-fault-proof",
  "text",
  "u32",
];

function hexOf(digits: number, what: string): (value: string) => Hex {
  return (value) => {
    if (!new RegExp(`^0x[0-9a-fA-F]{${digits}}$`).test(value)) {
      throw new InvalidArgumentError(`${what} is 0x and ${digits} hex digits.`);
    }
    return value.toLowerCase() as Hex;
  };
}

function blockName(value: string): string {
  if (/^(latest|safe|finalized|0x[0-9a-fA-F]{64})$/.test(value)) return value;
  if (/^(0|[1-9][0-9]{0,18})$/.test(value)) return `0x${BigInt(value).toString(16)}`;
  throw new InvalidArgumentError("It has to be a number, a block hash, latest, safe or finalized.");
}

export function addVerifyProof(verify: Command, output: Output, finish: (exitCode: number) => void): void {
  verify
    .command("proof")
    .description("verify proofs that SP1, RISC Zero and halo2 provers made")
    .argument("<path...>", "proof files, folders or patterns")
    .addOption(
      new Option("--program <0x…>", "SP1's program key or RISC Zero's image id, for bare proof bytes").argParser(
        hexOf(64, "A program's key"),
      ),
    )
    .option("--public-values <0x…|file>", "public values or journal, for bare proof bytes")
    .option("--code <file>", "run this verifier contract: its code as hex or bytes")
    .option("--rpc <url>", "take the verifier contract from this node, checked by eth_getProof")
    .addOption(new Option("--contract <address>", "with --rpc: its address").argParser(hexOf(40, "An address")))
    .addOption(
      new Option("--block <number|hash|tag>", "with --rpc: in which block").argParser(blockName).default("latest"),
    )
    .addOption(
      new Option("--fork <name>", "rules that the contract runs under (default: prague)").choices([...CONTRACT_FORKS]),
    )
    .option("--witness <file>", "Taiko: the block witness that the proof is about")
    .addOption(new Option("--layout <name>", "what the public values of an unknown program are").choices(LAYOUTS))
    .option("--require-known-key", "incomplete instead of valid when the key is not built in")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .action(async (paths: string[], flags: ProofFlags) => {
      if ((flags.rpc === undefined) !== (flags.contract === undefined)) {
        throw new UsageError("--rpc and --contract belong together.");
      }
      if (flags.code !== undefined && flags.rpc !== undefined) throw new UsageError("Give --code or --rpc, not both.");
      const { verifyProofs } = await import("./verifyProofCommand.ts");
      finish(await verifyProofs(paths, flags, output));
    });
}
