// Recovery of public keys against @noble/curves: genuine, hostile and exceptional signatures, one by one and in batches.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { beforeAll, describe, expect, it } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import {
  bytes32,
  exceptionalSignatures,
  hostileSignatures,
  integer,
  ORDER,
  PRIME,
  recover,
  recoverBatch,
  type Signature,
  validSignatures,
} from "./signatures.js";

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");
const valid = validSignatures(2000, 1);
const attacks = hostileSignatures(400, 2);
const exceptional = exceptionalSignatures();

/** The signatures whose answer is not what the reference says. */
function wrong(signatures: Signature[], found: (Uint8Array | undefined)[]) {
  return signatures.filter((signature, i) => hex(found[i]) !== hex(signature.publicKey));
}

describe.each(acceleratedVariants)("%s", (variant) => {
  // The machine with accelerators is BigInt.
  const isSlow = variant === "accelerated";
  const hostile = isSlow ? attacks.slice(0, 250) : attacks;
  let core: Loaded;
  beforeAll(async () => {
    core = await loadTesting("curves-ecdsa", variant);
  });

  it("recovers the keys of genuine signatures in a batch", () => {
    expect(valid.every(({ publicKey }) => publicKey !== undefined)).toBe(true);
    const some = valid.slice(0, isSlow ? 60 : 2000);
    expect(wrong(some, recoverBatch(core, some))).toEqual([]);
  });

  it("recovers them one by one", () => {
    const some = valid.slice(0, isSlow ? 30 : 500);
    expect(
      wrong(
        some,
        some.map((signature) => recover(core, signature)),
      ),
    ).toEqual([]);
  });

  it("judges hostile signatures as noble does, also beside genuine ones", () => {
    const refused = hostile.filter(({ publicKey }) => publicKey === undefined).length;
    expect(refused).toBeGreaterThan(100);
    expect(hostile.length - refused).toBeGreaterThan(100);
    const mixed = hostile.flatMap((signature, i) => (i % 3 === 0 ? [signature, valid[i]!] : [signature]));
    expect(wrong(mixed, recoverBatch(core, mixed))).toEqual([]);
    expect(
      wrong(
        hostile,
        hostile.map((signature) => recover(core, signature)),
      ),
    ).toEqual([]);
  });

  it("gets sums right whose points meet, cancel or vanish", () => {
    const infinite = exceptional.filter(({ publicKey }) => publicKey === undefined).length;
    expect(infinite).toBeGreaterThan(5);
    expect(exceptional.length - infinite).toBeGreaterThan(1500);
    const mixed = exceptional.flatMap((signature, i) => (i % 5 === 0 ? [signature, valid[i % 100]!] : [signature]));
    expect(wrong(mixed, recoverBatch(core, mixed))).toEqual([]);
    const some = exceptional.filter((_, i) => i % 4 === 0);
    expect(
      wrong(
        some,
        some.map((signature) => recover(core, signature)),
      ),
    ).toEqual([]);
  });

  it("answers a batch of any size, also when none can be recovered", () => {
    for (const count of [0, 1, 2, 3, 31, 32, 33, 34, 65]) {
      const signatures = valid.slice(0, count);
      expect(wrong(signatures, recoverBatch(core, signatures))).toEqual([]);
      const none = signatures.map((signature) => ({ ...signature, r: new Uint8Array(32), publicKey: undefined }));
      expect(wrong(none, recoverBatch(core, none))).toEqual([]);
    }
  });

  it("does not let an answer depend on how often it was asked", async () => {
    const fresh = await loadTesting("curves-ecdsa", variant);
    // The generator's table grows at the 32nd and the 512th recovery.
    for (let i = 0; i < 24; i++) {
      const some = valid.slice(25 * i, 25 * i + 25);
      expect(wrong(some, recoverBatch(fresh, some))).toEqual([]);
      expect(hex(recover(fresh, valid[i]!))).toBe(hex(valid[i]!.publicKey));
    }
  });

  it("multiplies, squares and inverts in the field", () => {
    const random = randomSource(3);
    // On the machine with accelerators elements are below the prime, on all others anything of 256 bits.
    const most = isSlow ? PRIME : 1n << 256n;
    const edges = [
      0n,
      1n,
      2n,
      PRIME - 1n,
      PRIME,
      PRIME + 1n,
      (1n << 256n) - 1n,
      (1n << 256n) - 2n ** 32n,
      1n << 255n,
    ].map((edge) => edge % most);
    const a = core.placeWord(0n);
    const b = core.placeWord(0n);
    const d = core.placeWord(0n);
    for (let i = 0; i < 500; i++) {
      const x = i < 81 ? edges[i % 9]! : integer(randomBytes(random, 32)) % most;
      const y = i < 81 ? edges[Math.floor(i / 9)]! : integer(randomBytes(random, 32)) % most;
      core.writeWord(a, x);
      core.writeWord(b, y);
      core.exports.fieldMultiply!(d, a, b);
      expect(core.readWord(d) % PRIME).toBe((x * y) % PRIME);
      core.exports.fieldSquare!(d, a);
      expect(core.readWord(d) % PRIME).toBe((x * x) % PRIME);
      core.exports.fieldAdd!(d, a, b);
      expect(core.readWord(d) % PRIME).toBe((x + y) % PRIME);
      core.exports.fieldSubtract!(d, a, b);
      expect(core.readWord(d) % PRIME).toBe((x + 2n * PRIME - y) % PRIME);
      core.exports.fieldHalve!(d, a);
      expect((2n * core.readWord(d)) % PRIME).toBe(x % PRIME);
      core.exports.fieldInverse!(d, a);
      expect((core.readWord(d) * x) % PRIME).toBe(x % PRIME === 0n ? 0n : 1n);
    }
  });

  it("splits scalars in halves", () => {
    const random = randomSource(4);
    const lambda = secp256k1.Point.Fn.create(0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n);
    const edges = [0n, 1n, ORDER - 1n, ORDER >> 1n, lambda, lambda - 1n, ORDER - lambda, 1n << 128n, (1n << 128n) - 1n];
    for (let i = 0; i < 1000; i++) {
      const k = edges[i] ?? integer(randomBytes(random, 32)) % ORDER;
      const first = core.placeWord(0n);
      const second = core.placeWord(0n);
      const signs = core.exports.splitScalar!(first, second, core.placeWord(k)) as number;
      const [x, y] = [core.readWord(first), core.readWord(second)];
      expect((x >> 128n) | (y >> 128n)).toBe(0n);
      expect(((signs & 1 ? -x : x) + (signs & 2 ? -y : y) * lambda - k) % ORDER).toBe(0n);
    }
  });

  it("knows the signature of EIP-155's example", () => {
    const signature = {
      digest: bytes32(0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53n),
      r: bytes32(0x28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276n),
      s: bytes32(0x67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83n),
      parity: 0,
    };
    const key = secp256k1.getPublicKey(bytes32(BigInt(`0x${"46".repeat(32)}`)), false).slice(1);
    expect(hex(recover(core, { ...signature, publicKey: key }))).toBe(hex(key));
  });
});
