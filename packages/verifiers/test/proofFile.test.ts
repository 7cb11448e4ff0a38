// Proof files of every shape, and broken ones: a typed error or a verdict that is not valid, never a crash.

import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../../core/src/bytes.ts";
import { risc0Call, sp1Call } from "../src/abi.ts";
import { readProof } from "../src/proofFile.ts";
import { verifyProof } from "../src/verifyProof.ts";
import { ascii, bytesOf, sha } from "../src/words.ts";
import { core, fixtureBytes, fixtureJson, fixtureNames, risc0Proof, seeded, sp1Proof } from "./fixtures.ts";

const encode = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

/** The error that reading ends in. */
function errorOf(bytes: Uint8Array, options = {}): InputError {
  try {
    readProof(bytes, options);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("it was read");
}

describe("shapes", () => {
  test("what SP1's SDK saved", () => {
    for (const name of fixtureNames("sp1-sdk-v3").concat(fixtureNames("sp1-sdk-v2"))) {
      expect(verifyProof(core, readProof(fixtureBytes(name))), name).toMatchObject({
        verdict: "valid",
        program: "unknown",
      });
    }
    const unknown = verifyProof(core, readProof(fixtureBytes("sp1-sdk-v4.0.0-rc.1-fibonacci-groth16.bin")));
    expect(unknown).toMatchObject({ verdict: "incomplete", code: "KEY_UNKNOWN" });
  });

  test("the same as JSON, as the SDK's types are written", () => {
    const saved = sp1Proof("sp1-sdk-v3.0.0-fibonacci-groth16.bin");
    const json = {
      proof: {
        Groth16: {
          public_inputs: [BigInt(toHex(saved.programKey)).toString(), "1"],
          encoded_proof: toHex(saved.proof.subarray(4)).slice(2),
          raw_proof: "",
          groth16_vkey_hash: [...saved.proof.subarray(0, 4), ...new Array(28).fill(0)],
        },
      },
      public_values: { buffer: { data: [...saved.publicValues] } },
      sp1_version: "v3.0.0",
    };
    expect(readProof(encode(json))).toEqual(saved);
    json.public_values.buffer.data[0]! ^= 1;
    expect(verifyProof(core, readProof(encode(json)))).toMatchObject({ verdict: "invalid", code: "PAIRING_FAILED" });
  });

  test("the SDK's layouts from v4 on, with and without the place for an enclave's signature", () => {
    const v6 = sp1Proof("sp1-plonk-v6.0.0.json");
    const u64 = (value: number) => bytesOf(BigInt(value), 8).reverse();
    const string = (text: string) => concatBytes(u64(text.length), ascii(text));
    const inputs = [BigInt(toHex(v6.programKey)).toString(), "1", "0", "2", "0"];
    const saved = concatBytes(
      Uint8Array.of(2, 0, 0, 0),
      ...inputs.map(string),
      string(toHex(v6.proof.subarray(4)).slice(2)),
      string("raw"),
      concatBytes(v6.proof.subarray(0, 4), new Uint8Array(28)),
      u64(v6.publicValues.length),
      v6.publicValues,
      string("v6.0.0"),
    );
    for (const file of [saved, concatBytes(saved, Uint8Array.of(0))]) {
      expect(verifyProof(core, readProof(file))).toMatchObject({ verdict: "valid", version: "v6.0.0" });
    }
    expect(errorOf(concatBytes(saved, Uint8Array.of(1, 0))).code).toBe("FIELD_WRONG");
  });

  test("RISC Zero's receipts in JSON, as its types are written", () => {
    const { seal, imageId, journal } = risc0Proof("risc0-groth16-v5.0-c27d1bc0.json");
    const digest = (bytes: Uint8Array) => [...new Uint32Array(bytes.slice().buffer)];
    const zero = new Array(8).fill(0);
    const receipt = (pre: unknown) => ({
      inner: {
        Groth16: {
          seal: [...seal.subarray(4)],
          claim: {
            Value: { pre, post: { Pruned: zero }, exit_code: { Halted: 0 }, input: { Value: null }, output: null },
          },
          verifier_parameters: digest(concatBytes(seal.subarray(0, 4), new Uint8Array(28))),
        },
      },
      journal: { bytes: [...journal!] },
      metadata: { verifier_parameters: zero },
    });
    const pruned = encode(receipt({ Pruned: digest(imageId) }));
    expect(verifyProof(core, readProof(pruned))).toMatchObject({ verdict: "valid", version: "5.0", program: "known" });
    expect(verifyProof(core, readProof(pruned, { program: bytesOf(1n) })).code).toBe("PAIRING_FAILED");
    const opened = readProof(encode(receipt({ Value: { pc: 0, merkle_root: zero } })));
    // The digest of a halted state, which the specification gives.
    const halted = "0xa3acc27117418996340b84e5a90f3ef4c49d22c79e44aad822ec9c313e1eb8e2";
    expect(opened.kind === "risc0" && toHex(opened.imageId)).toBe(halted);
    expect(errorOf(encode(receipt({}))).code).toBe("FIELD_MISSING");
    expect(errorOf(encode({ inner: { Fake: {} }, journal: { bytes: [] } }))).toMatchObject({ code: "FORMAT_UNKNOWN" });
    expect(errorOf(encode(receipt({ Pruned: [1] }))).code).toBe("FIELD_WRONG");
  });

  test("call data of the verifier contracts, as bytes and as hex", () => {
    for (const name of ["sp1-groth16-v6.0.0.json", "sp1-plonk-v3.0.0.json"]) {
      const { calldata } = fixtureJson(name).verifier;
      const { programKey, publicValues, proof } = sp1Proof(name);
      expect(toHex(sp1Call(programKey, publicValues, proof))).toBe(calldata);
      expect(verifyProof(core, readProof(encode(`${calldata}\n`))).verdict).toBe("valid");
      expect(verifyProof(core, readProof(encode(calldata.slice(2)))).verdict).toBe("valid");
    }
    const { verifier } = fixtureJson("risc0-groth16-v5.0-c27d1bc0.json");
    const { seal, imageId, journal } = risc0Proof("risc0-groth16-v5.0-c27d1bc0.json");
    const call = risc0Call(seal, imageId, sha(journal!));
    expect(toHex(call)).toBe(verifier.calldata);
    expect(verifyProof(core, readProof(call)).verdict).toBe("valid");
    expect(verifyProof(core, readProof(call, { publicValues: journal! })).values).toHaveLength(1);
    const other = verifyProof(core, readProof(call, { publicValues: bytesOf(1n) }));
    expect(other).toMatchObject({ verdict: "invalid", code: "DIGEST_MISMATCH" });
  });

  test("bare proof bytes, with what they prove", () => {
    const sp1 = sp1Proof("sp1-plonk-v6.0.0.json");
    const options = { program: sp1.programKey, publicValues: sp1.publicValues };
    expect(verifyProof(core, readProof(sp1.proof, options)).verdict).toBe("valid");
    const risc0 = risc0Proof("risc0-groth16-v3.0-73c457ba.json");
    const text = encode(toHex(risc0.seal));
    expect(verifyProof(core, readProof(text, { program: risc0.imageId, publicValues: risc0.journal! })).verdict).toBe(
      "valid",
    );
    expect(errorOf(sp1.proof)).toMatchObject({ code: "FIELD_MISSING" });
  });
});

describe("broken files", () => {
  test.each([
    ["nothing", "", "FORMAT_UNKNOWN"],
    ["broken JSON", "{", "JSON_BROKEN"],
    ["another JSON", { hello: 1 }, "FORMAT_UNKNOWN"],
    ["text", "hello", "FORMAT_UNKNOWN"],
    ["no proof in it", { system: "sp1-groth16", vkey: toHex(bytesOf(1n)), publicValues: "0x" }, "FIELD_MISSING"],
    ["a short key", { system: "sp1-groth16", vkey: "0x01" }, "FIELD_WRONG"],
    ["no hex", { system: "risc0-groth16", imageId: "zz" }, "HEX_BROKEN"],
    ["a block witness", { protocol_instance: {} }, "FORMAT_UNKNOWN"],
    ["an empty aggregation", { aggregation: {}, bytecode: "0x" }, "FIELD_MISSING"],
    ["an envelope of another version", { assayProof: 2 }, "FORMAT_UNKNOWN"],
    ["words without end", { system: "kroma-zkevm-halo2", proof: new Array(5000).fill("0x") }, "FIELD_WRONG"],
  ] as const)("%s", (_, content, code) => {
    expect(errorOf(encode(content)).code).toBe(code);
  });

  test("the malformed proofs of SP1's own tests are refused", () => {
    for (const name of [...fixtureNames("sp1-groth16"), ...fixtureNames("sp1-plonk")]) {
      const fixture = fixtureJson(name);
      if (!fixture.invalidProof) continue;
      const verdict = verifyProof(core, readProof(encode({ ...fixture, proof: fixture.invalidProof })));
      expect(verdict.verdict, name).toBe("invalid");
    }
  });

  test("a file cut off anywhere is an error or not valid", () => {
    for (const name of ["sp1-sdk-v3.0.0-fibonacci-groth16.bin", "sp1-sdk-v2.0.0-fibonacci-plonk.bin"]) {
      const whole = fixtureBytes(name);
      for (let length = 0; length < whole.length; length += length > 1700 ? 1 : 7) {
        expect(judged(whole.slice(0, length)), `${name}, ${length}`).not.toBe("valid");
      }
    }
  });

  test("lengths in bincode that point anywhere", () => {
    const whole = fixtureBytes("sp1-sdk-v3.0.0-fibonacci-groth16.bin");
    // Four strings behind their lengths, the hash, the program's input, the public values, the version.
    const lengths = [4];
    const view = new DataView(whole.buffer);
    for (let i = 0; i < 3; i++) lengths.push(lengths[i]! + 8 + view.getUint32(lengths[i]!, true));
    const after = lengths[3]! + 8 + view.getUint32(lengths[3]!, true) + 32;
    for (const at of [...lengths, after, after + 8, after + 28, after + 36, whole.length - 14]) {
      for (const value of [0xff, 0x80, 1]) {
        const broken = whole.slice();
        broken.fill(value, at, at + 8);
        expect(judged(broken)).not.toBe("valid");
      }
    }
  });

  test("changed bytes anywhere in any file never crash it, and never make another statement valid", () => {
    const random = seeded(7);
    for (const name of [
      "sp1-groth16-v6.0.0.json",
      "risc0-groth16-v5.0-c27d1bc0.json",
      "kroma-zkevm-halo2-block21.json",
    ]) {
      const whole = fixtureBytes(name);
      const original = statement(whole);
      for (let i = 0; i < 150; i++) {
        const broken = whole.slice();
        broken[random(broken.length)] = random(256);
        if (judged(broken) === "valid") expect(statement(broken)).toBe(original);
      }
    }
  });

  test("call data whose offsets or padding are not canonical", () => {
    const { programKey, publicValues, proof } = sp1Proof("sp1-groth16-v6.0.0.json");
    const call = sp1Call(programKey, publicValues, proof);
    for (const at of [67, 67 + 32, 4 + 96 + 31, call.length - 1]) {
      const broken = call.slice();
      broken[at]! ^= 0xff;
      expect(errorOf(broken).code).toBe("FIELD_WRONG");
    }
    expect(errorOf(call.slice(0, 200)).code).toBe("FIELD_WRONG");
  });
});

function judged(bytes: Uint8Array): string {
  try {
    return verifyProof(core, readProof(bytes)).verdict;
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

/** What a file says is proven, leaving out names that no check uses. */
function statement(bytes: Uint8Array): string {
  const proof = readProof(bytes);
  if (proof.kind === "sp1") return toHex(sha(proof.programKey, proof.publicValues, proof.proof));
  if (proof.kind === "risc0") return toHex(sha(proof.imageId, proof.journal!, proof.seal));
  return "";
}
