// assay machine run: from a state on, with what is to happen at which step.
import { toHex } from "@assay/core/hex";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { type ProvenStep, provenStep } from "@assay/machine/faultProof/fast/stepProof";
import { stepFromWitness } from "@assay/machine/faultProof/slow/step";
import { stateHash } from "@assay/machine/faultProof/state";
import { readStateFile, readUnpacked, writeStateFile, writeTextFile } from "@assay/machine/faultProof/stateFile";
import { stepProofJson } from "@assay/machine/faultProof/stepProofJson";
import { SymbolTable } from "@assay/machine/symbols";
import { profileInto } from "./cpuProfile.ts";
import { EXIT } from "./exitCodes.ts";
import { withHost } from "./machineHost.ts";
import { MachineLog } from "./machineLog.ts";
import type { RunFlags } from "./machineRunFlags.ts";
import type { Output } from "./output.ts";

/** Steps of a run that nothing is to happen in. */
const FOREVER = 1n << 62n;

/** The slow machine's word on a step that the fast one has taken. @throws Error when they differ: one of them has a bug */
function checkStep(machine: FastMachine, step: bigint, proven: ProvenStep): void {
  const { witness, proofs, preimageRead } = proven;
  const { hash } = stepFromWitness({
    witness,
    proofs,
    preimagePart: () => {
      if (!preimageRead) return null;
      const part = preimageRead.value.subarray(Number(preimageRead.offset), Number(preimageRead.offset) + 32);
      return { bytes: part, length: part.length };
    },
  });
  const fast = toHex(machine.hash());
  if (fast !== toHex(hash))
    throw new Error(`step ${step}: the fast machine comes to ${fast}, the slow to ${toHex(hash)}`);
}

/** Steps until something is to happen again. */
function freeSteps(step: bigint, flags: RunFlags): bigint {
  const events = [flags.infoAt, flags.stopAt, flags.snapshotAt, flags.proofAt, flags.checkAt];
  const next = events.flatMap((pattern) => pattern.next(step + 1n) ?? []);
  return next.reduce((first, at) => (at - step < first ? at - step : first), FOREVER);
}

async function proveStep(machine: FastMachine, flags: RunFlags, output: Output): Promise<void> {
  const { step } = machine;
  const proven = provenStep(machine);
  if (flags.checkAt.matches(step)) checkStep(machine, step, proven);
  if (!flags.proofAt.matches(step)) return;
  const json = stepProofJson(step, proven, stateHash(proven.witness), machine.hash());
  await writeTextFile(flags.proofFmt.replaceAll("%d", String(step)), json, output.stdout);
}

async function run(machine: FastMachine, flags: RunFlags, log: MachineLog, output: Output): Promise<void> {
  const firstStep = machine.step;
  while (!machine.exited) {
    const { step } = machine;
    if (flags.infoAt.matches(step)) log.progress(machine, firstStep);
    if (flags.stopAt.matches(step)) return;
    if (flags.snapshotAt.matches(step)) {
      const file = flags.snapshotFmt.replaceAll("%d", String(step));
      await writeStateFile(file, machine.state(), machine.seal(), output.stdout);
    }
    let reason: string | null = null;
    if (flags.proofAt.matches(step) || flags.checkAt.matches(step)) {
      await proveStep(machine, flags, output);
      reason = machine.preimageRead && (flags.stopAfter?.(machine.preimageRead) ?? null);
    } else {
      machine.run(freeSteps(step, flags), (read) => {
        reason = flags.stopAfter?.(read) ?? null;
        return reason !== null;
      });
    }
    if (reason !== null) {
      log.info("stopping at preimage read", { reason });
      return;
    }
  }
}

/** @returns the exit code: 0 also when the program's is another, since that is in the state @throws InputError */
export async function runMachine(flags: RunFlags, output: Output): Promise<number> {
  const profile = flags.profile ? await profileInto("assay.cpuprofile") : null;
  const symbols = flags.meta === "" ? new SymbolTable([]) : SymbolTable.fromJson(readUnpacked(flags.meta));
  const log = new MachineLog(output, symbols);
  const state = readStateFile(flags.input);
  await withHost(flags.host, async (oracle) => {
    const machine = new FastMachine(state, oracle, {
      log: (fd, bytes) => log.program(fd, bytes),
      symbolAt: (pc) => symbols.at(pc),
    });
    await run(machine, flags, log, output);
    await writeStateFile(flags.output, machine.state(), machine.seal(), output.stdout);
  });
  await profile?.();
  return EXIT.valid;
}
