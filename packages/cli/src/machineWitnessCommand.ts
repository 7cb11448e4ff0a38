// assay machine witness: witness and hash of a state, computed anew.
import { writeFileSync } from "node:fs";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { readStateFile } from "@assay/machine/faultProof/stateFile";
import { EXIT } from "./exitCodes.ts";
import { noHost } from "./machineHost.ts";
import type { Output } from "./output.ts";

/** @returns the exit code @throws InputError */
export async function witnessOf(
  flags: { readonly input: string; readonly output?: string },
  output: Output,
): Promise<number> {
  const machine = new FastMachine(readStateFile(flags.input), noHost);
  const { witness, hash } = machine.seal();
  if (flags.output) {
    try {
      writeFileSync(flags.output, witness, { mode: 0o755 });
    } catch (error) {
      throw new InputError("FILE_UNWRITABLE", (error as Error).message, { at: flags.output, cause: error });
    }
  }
  // Steps and program counter are numbers of 64 bits, which JSON.stringify cannot write.
  output.stdout.write(
    `{"witness":"${toHex(witness)}","stateHash":"${toHex(hash)}","step":${machine.step},"exited":${machine.exited},` +
      `"exitCode":${machine.exitCode},"pc":${machine.pc}}\n`,
  );
  return EXIT.valid;
}
