// The client's side of the channels over streams, for tests that run the host in another process.
import type { Readable, Writable } from "node:stream";
import { ByteReader } from "../src/wire/byteReader.ts";
import { frameHint } from "../src/wire/framing.ts";
import type { Oracle } from "./client.ts";

export interface HostPipes {
  readonly hintRead: Readable;
  readonly hintWrite: Writable;
  readonly preimageRead: Readable;
  readonly preimageWrite: Writable;
}

/** `close` ends the client's side, which ends the host. */
export function pipeOracle(pipes: HostPipes): Oracle & { close(): void } {
  const acks = new ByteReader(pipes.hintRead);
  const values = new ByteReader(pipes.preimageRead);
  const exactly = async (reader: ByteReader, length: number) => {
    const bytes = length === 0 ? new Uint8Array(0) : await reader.read(length);
    if (!bytes) throw new Error("the host closed its end");
    return bytes;
  };
  return {
    async hint(text) {
      pipes.hintWrite.write(frameHint(text));
      await exactly(acks, 1);
    },
    async preimage(key) {
      pipes.preimageWrite.write(key);
      const length = Buffer.from(await exactly(values, 8)).readBigUInt64BE();
      return exactly(values, Number(length));
    },
    close() {
      pipes.hintWrite.end();
      pipes.preimageWrite.end();
    },
  };
}
