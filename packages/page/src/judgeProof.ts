// A proof file to what the page shows of it.
import { toHex } from "@assay/core/hex";
import type { Core } from "@assay/core/instance";
import type { Proof } from "@assay/verifiers/proof";
import { verifyProof } from "@assay/verifiers/verifyProof";
import type { ProofReport } from "./report.ts";

const KEY_SOURCE = { builtin: "built in", file: "brought by the file", contract: "a contract" } as const;

/** @throws InputError */
export function judgeProof(core: Core, file: string, proof: Proof, started: number): ProofReport {
  const verdict = verifyProof(core, proof);
  const { system, version, keySource, program, programId, programName, gasUsed, publicValues, values } = verdict;
  const facts: (readonly [string, string | null])[] = [
    ["System", version === null ? system : `${system} ${version}`],
    ["Verification key", keySource === null ? null : KEY_SOURCE[keySource]],
    ["Program", programId && `${programName ?? `${program}`} ${programId}`],
    ["Public values", publicValues && `${publicValues.length} bytes`],
    ...values,
    ["Gas of its verifier", gasUsed === null ? null : gasUsed.toString()],
    ["Raw public values", publicValues && publicValues.length <= 256 ? toHex(publicValues) : null],
  ];
  return {
    file,
    verdict: verdict.verdict,
    code: verdict.code,
    message: verdict.message,
    advice: verdict.deprecated
      ? "The makers of this proof system do not want this version to be used any more."
      : verdict.advice,
    facts: facts.filter((fact): fact is readonly [string, string] => fact[1] !== null),
    ms: performance.now() - started,
  };
}
