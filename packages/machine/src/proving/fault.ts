// Faults of the proving machine: what a program must not do. No run with one can be proven; it ends there.
import { InputError } from "@assay/core/inputError";

/** Those with a number come from the module: layout.ts there. */
export const MODULE_FAULTS = [
  null,
  "illegalInstruction",
  "jumpOutsideCode",
  "misalignedJump",
  "misalignedAccess",
  "addressOutOfRange",
  "storeToCode",
  "badArgument",
] as const;

export type ProvingFaultName =
  | Exclude<(typeof MODULE_FAULTS)[number], null>
  | "unknownCall"
  | "badDescriptor"
  | "committedTwice";

/** What the number in a fault's message is. */
const ABOUT: Record<ProvingFaultName, string> = {
  illegalInstruction: "instruction",
  jumpOutsideCode: "address",
  misalignedJump: "address",
  misalignedAccess: "address",
  addressOutOfRange: "address",
  storeToCode: "address",
  badArgument: "argument",
  unknownCall: "call",
  badDescriptor: "descriptor",
  committedTwice: "address",
};

/** Where a run was when it faulted. Nothing of the instruction at `pc` has happened. */
export interface ProvingFaultPlace {
  readonly cycle: number;
  readonly pc: number;
  /** Function at `pc`. */
  readonly symbol: string;
}

export class ProvingFault extends InputError {
  readonly fault: ProvingFaultName;
  readonly cycle: number;
  readonly pc: number;
  readonly symbol: string;

  constructor(fault: ProvingFaultName, value: number, { cycle, pc, symbol }: ProvingFaultPlace) {
    const what = `${ABOUT[fault]} 0x${value.toString(16)}`;
    super("MACHINE_FAULT", `${fault}: ${what}, at cycle ${cycle}, pc 0x${pc.toString(16)} (${symbol})`, {
      advice: "The program did what the proving machine does not allow; docs/proving-machine.md lists the faults.",
    });
    this.fault = fault;
    this.cycle = cycle;
    this.pc = pc;
    this.symbol = symbol;
  }
}
