// KZG point evaluation against c-kzg, with the setup of the mainnet ceremony, and what it must reject.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { blobToKzgCommitment, computeKzgProof, loadTrustedSetup, verifyKzgProof } from "c-kzg";
import { beforeAll, describe, expect, test } from "vitest";
import { loadTesting, variants } from "./load.js";
import { bls12_381, bytesOf, concat, numbers, squareRoot } from "./pairingPoints.js";

const { G1, G2, fields } = bls12_381;
const r = fields.Fr.ORDER;
const p = fields.Fp.ORDER;

interface Proof {
  commitment: Uint8Array;
  z: Uint8Array;
  y: Uint8Array;
  proof: Uint8Array;
}

beforeAll(() => loadTrustedSetup(0));

function prove(blob: Uint8Array, z: bigint): Proof {
  const [proof, y] = computeKzgProof(blob, bytesOf(z, 32));
  return {
    commitment: Uint8Array.from(blobToKzgCommitment(blob)),
    z: bytesOf(z, 32),
    y: Uint8Array.from(y),
    proof: Uint8Array.from(proof),
  };
}

/** c-kzg throws on what is malformed. */
function expected({ commitment, z, y, proof }: Proof): boolean {
  try {
    return verifyKzgProof(commitment, z, y, proof);
  } catch {
    return false;
  }
}

/** A blob with `count` field elements that are not zero. */
function blobOf(count: number): Uint8Array {
  const random = numbers(`blob of ${count}`);
  const blob = new Uint8Array(131072);
  for (let i = 0; i < count; i++) blob.set(bytesOf(random(r), 32), 32 * i);
  return blob;
}

/** A blob with the same value everywhere: a constant polynomial, whose proof is infinity. */
function constantBlob(value: bigint): Uint8Array {
  const blob = new Uint8Array(131072);
  for (let i = 0; i < 4096; i++) blob.set(bytesOf(value, 32), 32 * i);
  return blob;
}

const infinity = concat(Uint8Array.of(0xc0), new Uint8Array(47));

/** Points that no decoder may take: [why, 48 bytes]. */
function malformedPoints(): [string, Uint8Array][] {
  const base = G1.Point.BASE.toBytes(true);
  const flags = (value: number) => concat(Uint8Array.of(((base[0] as number) & 0x1f) | value), base.slice(1));
  const compressed = (x: bigint) => {
    const bytes = bytesOf(x, 48);
    bytes[0] = (bytes[0] as number) | 0x80;
    return bytes;
  };
  const outside = (from: bigint): bigint => {
    for (let x = from; ; x++) if (squareRoot(x ** 3n + 4n, p) !== undefined) return x;
  };
  const offCurve = (from: bigint): bigint => {
    for (let x = from; ; x++) if (squareRoot(x ** 3n + 4n, p) === undefined) return x;
  };
  return [
    ["not compressed", flags(0x00)],
    ["not compressed, sign", flags(0x20)],
    ["infinity flag with an x", flags(0xc0)],
    ["infinity with sign", concat(Uint8Array.of(0xe0), new Uint8Array(47))],
    ["infinity, not compressed", concat(Uint8Array.of(0x40), new Uint8Array(47))],
    ["infinity with a last byte", concat(Uint8Array.of(0xc0), new Uint8Array(46), Uint8Array.of(1))],
    ["x = p", compressed(p)],
    ["x = p + 1", compressed(p + 1n)],
    ["x of 381 ones", compressed(2n ** 381n - 1n)],
    ["off the curve", compressed(offCurve(1n))],
    ["outside the subgroup", compressed(outside(1n))],
    ["of order 3", compressed(0n)],
  ];
}

test("the point of the setup in the source is the ceremony's second G2 point", () => {
  const file = join(createRequire(import.meta.url).resolve("c-kzg"), "../../deps/c-kzg/trusted_setup.txt");
  const lines = readFileSync(file, "utf8").split("\n");
  const tau = lines[2 + 4096 + 1] as string;
  const source = readFileSync(new URL("../assembly/curves/kzg.ts", import.meta.url), "utf8");
  const words = source.match(/const TAU_G2[^[]*\[([^\]]*)\]/)?.[1]?.match(/0x[0-9a-f]{16}/g) ?? [];
  const part = (k: number) =>
    words.slice(6 * k, 6 * k + 6).reduceRight((value, word) => (value << 64n) + BigInt(word), 0n);
  const { x, y } = G2.Point.fromHex(tau).toAffine();
  expect([0, 1, 2, 3].map(part)).toEqual([x.c0, x.c1, y.c0, y.c1]);
});

// With accelerators in BigInt a proof takes five seconds; bls12381.test.ts runs them.
describe.each([...variants, "proving"] as const)("%s", (variant) => {
  async function verifier() {
    const { exports, place } = await loadTesting("curves-pairing", variant);
    return ({ commitment, z, y, proof }: Proof): boolean => {
      const mark = exports.mark?.();
      const result = exports.kzgVerifyProof?.(place(commitment), place(z), place(y), place(proof)) !== 0;
      exports.release?.(mark);
      return result;
    };
  }

  test("proofs, right and wrong", async () => {
    const verify = await verifier();
    const random = numbers("kzg");
    const cases = [
      prove(blobOf(0), 5n),
      prove(constantBlob(7n), 0n),
      prove(constantBlob(r - 1n), random(r)),
      prove(blobOf(4096), 0n),
      prove(blobOf(4096), 1n), // 1 is in the evaluation domain
      prove(blobOf(3), r - 1n),
      ...Array.from({ length: variant === "wasm" ? 4 : 1 }, (_, i) => prove(blobOf(10 + i), random(r))),
    ];
    for (const good of cases) {
      expect(expected(good)).toBe(true);
      expect(verify(good)).toBe(true);
      for (const field of ["commitment", "z", "y", "proof"] as const) {
        const value = good[field];
        const bits = field === "z" || field === "y" ? [0] : [5, 383];
        for (const bit of bits) {
          const bytes = value.slice();
          const at = field === "z" || field === "y" ? 31 : bit >> 3;
          bytes[at] = (bytes[at] as number) ^ (field === "z" || field === "y" ? 1 : bit === 5 ? 0x20 : 1);
          const tampered = { ...good, [field]: bytes };
          expect(verify(tampered), field).toBe(expected(tampered));
        }
      }
      const swapped = { ...good, proof: good.commitment };
      expect(verify(swapped)).toBe(expected(swapped));
      expect(verify({ ...good, proof: infinity })).toBe(expected({ ...good, proof: infinity }));
      expect(verify({ ...good, commitment: infinity })).toBe(expected({ ...good, commitment: infinity }));
    }
  });

  test("malformed points and scalars", async () => {
    const verify = await verifier();
    const good = prove(blobOf(4), 9n);
    for (const [why, point] of malformedPoints()) {
      for (const field of ["commitment", "proof"] as const) {
        expect(expected({ ...good, [field]: point }), why).toBe(false);
        expect(verify({ ...good, [field]: point }), why).toBe(false);
      }
      // Everything else infinity and zero: nothing but the point can be the reason.
      const rest = { commitment: infinity, z: new Uint8Array(32), y: new Uint8Array(32), proof: infinity };
      expect(verify(rest)).toBe(true);
      expect(verify({ ...rest, commitment: point }), why).toBe(false);
      expect(verify({ ...rest, proof: point }), why).toBe(false);
    }
    const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
    for (const field of ["z", "y"] as const) {
      for (const value of [r, r + 1n, number(good[field]) + r, 2n ** 256n - 1n])
        expect(verify({ ...good, [field]: bytesOf(value, 32) })).toBe(false);
    }
  });
});
