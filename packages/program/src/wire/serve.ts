// The host's side: two loops, one a channel, until the client closes its ends.
import type { Readable, Writable } from "node:stream";
import { InputError } from "@assay/core/inputError";
import { MAX_HINT_BYTES } from "../hint/hint.ts";
import { KEY_BYTES } from "../preimage/key.ts";
import { ByteReader } from "./byteReader.ts";
import { framePreimage, HINT_ACK, HINT_LENGTH_BYTES } from "./framing.ts";

/** Who answers: the host library, or a test. */
export interface OracleBackend {
  /** Takes a hint; what is wrong with it must not end the run, since hints carry no meaning. */
  hint(text: string): Promise<void>;
  /** The bytes of a key. What it throws ends the serving: a client cannot be told that something is not there. */
  preimage(key: Uint8Array): Promise<Uint8Array>;
}

export interface ServerStreams {
  readonly hintRead: Readable;
  readonly hintWrite: Writable;
  readonly preimageRead: Readable;
  readonly preimageWrite: Writable;
}

class ClientGone extends Error {}

function send(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stream.destroyed || stream.writableEnded) return reject(new ClientGone());
    stream.write(bytes, (error) => (error ? reject(new ClientGone(error.message)) : resolve()));
  });
}

async function serveHints(streams: ServerStreams, backend: OracleBackend): Promise<void> {
  const reader = new ByteReader(streams.hintRead);
  for (;;) {
    const header = await reader.read(HINT_LENGTH_BYTES);
    if (header === null) return;
    const length = new DataView(header.buffer).getUint32(0);
    if (length > MAX_HINT_BYTES) throw new InputError("CHANNEL_BROKEN", `a hint of ${length} bytes`);
    const text = length === 0 ? new Uint8Array(0) : await reader.read(length);
    if (text === null) throw new InputError("CHANNEL_BROKEN", `the hint channel ended before ${length} bytes`);
    await backend.hint(Buffer.from(text).toString("utf8"));
    await send(streams.hintWrite, HINT_ACK);
  }
}

async function servePreimages(streams: ServerStreams, backend: OracleBackend): Promise<void> {
  const reader = new ByteReader(streams.preimageRead);
  for (;;) {
    const key = await reader.read(KEY_BYTES);
    if (key === null) return;
    await send(streams.preimageWrite, framePreimage(await backend.preimage(key)));
  }
}

/** Serves one client until it has closed both channels. Ends all streams. @throws what the backend throws on a preimage, and
 *  InputError CHANNEL_BROKEN on half a message */
export async function serve(streams: ServerStreams, backend: OracleBackend): Promise<void> {
  const all = Object.values(streams) as (Readable | Writable)[];
  const end = () => {
    for (const stream of all) stream.destroy();
  };
  // Errors of the streams themselves come out where they are read or written; without a listener Node would throw them.
  for (const stream of all) stream.on("error", () => {});
  const loop = async (run: Promise<void>) => {
    try {
      await run;
    } catch (error) {
      // The other loop waits for a client that will never be answered.
      end();
      if (!(error instanceof ClientGone)) throw error;
    }
  };
  try {
    const [hints, preimages] = await Promise.allSettled([
      loop(serveHints(streams, backend)),
      loop(servePreimages(streams, backend)),
    ]);
    for (const outcome of [preimages, hints]) if (outcome.status === "rejected") throw outcome.reason;
  } finally {
    end();
  }
}
