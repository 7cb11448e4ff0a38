// Segments as files: what is written is read again, and hostile files end in typed errors.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InputError } from "@assay/core/inputError";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TraceChecker } from "../../../src/proving/trace/check/checker.ts";
import { FAMILY_NAMES } from "../../../src/proving/trace/families.ts";
import { copySegment, type TraceSegment } from "../../../src/proving/trace/segment.ts";
import {
  readSegment,
  readSegmentFile,
  segmentPieces,
  writeSegmentFile,
} from "../../../src/proving/trace/segmentFile.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { Random } from "../../riscv/random.ts";
import { everyFamily, INPUT, ORACLE } from "./programs.ts";

const program = everyFamily();
const segments: TraceSegment[] = [];
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-trace-"));
  await traceProgram(program, { input: INPUT, oracle: ORACLE, cycleLimit: 1e6, segmentCycles: 64 }, (segment) => {
    segments.push(copySegment(segment));
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Plain arrays of the same numbers. */
const plain = (segment: TraceSegment) =>
  JSON.stringify(segment, (_, value) => (ArrayBuffer.isView(value) ? [...(value as Uint8Array)] : value));
const bytesOf = (segment: TraceSegment) => new Uint8Array(Buffer.concat([...segmentPieces(segment)]));

describe("what is written is read again", () => {
  it.each(["segment.bin", "segment.bin.gz"])("%s", async (name) => {
    const checker = new TraceChecker(program, { input: INPUT });
    for (const segment of segments) {
      await writeSegmentFile(join(folder, name), segment);
      const read = readSegmentFile(join(folder, name));
      expect(plain(read)).toBe(plain(segment));
      expect(checker.check(read)).toBeNull();
    }
    expect(existsSync(join(folder, `${name}.${process.pid}.part`))).toBe(false);
  });

  it("bytes that do not lie where words do", () => {
    const bytes = bytesOf(segments[0]!);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(plain(readSegment(shifted.subarray(1)))).toBe(plain(segments[0]!));
    expect(plain(readSegment(Buffer.from(shifted.buffer, 1)))).toBe(plain(segments[0]!));
  });

  it("packed, it is smaller", async () => {
    for (const name of ["size.bin", "size.bin.gz"]) await writeSegmentFile(join(folder, name), segments.at(-1)!);
    expect(statSync(join(folder, "size.bin.gz")).size).toBeLessThan(statSync(join(folder, "size.bin")).size / 3);
  });
});

describe("hostile files", () => {
  const failure = (bytes: Uint8Array): string | null => {
    try {
      readSegment(bytes);
      return null;
    } catch (error) {
      if (error instanceof InputError) return error.code;
      throw error;
    }
  };

  it("every length but its own", () => {
    const bytes = bytesOf(segments[0]!);
    const random = new Random(1);
    const lengths = [0, 1, 3, 4, 11, 12, ...Array.from({ length: 300 }, () => random.below(bytes.length))];
    for (const length of lengths) expect(failure(bytes.subarray(0, length)), `${length}`).toBe("TRACE_BROKEN");
    for (const more of [1, 4, 4096]) {
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes);
      expect(failure(longer)).toBe("TRACE_BROKEN");
    }
  });

  it("every byte of its head, and bits of the rest: refused by the reader or by the checker", () => {
    const random = new Random(2);
    const last = segments.length - 1;
    for (const which of [0, last]) {
      const bytes = bytesOf(segments[which]!);
      const head = 4 * (4 + 2 * 49 + 33 + FAMILY_NAMES.length + 2);
      const bits = [
        ...Array.from({ length: head }, (_, i) => 8 * i + random.below(8)),
        ...Array.from({ length: 600 }, () => 8 * head + random.below(8 * (bytes.length - head))),
      ];
      for (const bit of bits) {
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const code = failure(bytes);
        if (code === null) {
          const checker = new TraceChecker(program, { input: INPUT });
          for (const segment of segments.slice(0, which)) checker.check(segment);
          expect(checker.check(readSegment(bytes)), `bit ${bit}`).not.toBeNull();
        } else expect(code).toBe("TRACE_BROKEN");
        bytes[bit >> 3]! ^= 1 << (bit & 7);
      }
    }
  });

  it("noise, and noise behind a good beginning", () => {
    const random = new Random(3);
    const bytes = bytesOf(segments[0]!);
    for (let i = 0; i < 200; i++) {
      expect(failure(random.bytes(random.below(4000)))).toBe("TRACE_BROKEN");
      const mixed = bytes.slice();
      mixed.set(random.bytes(64), 12 + random.below(600));
      expect([null, "TRACE_BROKEN"]).toContain(failure(mixed));
    }
  });

  it("files that are no files, or packed badly", () => {
    const code = (name: string, bytes: Uint8Array | null) => {
      const path = join(folder, name);
      if (bytes) writeFileSync(path, bytes);
      try {
        readSegmentFile(path);
      } catch (error) {
        return (error as InputError).code;
      }
      return null;
    };
    expect(code("none.bin", null)).toBe("FILE_NOT_FOUND");
    expect(code("empty.bin", new Uint8Array(0))).toBe("TRACE_BROKEN");
    const packed = gzipSync(bytesOf(segments[0]!));
    expect(code("good.bin.gz", packed)).toBeNull();
    expect(code("half.bin.gz", packed.subarray(0, packed.length >> 1))).toBe("GZIP_BROKEN");
    expect(code("plain.bin.gz", bytesOf(segments[0]!))).toBe("GZIP_BROKEN");
    expect(readFileSync(join(folder, "good.bin.gz")).length).toBe(packed.length);
  });
});
