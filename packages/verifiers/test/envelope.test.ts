// Assay's own proof file: written, read back, refused where it is not exactly one; claims count.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { describe, expect, test } from "vitest";
import { type EnvelopeParts, writeEnvelope } from "../src/envelope.ts";
import { readProof } from "../src/proofFile.ts";
import { verifyProof } from "../src/verifyProof.ts";
import { changed, core, risc0Proof, sp1Proof } from "./fixtures.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const kroma = sp1Proof("sp1-plonk-v3.0.0-kroma.json");
const l1Head = "0xc5f36b4618de22a58113263406f398342a7624d832fda0ccd05ab61b0ceb5352";
const KROMA: EnvelopeParts = {
  system: "sp1-plonk",
  program: kroma.programKey,
  publicValues: kroma.publicValues,
  proof: kroma.proof,
  claim: { kind: "fault-proof", values: { l1Head } },
};

function verdictOf(parts: EnvelopeParts, options = {}) {
  return verifyProof(core, readProof(encode(writeEnvelope(parts))), options);
}

function errorOf(change: (envelope: Record<string, unknown>) => void): string {
  const envelope = JSON.parse(writeEnvelope(KROMA));
  change(envelope);
  try {
    readProof(encode(JSON.stringify(envelope)));
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
  return "read";
}

describe("an envelope", () => {
  test("of SP1 and RISC Zero verifies like the proof itself", () => {
    expect(verdictOf(KROMA)).toMatchObject({ verdict: "valid", keySource: "builtin", program: "known" });
    const receipt = risc0Proof("risc0-groth16-v5.0-c27d1bc0.json");
    const parts = { program: receipt.imageId, publicValues: receipt.journal, proof: receipt.seal, claim: null };
    expect(verdictOf({ system: "risc0-groth16", ...parts })).toMatchObject({ verdict: "valid", version: "5.0" });
    const forged = { ...parts, publicValues: changed(receipt.journal!, 3) };
    expect(verdictOf({ system: "risc0-groth16", ...forged }).verdict).toBe("invalid");
  });

  test("with a key of its own says so", () => {
    const proof = changed(kroma.proof, 1);
    const verdict = verdictOf({ ...KROMA, proof, verificationKey: kroma.key! });
    expect(verdict).toMatchObject({ verdict: "valid", keySource: "file" });
  });

  test("of a version from v6 on brings the root of the recursion keys with its key", () => {
    const v6 = sp1Proof("sp1-groth16-v6.0.0.json");
    const parts = { program: v6.programKey, publicValues: v6.publicValues, proof: changed(v6.proof, 1), claim: null };
    const verificationKey = { ...v6.key!, VK_ROOT: toHex(v6.keyRoot!) };
    expect(verdictOf({ system: "sp1-groth16", ...parts, verificationKey })).toMatchObject({ verdict: "valid" });
    const other = { ...verificationKey, VK_ROOT: toHex(changed(v6.keyRoot!, 9)) };
    expect(verdictOf({ system: "sp1-groth16", ...parts, verificationKey: other }).code).toBe("KEY_ROOT_MISMATCH");
    expect(verdictOf({ system: "sp1-groth16", ...parts, verificationKey: v6.key! }).verdict).toBe("invalid");
  });

  test("whose claim is not what is proven is invalid", () => {
    const claim = { kind: "fault-proof", values: { l1Head: `0x${"00".repeat(32)}` } };
    expect(verdictOf({ ...KROMA, claim })).toMatchObject({ verdict: "invalid", code: "CLAIM_MISMATCH" });
    const more = { kind: "fault-proof", values: { l1Head, number: "21" } };
    expect(verdictOf({ ...KROMA, claim: more })).toMatchObject({ verdict: "incomplete", code: "CLAIM_UNCHECKED" });
  });

  test.each([
    ["exec", null, /re-execution/],
    ["machine", new Uint8Array(32).fill(7), /proving machine/],
  ])("of a backend that only executes is no proof: %s", (system, program, message) => {
    const executed = { system, program, publicValues: new Uint8Array(192), proof: new Uint8Array(0), claim: null };
    const verdict = verdictOf(executed, { layout: undefined });
    expect(verdict).toMatchObject({ verdict: "incomplete", code: "NOT_A_PROOF", keySource: null });
    expect(verdict.message).toMatch(message);
    expect(verdict.programId).toBe(program && `0x${"07".repeat(32)}`);
  });

  test("of another system wants its verifier contract", () => {
    const other = {
      system: "contract:ultrahonk",
      program: null,
      publicValues: null,
      proof: Uint8Array.of(1),
      claim: null,
    };
    expect(verdictOf(other)).toMatchObject({ verdict: "incomplete", code: "VERIFIER_MISSING" });
  });

  test.each([
    ["an unknown field", "FIELD_WRONG", (e: Record<string, unknown>) => (e["extra"] = 1)],
    ["an unknown system", "FORMAT_UNKNOWN", (e: Record<string, unknown>) => (e["system"] = "plonky9")],
    ["another version", "FORMAT_UNKNOWN", (e: Record<string, unknown>) => (e["assayProof"] = "1")],
    ["no proof", "FIELD_MISSING", (e: Record<string, unknown>) => delete e["proof"]],
    ["no program", "FIELD_MISSING", (e: Record<string, unknown>) => (e["program"] = null)],
    ["a short program", "FIELD_WRONG", (e: Record<string, unknown>) => (e["program"] = "0x00")],
    ["a claim that is text", "FIELD_WRONG", (e: Record<string, unknown>) => (e["claim"] = "all is well")],
    ...["exec", "machine"].map((system) => [
      `proof bytes of ${system}`,
      "FIELD_WRONG",
      (e: Record<string, unknown>) => {
        e["system"] = system;
        delete e["verificationKey"];
      },
    ]),
  ])("with %s is refused", (_, code, change) => {
    expect(errorOf(change as (envelope: Record<string, unknown>) => void)).toBe(code);
  });
});
