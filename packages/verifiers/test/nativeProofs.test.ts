// Every bundled proof of SP1 and RISC Zero is accepted; nothing that differs from it by one byte is.
import { describe, expect, test } from "vitest";
import { CoreBn254, P, R } from "../src/bn254.ts";
import type { Proof, Sp1Proof } from "../src/proof.ts";
import { verifyRisc0 } from "../src/risc0.ts";
import { verifySp1 } from "../src/sp1.ts";
import { verifyProof } from "../src/verifyProof.ts";
import { bytesOf, numberOf } from "../src/words.ts";
import { changed, core, fixtureJson, NATIVE, risc0Proof, seeded, sp1Proof } from "./fixtures.ts";
import { NobleBn254 } from "./nobleBn254.ts";

const curve = new CoreBn254(core);
/** Positions per PLONK file and part: a thousand and more in all. */
const PLONK_POSITIONS = { proof: 150, "public values": 10, "program key": 4 } as Record<string, number>;

/** The untrusted byte strings of a proof, each with a proof that has another in its place. */
function parts(name: string): readonly (readonly [string, Uint8Array, (bytes: Uint8Array) => Proof])[] {
  if (name.startsWith("risc0")) {
    const proof = risc0Proof(name);
    return [
      ["seal", proof.seal, (seal) => ({ ...proof, seal })],
      ["journal", proof.journal!, (journal) => ({ ...proof, journal, journalDigest: null })],
      ["image id", proof.imageId, (imageId) => ({ ...proof, imageId })],
    ];
  }
  const proof = sp1Proof(name);
  return [
    ["proof", proof.proof, (bytes) => ({ ...proof, proof: bytes })],
    ["public values", proof.publicValues, (publicValues) => ({ ...proof, publicValues })],
    ["program key", proof.programKey, (programKey) => ({ ...proof, programKey })],
  ];
}

function faultOf(proof: Proof) {
  if (proof.kind === "sp1") return verifySp1(curve, proof).fault;
  if (proof.kind === "risc0") return verifyRisc0(curve, proof).fault;
  throw new Error("not a native system");
}

describe.each(NATIVE)("%s", (name) => {
  const own = name.startsWith("risc0") ? risc0Proof(name) : sp1Proof(name);

  test("is accepted with the key that is built in, and says what it proves", () => {
    const verdict = verifyProof(core, own);
    expect(verdict).toMatchObject({ verdict: "valid", code: null, keySource: "builtin", keyTested: true });
    expect(verdict).toMatchObject({ program: "known", selector: fixtureJson(name).selector });
    expect(verdict.values.length).toBeGreaterThan(0);
  });

  test("no other byte in its place is accepted", () => {
    const random = seeded(NATIVE.indexOf(name) + 1);
    for (const [what, bytes, build] of parts(name)) {
      const positions = name.startsWith("sp1-plonk")
        ? Array.from({ length: PLONK_POSITIONS[what]! }, () => random(bytes.length))
        : Array.from(bytes.keys());
      for (const at of positions) {
        const found = faultOf(build(changed(bytes, at, 1 + random(255))));
        expect(found, `${what}, byte ${at}`).not.toBe(null);
      }
    }
  });

  test("nothing shorter or longer is accepted", () => {
    for (const [, bytes, build] of parts(name).filter(([what]) => what === "proof" || what === "seal")) {
      for (const length of [0, 3, 4, 36, bytes.length - 32, bytes.length - 1]) {
        expect(faultOf(build(bytes.slice(0, length)))).not.toBe(null);
      }
      expect(faultOf(build(new Uint8Array([...bytes, 0])))?.code).toBe("PROOF_LENGTH");
    }
  });
});

test("another curve implementation comes to the same", () => {
  const noble = new NobleBn254();
  for (const name of ["sp1-groth16-v6.0.0.json", "sp1-plonk-v6.0.0.json", "sp1-plonk-v2.0.0.json"]) {
    const proof = sp1Proof(name);
    expect(verifySp1(noble, proof).fault).toBe(null);
    const forged = { ...proof, publicValues: changed(proof.publicValues, 0) };
    expect(verifySp1(noble, forged).fault?.code).toBe("PAIRING_FAILED");
  }
  const receipt = risc0Proof("risc0-groth16-v5.0-c27d1bc0.json");
  expect(verifyRisc0(noble, receipt).fault).toBe(null);
});

test("a number plus its field's order is the same number, and refused", () => {
  const withWord = (proof: Sp1Proof, at: number, value: bigint) => {
    const bytes = proof.proof.slice();
    bytes.set(bytesOf(value), at);
    return { ...proof, proof: bytes };
  };
  const isScalar = (word: number) => (word >= 12 && word <= 16) || word === 19 || word === 24;
  for (const name of ["sp1-groth16-v3.0.0.json", "sp1-plonk-v3.0.0.json"]) {
    const proof = sp1Proof(name);
    for (let word = 0; 4 + 32 * word < proof.proof.length; word++) {
      const at = 4 + 32 * word;
      const order = name.includes("plonk") && isScalar(word) ? R : P;
      const value = numberOf(proof.proof.subarray(at, at + 32)) + order;
      if (value >> 256n === 0n) expect(verifySp1(curve, withWord(proof, at, value)).fault?.code).toBe("FIELD_ELEMENT");
      expect(verifySp1(curve, withWord(proof, at, order)).fault?.code, `${name}, word ${word}`).toBe("FIELD_ELEMENT");
    }
  }
});

describe("each check names itself", () => {
  const groth16 = sp1Proof("sp1-groth16-v6.0.0.json");
  const withWord = (word: number, value: Uint8Array) => {
    const proof = groth16.proof.slice();
    proof.set(value, 4 + 32 * word);
    return { ...groth16, proof };
  };
  const word = (fill: number) => new Uint8Array(32).fill(fill);

  test.each([
    ["EXIT_CODE", withWord(0, word(1))],
    ["KEY_ROOT_MISMATCH", withWord(1, word(1))],
    // The nonce is a public input of the circuit.
    ["FIELD_ELEMENT", withWord(2, word(0xff))],
    ["PAIRING_FAILED", withWord(2, word(1))],
    ["FIELD_ELEMENT", withWord(3, word(0xff))],
    ["POINT_NOT_ON_CURVE", withWord(3, word(1))],
    ["FIELD_ELEMENT", { ...groth16, programKey: word(0xff) }],
    ["KEY_UNKNOWN", { ...groth16, proof: changed(groth16.proof, 0), selector: undefined, key: undefined }],
    ["SELECTOR_MISMATCH", { ...groth16, proof: changed(groth16.proof, 0) }],
  ] as const)("%s", (code, proof) => {
    expect(verifySp1(curve, proof as typeof groth16).fault?.code).toBe(code);
  });

  test("a receipt whose journal is not the one of its digest", () => {
    const receipt = risc0Proof("risc0-groth16-v5.0-c27d1bc0.json");
    const forged = { ...receipt, journal: changed(receipt.journal!, 0) };
    expect(verifyRisc0(curve, forged).fault?.code).toBe("DIGEST_MISMATCH");
  });

  test("a point with the other sign, and infinity, are no proofs", () => {
    const bare = { ...groth16, proof: groth16.proof.slice() };
    bare.proof.fill(0, 4 + 96);
    expect(verifySp1(curve, bare).fault).not.toBe(null);
  });
});
