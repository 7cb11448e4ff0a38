// inflate and brotli against Node's zlib: every stream it makes, and mutated ones, which both must judge alike.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { brotliCompressSync, brotliDecompressSync, deflateSync, inflateSync, constants as zlib } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Loaded, loadTesting, variants } from "./load.js";
import { randomSource } from "./operands.js";

/** Numbers from 0 up to 1, from a seed, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  const next = randomSource(seed);
  return () => next() / 2 ** 32;
}

const text = readFileSync(new URL("../assembly/derivation/brotli.ts", import.meta.url));
const binary = readFileSync(new URL("../data/brotli-dictionary.bin", import.meta.url));

function sample(random: () => number, kind: number): Buffer {
  const cut = (source: Buffer) =>
    source.subarray(Math.floor(random() * 1000), 1000 + Math.floor(random() * source.length));
  if (kind === 0)
    return Buffer.from(Array.from({ length: Math.floor(random() * 5000) }, () => Math.floor(random() * 256)));
  if (kind === 1) return Buffer.alloc(Math.floor(random() * 100_000), kind);
  return kind === 2 ? cut(text) : cut(binary);
}

/** Runs the decompressor `name` of the instance; `complete` is its own word for a stream that ended as it should. */
function run(core: Loaded, name: string, stream: Uint8Array, capacity: number) {
  core.exports.reset!();
  const input = core.place(stream);
  const output = core.exports.alloc!(capacity) as number;
  const length = core.exports[name]!(output, capacity, input, stream.length) as number;
  return { bytes: Buffer.from(core.read(output, length)), complete: Boolean(core.exports.complete!()) };
}

const formats = [
  {
    name: "inflate",
    compress: (data: Buffer, i: number) => deflateSync(data, { level: i % 10, strategy: i % 5, memLevel: 1 + (i % 9) }),
    decompress: (stream: Buffer) => inflateSync(stream),
  },
  {
    name: "brotliDecompress",
    compress: (data: Buffer, i: number) =>
      brotliCompressSync(data, {
        params: {
          [zlib.BROTLI_PARAM_QUALITY]: i % 12,
          [zlib.BROTLI_PARAM_LGWIN]: 10 + (i % 15),
          [zlib.BROTLI_PARAM_MODE]: i % 3,
          [zlib.BROTLI_PARAM_NPOSTFIX]: i % 4,
          [zlib.BROTLI_PARAM_NDIRECT]: (i % 7) << (i % 4),
        },
      }),
    decompress: (stream: Buffer) => brotliDecompressSync(stream),
  },
];

describe.each(variants)("channel compression, %s", (variant) => {
  it.each(formats)("$name restores, clips and judges as Node does", async (format) => {
    const core = await loadTesting(format.name === "inflate" ? "inflate" : "brotli", variant);
    const random = seeded(7);
    for (let i = 0; i < 60; i++) {
      const data = sample(random, i % 4);
      const stream = format.compress(data, i);
      const whole = run(core, format.name, stream, data.length + 10);
      expect(whole.complete).toBe(true);
      expect(whole.bytes.equals(data)).toBe(true);

      // A truncated stream and a small capacity both give the beginning.
      const truncated = run(core, format.name, stream.subarray(0, stream.length >> 1), data.length + 10);
      expect(truncated.complete).toBe(false);
      expect(truncated.bytes.equals(data.subarray(0, truncated.bytes.length))).toBe(true);
      expect(run(core, format.name, stream, data.length >> 1).bytes.equals(data.subarray(0, data.length >> 1))).toBe(
        true,
      );

      for (let k = 0; k < 10; k++) {
        const mutated = Buffer.from(stream);
        mutated[Math.floor(random() * mutated.length)]! ^= 1 << Math.floor(random() * 8);
        let expected: Buffer | undefined;
        try {
          expected = format.decompress(mutated);
        } catch {}
        if (expected && expected.length > 200_000) continue;
        const actual = run(core, format.name, mutated, 200_000);
        expect(actual.complete).toBe(expected !== undefined);
        if (expected) expect(actual.bytes.equals(expected)).toBe(true);
      }
    }
  });
});

describe("data files", () => {
  it("are the ones that data/README.md names", () => {
    const readme = readFileSync(new URL("../data/README.md", import.meta.url), "utf8");
    for (const [, file, hash] of readme.matchAll(/^\| `([^`]+)` .*`([0-9a-f]{64})` \|$/gm)) {
      const bytes = readFileSync(new URL(`../data/${file}`, import.meta.url));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(hash);
    }
  });
});
