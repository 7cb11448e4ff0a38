// Damaged blobs: the core's decoder against one written from the specification (OP Stack, Ecotone derivation, "Blob encoding").
import type { Random } from "../../packages/core/test/bytecode.ts";
import type { Loaded } from "../../packages/core/test/load.ts";
import type { Counts } from "./derivationMutations.ts";

const BLOB = 131_072;
const MOST = 130_044;

/** The data in a blob, null when it is no encoding of any. */
export function decodeBlob(blob: Uint8Array): Uint8Array | null {
  const length = (blob[2]! << 16) | (blob[3]! << 8) | blob[4]!;
  if (blob[1] !== 0 || length > MOST) return null;
  const out = new Uint8Array(1024 * 127 + 1);
  let at = 0;
  for (let element = 0; element < 4096; element += 4) {
    const heads = [0, 1, 2, 3].map((k) => blob[32 * (element + k)]!) as [number, number, number, number];
    if (heads.some((head) => (head & 0xc0) !== 0)) return null;
    const [a, b, c, d] = heads;
    const joints = [(a & 0x3f) | ((b & 0x30) << 2), (b & 0x0f) | ((d & 0x0f) << 4), (c & 0x3f) | ((d & 0x30) << 2)];
    for (let k = 0; k < 4; k++) {
      // The first element begins with version and length.
      const from = 32 * (element + k) + (element + k === 0 ? 5 : 1);
      const tail = blob.subarray(from, 32 * (element + k + 1));
      out.set(tail, at);
      at += tail.length;
      if (k < 3) out[at++] = joints[k]!;
    }
  }
  return out.subarray(length, at).some((byte) => byte !== 0) ? null : out.subarray(0, length);
}

const PER_CALL = 16;

/** Compares on damaged blobs; what differs, or null. */
export function compareBlobs(random: Random, builds: readonly Loaded[], counts: Counts): string | null {
  for (const build of builds) build.exports["reset"]!();
  const places = builds.map(({ exports }) => ({
    blob: exports["alloc"]!(BLOB) >>> 0,
    out: exports["alloc"]!(BLOB) >>> 0,
  }));
  const length = random.pick([0, 1, 26, 27, 28, 123, 124, 5000, MOST - 1, MOST]);
  const data = Uint8Array.from({ length }, () => random.below(256));
  builds[0]!.write(places[0]!.out, data);
  builds[0]!.exports["blobEncode"]!(places[0]!.blob, places[0]!.out, length);
  const whole = builds[0]!.read(places[0]!.blob, BLOB);
  for (let n = 0; n < PER_CALL; n++) {
    const blob = whole.slice();
    for (let k = random.below(3); k >= 0; k--) {
      const at = random.pick([
        random.below(BLOB),
        32 * random.below(4096),
        random.below(6),
        Math.min(BLOB - 1, length + random.below(600)),
        BLOB - 1 - random.below(64),
      ]);
      blob[at] = random.pick([0, 1, 0x30, 0x3f, 0x40, 0x80, random.below(256)]);
    }
    counts.blobs++;
    const expected = decodeBlob(blob);
    for (const [i, build] of builds.entries()) {
      const { blob: ptr, out } = places[i]!;
      build.write(ptr, blob);
      const found = build.exports["blobDecode"]!(out, ptr) as number;
      if (found !== (expected?.length ?? -1))
        return `length ${found}, the specification says ${expected?.length ?? -1}`;
      if (expected && Buffer.compare(build.read(out, found), expected) !== 0) return "other data";
    }
  }
  return null;
}
