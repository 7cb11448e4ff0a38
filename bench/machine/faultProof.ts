// How fast the fault-proof machine runs, and what a step with its proofs costs.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { readElf } from "@assay/machine/elf";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { provenStep } from "@assay/machine/faultProof/fast/stepProof";
import { loadProgram } from "@assay/machine/faultProof/loadProgram";
import { stepFromWitness } from "@assay/machine/faultProof/slow/step";
import { compiledWork, inTurns, runQemu, told } from "./programs.ts";

const noOracle = {
  hint() {},
  preimage(): Uint8Array {
    throw new Error("this program asks for a preimage");
  },
};

function compare(file: string): string {
  const elf = readFileSync(file);
  let steps = 0;
  let pages = 0;
  const ours = () => {
    let output = "";
    const machine = new FastMachine(loadProgram(readElf(elf, 64)), noOracle, {
      log: (_, bytes) => {
        output += Buffer.from(bytes).toString("hex");
      },
    });
    if (machine.run(1n << 40n) !== "exited") throw new Error("no exit");
    steps = Number(machine.step);
    pages = machine.memory.pageCount;
    return output;
  };
  const compared = inTurns(ours, () => runQemu(64, file));
  return `${told(basename(file), steps, compared)}  ${pages} pages`;
}

/** One step with its proofs, and the slow machine's. */
function stepWithProofs(file: string): string {
  const machine = new FastMachine(loadProgram(readElf(readFileSync(file), 64)), noOracle);
  machine.run(20_000_000n);
  const count = 200;
  let proving = 0;
  let checking = 0;
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    const proven = provenStep(machine);
    const proved = performance.now();
    stepFromWitness(proven);
    proving += proved - started;
    checking += performance.now() - proved;
  }
  return `step with proofs ${(proving / count).toFixed(2)} ms, slow machine ${(checking / count).toFixed(2)} ms`;
}

/** @param files executables instead of work.c: statically linked, without preimages */
export function benchFaultProof(files: readonly string[], tell: (line: string) => void): void {
  const programs = files.length > 0 ? files : [compiledWork(64)];
  for (const file of programs) tell(compare(file));
  tell(stepWithProofs(programs[0]!));
}
