// Speed of the precompiles on the pairing curves and of KZG in one build: time, gas per second, and the ratio to
// @noble/curves (KZG: c-kzg, which is native) in the same run. The least gas per second decides how long the worst block takes.
//
//   npx tsx packages/core/bench/curves-pairing.ts [wasm | guest | debug] [filter]
//
// Every figure is the best of several short runs: the machine's other work only ever adds time.
import { setFlagsFromString } from "node:v8";
import kzg from "c-kzg";
import { loadTesting } from "../test/load.js";
import {
  bls12_381,
  blsG1,
  blsG2,
  bn254,
  bn254G1,
  bn254G2,
  bytesOf,
  concat,
  mapToG1,
  mapToG2,
  numbers,
} from "../test/pairingPoints.js";

// As the host does: the optimising compiler at once, instead of measuring the baseline tier.
setFlagsFromString("--no-liftoff");

const variant = process.argv[2] === "guest" || process.argv[2] === "debug" ? process.argv[2] : "wasm";
const filter = process.argv[3] ?? "";
const { exports, place } = await loadTesting("curves-pairing", variant);
const random = numbers("bench");
const output = place(new Uint8Array(256));

/** Best seconds of one call over several runs. Processor time where that is less than the clock's: other programs may run. */
function time(run: () => unknown, milliseconds = 3, rounds = 30, budget = 400): number {
  let n = 1;
  let best = Number.POSITIVE_INFINITY;
  const begin = performance.now();
  for (let round = 0; round < rounds && (round < 3 || performance.now() - begin < budget); round++) {
    const start = performance.now();
    const used = process.cpuUsage();
    for (let i = 0; i < n; i++) run();
    const { user, system } = process.cpuUsage(used);
    const wall = performance.now() - start;
    const spent = wall > 10 ? Math.min(wall, (user + system) / 1000) : wall;
    best = Math.min(best, spent / 1000 / n);
    if (wall < milliseconds / 2) n *= 2;
  }
  return best;
}

console.log(`${variant}; operation, time, Mgas/s, times faster than noble (c-kzg for KZG)`);

function row(name: string, gas: number, ours: () => unknown, theirs?: () => unknown): void {
  if (!name.includes(filter)) return;
  const spent = time(ours);
  const ratio = theirs === undefined ? "" : `×${(time(theirs, 3, 5, 300) / spent).toFixed(1)}`;
  const rate = (gas / spent / 1e6).toFixed(1);
  console.log(name.padEnd(34), `${(spent * 1e6).toFixed(1)} us`.padStart(12), rate.padStart(8), ratio.padStart(8));
}

const { Fr } = bn254.fields;
const scalar = () => random(Fr.ORDER - 1n) + 1n;

{
  const [a, b] = [bn254.G1.Point.BASE.multiply(scalar()), bn254.G1.Point.BASE.multiply(scalar())];
  const sum = place(concat(bn254G1(a), bn254G1(b)));
  row(
    "bn254 add",
    150,
    () => exports.bn254Add!(output, sum),
    () => a.add(b).toAffine(),
  );
  const k = 2n ** 256n - 987654321n;
  const product = place(concat(bn254G1(a), bytesOf(k, 32)));
  row(
    "bn254 multiply",
    6000,
    () => exports.bn254Multiply!(output, product),
    () => a.multiplyUnsafe(k % Fr.ORDER).toAffine(),
  );
  for (const count of [1, 2, 4, 16]) {
    const pairs = Array.from({ length: count }, () => ({
      g1: bn254.G1.Point.BASE.multiply(scalar()),
      g2: bn254.G2.Point.BASE.multiply(scalar()),
    }));
    const input = place(concat(...pairs.map(({ g1, g2 }) => concat(bn254G1(g1), bn254G2(g2)))));
    row(
      `bn254 pairing of ${count}`,
      45000 + 34000 * count,
      () => exports.bn254Pairing!(input, count),
      count === 2 ? () => bn254.pairingBatch(pairs) : undefined,
    );
  }
}

{
  const { G1, G2 } = bls12_381;
  const [a, b] = [G1.Point.BASE.multiply(scalar()), G1.Point.BASE.multiply(scalar())];
  const [c, d] = [G2.Point.BASE.multiply(scalar()), G2.Point.BASE.multiply(scalar())];
  const sum1 = place(concat(blsG1(a), blsG1(b)));
  row(
    "BLS12-381 G1 add",
    375,
    () => exports.blsG1Add!(output, sum1),
    () => a.add(b).toAffine(),
  );
  const sum2 = place(concat(blsG2(c), blsG2(d)));
  row(
    "BLS12-381 G2 add",
    600,
    () => exports.blsG2Add!(output, sum2),
    () => c.add(d).toAffine(),
  );
  const k = random(bls12_381.fields.Fr.ORDER);
  // Discounts of EIP-2537 in thousandths.
  for (const [count, g1, g2] of [
    [1, 1000, 1000],
    [2, 949, 1000],
    [16, 677, 717],
    [128, 519, 524],
    [512, 519, 524],
  ] as const) {
    const one = concat(blsG1(a), bytesOf(k, 32));
    const input = (base: (i: number) => Uint8Array) =>
      place(concat(...Array.from({ length: count }, (_, i) => concat(base(i), bytesOf(random(2n ** 256n), 32)))));
    const points1 = [a, b, a.add(b), a.double()].map(blsG1);
    const points2 = [c, d, c.add(d), c.double()].map(blsG2);
    const input1 = count === 1 ? place(one) : input((i) => points1[i % 4]!);
    const input2 = input((i) => points2[i % 4]!);
    row(
      `BLS12-381 G1 MSM of ${count}`,
      12 * count * g1,
      () => exports.blsG1Msm!(output, input1, count),
      count === 1 ? () => a.multiplyUnsafe(k).toAffine() : undefined,
    );
    row(
      `BLS12-381 G2 MSM of ${count}`,
      22.5 * count * g2,
      () => exports.blsG2Msm!(output, input2, count),
      count === 1 ? () => c.multiplyUnsafe(k).toAffine() : undefined,
    );
  }
  for (const count of [1, 2, 4, 16]) {
    const pairs = Array.from({ length: count }, () => ({
      g1: G1.Point.BASE.multiply(scalar()),
      g2: G2.Point.BASE.multiply(scalar()),
    }));
    const input = place(concat(...pairs.map(({ g1, g2 }) => concat(blsG1(g1), blsG2(g2)))));
    row(
      `BLS12-381 pairing of ${count}`,
      37700 + 32600 * count,
      () => exports.blsPairing!(input, count),
      count === 2 ? () => bls12_381.pairingBatch(pairs) : undefined,
    );
  }
  const [u, v] = [random(bls12_381.fields.Fp.ORDER), random(bls12_381.fields.Fp.ORDER)];
  const element = place(concat(bytesOf(u, 64), bytesOf(v, 64)));
  row(
    "BLS12-381 map to G1",
    5500,
    () => exports.blsMapFpToG1!(output, element),
    () => mapToG1(u).toAffine(),
  );
  row(
    "BLS12-381 map to G2",
    23800,
    () => exports.blsMapFp2ToG2!(output, element),
    () => mapToG2(u, v).toAffine(),
  );
}

{
  kzg.loadTrustedSetup(0);
  const blob = new Uint8Array(131072);
  for (let i = 0; i < 4096; i++) blob.set(bytesOf(random(bls12_381.fields.Fr.ORDER), 32), 32 * i);
  const z = bytesOf(random(bls12_381.fields.Fr.ORDER), 32);
  const commitment = kzg.blobToKzgCommitment(blob);
  const [proof, y] = kzg.computeKzgProof(blob, z);
  const [c, at, value, q] = [commitment, z, y, proof].map((bytes) => place(Uint8Array.from(bytes)));
  row(
    "KZG point evaluation",
    50000,
    () => exports.kzgVerifyProof!(c, at, value, q),
    () => kzg.verifyKzgProof(commitment, z, y, proof),
  );
}
