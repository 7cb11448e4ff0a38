// The bytes between a client in a worker and its host in the main thread: one shared buffer, whose turn it is in one word of it. The
// client waits with Atomics.wait, the host is woken by a message; what is longer than the buffer goes in pieces.

/** Words of the control block. */
const TURN = 0;
const KIND = 1;
const LENGTH = 2;
const LAST = 3;
const FAILED = 4;
const CONTROL_BYTES = 64;

/** Whose turn it is. */
const CLIENT = 0;
const HOST = 1;

/** What is asked for: 32 bytes of key, then hints, line by line. */
export const REQUEST = { preimage: 1, blob: 2 } as const;
export type RequestKind = (typeof REQUEST)[keyof typeof REQUEST];

export interface SharedMessage {
  /** Of a request. */
  readonly kind: RequestKind;
  /** Of an answer: whether it is an error. */
  readonly failed: boolean;
  readonly bytes: Uint8Array;
}

export function newSharedBuffer(dataBytes = 4 << 20): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES + dataBytes);
}

class SharedEnd {
  protected readonly control: Int32Array;
  protected readonly data: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.control = new Int32Array(shared, 0, CONTROL_BYTES / 4);
    this.data = new Uint8Array(shared, CONTROL_BYTES);
  }

  /** Bytes that one piece holds. */
  get pieceBytes(): number {
    return this.data.length;
  }

  /** Puts the piece at `at` into the buffer. @returns where the next one begins */
  protected putPiece(bytes: Uint8Array, at: number): number {
    const end = Math.min(at + this.data.length, bytes.length);
    this.data.set(bytes.subarray(at, end));
    this.control[LENGTH] = end - at;
    this.control[LAST] = end === bytes.length ? 1 : 0;
    return end;
  }

  protected takePiece(): { piece: Uint8Array; last: boolean } {
    return { piece: this.data.slice(0, this.control[LENGTH]!), last: this.control[LAST] === 1 };
  }
}

/** In the worker. */
export class SharedClient extends SharedEnd {
  readonly #wake: () => void;

  /** `wake`: tells the host that it is its turn. */
  constructor(shared: SharedArrayBuffer, wake: () => void) {
    super(shared);
    this.#wake = wake;
  }

  /** Sends a request and waits for the whole answer. */
  call(kind: RequestKind, request: Uint8Array): { failed: boolean; bytes: Uint8Array } {
    this.control[KIND] = kind;
    let at = 0;
    do {
      at = this.putPiece(request, at);
      this.#handOver();
    } while (at < request.length);
    const pieces: Uint8Array[] = [];
    for (;;) {
      const { piece, last } = this.takePiece();
      pieces.push(piece);
      if (last) break;
      this.#handOver();
    }
    const failed = this.control[FAILED] === 1;
    return { failed, bytes: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces) };
  }

  #handOver(): void {
    Atomics.store(this.control, TURN, HOST);
    this.#wake();
    // No time limit: the host answers every request within the limits of its nodes, and whoever ends it ends this worker too.
    // Woken is not answered: the host's notify for the turn before may come only now, when this one waits again.
    while (Atomics.load(this.control, TURN) === HOST) Atomics.wait(this.control, TURN, HOST);
  }
}

/** In the main thread. */
export class SharedServer extends SharedEnd {
  #request: Uint8Array[] = [];
  #answer: Uint8Array | null = null;
  #sent = 0;

  /** Called when the client has woken the host. @returns a whole request, or null while pieces are under way */
  take(): SharedMessage | null {
    if (this.#answer) {
      this.#sendPiece();
      return null;
    }
    const { piece, last } = this.takePiece();
    this.#request.push(piece);
    if (!last) {
      this.#handOver();
      return null;
    }
    const bytes = this.#request.length === 1 ? piece : Buffer.concat(this.#request);
    this.#request = [];
    return { kind: this.control[KIND] as RequestKind, failed: false, bytes };
  }

  answer(bytes: Uint8Array, failed: boolean): void {
    this.control[FAILED] = failed ? 1 : 0;
    this.#answer = bytes;
    this.#sent = 0;
    this.#sendPiece();
  }

  #sendPiece(): void {
    this.#sent = this.putPiece(this.#answer!, this.#sent);
    if (this.control[LAST] === 1) this.#answer = null;
    this.#handOver();
  }

  #handOver(): void {
    Atomics.store(this.control, TURN, CLIENT);
    Atomics.notify(this.control, TURN);
  }
}
