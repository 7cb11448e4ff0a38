// Verifier contracts in the EVM: only one that has code, did something and said yes counts; hostile code ends.
import { fromHex, toHex } from "@assay/core/hex";
import { describe, expect, test } from "vitest";
import { kromaCall } from "../src/kromaZkevm.ts";
import type { ContractProof, KromaZkevmProof } from "../src/proof.ts";
import { readProof } from "../src/proofFile.ts";
import { verifyProof } from "../src/verifyProof.ts";
import { changed, core, fixtureBytes, fixtureJson } from "./fixtures.ts";

const bytes = (hex: string) => fromHex(`0x${hex}`)!;
const proof: ContractProof = { kind: "contract", system: "contract:test", data: bytes("cafe"), publicValues: null };

function verdictWith(code: string, of: Parameters<typeof verifyProof>[1] = proof) {
  return verifyProof(core, of, { contract: { source: "file", code: bytes(code) } });
}

describe("a contract", () => {
  test.each([
    ["that returns true", "60015f5260205ff3", "valid", null],
    ["that returns nothing and worked for it", "5f505f5ff3", "valid", null],
    ["that returns false", "5f5f5260205ff3", "invalid", "CALL_RETURNED_FALSE"],
    ["that returns two", "60025f5260205ff3", "invalid", "CALL_RETURNED_FALSE"],
    ["that returns one byte", "60015f5360015ff3", "invalid", "CALL_RETURNED_FALSE"],
    ["that reverts", "5f5ffd", "invalid", "CALL_REVERTED"],
    ["that reverts with true", "60015f5260205ffd", "invalid", "CALL_REVERTED"],
    ["that is no code", "fe", "invalid", "CALL_REVERTED"],
    ["without code", "", "incomplete", "CONTRACT_HAS_NO_CODE"],
    ["that stops at once", "00", "incomplete", "CONTRACT_HAS_NO_CODE"],
    ["that never ends", "5b5f56", "invalid", "CALL_REVERTED"],
    ["that calls itself without end", "5f5f5f5f5f305af160015f5260205ff3", "valid", null],
  ] as const)("%s", (_, code, verdict, name) => {
    expect(verdictWith(code)).toMatchObject({ verdict, code: name });
  });

  test("gets the proof as its call data, and is named as the source of the key", () => {
    // Returns whether the call data is 0xcafe.
    const verdict = verdictWith("5f3560f01c61cafe145f5260205ff3");
    expect(verdict).toMatchObject({ verdict: "valid", keySource: "file", version: null });
    expect(verdict.gasUsed).toBeGreaterThan(21_000n);
    expect(verdictWith("5f3560f01c61cafd145f5260205ff3").verdict).toBe("invalid");
    const options = { contract: { source: "file", code: bytes("60015f5260205ff3") }, requireKnownKey: true } as const;
    expect(verifyProof(core, proof, options)).toMatchObject({ verdict: "incomplete", code: "KEY_NOT_BUILT_IN" });
  });
});

describe("Kroma's zkEVM proof", () => {
  const name = "kroma-zkevm-halo2-block21.json";
  const kroma = readProof(fixtureBytes(name)) as KromaZkevmProof;

  test("without its verifier is incomplete, and says what to supply", () => {
    const verdict = verifyProof(core, kroma);
    expect(verdict).toMatchObject({ verdict: "incomplete", code: "VERIFIER_MISSING", keySource: null });
    expect(verdict.advice).toMatch(/--code FILE, or --rpc URL --contract ADDRESS/);
    expect(Object.fromEntries(verdict.values)).toMatchObject({ number: "21", transactions: "1" });
  });

  test("goes to its verifier as the contract's call data", () => {
    expect(toHex(kromaCall(kroma.proof, kroma.pair, kroma.publicInputHash))).toBe(fixtureJson(name).verifier.calldata);
    expect(verdictWith("60015f5260205ff3", kroma)).toMatchObject({ verdict: "valid", keySource: "file" });
    // Nothing is not true for this one.
    expect(verdictWith("5f505f5ff3", kroma).code).toBe("CALL_RETURNED_FALSE");
  });

  test("whose block is not that of the hash is invalid, with or without a verifier", () => {
    const publicInputHash = changed(kroma.publicInputHash, 0);
    const block = { ...kroma.block!, number: 22n };
    for (const forged of [
      { ...kroma, publicInputHash },
      { ...kroma, block },
    ]) {
      expect(verifyProof(core, forged)).toMatchObject({ verdict: "invalid", code: "INSTANCE_MISMATCH" });
      expect(verdictWith("60015f5260205ff3", forged).code).toBe("INSTANCE_MISMATCH");
    }
    expect(verifyProof(core, { ...kroma, proof: kroma.proof.slice(1) }).code).toBe("PROOF_LENGTH");
  });
});
