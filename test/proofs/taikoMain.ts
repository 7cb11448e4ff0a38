// Taiko's proof, witness and verifier contract, whose files have no licence and so are not in the repository.
//
//   npm run test:taiko          reads ASSAY_SHARED/fixtures/proofs/taiko-halo2 (default ../shared); fails when it is not there

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isOutcome, type MessageOutcome, runMessage } from "@assay/core/call";
import type { ForkName } from "@assay/core/forks";
import { toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import type { TaikoProof } from "@assay/verifiers/proof";
import { readProof } from "@assay/verifiers/proofFile";
import { readTaikoWitness } from "@assay/verifiers/taikoWitness";
import { verifyProof } from "@assay/verifiers/verifyProof";
import { bytesOf, numberOf } from "@assay/verifiers/words";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { assay } from "../../packages/cli/test/terminal.ts";
import { concatBytes } from "../../packages/core/src/bytes.ts";
import { changed, seeded } from "../../packages/verifiers/test/fixtures.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(resolve(repository, process.env["ASSAY_SHARED"] ?? "../shared"), "fixtures/proofs/taiko-halo2");
const proofFile = join(folder, "proof-57437.json");
const witnessFile = join(folder, "witness-57437.json");

/** Positions of the proof whose byte is changed, beside all of the instances'. */
const POSITIONS = 1000;
const ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
/** Of the file, from 0: the digit whose change the prover's authors tried too. */
const BAD_DIGIT = 2504;

if (!existsSync(proofFile) || !existsSync(witnessFile)) {
  console.error(`Taiko's files are not in ${folder}. Set ASSAY_SHARED to the folder that has fixtures/proofs.`);
  process.exit(2);
}

const core = new Core(compileCore());
const bytes = new Uint8Array(readFileSync(proofFile));
const proof = readProof(bytes) as TaikoProof;
const witness = JSON.parse(readFileSync(witnessFile, "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "assay-taiko-"));

const CHECKS: readonly (readonly [string, () => void | Promise<void>])[] = [
  ["the verifier is the known one, deploys, and uses exactly 604,658 gas from Shanghai to Prague", verifierGas],
  ["the proof is valid with its witness, from the command line", commandLine],
  ["one hex digit of one point changed: exit code 1", badDigit],
  [`each byte of the instances and ${POSITIONS} of the proof changed: invalid`, changedBytes],
  ["what the contract takes although it is not canonical: invalid", notCanonical],
  ["another verifier in the file: invalid", otherCode],
  ["every field that the witness commits to counts", witnessFields],
];

for (const [name, check] of CHECKS) {
  const started = performance.now();
  try {
    await check();
    console.log(`ok    ${name}  (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAIL  ${name}\n${(error as Error).stack}`);
  }
}
rmSync(scratch, { recursive: true, force: true });

function outcomeOf(result: ReturnType<typeof runMessage>): MessageOutcome {
  assert(isOutcome(result));
  return result;
}

function verifierGas(): void {
  assert.equal(proof.initCode.length, 21_884);
  const deployed = outcomeOf(runMessage(core, { fork: "shanghai", data: proof.initCode, gasLimit: 30_000_000n }));
  assert.deepEqual([deployed.status, deployed.output.length], ["success", 21_855]);
  assert.deepEqual([deployed.executionGas, deployed.transactionGas], [4_376_058n, 4_774_606n]);
  const data = concatBytes(...proof.instance, proof.proof);
  assert.deepEqual([proof.instance.length, data.length], [18, 4_384]);
  assert.equal(toHex(keccak_256(data)), "0xd632abd388e0d66d230c374255cdd8e4e28ce7e82a3b1eae3dedc3c3b6c5392d");
  const gasUnder = (fork: ForkName) => {
    const to = new Uint8Array(20).fill(1);
    const { status, output, transactionGas, executionGas } = outcomeOf(
      runMessage(core, { fork, to, code: deployed.output, data, gasLimit: 2n ** 62n }),
    );
    assert.deepEqual([status, output.length], ["success", 0]);
    assert.equal(transactionGas - executionGas, 85_924n);
    return transactionGas;
  };
  assert.deepEqual((["shanghai", "cancun", "prague"] as const).map(gasUnder), [604_658n, 604_658n, 604_658n]);
  assert.equal(gasUnder("osaka"), 607_357n);
}

async function commandLine(): Promise<void> {
  const { code, out } = await assay("verify", "proof", proofFile, "--witness", witnessFile, "--json");
  const [line, summary] = out
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  assert.equal(code, 0);
  assert.deepEqual([line.verdict, line.keySource, line.gasUsed, summary.valid], ["valid", "builtin", 604_658, 1]);
  assert.equal(line.publicValues, "0xa00f57a134784519472096820e92cec23a61309a6264288eca6249489985e697");
  assert.equal(line.values.metaHash, "0xbb1fa2ece0d134ab74d04339b4795d099b98c17ba0489957b9711cc1f77a0716");
  assert.deepEqual([line.values.chainId, line.values.number, line.values.transactions], ["167008", "57437", "22"]);
}

async function badDigit(): Promise<void> {
  const bad = bytes.slice();
  assert.equal(String.fromCharCode(bad[BAD_DIGIT]!), "c");
  bad[BAD_DIGIT] = "d".charCodeAt(0);
  const file = join(scratch, "proof-bad.json");
  writeFileSync(file, bad);
  const { code, out } = await assay("verify", "proof", file, "--json");
  const line = JSON.parse(out.split("\n")[0]!);
  assert.deepEqual([code, line.verdict, line.code], [1, "invalid", "CALL_REVERTED"]);
}

function verdictOf(other: Partial<TaikoProof>): string {
  return verifyProof(core, { ...proof, ...other }).verdict;
}

function changedBytes(): void {
  const random = seeded(57437);
  for (const [i, word] of proof.instance.entries()) {
    for (let at = 0; at < 32; at++) {
      const instance = proof.instance.with(i, changed(word, at, 1 + random(255)));
      assert.equal(verdictOf({ instance }), "invalid", `instance ${i}, byte ${at}`);
    }
  }
  for (let i = 0; i < POSITIONS; i++) {
    const at = random(proof.proof.length);
    const other = changed(proof.proof, at, 1 + random(255));
    assert.equal(verdictOf({ proof: other }), "invalid", `proof, byte ${at}`);
  }
}

function codeOf(other: Partial<TaikoProof>): string | null {
  return verifyProof(core, { ...proof, ...other }).code;
}

function notCanonical(): void {
  const above = bytesOf(numberOf(proof.instance[0]!) + ORDER);
  assert.equal(codeOf({ instance: proof.instance.with(0, above) }), "FIELD_ELEMENT");
  assert.equal(codeOf({ proof: concatBytes(proof.proof, new Uint8Array(32)) }), "PROOF_LENGTH");
  assert.equal(codeOf({ proof: proof.proof.slice(0, -1) }), "PROOF_LENGTH");
  assert.equal(codeOf({ instance: proof.instance.slice(1) }), "PROOF_LENGTH");
  // An opening plus the order is the same scalar to the contract.
  const scalar = proof.proof.slice();
  scalar.set(bytesOf(numberOf(scalar.subarray(54 * 32, 55 * 32)) + ORDER), 54 * 32);
  assert.equal(codeOf({ proof: scalar }), "FIELD_ELEMENT");
}

function otherCode(): void {
  for (const initCode of [new Uint8Array(0), Uint8Array.of(0), changed(proof.initCode, 100)]) {
    assert.equal(codeOf({ initCode }), "CODE_MISMATCH");
  }
  const contract = { source: "file", code: Uint8Array.of(0x5f, 0x50, 0x5f, 0x5f, 0xf3) } as const;
  assert.equal(verifyProof(core, proof, { contract }).code, "CODE_MISMATCH");
}

/** The witness with one field of an object in it changed, by one bit of its value. */
function withField(path: readonly string[], name: string): unknown {
  const copy = structuredClone(witness);
  // biome-ignore lint/suspicious/noExplicitAny: a walk along a path of names
  const object = path.reduce((at: any, key) => at[key], copy);
  const value = object[name];
  object[name] =
    typeof value === "string"
      ? value.slice(0, -1) + (value.endsWith("0") ? "1" : "0")
      : typeof value === "boolean"
        ? !value
        : value + 1;
  return copy;
}

function witnessFields(): void {
  const judge = (value: unknown) => verifyProof(core, proof, { witness: readTaikoWitness(core, value) });
  assert.equal(judge(witness).verdict, "valid");
  const instance = witness.protocol_instance;
  const fields: [string[], string][] = [
    ...Object.keys(instance.block_metadata).map((name): [string[], string] => [
      ["protocol_instance", "block_metadata"],
      name,
    ]),
    ...Object.keys(instance.transition).map((name): [string[], string] => [["protocol_instance", "transition"], name]),
    [["protocol_instance"], "prover"],
    ...["stateRoot", "timestamp", "gasUsed", "hash", "parentHash", "number", "withdrawalsRoot"].map(
      (name): [string[], string] => [["eth_block"], name],
    ),
    ...witness.eth_block.transactions.map((_: unknown, i: number) => [["eth_block", "transactions", `${i}`], "nonce"]),
  ];
  assert.equal(fields.length, 15 + 4 + 1 + 7 + 22);
  for (const [path, name] of fields) {
    const { verdict, code } = judge(withField(path, name));
    assert.equal(verdict, "invalid", `${path.join(".")}.${name}`);
    assert(code === "INSTANCE_MISMATCH" || code === "WITNESS_MISMATCH", code ?? "");
  }
}
