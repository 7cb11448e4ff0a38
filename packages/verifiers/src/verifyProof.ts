// One proof to a verdict: the system's own check, or its verifier contract; then what its public values say.
import { equalBytes } from "@assay/core/bytes";
import type { ForkName } from "@assay/core/forks";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import { risc0Call, sp1Call } from "./abi.ts";
import { CoreBn254 } from "./bn254.ts";
import { type Answer, callVerifier, type VerifierContract } from "./contractCall.ts";
import { FAULTS, type Fault, type FaultCode, fault } from "./fault.ts";
import { checkKroma, kromaCall } from "./kromaZkevm.ts";
import { knownProgram } from "./programs.ts";
import type { ExecProof, KromaZkevmProof, Proof, TaikoProof } from "./proof.ts";
import { decodePublicValues, describeUnknown, type Layout, type NamedValue } from "./publicValues.ts";
import { verifyRisc0 } from "./risc0.ts";
import { type KeyUsed, selectorOf, verifySp1 } from "./sp1.ts";
import { publicInputHash, TAIKO_VERSION, verifyTaiko } from "./taiko.ts";
import type { TaikoWitness } from "./taikoWitness.ts";
import { sha } from "./words.ts";

export interface ProofOptions {
  /** Verifies by this contract, also where Assay has a check of its own. */
  readonly contract?: VerifierContract | undefined;
  /** Rules that the contract runs under. */
  readonly fork?: ForkName | undefined;
  readonly requireKnownKey?: boolean | undefined;
  /** Of the public values, where the program is not known. */
  readonly layout?: Layout | undefined;
  readonly witness?: TaikoWitness | undefined;
}

export interface ProofVerdict {
  readonly verdict: "valid" | "invalid" | "incomplete";
  readonly code: FaultCode | null;
  readonly message: string | null;
  readonly advice: string | null;
  readonly system: string;
  /** Of the proving system, where the key says it. */
  readonly version: string | null;
  readonly selector: Hex | null;
  readonly keySource: KeyUsed["keySource"] | null;
  /** Whether Assay's tests hold a proof that the built-in key accepts. */
  readonly keyTested: boolean | null;
  /** Its makers do not want this version to be used any more. */
  readonly deprecated: boolean;
  readonly program: "known" | "unknown" | null;
  readonly programId: Hex | null;
  readonly programName: string | null;
  readonly publicValues: Uint8Array | null;
  readonly values: readonly NamedValue[];
  /** What a transaction with this proof would use, where a contract verified it. */
  readonly gasUsed: bigint | null;
}

interface Judgement {
  readonly fault: Fault | null;
  readonly key: KeyUsed | null;
  readonly gas: bigint | null;
}

const CONTRACT_FORK: ForkName = "prague";
const NO_KEY = { version: null, keyTested: null, deprecated: false } as const;

/** Judges a proof. @throws InputError where the key in a file or the public values' layout does not fit */
export function verifyProof(core: Core, proof: Proof, options: ProofOptions = {}): ProofVerdict {
  const judged = judge(core, proof, options);
  const subject = subjectOf(proof, options, judged.fault === null);
  const found = judged.fault ?? checkClaim(proof, subject.values) ?? checkKey(judged.key, options);
  const { key } = judged;
  return {
    verdict: found ? FAULTS[found.code][0] : "valid",
    code: found?.code ?? null,
    message: found?.message ?? null,
    advice: found ? FAULTS[found.code][1] : null,
    system: proof.system,
    version: key?.version ?? null,
    keySource: key?.keySource ?? null,
    keyTested: key?.keyTested ?? null,
    deprecated: key?.deprecated ?? false,
    gasUsed: judged.gas,
    ...subject,
  };
}

function judge(core: Core, proof: Proof, options: ProofOptions): Judgement {
  const { contract } = options;
  if (contract) return judgeByContract(core, proof, contract, options.fork ?? CONTRACT_FORK);
  switch (proof.kind) {
    case "sp1":
      return { ...verifySp1(new CoreBn254(core), proof), gas: null };
    case "risc0":
      return { ...verifyRisc0(new CoreBn254(core), proof), gas: null };
    case "taiko":
      return judgeTaiko(core, proof, options.witness);
    case "kroma-zkevm":
      return unjudged(kromaFault(proof) ?? verifierMissing(proof.system));
    case "contract":
      return unjudged(verifierMissing(proof.system));
    case "exec":
      return unjudged(notAProof(proof));
  }
}

function unjudged(found: Fault): Judgement {
  return { fault: found, key: null, gas: null };
}

function verifierMissing(system: string): Fault {
  return fault("VERIFIER_MISSING", `no verifier for ${system} is built in`);
}

function notAProof({ system }: ExecProof): Fault {
  const what = system === "exec" ? "re-execution" : "a run on the proving machine";
  return fault("NOT_A_PROOF", `this file says what ${what} gave; it is not a proof`);
}

function kromaFault({ proof, pair, publicInputHash: hash, block }: KromaZkevmProof): Fault | null {
  return checkKroma(proof, pair, hash, block);
}

function judgeTaiko(core: Core, proof: TaikoProof, witness: TaikoWitness | undefined): Judgement {
  const { fault: found, gas } = verifyTaiko(core, proof);
  const isPinned = found?.code !== "CODE_MISMATCH" && gas !== null;
  const key = isPinned ? ({ ...NO_KEY, keySource: "builtin", version: TAIKO_VERSION, keyTested: true } as const) : null;
  return { fault: found ?? (witness ? checkWitness(proof, witness) : null), key, gas };
}

/** SOUNDNESS: a witness that contradicts itself says nothing about the proof; one of another block makes the claim wrong. */
function checkWitness(proof: TaikoProof, witness: TaikoWitness): Fault | null {
  if (witness.fault) return witness.fault;
  const [proven, computed] = [publicInputHash(proof), witness.publicInputHash];
  if (equalBytes(proven, computed)) return null;
  return fault("INSTANCE_MISMATCH", `the proof is of ${toHex(proven)}, the witness of ${toHex(computed)}`);
}

function judgeByContract(core: Core, proof: Proof, contract: VerifierContract, fork: ForkName): Judgement {
  const call = contractCall(proof);
  if ("code" in call) return unjudged(call);
  const outcome = callVerifier(core, contract, call.data, fork, call.answer);
  return { ...outcome, key: { ...NO_KEY, keySource: contract.source } };
}

/** The call that the system's verifier contracts take, and what they answer. */
export function contractCall(proof: Proof): { readonly data: Uint8Array; readonly answer: Answer } | Fault {
  switch (proof.kind) {
    case "sp1":
      return { data: sp1Call(proof.programKey, proof.publicValues, proof.proof), answer: "nothing" };
    case "risc0":
      return {
        data: risc0Call(proof.seal, proof.imageId, proof.journal ? sha(proof.journal) : proof.journalDigest!),
        answer: "nothing",
      };
    case "kroma-zkevm": {
      const found = kromaFault(proof);
      return found ?? { data: kromaCall(proof.proof, proof.pair, proof.publicInputHash), answer: "true" };
    }
    case "contract":
      return { data: proof.data, answer: "either" };
    case "taiko":
      return fault("CODE_MISMATCH", "Taiko's proof brings its verifier, whose hash is built in; give no other");
    case "exec":
      return notAProof(proof);
  }
}

function checkKey(key: KeyUsed | null, options: ProofOptions): Fault | null {
  if (!options.requireKnownKey || key?.keySource === "builtin") return null;
  return fault("KEY_NOT_BUILT_IN", `the key comes from ${key?.keySource === "contract" ? "a chain" : "a file"}`);
}

/** SOUNDNESS: what a file claims beside its public values has to be what they say. */
function checkClaim(proof: Proof, values: readonly NamedValue[]): Fault | null {
  for (const [name, claimed] of Object.entries(proof.claim?.values ?? {})) {
    const found = values.find(([other]) => other === name)?.[1];
    if (found === undefined)
      return fault("CLAIM_UNCHECKED", `the file claims ${name}, of which the proof says nothing`);
    if (found !== claimed)
      return fault("CLAIM_MISMATCH", `the file claims ${name} ${claimed}, the proof says ${found}`);
  }
  return null;
}

type Subject = Pick<ProofVerdict, "selector" | "program" | "programId" | "programName" | "publicValues" | "values">;

const NO_PROGRAM = { selector: null, program: null, programId: null, programName: null } as const;

/** What the proof is about. */
function subjectOf(proof: Proof, { layout, witness }: ProofOptions, isGood: boolean): Subject {
  const describe = (publicValues: Uint8Array | null, known?: Layout): NamedValue[] => {
    if (publicValues === null) return [];
    if (layout && isGood) return decodePublicValues(layout, publicValues);
    return describeAs(known, publicValues);
  };
  const program = (id: Uint8Array, publicValues: Uint8Array | null): Omit<Subject, "selector"> => {
    const known = knownProgram(id);
    return {
      program: known ? "known" : "unknown",
      programId: toHex(id),
      programName: known?.name ?? null,
      publicValues,
      values: describe(publicValues, known?.layout),
    };
  };
  switch (proof.kind) {
    case "sp1":
      return { selector: selectorOf(proof.proof), ...program(proof.programKey, proof.publicValues) };
    case "risc0":
      return { selector: selectorOf(proof.seal), ...program(proof.imageId, proof.journal) };
    case "taiko":
      return { ...NO_PROGRAM, publicValues: publicInputHash(proof), values: taikoValues(proof, witness) };
    case "kroma-zkevm":
      return { ...NO_PROGRAM, publicValues: proof.publicInputHash, values: kromaValues(proof) };
    case "exec": {
      const programId = proof.program && toHex(proof.program);
      const { publicValues } = proof;
      return { ...NO_PROGRAM, programId, publicValues, values: describe(publicValues, "assay-blocks") };
    }
    case "contract":
      return { ...NO_PROGRAM, publicValues: proof.publicValues, values: describe(proof.publicValues, "assay-blocks") };
  }
}

/** A program's values need not have its layout when the proof is wrong. */
function describeAs(layout: Layout | undefined, publicValues: Uint8Array): NamedValue[] {
  if (layout) {
    try {
      return decodePublicValues(layout, publicValues);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return describeUnknown(publicValues);
}

function taikoValues(proof: TaikoProof, witness: TaikoWitness | undefined): NamedValue[] {
  if (proof.instance.length < 2) return [];
  const values: NamedValue[] = [["publicInputHash", toHex(publicInputHash(proof))]];
  if (!witness) return values;
  return [
    ...values,
    ["chainId", witness.chainId.toString()],
    ["number", witness.number.toString()],
    ["blockHash", witness.blockHash],
    ["parentHash", witness.parentHash],
    ["stateRoot", witness.stateRoot],
    ["timestamp", witness.timestamp.toString()],
    ["transactions", witness.transactions.toString()],
    ["metaHash", toHex(witness.metaHash)],
    ["prover", witness.prover],
  ];
}

function kromaValues({ publicInputHash: hash, block }: KromaZkevmProof): NamedValue[] {
  const values: NamedValue[] = [["publicInputHash", toHex(hash)]];
  if (!block) return values;
  return [
    ...values,
    ["number", block.number.toString()],
    ["blockHash", toHex(block.blockHash)],
    ["parentHash", toHex(block.parentHash)],
    ["previousStateRoot", toHex(block.prevStateRoot)],
    ["stateRoot", toHex(block.stateRoot)],
    ["timestamp", block.timestamp.toString()],
    ["transactions", block.txHashes.length.toString()],
  ];
}
