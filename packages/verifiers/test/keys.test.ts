// The built-in keys: they are those of the proofs' own files, on the curve, told apart; each constant that a check uses counts.

import { fromHex, toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../../core/src/bytes.ts";
import { CoreBn254 } from "../src/bn254.ts";
import type { Groth16Key } from "../src/groth16.ts";
import { verifyGroth16 } from "../src/groth16.ts";
import { type Constants, risc0Key, sameKey, sp1Groth16Key, sp1PlonkKey } from "../src/keys/keyData.ts";
import { RISC0_CONSTANTS, RISC0_VERSIONS } from "../src/keys/risc0.ts";
import { SP1_GROTH16_KEYS } from "../src/keys/sp1Groth16.ts";
import { SP1_PLONK_KEYS } from "../src/keys/sp1Plonk.ts";
import { parametersDigest, verifyRisc0 } from "../src/risc0.ts";
import { verifySp1 } from "../src/sp1.ts";
import { verifyProof } from "../src/verifyProof.ts";
import { changed, core, fixtureJson, fixtureNames, risc0Proof, sp1Proof } from "./fixtures.ts";

const curve = new CoreBn254(core);
const infinity = new Uint8Array(64);

function isInG1(point: Uint8Array): boolean {
  return curve.add(point, infinity) !== null;
}

function isInG2(point: Uint8Array): boolean {
  return curve.pairing(concatBytes(infinity, point)) === true;
}

describe("registry", () => {
  test("a selector stands for one key", () => {
    const selectors = [
      ...[...SP1_GROTH16_KEYS, ...SP1_PLONK_KEYS].map(({ hash }) => hash.slice(0, 10)),
      ...RISC0_VERSIONS.map(({ selector }) => selector),
    ];
    expect(new Set(selectors).size).toBe(selectors.length);
  });

  test("every point is on the curve and in its group", () => {
    const groth16 = [...SP1_GROTH16_KEYS.map(({ constants }) => sp1Groth16Key(constants)), risc0Key(RISC0_CONSTANTS)];
    for (const key of groth16) {
      expect([key.alpha, ...key.inputs].every(isInG1)).toBe(true);
      expect([key.beta, key.gamma, key.delta].every(isInG2)).toBe(true);
    }
    for (const { constants } of SP1_PLONK_KEYS) {
      const key = sp1PlonkKey(constants);
      expect([key.ql, key.qr, key.qm, key.qo, key.qk, key.qcp, key.s1, key.s2, key.s3, key.g1].every(isInG1)).toBe(
        true,
      );
      expect([key.g2, key.g2Tau].every(isInG2)).toBe(true);
    }
  });

  test("SP1: from v6 on there are five public inputs and a root, before two and none", () => {
    for (const { version, vkRoot, constants } of SP1_GROTH16_KEYS) {
      const isNew = version.startsWith("v6");
      expect(sp1Groth16Key(constants).inputs.length, version).toBe(isNew ? 6 : 3);
      expect(vkRoot !== null).toBe(isNew);
    }
    for (const { version, vkRoot, constants } of SP1_PLONK_KEYS) {
      expect(sp1PlonkKey(constants).publicInputs, version).toBe(version.startsWith("v6") ? 5 : 2);
      expect(vkRoot !== null).toBe(version.startsWith("v6"));
    }
  });

  test("RISC Zero: each selector begins the hash of its parameters", () => {
    for (const { selector, controlRoot, controlId } of RISC0_VERSIONS) {
      const digest = parametersDigest(fromHex(controlRoot)!, fromHex(controlId)!, risc0Key(RISC0_CONSTANTS));
      expect(toHex(digest.subarray(0, 4))).toBe(selector);
    }
  });

  test("the mark of being tested is that a bundled proof has the key", () => {
    const proven = new Set(
      ["sp1", "risc0"].flatMap(fixtureNames).flatMap((name) => {
        return name.endsWith(".json") ? [fixtureJson(name).selector] : [];
      }),
    );
    for (const { hash, tested } of [...SP1_GROTH16_KEYS, ...SP1_PLONK_KEYS]) {
      expect(tested, hash).toBe(proven.has(hash.slice(0, 10)));
    }
    for (const { selector, tested } of RISC0_VERSIONS) expect(tested, selector).toBe(proven.has(selector));
  });

  test("is what the proofs' own files say", () => {
    for (const name of [...fixtureNames("sp1-groth16"), ...fixtureNames("sp1-plonk")]) {
      const { verifyingKey, verifierHash, vkRoot = null, system } = fixtureJson(name);
      const isPlonk = system === "sp1-plonk";
      const builtin = (isPlonk ? SP1_PLONK_KEYS : SP1_GROTH16_KEYS).find(({ hash }) => hash === verifierHash)!;
      const equal = isPlonk
        ? sameKey(sp1PlonkKey(verifyingKey), sp1PlonkKey(builtin.constants))
        : sameKey(sp1Groth16Key(verifyingKey), sp1Groth16Key(builtin.constants));
      expect(equal, name).toBe(true);
      expect(builtin.vkRoot).toBe(vkRoot);
    }
    for (const name of fixtureNames("risc0")) {
      expect(sameKey(risc0Key(fixtureJson(name).verifyingKey), risc0Key(RISC0_CONSTANTS))).toBe(true);
    }
  });
});

/** The constants with one of them another number. */
function withOther(constants: Constants, name: string): Constants {
  const text = constants[name]!;
  return { ...constants, [name]: text.slice(0, -1) + (text.endsWith("1") ? "2" : "1") };
}

describe("a changed constant", () => {
  test.each([
    ["sp1-groth16-v6.0.0.json", SP1_GROTH16_KEYS],
    ["sp1-plonk-v6.0.0.json", SP1_PLONK_KEYS],
  ] as const)("of the key in %s is refused under its selector, and fails under another one", (name, keys) => {
    const proof = sp1Proof(name);
    const builtin = keys.find(({ hash }) => hash.startsWith(fixtureJson(name).selector))!;
    const { G1_SRS_X, ...rest } = fixtureJson(name).verifyingKey;
    const constants: Constants = {
      ...builtin.constants,
      ...(G1_SRS_X ? { G1_SRS_X, G2_SRS_1_Y_0: rest.G2_SRS_1_Y_0 } : {}),
    };
    // Under a selector that nobody knows the file's own key counts.
    const unknown = changed(proof.proof, 0);
    const own = { ...proof, proof: unknown, selector: unknown.slice(0, 4), key: constants };
    expect(verifySp1(curve, own)).toMatchObject({ fault: null, key: { keySource: "file" } });
    for (const constant of Object.keys(constants)) {
      const key = withOther(constants, constant);
      const asBuiltin = outcome(() => verifySp1(curve, { ...proof, key }).fault?.code);
      expect(["KEY_MISMATCH", "FIELD_WRONG"], constant).toContain(asBuiltin);
      expect(
        outcome(() => verifySp1(curve, { ...own, key }).fault?.code),
        constant,
      ).not.toBe(undefined);
    }
  });

  test("of RISC Zero's key or its parameters is refused", () => {
    const name = "risc0-groth16-v5.0-c27d1bc0.json";
    const proof = risc0Proof(name);
    for (const constant of Object.keys(RISC0_CONSTANTS)) {
      const parameters = { ...proof.parameters!, key: withOther(RISC0_CONSTANTS, constant) };
      expect(verifyRisc0(curve, { ...proof, parameters }).fault?.code, constant).toBe("SELECTOR_MISMATCH");
      const inputs = [1n, 2n, 3n, 4n, 5n];
      const key: Groth16Key = risc0Key(parameters.key);
      expect(verifyGroth16(curve, key, proof.seal.subarray(4), inputs), constant).not.toBe(null);
    }
    for (const field of ["controlRoot", "controlId"] as const) {
      const parameters = { ...proof.parameters!, [field]: changed(proof.parameters![field], 5) };
      expect(verifyRisc0(curve, { ...proof, parameters }).fault?.code).toBe("SELECTOR_MISMATCH");
    }
  });
});

/** What came of it: a fault's code, or that of an input error. */
function outcome(work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("a key from a file", () => {
  const proof = sp1Proof("sp1-groth16-v3.0.0.json");
  const unknown = changed(proof.proof, 0);
  const own = { ...proof, proof: unknown, selector: unknown.slice(0, 4) };

  test("is named in the verdict, and can be asked not to count", () => {
    expect(verifyProof(core, own)).toMatchObject({ verdict: "valid", keySource: "file", keyTested: null });
    const strict = verifyProof(core, own, { requireKnownKey: true });
    expect(strict).toMatchObject({ verdict: "incomplete", code: "KEY_NOT_BUILT_IN", keySource: "file" });
    expect(verifyProof(core, proof, { requireKnownKey: true }).verdict).toBe("valid");
  });

  test("is incomplete without one", () => {
    const { key: _, ...bare } = own;
    expect(verifyProof(core, bare)).toMatchObject({ verdict: "incomplete", code: "KEY_UNKNOWN", keySource: null });
  });

  test("that is broken is an input error with its place", () => {
    const key = { ...proof.key!, ALPHA_X: "0xzz" };
    expect(() => verifyProof(core, { ...own, key })).toThrow(/verifyingKey\.ALPHA_X/);
    const { DELTA_NEG_Y_1: _, ...short } = proof.key!;
    expect(() => verifyProof(core, { ...own, key: short })).toThrow(/verifyingKey\.DELTA_NEG_Y_1/);
  });
});
