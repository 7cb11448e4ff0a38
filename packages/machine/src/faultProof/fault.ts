// Faults of the machine: what the L1 contract reverts with. A program that faults cannot be stepped on, so a claim past that point has
// no defender; off chain the run ends. Fact sheet of the fault-proof machine, section 4.1.
import { InputError } from "@assay/core/inputError";

export const FAULT = {
  unrecognizedResource: 0xf0012,
  unknownAtomicOperation: 0xf001a70,
  unknownOpcode: 0xf001c0de,
  invalidSystemCall: 0xf001ca11,
  invalidRegister: 0xbad4e9,
  misaligned: 0xbad10ad0,
  loadExceeds8Bytes: 0xbad512e0,
  storeExceeds8Bytes: 0xbad512e8,
  storeExceeds32Bytes: 0xbad512e1,
  unexpectedRightProofOfLoad: 0xbad22220,
  unexpectedRightProofOfUnalignedStore: 0xbad22221,
  unexpectedRightProofOfStore: 0xbad2222f,
  illegalInstruction: 0xbadc0de,
  badAtomicSize: 0xbada70,
  preimageNotRead: 0xbadf00d0,
  badMemoryProof: 0xbadf00d1,
} as const;

export type FaultName = keyof typeof FAULT;

const NAMES = new Map<number, FaultName>(Object.entries(FAULT).map(([name, code]) => [code, name as FaultName]));

/** Where a run was when it faulted. */
export interface FaultPlace {
  readonly step: bigint;
  readonly pc: bigint;
  /** Function at `pc`, where symbols are known. */
  readonly symbol?: string;
}

/** The program cannot go on: no verdict, `incomplete` for whoever asked. */
export class MachineFault extends InputError {
  readonly fault: FaultName;
  /** What the contract reverts with. */
  readonly revertCode: number;

  constructor(revertCode: number, place?: FaultPlace) {
    const fault = NAMES.get(revertCode);
    if (fault === undefined) throw new Error(`no fault has the code ${revertCode}`);
    const where = place ? ` at step ${place.step}, pc 0x${place.pc.toString(16)}` : "";
    const symbol = place?.symbol ? ` (${place.symbol})` : "";
    super("MACHINE_FAULT", `${fault} (0x${revertCode.toString(16)})${where}${symbol}`);
    this.fault = fault;
    this.revertCode = revertCode;
  }
}
