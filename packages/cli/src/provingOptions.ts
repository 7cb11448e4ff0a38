// The commands of the proving machine: options and help texts.
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ProfileFlags } from "./machineProfileCommand.ts";
import type { TraceFlags } from "./machineTraceCommand.ts";
import type { Output } from "./output.ts";
import { DEFAULT_CYCLE_LIMIT } from "./provingLimits.ts";

const PROFILE_HELP = `
Runs a program on the proving machine (RV32IM; docs/proving-machine.md) and says where its cycles
go: by function, with and without what it calls, and who makes calls of accelerators. Every cycle
belongs to exactly one function.

The program is a guest of this repository (block-rv32, rollup-rv32) or any RV32IM executable; what
follows -- is the host that answers its preimage requests, as with \`assay machine run\`.

Examples:
  assay machine profile --guest block-rv32 --input fixtures/blocks/hoodi-1265656.json.gz \\
    --flame flame.svg
  assay machine profile --guest block-rv32 --input block.assay --top 40 --by cells
  assay machine profile --elf program.elf --input-bytes input.bin --folded stacks.txt
  assay machine profile --guest block-rv32 --input block.assay --snapshot-at 20000000 \\
    --snapshot-out half.bin.gz
  assay machine profile --guest block-rv32 --input block.assay --resume half.bin.gz
  assay machine profile --guest rollup-rv32 --flame rollup.html -- \\
    assay host single --server --data-dir data …

Exit codes: 0 the program ran to its end, whatever its own exit code is; 2 it could not (a fault,
the cycle limit, a preimage, a file; what it did until then is shown all the same); 3 wrong use,
4 a crash.`;

const TRACE_HELP = `
Runs a program on the proving machine and records, in segments, every register and word that it reads and writes: what a prover
needs. docs/trace.md has the columns, the files and what the checker looks at.

--check executes every segment again, from its rows alone, by a second implementation; with --out it reads the files back for
that. Without --out nothing is written.

Examples:
  assay machine trace --guest block-rv32 --input fixtures/blocks/hoodi-974567.json.gz --check
  assay machine trace --guest block-rv32 --input block.assay --out segments --gzip --segment-cycles 262144
  assay machine trace --guest block-rv32 --input block.assay --check-files segments
  assay machine trace --elf program.elf --input-bytes input.bin --segments 4 --snapshot-out after-4.bin.gz
  assay machine trace --elf program.elf --input-bytes input.bin --resume after-4.bin.gz --check --json

Exit codes: 0 traced, to the program's end or as many segments as asked, whatever its own exit code is; 1 the checker refuses a
segment; 2 it could not go on (a fault, the cycle limit, a preimage, a file); 3 wrong use, 4 a crash.`;

function cycles(value: string): number {
  if (!/^[1-9][0-9]{0,14}$/.test(value))
    throw new InvalidArgumentError("It has to be a whole number of cycles, 1 or more.");
  return Number(value);
}

function segmentCycles(value: string): number {
  const exponent = Math.log2(Number(value));
  if (!/^[1-9][0-9]{0,6}$/.test(value) || !Number.isInteger(exponent) || exponent > 20) {
    throw new InvalidArgumentError("It has to be a power of two, 1048576 at most.");
  }
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
    .option("--snapshot-at <cycle>", "write the state before this cycle, to --snapshot-out", cycles)
    .option("--snapshot-out <file>", "where the snapshot goes; .gz packs it")
    .option("--resume <snapshot>", "begin there: the same program and input; what ran before is not in the profile")
    .option("--json", "one JSON object")
    .addHelpText("after", PROFILE_HELP)
    .action(async (host: string[], flags: ProfileFlags) => {
      const { profileCommand } = await import("./machineProfileCommand.ts");
      finish(await profileCommand(flags, host, output));
    });
  const trace = machine
    .command("trace")
    .description("a run in segments, with everything that it reads and writes")
    .argument("[host...]", "after --: command and arguments of the host");
  addProgramOptions(trace)
    .option("--out <folder>", "write the segments there: segment-000000.bin, …")
    .option("--gzip", "packed: segment-000000.bin.gz, …")
    .option("--check", "execute every segment again and refuse what does not fit")
    .option("--check-files <folder>", "run nothing: check the segments that are there against program and input")
    .option("--segment-cycles <n>", "cycles of a segment: a power of two", segmentCycles, 2 ** 20)
    .option("--segments <n>", "end after so many segments", rows)
    .option("--resume <snapshot>", "begin where this was taken: the same program and input")
    .option("--snapshot-out <file>", "write a snapshot where the trace ends; .gz packs it")
    .option("--json", "JSON lines: one a segment, and a summary")
    .addHelpText("after", TRACE_HELP)
    .action(async (host: string[], flags: TraceFlags) => {
      const { traceCommand } = await import("./machineTraceCommand.ts");
      finish(await traceCommand(flags, host, output));
    });
}
