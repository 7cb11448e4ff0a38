// One step from nothing but the witness, proofs of the leaves it touches, and a part of a preimage: the twin of the contract on L1.
// Written for reading, from the fact sheet; it shares no code with the fast machine.
import { InputError } from "@assay/core/inputError";
import { FAULT, MachineFault } from "../fault.ts";
import { stateHash, WITNESS_BYTES } from "../state.ts";
import { atomic, branchTaken, immediate, immediate32, registers, registers32 } from "./arithmetic.ts";
import { StepState } from "./stepState.ts";
import { type PreimagePart, type StepContext, systemCall } from "./systemCall.ts";
import { PROOF_BYTES } from "./witnessMemory.ts";
import { MASK_64, signExtend, wrap } from "./words.ts";

export interface StepInput {
  /** 362 bytes. */
  readonly witness: Uint8Array;
  /** A multiple of 1920 bytes. */
  readonly proofs: Uint8Array;
  readonly preimagePart?: PreimagePart;
  readonly context?: StepContext;
}

export interface StepOutput {
  /** 362 bytes. */
  readonly witness: Uint8Array<ArrayBuffer>;
  /** 32 bytes, the first one the status. */
  readonly hash: Uint8Array;
}

const NO_CONTEXT: StepContext = { caller: new Uint8Array(20), localContext: new Uint8Array(32) };

/** Signed immediates, by format. */
const immediateI = (word: bigint) => signExtend(word >> 20n, 12);
const immediateS = (word: bigint) => signExtend(((word >> 25n) << 5n) | ((word >> 7n) & 31n), 12);
const immediateU = (word: bigint) => signExtend(word & 0xfffff000n, 32);

function immediateB(word: bigint): bigint {
  const bits = ((word >> 8n) & 15n) | (((word >> 25n) & 63n) << 4n) | (((word >> 7n) & 1n) << 10n);
  return signExtend((bits | ((word >> 31n) << 11n)) << 1n, 13);
}

function immediateJ(word: bigint): bigint {
  const bits = ((word >> 21n) & 0x3ffn) | (((word >> 20n) & 1n) << 10n) | (((word >> 12n) & 0xffn) << 11n);
  return signExtend((bits | ((word >> 31n) << 19n)) << 1n, 21);
}

const fault = (name: keyof typeof FAULT) => new MachineFault(FAULT[name]);

function aligned(target: bigint): bigint {
  if (target & 3n) throw fault("misaligned");
  return target;
}

function atomicOperation(state: StepState, word: bigint): void {
  const funct3 = Number((word >> 12n) & 7n);
  if (funct3 !== 2 && funct3 !== 3) throw fault("badAtomicSize");
  const size = 1 << funct3;
  const [rd, rs1, rs2] = [7n, 15n, 20n].map((at) => Number((word >> at) & 31n)) as [number, number, number];
  const address = state.x(rs1);
  if (address % BigInt(size)) throw fault("misaligned");
  const operation = Number(word >> 27n);
  if (operation === 3) {
    const reserved = address === state.get("loadReservation");
    if (reserved) state.memory.store(address, size, state.x(rs2), 1, 2);
    state.setX(rd, reserved ? 0n : 1n);
    state.set("loadReservation", 0n);
    return;
  }
  const operand = signExtend(state.x(rs2), 8 * size);
  const old = signExtend(state.memory.load(address, size, 1, 2), 8 * size);
  if (operation === 2) state.set("loadReservation", address);
  else state.memory.store(address, size, atomic(operation, old, operand), 1, 3);
  state.setX(rd, old);
}

/** Carries out one instruction. @returns where to go on */
function execute(state: StepState, word: bigint, pc: bigint, ecall: () => void): bigint {
  const funct3 = Number((word >> 12n) & 7n);
  const funct7 = Number(word >> 25n);
  const rd = Number((word >> 7n) & 31n);
  const a = state.x(Number((word >> 15n) & 31n));
  const b = state.x(Number((word >> 20n) & 31n));
  const next = wrap(pc + 4n);
  switch (Number(word & 0x7fn)) {
    case 0x03: {
      if (funct3 === 7) throw fault("illegalInstruction");
      const size = 1 << (funct3 & 3);
      const value = state.memory.load(wrap(a + immediateI(word)), size, 1, 2);
      state.setX(rd, funct3 & 4 ? value : signExtend(value, 8 * size));
      return next;
    }
    case 0x23:
      if (funct3 > 3) throw fault("storeExceeds8Bytes");
      state.memory.store(wrap(a + immediateS(word)), 1 << funct3, b, 1, 2);
      return next;
    case 0x63:
      return aligned(branchTaken(funct3, a, b) ? wrap(pc + immediateB(word)) : next);
    case 0x13:
      state.setX(rd, immediate(funct3, a, immediateI(word)));
      return next;
    case 0x1b:
      state.setX(rd, immediate32(funct3, a, immediateI(word)));
      return next;
    case 0x33:
      state.setX(rd, registers(funct3, funct7, a, b));
      return next;
    case 0x3b:
      state.setX(rd, registers32(funct3, funct7, a, b));
      return next;
    case 0x37:
      state.setX(rd, immediateU(word));
      return next;
    case 0x17:
      state.setX(rd, pc + immediateU(word));
      return next;
    case 0x6f:
      state.setX(rd, next);
      return aligned(wrap(pc + immediateJ(word)));
    case 0x67:
      state.setX(rd, next);
      return aligned(wrap(a + immediateI(word)) & (MASK_64 - 1n));
    case 0x73:
      // Control and status registers do not exist: they read as 0. A breakpoint does nothing.
      if (funct3 !== 0) state.setX(rd, 0n);
      else if (word >> 20n === 0n) ecall();
      return next;
    case 0x2f:
      atomicOperation(state, word);
      return next;
    case 0x0f: // fences: there is nothing to order
    case 0x07: // floating point does nothing, which lets Go's runtime start
    case 0x27:
    case 0x53:
      return next;
    default:
      throw fault("unknownOpcode");
  }
}

/** The state after one step. @throws MachineFault where the contract reverts with a code, InputError STEP_REJECTED where it refuses the
 *  input */
export function stepFromWitness(input: StepInput): StepOutput {
  const { witness, proofs, preimagePart = () => null, context = NO_CONTEXT } = input;
  if (witness.length !== WITNESS_BYTES) {
    throw new InputError("STEP_REJECTED", `a witness of ${witness.length} bytes, not ${WITNESS_BYTES}`);
  }
  if (proofs.length % PROOF_BYTES !== 0) {
    throw new InputError("STEP_REJECTED", `proofs of ${proofs.length} bytes, no multiple of ${PROOF_BYTES}`);
  }
  const state = new StepState(witness, proofs);
  if (!state.exited) {
    state.set("step", state.get("step") + 1n);
    const pc = state.get("pc");
    const word = state.memory.load(pc, 4, 0, null);
    state.set(
      "pc",
      execute(state, word, pc, () => systemCall(state, preimagePart, context)),
    );
  }
  const after = state.witness();
  return { witness: after, hash: stateHash(after) };
}
