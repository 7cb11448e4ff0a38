// The machine's state, its 362-byte witness and its hash. Fact sheet of the fault-proof machine, section 1.
import { keccak_256 } from "@noble/hashes/sha3.js";

export const WITNESS_BYTES = 362;
export const PAGE_BYTES = 4096;
export const REGISTERS = 32;

export const MAX_U64 = (1n << 64n) - 1n;

/** First byte of a state's hash. */
export const STATUS = { valid: 0, invalid: 1, panic: 2, unfinished: 3 } as const;

/** Where fields begin in the witness; all integers are big-endian. */
export const OFFSET = {
  memoryRoot: 0,
  preimageKey: 32,
  preimageOffset: 64,
  pc: 72,
  exitCode: 80,
  exited: 81,
  step: 82,
  heap: 90,
  loadReservation: 98,
  registers: 106,
} as const;

/** Everything but memory. */
export interface Processor {
  /** 32 bytes. */
  readonly preimageKey: Uint8Array;
  readonly preimageOffset: bigint;
  readonly pc: bigint;
  readonly exitCode: number;
  readonly exited: boolean;
  readonly step: bigint;
  readonly heap: bigint;
  readonly loadReservation: bigint;
  /** x0 to x31. x0 is what the state says: nothing writes it, but a state may start with something else than 0 in it. */
  readonly registers: readonly bigint[];
}

export interface Page {
  /** Address / 4096. */
  readonly index: bigint;
  /** 4096 bytes. */
  readonly data: Uint8Array;
}

/** A whole state, as files hold it. */
export interface MachineState extends Processor {
  readonly pages: Iterable<Page>;
  /** Hints as they went over the wire: the last complete one, then what came of the next. Not part of the hash. */
  readonly lastHint: Uint8Array;
}

/** Witness and hash of a state, which its file repeats for those who cannot compute them. */
export interface StateSeal {
  /** 362 bytes. */
  readonly witness: Uint8Array;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** Where the anonymous heap begins in a state that no ELF file was loaded into. */
export const BLANK_HEAP = 1n << 28n;

export function blankProcessor(): Processor {
  return {
    preimageKey: new Uint8Array(32),
    preimageOffset: 0n,
    pc: 0n,
    exitCode: 0,
    exited: false,
    step: 0n,
    heap: BLANK_HEAP,
    loadReservation: 0n,
    registers: new Array<bigint>(REGISTERS).fill(0n),
  };
}

/** @param memoryRoot 32 bytes */
export function encodeWitness(processor: Processor, memoryRoot: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(WITNESS_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(memoryRoot, OFFSET.memoryRoot);
  bytes.set(processor.preimageKey, OFFSET.preimageKey);
  view.setBigUint64(OFFSET.preimageOffset, processor.preimageOffset);
  view.setBigUint64(OFFSET.pc, processor.pc);
  bytes[OFFSET.exitCode] = processor.exitCode;
  bytes[OFFSET.exited] = processor.exited ? 1 : 0;
  view.setBigUint64(OFFSET.step, processor.step);
  view.setBigUint64(OFFSET.heap, processor.heap);
  view.setBigUint64(OFFSET.loadReservation, processor.loadReservation);
  processor.registers.forEach((value, i) => {
    view.setBigUint64(OFFSET.registers + 8 * i, value);
  });
  return bytes;
}

function statusOf(witness: Uint8Array): number {
  // As in the contract: an exited byte other than 1 stops the machine, but is no status of its own.
  if (witness[OFFSET.exited] !== 1) return STATUS.unfinished;
  return Math.min(witness[OFFSET.exitCode]!, STATUS.panic);
}

/** keccak-256 of the witness, with the status in place of its first byte. @param witness 362 bytes */
export function stateHash(witness: Uint8Array): Uint8Array {
  const hash = keccak_256(witness);
  hash[0] = statusOf(witness);
  return hash;
}

/** @param memoryRoot 32 bytes */
export function sealOf(processor: Processor, memoryRoot: Uint8Array): StateSeal {
  const witness = encodeWitness(processor, memoryRoot);
  return { witness, hash: stateHash(witness) };
}
