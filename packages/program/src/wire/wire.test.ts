// The wire protocol: the documented bytes, both ends against each other over real descriptors, and every way to break off.
import { type ChildProcess, spawn } from "node:child_process";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import { keccakKey, localKey } from "../preimage/key.ts";
import { frameHint, framePreimage } from "./framing.ts";
import { type OracleBackend, serve } from "./serve.ts";

const text = (value: string) => new Uint8Array(Buffer.from(value));

/** Answers from a map, and remembers what was asked. */
class Answers implements OracleBackend {
  readonly asked: string[] = [];
  readonly values = new Map<string, Uint8Array>();

  put(value: Uint8Array): Uint8Array {
    const key = keccakKey(value);
    this.values.set(toHex(key), value);
    return key;
  }

  async hint(hint: string): Promise<void> {
    this.asked.push(hint);
  }

  async preimage(key: Uint8Array): Promise<Uint8Array> {
    this.asked.push(toHex(key));
    const value = this.values.get(toHex(key));
    if (!value) throw new Error(`no preimage of ${toHex(key)}`);
    return value;
  }
}

function channels() {
  return {
    hintRead: new PassThrough(),
    hintWrite: new PassThrough(),
    preimageRead: new PassThrough(),
    preimageWrite: new PassThrough(),
  };
}

function collected(stream: Readable): Buffer[] {
  const pieces: Buffer[] = [];
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  return pieces;
}

describe("bytes on the wire", () => {
  test("a hint: length, text; one byte back", () => {
    expect(toHex(frameHint("l1-block-header 0x12"))).toBe(
      `0x00000014${Buffer.from("l1-block-header 0x12").toString("hex")}`,
    );
  });

  test("a preimage: 32 bytes of key; length, bytes back", () => {
    expect(toHex(framePreimage(text("abc")))).toBe("0x0000000000000003616263");
    expect(toHex(framePreimage(text("")))).toBe("0x0000000000000000");
  });

  test("a whole conversation, in pieces of one byte", async () => {
    const streams = channels();
    const answers = new Answers();
    const key = answers.put(text("abc"));
    answers.values.set(toHex(localKey(1)), new Uint8Array(32).fill(7));
    const acks = collected(streams.hintWrite);
    const values = collected(streams.preimageWrite);
    const served = serve(streams, answers);
    const send = (stream: Writable, bytes: Uint8Array) => {
      for (const byte of bytes) stream.write(Uint8Array.of(byte));
    };
    send(streams.hintRead, frameHint("l1-block-header 0x00"));
    send(streams.hintRead, frameHint(""));
    send(streams.preimageRead, key);
    send(streams.preimageRead, localKey(1));
    streams.hintRead.end();
    streams.preimageRead.end();
    await served;
    expect(Buffer.concat(acks).toString("hex")).toBe("0000");
    expect(Buffer.concat(values).toString("hex")).toBe(`0000000000000003616263${"0000000000000020"}${"07".repeat(32)}`);
    expect([...answers.asked].sort()).toEqual(["l1-block-header 0x00", "", toHex(key), toHex(localKey(1))].sort());
  });
});

describe("a client that breaks off", () => {
  async function broken(hint: Uint8Array, key: Uint8Array): Promise<string> {
    const streams = channels();
    streams.hintRead.end(hint);
    streams.preimageRead.end(key);
    try {
      await serve(streams, new Answers());
      return "served";
    } catch (error) {
      return `${(error as { code?: string }).code}: ${(error as Error).message}`;
    }
  }
  const nothing = new Uint8Array(0);

  test.each([
    ["nothing at all", nothing, nothing, /^served$/],
    ["half a hint length", frameHint("abc").subarray(0, 2), nothing, /^CHANNEL_BROKEN.*2 of 4/],
    ["a hint's length only", frameHint("abc").subarray(0, 4), nothing, /^CHANNEL_BROKEN.*before 3 bytes/],
    ["half a hint", frameHint("abc").subarray(0, 6), nothing, /^CHANNEL_BROKEN.*2 of 3/],
    ["half a key", nothing, keccakKey(nothing).subarray(0, 31), /^CHANNEL_BROKEN.*31 of 32/],
    ["an enormous hint", Uint8Array.of(255, 255, 255, 255), nothing, /^CHANNEL_BROKEN.*4294967295/],
  ])("%s", async (_, hint, key, message) => {
    expect(await broken(hint, key)).toMatch(message);
  });

  test("a preimage that is not there ends the serving, also of the other channel", async () => {
    const streams = channels();
    const served = serve(streams, new Answers());
    streams.preimageRead.write(keccakKey(text("missing")));
    await expect(served).rejects.toThrow(/no preimage/);
    expect(streams.hintRead.destroyed).toBe(true);
  });
});

describe("a client in a process of its own, descriptors 3 to 6", () => {
  const clientModule = new URL("./clientChannel.ts", import.meta.url).href;

  function client(script: string): {
    child: ChildProcess;
    output: Promise<string>;
    pipes: Parameters<typeof serve>[0];
  } {
    const code = `
      import { ClientChannel } from ${JSON.stringify(clientModule)};
      const channel = new ClientChannel();
      const keys = process.argv.slice(1).map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
      try { ${script} } catch (error) { console.log(error.code + ": " + error.message); }
    `;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions=source", "--input-type=module", "-e", code, "--", ...args],
      { stdio: ["ignore", "pipe", "inherit", "pipe", "pipe", "pipe", "pipe"] },
    );
    const output = new Promise<string>((resolve) => {
      const pieces = collected(child.stdout as Readable);
      child.on("close", () => resolve(Buffer.concat(pieces).toString().trim()));
    });
    const [, , , hintWrite, hintRead, preimageWrite, preimageRead] = child.stdio as unknown as (Readable & Writable)[];
    return {
      child,
      output,
      pipes: { hintRead: hintRead!, hintWrite: hintWrite!, preimageRead: preimageRead!, preimageWrite: preimageWrite! },
    };
  }
  let args: string[] = [];

  test("hints and preimages of every size", async () => {
    const answers = new Answers();
    const sizes = [0, 1, 7, 65_536, 3_000_000];
    args = sizes.map((size) => Buffer.from(answers.put(new Uint8Array(size).fill(size % 251))).toString("hex"));
    const { output, pipes } = client(`
      channel.hint("l1-block-header 0x" + "ab".repeat(200_000));
      console.log(JSON.stringify(keys.map((key) => channel.preimage(key).length)));
    `);
    await serve(pipes, answers);
    expect(await output).toBe(JSON.stringify(sizes));
    expect(answers.asked[0]).toHaveLength(400_018);
  });

  test.each([
    ["a wrong preimage", (pipes) => pipes.preimageWrite.write(framePreimage(text("abd"))), /^PREIMAGE_WRONG/],
    ["no answer, and the end", (pipes) => pipes.preimageWrite.end(), /^CHANNEL_CLOSED/],
    ["half a length", (pipes) => pipes.preimageWrite.end(Uint8Array.of(0, 0, 0)), /^CHANNEL_BROKEN.*3 of 8/],
    [
      "a length, then the end",
      (pipes) => pipes.preimageWrite.end(framePreimage(text("abc")).subarray(0, 8)),
      /^CHANNEL_BROKEN/,
    ],
    [
      "half the bytes",
      (pipes) => pipes.preimageWrite.end(framePreimage(text("abc")).subarray(0, 10)),
      /^CHANNEL_BROKEN.*2 of 3/,
    ],
    [
      "an enormous length",
      (pipes) => pipes.preimageWrite.end(new Uint8Array(8).fill(255)),
      /^CHANNEL_BROKEN.*18446744073709551615/,
    ],
  ] as [string, (pipes: Parameters<typeof serve>[0]) => void, RegExp][])(
    "the host gives %s",
    async (_, answer, message) => {
      args = [Buffer.from(keccakKey(text("abc"))).toString("hex")];
      const { output, pipes } = client("channel.preimage(keys[0]); console.log('taken')");
      pipes.preimageRead.once("data", () => answer(pipes));
      expect(await output).toMatch(message);
      for (const pipe of Object.values(pipes)) pipe.destroy();
    },
  );

  test("the client is killed: the host ends cleanly", async () => {
    args = [];
    const { child, pipes } = client("channel.hint('a 0x00'); setTimeout(() => {}, 60_000)");
    const backend = new Answers();
    const hint = backend.hint.bind(backend);
    backend.hint = async (value) => {
      await hint(value);
      setTimeout(() => child.kill("SIGKILL"), 20);
    };
    await serve(pipes, backend);
    expect(backend.asked).toEqual(["a 0x00"]);
  });
});
