// The channels behind read and write (docs/guests.md, "Environment calls"): what a program takes in and gives out. All of their state is
// part of the machine's.
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { MachineOracle } from "../oracle.ts";
import { HintStream } from "./hintStream.ts";

/** Descriptors. */
export const FD = { input: 0, public: 1, log: 2, hintAcknowledged: 3, hint: 4, preimage: 5, key: 6 } as const;

/** Of the length in front of input and preimages. */
export const LENGTH_BYTES = 8;
export const KEY_BYTES = 32;
/** Public values are some hundred bytes. */
export const MAX_PUBLIC_BYTES = 1024 * 1024;
const ACKNOWLEDGEMENT = 0;

export interface ChannelOptions {
  readonly input: Uint8Array;
  readonly oracle: MachineOracle;
  readonly log: (bytes: Uint8Array) => void;
}

/** Length (u64, big-endian) ++ bytes. */
function withLength(bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(LENGTH_BYTES + bytes.length);
  new DataView(framed.buffer).setBigUint64(0, BigInt(bytes.length));
  framed.set(bytes, LENGTH_BYTES);
  return framed;
}

/** Everything of the channels that is not the host's. */
export interface ChannelState {
  /** Of the input without its length. */
  readonly inputHash: Uint8Array;
  /** Bytes that were read of the input with its length, and of the preimage with its length. */
  readonly inputRead: number;
  readonly preimageRead: number;
  /** What has come of a hint that is not complete; hints whose acknowledgement is not read. */
  readonly hint: Uint8Array;
  readonly acknowledgements: number;
  /** The last hint, for the host to see again when a run goes on. It has no say in what the program does. */
  readonly lastHint: Uint8Array | null;
  /** 0 to 32 bytes: complete, it is what the preimage channel answers. */
  readonly key: Uint8Array;
  readonly publicOutput: Uint8Array;
  readonly digest: Uint8Array | null;
}

export class Channels {
  readonly #oracle: MachineOracle;
  readonly #log: (bytes: Uint8Array) => void;
  readonly #input: Uint8Array;
  readonly #hints = new HintStream();
  #hashOfInput: Uint8Array | null = null;
  #inputRead = 0;
  #preimageRead = 0;
  #acknowledgements = 0;
  #key = new Uint8Array(KEY_BYTES);
  #keyLength = 0;
  /** Of the key as it is now; null until something is read of it. */
  #preimage: Uint8Array | null = null;
  #public = new Uint8Array(1024);
  #publicLength = 0;
  #digest: Uint8Array | null = null;

  constructor({ input, oracle, log }: ChannelOptions) {
    this.#oracle = oracle;
    this.#log = log;
    this.#input = withLength(input);
  }

  get publicOutput(): Uint8Array {
    return this.#public.slice(0, this.#publicLength);
  }

  get digest(): Uint8Array | null {
    return this.#digest?.slice() ?? null;
  }

  /** The next bytes of a channel, at most `length`; none at its end. null when nothing can be read from it. */
  peek(fd: number, length: number): Uint8Array | null {
    switch (fd) {
      case FD.input:
        return this.#input.subarray(this.#inputRead, this.#inputRead + length);
      case FD.hintAcknowledged:
        return new Uint8Array(Math.min(length, this.#acknowledgements)).fill(ACKNOWLEDGEMENT);
      case FD.preimage:
        if (this.#keyLength < KEY_BYTES || length === 0) return new Uint8Array(0);
        this.#preimage ??= withLength(this.#oracle.preimage(this.#key.slice()));
        return this.#preimage.subarray(this.#preimageRead, this.#preimageRead + length);
      default:
        return null;
    }
  }

  /** Bytes that `peek` gave have been read. */
  take(fd: number, count: number): void {
    if (fd === FD.input) this.#inputRead += count;
    else if (fd === FD.preimage) this.#preimageRead += count;
    else this.#acknowledgements -= count;
  }

  /** How many of `length` bytes a channel takes at once; null when nothing can be written to it. */
  room(fd: number, length: number): number | null {
    if (fd === FD.key) return Math.min(length, KEY_BYTES - (this.#keyLength % KEY_BYTES));
    return fd === FD.public || fd === FD.log || fd === FD.hint ? length : null;
  }

  /** Takes bytes for which there is room; false, and nothing taken, when the channel cannot have them. */
  write(fd: number, bytes: Uint8Array): boolean {
    switch (fd) {
      case FD.public:
        return this.#writePublic(bytes);
      case FD.log:
        this.#log(bytes.slice());
        return true;
      case FD.hint: {
        const complete = this.#hints.write(bytes, (hint) => this.#oracle.hint(hint));
        this.#acknowledgements += complete ?? 0;
        return complete !== null;
      }
      default:
        return this.#writeKey(bytes);
    }
  }

  #writePublic(bytes: Uint8Array): boolean {
    const length = this.#publicLength + bytes.length;
    if (length > MAX_PUBLIC_BYTES) return false;
    if (length > this.#public.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#public.length));
      grown.set(this.#public.subarray(0, this.#publicLength));
      this.#public = grown;
    }
    this.#public.set(bytes, this.#publicLength);
    this.#publicLength = length;
    return true;
  }

  /** A byte behind a complete key begins a new one: what was not read of the old one's preimage is gone. */
  #writeKey(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return true;
    if (this.#keyLength === KEY_BYTES) {
      this.#keyLength = 0;
      this.#preimageRead = 0;
      this.#preimage = null;
    }
    this.#key.set(bytes, this.#keyLength);
    this.#keyLength += bytes.length;
    return true;
  }

  /** False when there is a digest already. */
  commit(digest: Uint8Array): boolean {
    if (this.#digest) return false;
    this.#digest = digest.slice();
    return true;
  }

  /** Goes on from a state whose input is this one. The host is told again what the next preimage is about. */
  restore(state: ChannelState): void {
    this.#inputRead = state.inputRead;
    this.#preimageRead = state.preimageRead;
    this.#hints.restore(state.lastHint, state.hint);
    this.#acknowledgements = state.acknowledgements;
    this.#key.set(state.key);
    this.#keyLength = state.key.length;
    this.#publicLength = 0;
    this.#writePublic(state.publicOutput);
    this.#digest = state.digest;
    if (state.lastHint) this.#oracle.hint(state.lastHint);
  }

  /** Once: an input may be long, and its hash is asked for at every segment of a trace. */
  #inputHash(): Uint8Array {
    this.#hashOfInput ??= keccak_256(this.#input.subarray(LENGTH_BYTES));
    return this.#hashOfInput.slice();
  }

  state(): ChannelState {
    return {
      inputHash: this.#inputHash(),
      inputRead: this.#inputRead,
      preimageRead: this.#preimageRead,
      hint: this.#hints.bytes(),
      acknowledgements: this.#acknowledgements,
      lastHint: this.#hints.last,
      key: this.#key.slice(0, this.#keyLength),
      publicOutput: this.publicOutput,
      digest: this.digest,
    };
  }
}
