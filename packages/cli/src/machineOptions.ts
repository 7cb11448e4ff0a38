// The commands `assay machine load-elf | run | witness`: options and help texts. Names and defaults are asterisc's and cannon's, which
// op-challenger calls.
import { type Command, InvalidArgumentError } from "commander";
import type { Output } from "./output.ts";

const MACHINE_HELP = `
Two machines. The fault-proof machine runs RV64IMA programs as asterisc does, step for step:
load-elf, run, witness (docs/fault-proof-machine.md). The proving machine runs RV32IM programs that
are to be proven: profile, trace (docs/proving-machine.md).

Examples:
  assay machine load-elf --path program.elf --out prestate.bin.gz --meta meta.json
  assay machine witness --input prestate.bin.gz
  assay machine run --input prestate.bin.gz --output final.json --meta meta.json -- \\
    assay host single --server --data-dir data --l2-chain-id 10 …
  assay machine profile --guest block-rv32 --input block.json.gz --flame flame.html`;

const LOAD_HELP = `
The first state of a program: its segments, what of Go's runtime is patched out, a stack. Its hash is the absolute
prestate of a dispute game. A state's format goes by its name: .json, .json.gz, .bin, .bin.gz.

Example:
  assay machine load-elf --path program.elf --out prestate.bin.gz --meta meta.json`;

const RUN_HELP = `
What follows -- is the host that answers the program's preimage requests; it finds its ends of the channels at file
descriptors 3 to 6. Without one, a program that asks for a preimage cannot go on.

A pattern is never, always, =123 (at step 123) or %123 (at every 123rd). Before a step is taken come, in this order:
info, stop, snapshot, proof. A program that exits ends the run, with exit code 0 here: its own is in the state.

Examples:
  assay machine run --input prestate.bin.gz --output final.bin.gz --info-at %10000000 -- assay host single --server …
  assay machine run --input prestate.bin.gz --proof-at =1000 --stop-at =1001 --proof-fmt "%d.json.gz" --output "" -- …
  assay machine run --input prestate.bin.gz --snapshot-at %1000000000 --snapshot-fmt "snapshots/%d.bin.gz" -- …

Exit codes: 0 ran, 2 could not go on (a fault, a preimage, the host, a file), 3 wrong use, 4 a crash.`;

const WITNESS_HELP = `
Computes the 362 bytes that the hash of a state is made of, and the hash: first byte 0 exited with 0, 1 with 1,
2 with more, 3 not exited.

Example:
  assay machine witness --input final.bin.gz --output witness.bin`;

function wholeNumber(value: string): number {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(value)) throw new InvalidArgumentError("It has to be a whole number.");
  return Number(value);
}

const PATTERN = "<pattern>";

/** @returns the group, for further machines */
export function addMachineCommands(root: Command, output: Output, finish: (exitCode: number) => void): Command {
  const machine = root
    .command("machine")
    .description("run programs on the machines that make them provable")
    .addHelpText("after", MACHINE_HELP);
  machine
    .command("load-elf")
    .description("turn an executable into a state of the fault-proof machine")
    .requiredOption("--path <elf>", "64-bit RISC-V executable, with its symbol table")
    .option("--out <state>", "where the state goes; - is standard output, empty is nowhere", "state.bin.gz")
    .option("--meta <json>", "where the symbols go; empty is nowhere", "meta.json")
    .addHelpText("after", LOAD_HELP)
    .action(async (flags: { path: string; out: string; meta: string }) => {
      const { loadElf } = await import("./machineLoadCommand.ts");
      finish(await loadElf(flags, output));
    });
  machine
    .command("run")
    .description("run the fault-proof machine, and prove single steps")
    .argument("[host...]", "after --: command and arguments of the host")
    .requiredOption("--input <state>", "state to begin with")
    .option("--output <state>", "where the last state goes; - is standard output, empty is nowhere", "out.bin.gz")
    .option(`--stop-at ${PATTERN}`, "stop before these steps", "never")
    .option(`--proof-at ${PATTERN}`, "prove these steps", "never")
    .option("--proof-fmt <format>", "where proofs go; %d is the step", "proof-%d.json")
    .option(`--snapshot-at ${PATTERN}`, "write the state before these steps", "never")
    .option("--snapshot-fmt <format>", "where snapshots go; %d is the step", "state-%d.bin.gz")
    .option(`--info-at ${PATTERN}`, "say how far the run is", "%100000")
    .option("--stop-at-preimage <key@offset>", "stop after a read of keys that begin so, at this offset (default 0)")
    .option("--stop-at-preimage-type <type>", "… of this type: local, keccak, sha256, blob, precompile, any")
    .option("--stop-at-preimage-larger-than <bytes>", "… of a preimage larger than this, length included", wholeNumber)
    .option("--meta <json>", "symbols, for the log")
    .option("--check-at <pattern>", "take these steps on the slow machine too, from their proofs, and compare", "never")
    .option("--pprof.cpu", "write a CPU profile of this process, assay.cpuprofile")
    .addHelpText("after", RUN_HELP)
    .action(async (host: string[], flags: Record<string, string | number | boolean | undefined>) => {
      const { readRunFlags } = await import("./machineRunFlags.ts");
      const { runMachine } = await import("./machineRunCommand.ts");
      finish(await runMachine(readRunFlags(flags, host), output));
    });
  machine
    .command("witness")
    .description("witness and hash of a state")
    .requiredOption("--input <state>", "the state")
    .option("--output <file>", "where the 362 bytes go too")
    .addHelpText("after", WITNESS_HELP)
    .action(async (flags: { input: string; output?: string }) => {
      const { witnessOf } = await import("./machineWitnessCommand.ts");
      finish(await witnessOf(flags, output));
    });
  return machine;
}
