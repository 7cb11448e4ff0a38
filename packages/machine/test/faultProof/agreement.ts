// One step on both machines: the fast one, which has the whole state, and the slow one, which gets the fast one's witness and proofs.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { FastMachine, type MachineOptions } from "../../src/faultProof/fast/machine.ts";
import { beforeStep, provenStep } from "../../src/faultProof/fast/stepProof.ts";
import { MachineFault } from "../../src/faultProof/fault.ts";
import { stepFromWitness } from "../../src/faultProof/slow/step.ts";
import { localizeKey, type PreimagePart, type StepContext } from "../../src/faultProof/slow/systemCall.ts";
import type { MachineState } from "../../src/faultProof/state.ts";
import type { MachineOracle } from "../../src/oracle.ts";

export const CONTEXT: StepContext = {
  caller: new Uint8Array(20).fill(0xca),
  localContext: new Uint8Array(32).fill(0x1c),
};

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The contract of preimages on L1, with these. */
export function preimageContract(preimages: ReadonlyMap<string, Uint8Array>): PreimagePart {
  const localized = new Map(
    [...preimages].map(([key, value]) => {
      const bytes = Uint8Array.from(Buffer.from(key, "hex"));
      return [hex(bytes[0] === 1 ? localizeKey(bytes, CONTEXT) : bytes), value];
    }),
  );
  return (key, offset) => {
    const value = localized.get(hex(key));
    if (!value) return null;
    const all = new Uint8Array(8 + value.length);
    new DataView(all.buffer).setBigUint64(0, BigInt(value.length));
    all.set(value, 8);
    if (offset >= BigInt(all.length)) return null;
    const bytes = new Uint8Array(32);
    const part = all.subarray(Number(offset), Number(offset) + 32);
    bytes.set(part);
    return { bytes, length: part.length };
  };
}

export function oracleOf(preimages: ReadonlyMap<string, Uint8Array>): MachineOracle {
  return {
    hint() {},
    preimage(key) {
      const value = preimages.get(hex(key));
      if (!value) throw new InputError("PREIMAGE_MISSING", `no preimage of ${toHex(key)}`);
      return value;
    },
  };
}

/** A state's hash, or how the step failed. What the oracle cannot answer is what the contract finds unproven. */
function outcome(run: () => Uint8Array): string {
  try {
    return toHex(run());
  } catch (error) {
    if (error instanceof MachineFault) return error.fault;
    if (error instanceof InputError && error.code === "PREIMAGE_MISSING") return "preimageNotRead";
    throw error;
  }
}

export interface Outcomes {
  readonly fast: string;
  readonly slow: string;
}

/** Takes one step on `machine`, and the same one from its witness. */
export function stepBoth(machine: FastMachine, preimages: ReadonlyMap<string, Uint8Array>): Outcomes {
  const before = beforeStep(machine);
  let input = { witness: before.witness, proofs: Uint8Array.from(Buffer.concat(before.proofs)) };
  const fast = outcome(() => {
    input = provenStep(machine);
    return machine.hash();
  });
  const slow = outcome(
    () => stepFromWitness({ ...input, preimagePart: preimageContract(preimages), context: CONTEXT }).hash,
  );
  return { fast, slow };
}

export function machineOf(
  state: MachineState,
  preimages: ReadonlyMap<string, Uint8Array> = new Map(),
  options: MachineOptions = {},
): FastMachine {
  return new FastMachine(state, oracleOf(preimages), options);
}
