// Speed of hashes and 256-bit words in the wasm build, beside @noble/hashes and BigInt in the same run.
//
//   npx tsx packages/core/bench/primitives.ts [variant] [name part]
//
// Every figure is the best of several short runs: the machine's other work only ever adds time.
import { setFlagsFromString } from "node:v8";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { loadTesting } from "../test/load.js";
import { randomBytes, randomSource } from "../test/operands.js";

// As the host does: the optimising compiler at once, instead of measuring the baseline tier.
setFlagsFromString("--no-liftoff");

const variant = process.argv[2] === "guest" || process.argv[2] === "debug" ? process.argv[2] : "wasm";
const part = process.argv[3] ?? "";
const loaded = await loadTesting("primitivesLoop", variant);
const call = loaded.exports;
const random = randomSource(2);
const MASK = (1n << 256n) - 1n;

/** Best seconds per operation of `run(n)` over several runs of about `milliseconds`. */
function time(run: (n: number) => void, milliseconds = 3, rounds = 30): number {
  let n = 16;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; ) {
    const start = performance.now();
    run(n);
    const spent = performance.now() - start;
    if (spent < milliseconds / 2) {
      n *= 2;
      continue;
    }
    best = Math.min(best, spent / 1000 / n);
    round++;
  }
  return best;
}

function line(name: string, ours: number, theirs?: number, extra = ""): void {
  const rate = 1 / ours >= 1e6 ? `${(1 / ours / 1e6).toFixed(2)} M/s` : `${(1 / ours / 1e3).toFixed(1)} k/s`;
  const ratio = theirs === undefined ? "" : `×${(theirs / ours).toFixed(1)}`;
  console.log(
    name.padEnd(34),
    rate.padStart(12),
    `${(ours * 1e9).toFixed(1)} ns`.padStart(12),
    ratio.padStart(8),
    extra,
  );
}

const data = randomBytes(random, 16_384);
/** Where results of the other side go, so that no compiler drops their computation. */
export let sink: unknown;
const source = loaded.place(data);
const target = call.alloc!(64) as number;

console.log(`${variant}; operation, rate, time, times faster than noble or BigInt`);
line(
  "keccak-f",
  time((n) => call.permute!(n, loaded.place(new Uint8Array(200)))),
);
const hashes = [
  ["keccak256", "loopKeccak256", keccak_256],
  ["keccak256Pair, per hash", "loopKeccak256Pair", keccak_256],
  ["sha256", "loopSha256", sha256],
  ["ripemd160", "loopRipemd160", ripemd160],
] as const;
for (const [name, loop, noble] of hashes) {
  if (!name.includes(part)) continue;
  for (const [length, offset] of [
    [32, 0],
    [64, 0],
    [110, 1],
    [532, 0],
    [532, 1],
    [8192, 0],
  ] as const) {
    const ours = time((n) => call[loop]!(n, target, source + offset, length));
    const piece = data.subarray(offset, offset + length);
    const theirs = time((n) => {
      for (let i = 0; i < n; i++) sink = noble(piece);
    });
    line(`${name} ${length} B${offset ? " unaligned" : ""}`, ours, theirs, `${(length / ours / 1e6).toFixed(0)} MB/s`);
  }
}
{
  const h = loaded.place(new Uint8Array(64));
  const m = loaded.place(data.subarray(0, 128));
  if ("blake2F".includes(part))
    line(
      "blake2F, 12 rounds",
      time((n) => call.loopBlake2F!(n, 12, h, m)),
    );
}

/** 256 cases of three operands of at most so many bits. */
type Shape = readonly [name: string, a: number, b: number, m: number, fixed?: { b?: bigint; m?: bigint }];
const bits = (count: number) => {
  let value = 0n;
  for (let i = 0; i < 8; i++) value = (value << 32n) | BigInt(random());
  // The top bit is set, so that every operand has the length it is to have.
  return (value >> BigInt(256 - count)) | (1n << BigInt(count - 1));
};

const sign = (x: bigint) => BigInt.asIntN(256, x);
const big: Record<string, (a: bigint, b: bigint, m: bigint) => unknown> = {
  Add: (a, b) => (a + b) & MASK,
  Sub: (a, b) => (a - b) & MASK,
  And: (a, b) => a & b,
  Lt: (a, b) => a < b,
  SLt: (a, b) => sign(a) < sign(b),
  Eq: (a, b) => a === b,
  Shl: (n, x) => (x << n) & MASK,
  Shr: (n, x) => x >> n,
  Sar: (n, x) => sign(x) >> n,
  Byte: (n, x) => (x >> (8n * (31n - (n & 31n)))) & 255n,
  SignExtend: (n, x) => BigInt.asIntN(8 * (Number(n & 31n) + 1), x) & MASK,
  Mul: (a, b) => (a * b) & MASK,
  Div: (a, b) => a / b,
  Mod: (a, b) => a % b,
  SDiv: (a, b) => BigInt.asUintN(256, sign(a) / sign(b)),
  SMod: (a, b) => BigInt.asUintN(256, sign(a) % sign(b)),
  AddMod: (a, b, m) => (a + b) % m,
  MulMod: (a, b, m) => (a * b) % m,
};
/** Order of the field of the curve of precompiles 6 to 8, as contracts that do curve arithmetic use it. */
const BN254 = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const full: Shape = ["256 bits", 256, 256, 256];
const small: Shape = ["64 bits", 63, 31, 64];
const shapes: Record<string, readonly Shape[]> = {
  Add: [full],
  Sub: [full],
  And: [full],
  Lt: [full],
  SLt: [full],
  Eq: [full],
  Shl: [["", 8, 256, 1]],
  Shr: [["", 8, 256, 1]],
  Sar: [["", 8, 256, 1]],
  Byte: [["", 5, 256, 1]],
  SignExtend: [["", 5, 256, 1]],
  Mul: [full, small, ["128 by 64 bits", 128, 64, 1]],
  Div: [
    small,
    ["128 / 64", 128, 64, 1],
    ["256 / 32", 256, 32, 1],
    ["256 / 64", 256, 64, 1],
    ["256 / 96", 256, 96, 1],
    ["256 / 128", 256, 128, 1],
    ["256 / 192", 256, 192, 1],
    ["256 / 250", 256, 250, 1],
    ["160 / 60", 160, 60, 1],
    ["128 / 10^18", 128, 60, 1, { b: 10n ** 18n }],
    ["256 / 10", 256, 4, 1, { b: 10n }],
    ["256 / 2^96", 256, 97, 1, { b: 2n ** 96n }],
  ],
  Mod: [["256 / 128", 256, 128, 1]],
  SDiv: [["255 / 64", 255, 64, 1]],
  SMod: [["255 / 64", 255, 64, 1]],
  AddMod: [full, ["255 bits", 255, 255, 256], small],
  MulMod: [
    full,
    ["255 mod 254", 254, 254, 254],
    ["256 mod 128", 256, 256, 128],
    ["one 254-bit modulus", 254, 254, 254, { m: BN254 }],
    ["2^256 - 1", 256, 256, 256, { m: MASK }],
    small,
  ],
};

for (const [name, list] of Object.entries(shapes)) {
  if (!`u256${name}`.includes(part)) continue;
  for (const [shape, a, b, m, fixed] of list) {
    const cases = Array.from({ length: 256 }, () => [bits(a), fixed?.b ?? bits(b), fixed?.m ?? bits(m)] as const);
    const at = loaded.place(new Uint8Array(96 * 256));
    cases.forEach((values, i) => {
      values.forEach((value, k) => {
        loaded.writeWord(at + 96 * i + 32 * k, value);
      });
    });
    const ours = time((n) => call[`loop${name}`]!(n, target, at));
    const operation = big[name]!;
    const theirs = time((n) => {
      for (let i = 0; i < n; i++) {
        const [x, y, z] = cases[i & 255]!;
        sink = operation(x, y, z);
      }
    });
    line(`u256${name} ${shape}`, ours, theirs);
  }
}
if ("u256Exp".includes(part)) {
  for (const [shape, a, b] of [
    ["256 bits", 256, 256],
    ["10^small", 4, 6],
    ["2^small", 2, 8],
  ] as const) {
    const at = loaded.place(new Uint8Array(96 * 256));
    for (let i = 0; i < 256; i++) {
      loaded.writeWord(at + 96 * i, shape === "10^small" ? 10n : shape === "2^small" ? 2n : bits(a));
      loaded.writeWord(at + 96 * i + 32, bits(b));
    }
    line(
      `u256Exp ${shape}`,
      time((n) => call.loopExp!(n, target, at)),
    );
  }
}
