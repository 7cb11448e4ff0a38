// What the tests of proofs share: the bundled proofs, a core, changed bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import type { Proof, Risc0Proof, Sp1Proof } from "../src/proof.ts";
import { readProof } from "../src/proofFile.ts";

const folder = join(fileURLToPath(new URL("../../../fixtures/proofs/", import.meta.url)));

export const core = new Core(compileCore());

export function fixtureBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of a fixture, whose fields a test names
export function fixtureJson(name: string): any {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

export function fixtureNames(start: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && /\.(json|bin)$/.test(name))
    .sort();
}

export function sp1Proof(name: string): Sp1Proof {
  return readProof(fixtureBytes(name)) as Sp1Proof;
}

export function risc0Proof(name: string): Risc0Proof {
  return readProof(fixtureBytes(name)) as Risc0Proof;
}

/** Proofs of both that verify natively. */
export const NATIVE = [...fixtureNames("sp1-groth16"), ...fixtureNames("sp1-plonk"), ...fixtureNames("risc0")];

/** The bytes with one exchanged for another. */
export function changed(bytes: Uint8Array, at: number, by = 1): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= by;
  return copy;
}

/** Numbers from a seed (xorshift32), for the positions that a test picks. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export type { Proof };
