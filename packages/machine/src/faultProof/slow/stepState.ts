// The witness as the step works on it: fields read and written in place, as the contract does it.
import { OFFSET } from "../state.ts";
import { WitnessMemory } from "./witnessMemory.ts";

export class StepState {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly memory: WitnessMemory;

  constructor(witness: Uint8Array, proofs: Uint8Array) {
    this.#bytes = Uint8Array.from(witness);
    this.#view = new DataView(this.#bytes.buffer);
    this.memory = new WitnessMemory(this.#bytes.subarray(OFFSET.memoryRoot, OFFSET.preimageKey), proofs);
  }

  /** The witness with all changes. */
  witness(): Uint8Array<ArrayBuffer> {
    this.#bytes.set(this.memory.root, OFFSET.memoryRoot);
    return this.#bytes;
  }

  /** A u64 field. */
  get(field: "preimageOffset" | "pc" | "step" | "heap" | "loadReservation"): bigint {
    return this.#view.getBigUint64(OFFSET[field]);
  }

  set(field: "preimageOffset" | "pc" | "step" | "heap" | "loadReservation", value: bigint): void {
    this.#view.setBigUint64(OFFSET[field], BigInt.asUintN(64, value));
  }

  get preimageKey(): Uint8Array {
    return this.#bytes.slice(OFFSET.preimageKey, OFFSET.preimageOffset);
  }

  set preimageKey(key: Uint8Array) {
    this.#bytes.set(key, OFFSET.preimageKey);
  }

  get exited(): boolean {
    return this.#bytes[OFFSET.exited] !== 0;
  }

  exit(code: number): void {
    this.#bytes[OFFSET.exitCode] = code;
    this.#bytes[OFFSET.exited] = 1;
  }

  /** x0 is read from the witness like any other; nothing writes it. */
  x(register: number): bigint {
    return this.#view.getBigUint64(OFFSET.registers + 8 * register);
  }

  setX(register: number, value: bigint): void {
    if (register !== 0) this.#view.setBigUint64(OFFSET.registers + 8 * register, BigInt.asUintN(64, value));
  }
}
