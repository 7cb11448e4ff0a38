// How fast the fault-proof machine runs, and what a step with its proofs costs.
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { readElf } from "@assay/machine/elf";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { provenStep } from "@assay/machine/faultProof/fast/stepProof";
import { loadProgram } from "@assay/machine/faultProof/loadProgram";
import { stepFromWitness } from "@assay/machine/faultProof/slow/step";
import { readGuest } from "@assay/machine/guests";
import { encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { compiledWork, inTurns, runQemu, runQemuWithPreimage, temporaryFile, told } from "./programs.ts";

/** The bundled block that takes the most steps. */
const BLOCK = "op-mainnet-132799000";

const noOracle = {
  hint() {},
  preimage(): Uint8Array {
    throw new Error("this program asks for a preimage");
  },
};

interface Work {
  readonly name: string;
  readonly file: string;
  /** The preimage of the guest's input; null for a program that asks for none. */
  readonly input: Uint8Array | null;
}

function blockGuest(): Work {
  const file = temporaryFile("block-rv64");
  writeFileSync(file, readGuest("block-rv64"), { mode: 0o755 });
  const block = fileURLToPath(new URL(`../../fixtures/blocks/${BLOCK}.json.gz`, import.meta.url));
  return { name: `block guest, ${BLOCK}`, file, input: encodeInput(readBlockInput(block)) };
}

/** By the loop alone, and with translated code; each against qemu in the same rounds. */
function compare({ name, file, input }: Work): string[] {
  const elf = readFileSync(file);
  const oracle = input ? { hint() {}, preimage: () => input } : noOracle;
  return (["never", "hot"] as const).map((translate) => {
    let steps = 0;
    let pages = 0;
    const ours = () => {
      let output = "";
      const machine = new FastMachine(loadProgram(readElf(elf, 64)), oracle, {
        translate,
        log: (fd, bytes) => {
          if (fd === 1) output += Buffer.from(bytes).toString("hex");
        },
      });
      if (machine.run(1n << 40n) !== "exited") throw new Error("no exit");
      steps = Number(machine.step);
      pages = machine.memory.pageCount;
      return output;
    };
    const compared = inTurns(ours, () => (input ? runQemuWithPreimage(file, input) : runQemu(64, file)));
    const way = translate === "never" ? "by the loop" : "translated";
    return `${told(`${name}, ${way}`, steps, compared)}  ${pages} pages`;
  });
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
  const own = files.map((file) => ({ name: basename(file), file, input: null }));
  const works = own.length > 0 ? own : [{ name: "work.c", file: compiledWork(64), input: null }, blockGuest()];
  for (const work of works) for (const line of compare(work)) tell(line);
  tell(stepWithProofs(works[0]!.file));
}
