// P-256 verification (EIP-7951): the EIP's vectors, and random and broken signatures against @noble/curves.
import { readFileSync } from "node:fs";
import { p256 } from "@noble/curves/nist.js";
import { beforeAll, describe, expect, it } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { bytes32, integer } from "./signatures.js";

interface Vector {
  Name: string;
  Input: string;
  Expected: string;
}
const file = new URL("../../../fixtures/eip-7951/test-vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];
const ORDER = p256.Point.Fn.ORDER;
const PRIME = p256.Point.Fp.ORDER;

/** Digest, r, s, x, y as one input of the precompile. */
type Input = [Uint8Array, bigint, bigint, bigint, bigint];

function genuine(random: () => number): Input {
  const secret = randomBytes(random, 32);
  secret[0]! &= 0x7f;
  const digest = randomBytes(random, 32);
  const { r, s } = p256.Signature.fromBytes(p256.sign(digest, secret, { prehash: false, lowS: false }));
  const { x, y } = p256.Point.fromBytes(p256.getPublicKey(secret)).toAffine();
  return [digest, r, s, x, y];
}

/** What noble says of an input. */
function judge([digest, r, s, x, y]: Input): boolean {
  try {
    const key = p256.Point.fromAffine({ x, y });
    key.assertValidity();
    return p256.verify(new p256.Signature(r, s).toBytes(), digest, key.toBytes(), { prehash: false, lowS: false });
  } catch {
    return false;
  }
}

const encode = ([digest, ...rest]: Input) => Uint8Array.from(Buffer.concat([digest, ...rest.map(bytes32)]));

/** Genuine inputs, the same with one part broken, and with one bit flipped. */
const judged = (() => {
  const random = randomSource(20);
  const edges = [0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, PRIME - 1n, PRIME, PRIME + 1n, (1n << 256n) - 1n];
  const out: { bytes: Uint8Array; verdict: boolean }[] = [];
  for (let i = 0; i < 150; i++) {
    const good = genuine(random);
    const [digest, r, s, x, y] = good;
    const edge = edges[i % edges.length]!;
    const broken: Input[] = [
      [randomBytes(random, 32), r, s, x, y],
      [digest, edge, s, x, y],
      [digest, r, edge, x, y],
      [digest, r, s, edge, y],
      [digest, r, s, x, edge],
      [digest, r, ORDER - s, x, y],
      [digest, r, s, x, PRIME - y],
      [digest, s, r, x, y],
      [digest, r, s, y, x],
      [bytes32(edge), r, s, x, y],
    ];
    const one = broken[i % broken.length]!;
    const bit = encode(good);
    bit[random() % 160]! ^= 1 << (random() % 8);
    const at = (n: number) => integer(bit.subarray(32 * n, 32 * n + 32));
    out.push({ bytes: encode(good), verdict: true });
    out.push({ bytes: encode(one), verdict: judge(one) });
    out.push({ bytes: bit, verdict: judge([bit.subarray(0, 32), at(1), at(2), at(3), at(4)]) });
  }
  return out;
})();

describe.each(acceleratedVariants)("%s", (variant) => {
  // The machine with accelerators is BigInt: a quarter of what is judged, there.
  const some = <T>(all: readonly T[]) => (variant === "accelerated" ? all.filter((_, i) => i % 4 === 0) : all);
  let core: Loaded;
  let input: number;
  const verify = (bytes: Uint8Array) => {
    core.write(input, bytes);
    return core.exports.p256Verify!(input, input + 32, input + 64, input + 96, input + 128) === 1;
  };

  beforeAll(async () => {
    core = await loadTesting("curves-ecdsa", variant);
    input = core.place(new Uint8Array(160));
  });

  it("agrees with every vector of the EIP", () => {
    const wrong = some(vectors).filter(
      ({ Input, Expected }) => verify(Buffer.from(Input, "hex")) !== (Expected !== ""),
    );
    expect(vectors.length).toBe(319);
    expect(vectors.filter(({ Expected }) => Expected === "").length).toBeGreaterThan(50);
    expect(wrong.map(({ Name }) => Name)).toEqual([]);
  });

  it("accepts genuine signatures and judges broken ones as noble does", () => {
    for (const { bytes, verdict } of some(judged))
      expect(verify(bytes), Buffer.from(bytes).toString("hex")).toBe(verdict);
    expect(judged.filter(({ verdict }) => verdict).length).toBeGreaterThan(150);
    expect(judged.filter(({ verdict }) => !verdict).length).toBeGreaterThan(250);
  });

  it("gets sums right whose points meet, cancel or vanish", () => {
    const keys = [1n, 2n, 3n, 15n, ORDER - 1n, ORDER - 2n, 1n << 128n];
    const multipliers = [0n, 1n, 2n, 15n, 16n, 31n, ORDER - 1n, ORDER - 3n];
    let accepted = 0;
    for (const d of keys) {
      const { x, y } = p256.Point.BASE.multiply(d).toAffine();
      for (const u1 of multipliers) {
        for (const u2 of multipliers) {
          if (u2 === 0n) continue;
          // The point is (u1 + u2 d) G; with s = r / u2 and digest = u1 s the signature is right when r is its x.
          const k = (u1 + u2 * d) % ORDER;
          const r = k === 0n ? 7n : p256.Point.BASE.multiply(k).toAffine().x % ORDER;
          const s = (r * p256.Point.Fn.inv(u2)) % ORDER;
          expect(verify(encode([bytes32((u1 * s) % ORDER), r, s, x, y]))).toBe(k !== 0n);
          if (k !== 0n) accepted++;
        }
      }
    }
    expect(accepted).toBeGreaterThan(300);
  });
});
