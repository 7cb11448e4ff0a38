// What calls move between the program and the world, as far as segments have to agree about it.
import type { SegmentState } from "../segment.ts";
import { reject } from "./rejection.ts";

/** Length (u64, big-endian) ++ input: what descriptor 0 gives. */
export function framedInput(input: Uint8Array): Uint8Array {
  const framed = new Uint8Array(8 + input.length);
  new DataView(framed.buffer).setBigUint64(0, BigInt(input.length));
  framed.set(input, 8);
  return framed;
}

export class ChannelCells {
  inputRead: number;
  publicWritten: number;
  digest: Uint8Array | null;
  halted: boolean;
  exitCode: number;
  readonly #publicOutput: Uint8Array;
  readonly #publicFrom: number;

  constructor(start: SegmentState, publicOutput: Uint8Array) {
    this.inputRead = start.inputRead;
    this.publicWritten = start.publicWritten;
    this.digest = start.digest;
    this.halted = start.halted;
    this.exitCode = start.exitCode;
    this.#publicOutput = publicOutput;
    this.#publicFrom = start.publicWritten;
  }

  writePublic(byte: number): void {
    if (this.#publicOutput[this.publicWritten - this.#publicFrom] !== byte) {
      reject("end", `byte ${this.publicWritten} of the public output is not what the program writes`);
    }
    this.publicWritten++;
  }

  demandEnd(end: SegmentState): void {
    const same =
      end.inputRead === this.inputRead &&
      end.publicWritten === this.publicWritten &&
      this.#publicOutput.length === this.publicWritten - this.#publicFrom &&
      end.halted === this.halted &&
      end.exitCode === this.exitCode &&
      sameBytes(end.digest, this.digest);
    if (!same) reject("end", "input, public output, digest or exit are not what the calls make them");
  }
}

export function sameBytes(a: Uint8Array | Uint32Array | null, b: Uint8Array | Uint32Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
