// A step with what the contract on L1 needs to take it: the state before, and proofs of the leaves it touches.
import type { FastMachine, PreimageRead } from "./machine.ts";
import { PROOF_BYTES } from "./memory.ts";
import { CALL, FD, RLIMIT_NOFILE } from "./systemCalls.ts";

export interface ProvenStep {
  /** 362 bytes: the state before. */
  readonly witness: Uint8Array<ArrayBuffer>;
  /** One proof after the other, 1920 bytes each. */
  readonly proofs: Uint8Array<ArrayBuffer>;
  readonly preimageRead: PreimageRead | null;
}

/** Bytes of memory besides the instruction that a step reads or writes. */
interface Access {
  readonly address: bigint;
  readonly size: number;
  readonly isWrite: boolean;
}

const LEAF_MASK = ~31n & ((1n << 64n) - 1n);
const leafOf = (address: bigint) => address & LEAF_MASK;

function callAccess(machine: FastMachine): Access | null {
  const [number, first, second] = [machine.register(17), machine.register(10), machine.register(11)];
  if (number === CALL.clockGettime || (number === CALL.getrlimit && first === RLIMIT_NOFILE)) {
    return { address: second, size: 16, isWrite: true };
  }
  const isKey = number === CALL.write && first === FD.preimageWrite;
  const isValue = number === CALL.read && first === FD.preimageRead;
  return isKey || isValue ? { address: second, size: 1, isWrite: isValue } : null;
}

/** What the instruction at the program counter will access. Of one that faults it need not say anything right. */
function accessOf(machine: FastMachine): Access | null {
  const word = new DataView(machine.memory.read(machine.pc, 4).buffer).getUint32(0, true);
  const funct3 = (word >>> 12) & 7;
  const base = machine.register((word >>> 15) & 31);
  const at = (immediate: number) => BigInt.asUintN(64, base + BigInt(immediate));
  switch (word & 0x7f) {
    case 0x03:
      return { address: at((word | 0) >> 20), size: 1 << (funct3 & 3), isWrite: false };
    case 0x23:
      return { address: at((((word | 0) >> 25) << 5) | ((word >>> 7) & 31)), size: 1 << (funct3 & 3), isWrite: true };
    case 0x2f: {
      const isStoreConditional = word >>> 27 === 3;
      if (isStoreConditional && machine.processor().loadReservation !== base) return null;
      return { address: base, size: 1 << (funct3 & 3), isWrite: word >>> 27 !== 2 };
    }
    case 0x73:
      return word >>> 20 === 0 && funct3 === 0 ? callAccess(machine) : null;
    default:
      return null;
  }
}

/** What is known before the step is taken. */
export interface StepBefore {
  readonly witness: Uint8Array<ArrayBuffer>;
  /** Against the root before the step. */
  readonly proofs: readonly Uint8Array<ArrayBuffer>[];
  /** The leaf of the last proof, when the contract asks for it after it has written the leaf before. */
  readonly written: bigint | null;
}

export function beforeStep(machine: FastMachine): StepBefore {
  const witness = machine.witness();
  if (machine.exited) return { witness, proofs: [], written: null };
  const access = accessOf(machine);
  const proofs = [machine.memory.proof(leafOf(machine.pc))];
  if (!access) return { witness, proofs, written: null };
  proofs.push(machine.memory.proof(leafOf(access.address)));
  const last = leafOf(BigInt.asUintN(64, access.address + BigInt(access.size - 1)));
  if (last === leafOf(access.address)) return { witness, proofs, written: null };
  proofs.push(machine.memory.proof(last));
  return { witness, proofs, written: access.isWrite ? last : null };
}

/** Takes one step and says how to prove it. A machine that has exited stays as it is: no proofs. @throws what `run` throws */
export function provenStep(machine: FastMachine): ProvenStep {
  const { witness, proofs, written } = beforeStep(machine);
  machine.run(1n);
  // The contract has written the left leaf when it comes to the right one. The right leaf's siblings are then what they are after the
  // whole step: nothing but that leaf itself is written in between.
  if (written !== null) proofs.at(-1)!.set(machine.memory.proof(written).subarray(32), 32);
  const all = new Uint8Array(PROOF_BYTES * proofs.length);
  proofs.forEach((proof, i) => {
    all.set(proof, PROOF_BYTES * i);
  });
  return { witness, proofs: all, preimageRead: machine.preimageRead };
}
