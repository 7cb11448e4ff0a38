// Speed of signature recovery, P-256 and modexp in one build, beside @noble/curves and BigInt in the same run.
//
//   npx tsx packages/core/bench/curves-ecdsa.ts [wasm | guest | debug]
//
// Every figure is the best of several short runs: the machine's other work only ever adds time.
import { setFlagsFromString } from "node:v8";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { loadTesting } from "../test/load.js";
import { randomBytes, randomSource } from "../test/operands.js";
import { bytes32, integer, recoverBatch, validSignatures } from "../test/signatures.js";

// As the host does: the optimising compiler at once, instead of measuring the baseline tier.
setFlagsFromString("--no-liftoff");

const variant = process.argv[2] === "guest" || process.argv[2] === "debug" ? process.argv[2] : "wasm";
const random = randomSource(5);
const signatures = validSignatures(1024, 6);
const join = (of: (i: number) => Uint8Array) => Uint8Array.from(Buffer.concat(signatures.map((_, i) => of(i))));

/** Best seconds per operation of `run(n)` over several runs of about `milliseconds`. */
function time(run: (n: number) => void, milliseconds = 4, rounds = 40): number {
  let n = 1;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    run(n);
    const spent = performance.now() - start;
    best = Math.min(best, spent / 1000 / n);
    if (spent < milliseconds / 2) n *= 2;
  }
  return best;
}

function line(name: string, ours: number, theirs?: number, extra = ""): void {
  const ratio = theirs === undefined ? "" : `×${(theirs / ours).toFixed(1)}`;
  console.log(name.padEnd(34), `${(ours * 1e6).toFixed(1)} us`.padStart(12), ratio.padStart(8), extra);
}

/** Where results of the other side go, so that no compiler drops their computation. */
export let sink: unknown;

console.log(`${variant}; operation, time, times faster than noble or BigInt`);

const compiled = await loadTesting("curves-ecdsa", variant);
/** Arrays of all signatures in `core`, and calls on them. */
function signaturesIn(core: typeof compiled) {
  const [digests, rs, ss] = [
    core.place(join((i) => signatures[i]!.digest)),
    core.place(join((i) => signatures[i]!.r)),
    core.place(join((i) => signatures[i]!.s)),
  ];
  const parities = core.place(Uint8Array.from(signatures.map(({ parity }) => parity)));
  const keys = core.place(new Uint8Array(64 * signatures.length));
  const ok = core.place(new Uint8Array(signatures.length));
  const { secp256k1Recover, secp256k1RecoverBatch } = core.exports;
  return {
    one: (i: number) =>
      secp256k1Recover!(keys, digests + 32 * i, rs + 32 * i, ss + 32 * i, signatures[i]!.parity) as number,
    batch: (count: number) => secp256k1RecoverBatch!(count, keys, digests, rs, ss, parities, ok),
  };
}

const core = signaturesIn(compiled);
const started = performance.now();
core.one(0);
line("first recovery, with compilation", (performance.now() - started) / 1000);

// The generator's table is made at the first recovery and grows with use: what a fresh instance takes, code compiled.
for (const count of [1, 2, 10, 200, 1000]) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; round++) {
    const fresh = signaturesIn(await loadTesting("curves-ecdsa", variant));
    // Compiles the code again without touching the table: r is 0.
    fresh.batch(0);
    const start = performance.now();
    if (count === 1) fresh.one(0);
    else fresh.batch(count);
    best = Math.min(best, performance.now() - start);
  }
  line(`fresh instance, ${count} in all, each`, best / 1000 / count);
}

const nobleRecover = time((n) => {
  for (let i = 0; i < n; i++) {
    const { digest, r, s, parity } = signatures[i % 64]!;
    sink = new secp256k1.Signature(integer(r), integer(s), parity).recoverPublicKey(digest);
  }
});
core.batch(1024);
line(
  "secp256k1 recovery, one by one",
  time((n) => {
    for (let i = 0; i < n; i++) core.one(i & 1023);
  }),
  nobleRecover,
);
for (const count of [2, 32, 256]) {
  const seconds = time((n) => {
    for (let i = 0; i < n; i++) core.batch(count);
  });
  line(`secp256k1 recovery, batch of ${count}`, seconds / count, nobleRecover);
}
const found = recoverBatch(compiled, signatures);
const right = signatures.every(({ publicKey }, i) => Buffer.compare(publicKey!, found[i] ?? new Uint8Array(0)) === 0);
console.log(right ? "all keys right" : "WRONG KEYS");

const secret = bytes32(123456789n);
const digest = randomBytes(random, 32);
const signature = p256.sign(digest, secret, { prehash: false });
const key = p256.getPublicKey(secret, false);
const input = compiled.place(Uint8Array.from(Buffer.concat([digest, signature, key.subarray(1)])));
line(
  "P-256 verification",
  time((n) => {
    for (let i = 0; i < n; i++)
      sink = compiled.exports.p256Verify!(input, input + 32, input + 64, input + 96, input + 128);
  }),
  time((n) => {
    for (let i = 0; i < n; i++) sink = p256.verify(signature, digest, key, { prehash: false });
  }),
);
if (sink !== true) console.log("WRONG VERDICT");

/** Gas by EIP-2565 and EIP-7883 of equally long base and modulus. */
function gas(length: number, exponent: Uint8Array): [number, number] {
  const words = Math.ceil(length / 8) ** 2;
  const head = integer(exponent.subarray(0, 32)).toString(2).length - 1;
  const tail = Math.max(0, exponent.length - 32);
  const old = Math.max(200, Math.floor((words * Math.max(1, 8 * tail + head)) / 3));
  return [old, Math.max(500, (length <= 32 ? 16 : 2 * words) * Math.max(1, 16 * tail + head))];
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const ones = (length: number) => new Uint8Array(length).fill(0xff);
const cases: [string, number, Uint8Array, boolean][] = [
  ["8 bytes", 8, ones(1024), true],
  ["32 bytes", 32, ones(32), true],
  ["32 bytes, even", 32, ones(32), false],
  ["64 bytes, e = 65537", 64, Uint8Array.of(1, 0, 1), true],
  ["192 bytes, e = 3", 192, Uint8Array.of(3), true],
  ["192 bytes, e = 3, even", 192, Uint8Array.of(3), false],
  ["128 bytes", 128, ones(128), true],
  ["256 bytes", 256, ones(64), true],
  ["256 bytes, even", 256, ones(64), false],
  ["256 bytes, e = 65537", 256, Uint8Array.of(1, 0, 1), true],
  ["1024 bytes, e = 3", 1024, Uint8Array.of(3), true],
  ["1024 bytes", 1024, ones(16), true],
];
for (const [name, length, exponent, odd] of cases) {
  const base = randomBytes(random, length);
  const modulus = randomBytes(random, length);
  modulus[0]! |= 0x80;
  modulus[length - 1]! |= 1;
  if (!odd) modulus.fill(0, length >> 1);
  const at = [base, exponent, modulus].flatMap((bytes) => [compiled.place(bytes), bytes.length]);
  const out = compiled.place(modulus);
  const ours = time((n) => {
    for (let i = 0; i < n; i++) compiled.exports.modexp!(out, ...at);
  });
  const [b, e, m] = [integer(base), integer(exponent), integer(modulus)];
  if (integer(compiled.read(out, length)) !== power(b, e, m)) console.log("WRONG POWER");
  const theirs = time(
    (n) => {
      for (let i = 0; i < n; i++) sink = power(b, e, m);
    },
    4,
    10,
  );
  const rates = gas(length, exponent).map((amount) => Math.round(amount / ours / 1e6));
  line(`modexp ${name}`, ours, theirs, `${rates[0]} Mgas/s by EIP-2565, ${rates[1]} by EIP-7883`);
}
