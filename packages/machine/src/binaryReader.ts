// State files of both machines, read field by field: integers are big-endian.
import { InputError } from "@assay/core/inputError";

export class BinaryReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // Not as a Buffer, whose slices are views.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  fail(message: string): InputError {
    return new InputError("STATE_BROKEN", `byte ${this.#at}: ${message}`);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(length: number): Uint8Array {
    if (length > this.left) throw this.fail(`the file ends before ${length} bytes`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  u8(): number {
    return this.bytes(1)[0]!;
  }

  u32(): number {
    this.bytes(4);
    return this.#view.getUint32(this.#at - 4);
  }

  u64(): bigint {
    this.bytes(8);
    return this.#view.getBigUint64(this.#at - 8);
  }

  /** With its length (u32) in front. */
  sized(): Uint8Array {
    return this.bytes(this.u32());
  }

  boolean(): boolean {
    const byte = this.u8();
    if (byte > 1) throw this.fail(`${byte} is neither true nor false`);
    return byte === 1;
  }

  end(): void {
    if (this.left > 0) throw this.fail(`${this.left} bytes follow the state`);
  }
}
