// The commands of the proving machine: options and help texts.
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ProfileFlags } from "./machineProfileCommand.ts";
import type { Output } from "./output.ts";
import { DEFAULT_CYCLE_LIMIT } from "./provingLimits.ts";

const PROFILE_HELP = `
Runs a program on the proving machine (RV32IM; docs/proving-machine.md) and says where its cycles go: by function, with and
without what it calls, and who makes calls of accelerators. Every cycle belongs to exactly one function.

The program is a guest of this repository (block-rv32, rollup-rv32) or any RV32IM executable; what follows -- is the host that
answers its preimage requests, as with \`assay machine run\`.

Examples:
  assay machine profile --guest block-rv32 --input fixtures/blocks/hoodi-1265656.json.gz --flame flame.svg
  assay machine profile --guest block-rv32 --input block.assay --top 40 --by cells
  assay machine profile --elf program.elf --input-bytes input.bin --folded stacks.txt --cpuprofile program.cpuprofile
  assay machine profile --guest rollup-rv32 --flame rollup.html -- assay host single --server --data-dir data …

Exit codes: 0 the program ran to its end, whatever its own exit code is; 2 it could not (a fault, the cycle limit, a
preimage, a file; what it did until then is shown all the same); 3 wrong use, 4 a crash.`;

function cycles(value: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(value))
    throw new InvalidArgumentError("It has to be a whole number of cycles, 1 or more.");
  return Number(value);
}

function rows(value: string): number {
  if (!/^[1-9][0-9]{0,4}$/.test(value)) throw new InvalidArgumentError("It has to be a whole number, 1 or more.");
  return Number(value);
}

/** Options that say which program runs on which input. */
export function addProgramOptions(command: Command): Command {
  return command
    .option("--guest <name>", "a guest of this repository: block-rv32, rollup-rv32")
    .option("--elf <file>", "another program: a 32-bit RISC-V executable (.gz is unpacked)")
    .option("--input <file>", "a block file, which the program reads as the core's binary input")
    .option("--input-bytes <file>", "what the program reads, as it is (.gz is unpacked)")
    .option("--chain <name|genesis.json>", "with --input: rules of this chain")
    .option("--cycle-limit <n>", "give up after so many cycles", cycles, DEFAULT_CYCLE_LIMIT);
}

export function addProvingCommands(machine: Command, output: Output, finish: (exitCode: number) => void): void {
  const profile = machine
    .command("profile")
    .description("where a program's cycles go on the proving machine")
    .argument("[host...]", "after --: command and arguments of the host");
  addProgramOptions(profile)
    .option("--top <n>", "functions in the table", rows, 20)
    .addOption(
      new Option("--by <measure>", "what counts, in the table and the files")
        .choices(["cycles", "cells"])
        .default("cycles"),
    )
    .option("--flame <file>", "flame graph: .svg or .html, for a browser")
    .option("--cpuprofile <file>", "call tree for Chromium's developer tools, VS Code, speedscope")
    .option("--folded <file>", "folded stacks, a line a path, for flamegraph.pl and others")
    .option("--json", "one JSON object")
    .addHelpText("after", PROFILE_HELP)
    .action(async (host: string[], flags: ProfileFlags) => {
      const { profileCommand } = await import("./machineProfileCommand.ts");
      finish(await profileCommand(flags, host, output));
    });
}
