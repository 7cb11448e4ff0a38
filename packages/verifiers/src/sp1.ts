// SP1: a proof on chain is four bytes of the verifier's hash, from v6 on exit code, root of the recursion keys and nonce, then the
// Groth16 or PLONK proof. The circuit's public inputs are the program's key and SHA-256 of the public values without its top
// three bits, and from v6 on those three words.
import { equalBytes } from "@assay/core/bytes";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import type { Bn254 } from "./bn254.ts";
import { type Fault, fault } from "./fault.ts";
import { GROTH16_PROOF_BYTES, verifyGroth16 } from "./groth16.ts";
import { type Constants, type Sp1KeyData, sameKey, sp1Groth16Key, sp1PlonkKey } from "./keys/keyData.ts";
import { SP1_GROTH16_KEYS } from "./keys/sp1Groth16.ts";
import { SP1_PLONK_KEYS } from "./keys/sp1Plonk.ts";
import { PLONK_PROOF_BYTES, verifyPlonk } from "./plonk.ts";
import { numberOf, sha, wordAt } from "./words.ts";

export type Sp1System = "sp1-groth16" | "sp1-plonk";

export interface Sp1Statement {
  readonly system: Sp1System;
  /** 32 bytes: what tells the program. */
  readonly programKey: Uint8Array;
  readonly publicValues: Uint8Array;
  /** As the contract takes it. */
  readonly proof: Uint8Array;
  /** A key that the file brings, and what it says of it. */
  readonly key?: Constants;
  readonly keyRoot?: Uint8Array;
  readonly selector?: Uint8Array;
}

export interface KeyUsed {
  readonly keySource: "builtin" | "file" | "contract";
  readonly version: string | null;
  /** Whether the tests hold a proof that this key accepts; of a built-in key. */
  readonly keyTested: boolean | null;
  readonly deprecated: boolean;
}

const SELECTOR_BYTES = 4;
/** Exit code, root and nonce, before the proof from v6 on. */
const PREFIX_BYTES = 96;
const DIGEST_MASK = (1n << 253n) - 1n;

/** The built-in keys of one system. */
export function sp1Keys(system: Sp1System): readonly Sp1KeyData[] {
  return system === "sp1-groth16" ? SP1_GROTH16_KEYS : SP1_PLONK_KEYS;
}

/** What the circuit sees of the public values. */
export function publicValuesDigest(publicValues: Uint8Array): bigint {
  return numberOf(sha(publicValues)) & DIGEST_MASK;
}

interface KeyChoice {
  readonly used: KeyUsed;
  readonly constants: Constants;
  readonly keyRoot: Uint8Array | null;
}

/** The key for the proof's selector: the built-in one, else the file's. */
function chooseKey(statement: Sp1Statement): KeyChoice | Fault {
  const selector = statement.proof.subarray(0, SELECTOR_BYTES);
  const name = toHex(selector);
  if (statement.selector && !equalBytes(statement.selector, selector)) {
    const expected = toHex(statement.selector);
    return fault("SELECTOR_MISMATCH", `the proof starts with ${name}, its file says ${expected}`);
  }
  const builtin = sp1Keys(statement.system).find(({ hash }) => hash.startsWith(name));
  if (builtin) {
    // SOUNDNESS: a selector stands for one key. A file must not put its own key under a known name.
    if (statement.key && !isSameKey(statement.system, statement.key, builtin.constants)) {
      return fault("KEY_MISMATCH", `the file's verification key is not the one that ${name} stands for`);
    }
    const { version, tested: keyTested, vkRoot } = builtin;
    return {
      used: { keySource: "builtin", version, keyTested, deprecated: false },
      constants: builtin.constants,
      keyRoot: vkRoot === null ? null : fromHex(vkRoot),
    };
  }
  if (!statement.key) return fault("KEY_UNKNOWN", `no key of ${statement.system} is known for selector ${name}`);
  return {
    used: { keySource: "file", version: null, keyTested: null, deprecated: false },
    constants: statement.key,
    keyRoot: statement.keyRoot ?? rootIn(statement.key),
  };
}

/** A key from v6 on comes with the root of the recursion keys, by the name of the contract's function. */
function rootIn({ VK_ROOT: root }: Constants): Uint8Array | null {
  const bytes = root === undefined ? null : fromHex(root.toLowerCase());
  return bytes?.length === 32 ? bytes : null;
}

function isSameKey(system: Sp1System, a: Constants, b: Constants): boolean {
  if (system === "sp1-groth16") return sameKey(sp1Groth16Key(a), sp1Groth16Key(b));
  return sameKey(sp1PlonkKey(a), sp1PlonkKey(b));
}

/** The proof without its prefix, and the public inputs. */
function openProof(
  statement: Sp1Statement,
  keyRoot: Uint8Array | null,
): { proof: Uint8Array; inputs: bigint[] } | Fault {
  const body = statement.system === "sp1-groth16" ? GROTH16_PROOF_BYTES : PLONK_PROOF_BYTES;
  const expected = SELECTOR_BYTES + (keyRoot ? PREFIX_BYTES : 0) + body;
  const { proof } = statement;
  if (proof.length !== expected) return fault("PROOF_LENGTH", `the proof has ${proof.length} bytes, not ${expected}`);
  const inputs = [numberOf(statement.programKey), publicValuesDigest(statement.publicValues)];
  if (!keyRoot) return { proof: proof.subarray(SELECTOR_BYTES), inputs };
  const prefix = proof.subarray(SELECTOR_BYTES, SELECTOR_BYTES + PREFIX_BYTES);
  const exitCode = wordAt(prefix, 0);
  if (exitCode !== 0n) return fault("EXIT_CODE", `the program ended with exit code ${exitCode}`);
  if (!equalBytes(prefix.subarray(32, 64), keyRoot)) {
    return fault(
      "KEY_ROOT_MISMATCH",
      `the proof names ${toHex(prefix.subarray(32, 64))}, this version has ${toHex(keyRoot)}`,
    );
  }
  inputs.push(exitCode, wordAt(prefix, 1), wordAt(prefix, 2));
  return { proof: proof.subarray(SELECTOR_BYTES + PREFIX_BYTES), inputs };
}

export interface Judged {
  readonly fault: Fault | null;
  readonly key: KeyUsed | null;
}

/** SOUNDNESS: all of `statement` is untrusted; what is believed is the key, which the answer names. Test: nativeProofs.test.ts. */
export function verifySp1(curve: Bn254, statement: Sp1Statement): Judged {
  if (statement.proof.length < SELECTOR_BYTES) {
    return { fault: fault("PROOF_LENGTH", `the proof has ${statement.proof.length} bytes`), key: null };
  }
  const choice = chooseKey(statement);
  if ("code" in choice) return { fault: choice, key: null };
  const opened = openProof(statement, choice.keyRoot);
  if ("code" in opened) return { fault: opened, key: choice.used };
  const found =
    statement.system === "sp1-groth16"
      ? verifyGroth16(curve, sp1Groth16Key(choice.constants), opened.proof, opened.inputs)
      : verifyPlonk(curve, sp1PlonkKey(choice.constants), opened.proof, opened.inputs);
  return { fault: found, key: choice.used };
}

/** The selector of a proof, as text. */
export function selectorOf(proof: Uint8Array): Hex {
  return toHex(proof.subarray(0, SELECTOR_BYTES));
}
