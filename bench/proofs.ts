// npm run bench:proofs [-- --rounds N]
//
// Checking proofs: Groth16 against snarkjs, Groth16 and PLONK against the same check on @noble/curves. snarkjs is under the GPL and no
// dependency of anything here: this command installs it into a folder of its own, with npm, and nothing else uses it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { type Bn254, CoreBn254 } from "@assay/verifiers/bn254";
import { readProof } from "@assay/verifiers/proofFile";
import { verifyRisc0 } from "@assay/verifiers/risc0";
import { verifySp1 } from "@assay/verifiers/sp1";
import { NobleBn254 } from "../packages/verifiers/test/nobleBn254.ts";
import { plain } from "./tables.ts";

const SNARKJS = "0.7.6";
/** How many times as fast as snarkjs Groth16 has to be. */
const TARGET = 3;

const repository = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { rounds: { type: "string", default: "40" } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds wants a positive number");

interface Snarkjs {
  readonly groth16: { verify(key: unknown, inputs: readonly string[], proof: unknown): Promise<boolean> };
}

function installSnarkjs(): Snarkjs {
  const folder = join(repository, "node_modules/.cache/assay-snarkjs");
  if (!existsSync(join(folder, "node_modules/snarkjs/package.json"))) {
    mkdirSync(folder, { recursive: true });
    console.error(`installing snarkjs ${SNARKJS} (GPL-3.0) into ${folder}`);
    const args = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", `snarkjs@${SNARKJS}`];
    execFileSync("npm", args, { stdio: ["ignore", "ignore", "inherit"] });
  }
  return createRequire(join(folder, "package.json"))("snarkjs") as Snarkjs;
}

function fixture(name: string) {
  return readFileSync(join(repository, "fixtures/proofs", name));
}

/** The key, inputs and proof of an SP1 file, as snarkjs takes them. */
function forSnarkjs(name: string) {
  const { verifyingKey: key, circuitPublicInputs, proof } = JSON.parse(fixture(name).toString());
  const number = (hex: string) => BigInt(hex).toString();
  const negative = (hex: string) =>
    (0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n - BigInt(hex)).toString();
  const g1 = (at: string) => [number(key[`${at}_X`]), number(key[`${at}_Y`]), "1"];
  const g2 = (at: string) => [
    [number(key[`${at}_NEG_X_0`]), number(key[`${at}_NEG_X_1`])],
    [negative(key[`${at}_NEG_Y_0`]), negative(key[`${at}_NEG_Y_1`])],
    ["1", "0"],
  ];
  const inputs = Object.values(circuitPublicInputs as Record<string, string>).map(number);
  const word = (i: number) => number(`0x${proof.slice(-8 * 64).slice(64 * i, 64 * i + 64)}`);
  return {
    key: {
      protocol: "groth16",
      curve: "bn128",
      nPublic: inputs.length,
      vk_alpha_1: g1("ALPHA"),
      vk_beta_2: g2("BETA"),
      vk_gamma_2: g2("GAMMA"),
      vk_delta_2: g2("DELTA"),
      IC: [g1("CONSTANT"), ...inputs.map((_, i) => g1(`PUB_${i}`))],
    },
    inputs,
    proof: {
      protocol: "groth16",
      curve: "bn128",
      pi_a: [word(0), word(1), "1"],
      pi_b: [
        [word(3), word(2)],
        [word(5), word(4)],
        ["1", "0"],
      ],
      pi_c: [word(6), word(7), "1"],
    },
  };
}

/** The best of several times: what other programs take of the machine is nobody's speed. */
async function time(times: number, work: () => boolean | Promise<boolean>): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    if (!(await work())) throw new Error("a good proof was not accepted");
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

function ours(name: string, curve: Bn254): boolean {
  const proof = readProof(fixture(name));
  if (proof.kind === "sp1") return verifySp1(curve, proof).fault === null;
  return proof.kind === "risc0" && verifyRisc0(curve, proof).fault === null;
}

const snarkjs = installSnarkjs();
const core = new CoreBn254(new Core(compileCore()));
const noble = new NobleBn254();
const rows: string[][] = [];
let missed = false;
for (const name of [
  "sp1-groth16-v6.0.0.json",
  "sp1-groth16-v3.0.0.json",
  "sp1-plonk-v6.0.0.json",
  "sp1-plonk-v3.0.0.json",
]) {
  const assayMs = await time(rounds, () => ours(name, core));
  const nobleMs = await time(Math.ceil(rounds / 4), () => ours(name, noble));
  let theirs: number | null = null;
  if (name.includes("groth16")) {
    const { key, inputs, proof } = forSnarkjs(name);
    theirs = await time(rounds, () => snarkjs.groth16.verify(key, inputs, proof));
    if (theirs / assayMs < TARGET) missed = true;
  }
  rows.push([
    name,
    assayMs.toFixed(2),
    nobleMs.toFixed(1),
    `${(nobleMs / assayMs).toFixed(1)}×`,
    theirs?.toFixed(1) ?? "–",
    theirs === null ? "–" : `${(theirs / assayMs).toFixed(1)}×`,
  ]);
}
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores\n`);
console.log(plain({ head: ["proof", "Assay ms", "noble ms", "ratio", "snarkjs ms", "ratio"], rows }));
console.log(`\nGroth16 at least ${TARGET} times as fast as snarkjs: ${missed ? "MISSED" : "met"}`);
// snarkjs leaves its worker threads behind.
process.exit(missed ? 1 : 0);
