// Shapes of the built-in keys, and how the constants of verifier contracts become keys. The same conversion serves keys that a proof
// file brings, under the same names.
import { equalBytes } from "@assay/core/bytes";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { negate } from "../bn254.ts";
import type { Groth16Key } from "../groth16.ts";
import type { PlonkKey } from "../plonk.ts";
import { numberOf, words } from "../words.ts";

/** Constants of a verifier contract by name, `0x` and up to 64 digits each. */
export type Constants = Readonly<Record<string, string>>;

export interface Sp1KeyData {
  readonly version: string;
  /** SHA-256 of gnark's encoding of the key; its first four bytes are the selector. */
  readonly hash: string;
  /** Root of the recursion circuits' keys, from v6 on a public input that has to be this. */
  readonly vkRoot: string | null;
  /** Of the contract in its repository. */
  readonly path: string;
  /** Whether the tests hold a proof that this key accepts. */
  readonly tested: boolean;
  readonly constants: Constants;
}

/** SOUNDNESS: a key from a file is untrusted; it is told apart in the output (keySource), and never replaces a built-in one. */
function number(constants: Constants, name: string): bigint {
  const text = constants[name];
  if (text === undefined) {
    throw new InputError("FIELD_MISSING", "the verification key lacks this constant", {
      at: `verifyingKey.${name}`,
      advice,
    });
  }
  const digits = /^0x[0-9a-fA-F]{1,64}$/.test(text) ? text.slice(2).padStart(64, "0").toLowerCase() : null;
  if (digits === null) {
    throw new InputError("FIELD_WRONG", "not a number of up to 32 bytes", { at: `verifyingKey.${name}`, advice });
  }
  return numberOf(fromHex(`0x${digits}`)!);
}
const advice = "docs/proofs.md lists the constants that each system's key has.";

function point(constants: Constants, ...names: readonly string[]): Uint8Array {
  return words(...names.map((name) => number(constants, name)));
}

/** SP1: beta, gamma and delta stand there negated, the real part of a coordinate first. */
export function sp1Groth16Key(constants: Constants): Groth16Key {
  const g2 = (name: string) =>
    negate(point(constants, ...["X_1", "X_0", "Y_1", "Y_0"].map((part) => `${name}_NEG_${part}`)));
  const inputs = [point(constants, "CONSTANT_X", "CONSTANT_Y")];
  for (let i = 0; `PUB_${i}_X` in constants && i < 16; i++) inputs.push(point(constants, `PUB_${i}_X`, `PUB_${i}_Y`));
  return {
    alpha: point(constants, "ALPHA_X", "ALPHA_Y"),
    beta: g2("BETA"),
    gamma: g2("GAMMA"),
    delta: g2("DELTA"),
    inputs,
  };
}

/** RISC Zero: the imaginary part of a coordinate first. */
export function risc0Key(constants: Constants): Groth16Key {
  const g2 = (name: string) => point(constants, ...["x1", "x2", "y1", "y2"].map((part) => `${name}${part}`));
  return {
    alpha: point(constants, "alphax", "alphay"),
    beta: g2("beta"),
    gamma: g2("gamma"),
    delta: g2("delta"),
    inputs: [0, 1, 2, 3, 4, 5].map((i) => point(constants, `IC${i}x`, `IC${i}y`)),
  };
}

/** The reference string that every SP1 version uses. */
const REFERENCE_STRING: Constants = {
  G1_SRS_X: "0x1fa4be93b5e7f7e674d5059b63554fab99638b304ed8310e9fa44c281ac9b03b",
  G1_SRS_Y: "0x1a01ae7fac6228e39d3cb5a5e71fd31160f3241e79a5f48ffb3737e6c389b721",
  G2_SRS_0_X_0: "0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2",
  G2_SRS_0_X_1: "0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed",
  G2_SRS_0_Y_0: "0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b",
  G2_SRS_0_Y_1: "0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
  G2_SRS_1_X_0: "0x22f1acbb03c4508760c2430af35865e7cdf9f3eb1224504fdcc3708ddb954a48",
  G2_SRS_1_X_1: "0x2a344fad01c2ed0ed73142ae1752429eaea515c6f3f6b941103cc21c2308e1cb",
  G2_SRS_1_Y_0: "0x159f15b842ba9c8449aa3268f981010d4c7142e5193473d80b464e964845c3f8",
  G2_SRS_1_Y_1: "0x0efd30ac7b6f8d0d3ccbc2207587c2acbad1532dc0293f0d034cf8258cd428b3",
};

const MAX_SIZE = 1n << 28n;

/** gnark: the imaginary part of a G2 coordinate first; one custom gate. */
export function sp1PlonkKey(data: Constants): PlonkKey {
  const constants: Constants = { ...REFERENCE_STRING, VK_COSET_SHIFT: "0x5", VK_NB_CUSTOM_GATES: "0x1", ...data };
  const g1 = (name: string) => point(constants, `${name}_X`, `${name}_Y`);
  const g2 = (name: string) => point(constants, `${name}_X_0`, `${name}_X_1`, `${name}_Y_0`, `${name}_Y_1`);
  const size = number(constants, "VK_DOMAIN_SIZE");
  const publicInputs = number(constants, "VK_NB_PUBLIC_INPUTS");
  // A power of two up to what the scalar field has roots of unity for.
  if (size < 2n || size > MAX_SIZE || (size & (size - 1n)) !== 0n || publicInputs > 16n) {
    throw new InputError("FIELD_WRONG", "not the sizes of a circuit", { at: "verifyingKey", advice });
  }
  if (number(constants, "VK_NB_CUSTOM_GATES") !== 1n) {
    throw new InputError("FIELD_WRONG", "keys with one custom gate are verified", { at: "verifyingKey", advice });
  }
  return {
    publicInputs: Number(publicInputs),
    size,
    omega: number(constants, "VK_OMEGA"),
    cosetShift: number(constants, "VK_COSET_SHIFT"),
    ql: g1("VK_QL_COM"),
    qr: g1("VK_QR_COM"),
    qm: g1("VK_QM_COM"),
    qo: g1("VK_QO_COM"),
    qk: g1("VK_QK_COM"),
    qcp: g1("VK_QCP_0"),
    s1: g1("VK_S1_COM"),
    s2: g1("VK_S2_COM"),
    s3: g1("VK_S3_COM"),
    commitmentIndex: number(constants, "VK_INDEX_COMMIT_API_0"),
    g1: g1("G1_SRS"),
    g2: g2("G2_SRS_0"),
    g2Tau: g2("G2_SRS_1"),
  };
}

/** Whether two keys are the same, point for point. */
export function sameKey<Key extends Groth16Key | PlonkKey>(a: Key, b: Key): boolean {
  return Object.entries(a).every(([name, value]) => same(value, (b as unknown as Record<string, unknown>)[name]));
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b);
  if (!Array.isArray(a)) return a === b;
  return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
}
