// Why a proof is not accepted. A fault is about the proof ("invalid") or about what is lacking to judge it ("incomplete");
// what cannot even be read as a proof is an InputError.

export type FaultVerdict = "invalid" | "incomplete";

/** Stable codes, with the verdict each stands for and what to do next. */
export const FAULTS = {
  PROOF_LENGTH: ["invalid", "The proof is cut off, or of another system or version."],
  FIELD_ELEMENT: ["invalid", "A number that is not below the field's order is never written by a prover."],
  POINT_NOT_ON_CURVE: ["invalid", "The proof was altered or damaged."],
  PAIRING_FAILED: ["invalid", "The proof, the public values or the program's key is not what was proven."],
  SELECTOR_MISMATCH: ["invalid", "The proof's first four bytes have to be the first four of the verifier's hash."],
  KEY_MISMATCH: ["invalid", "Take the key out of the file: this version's key is built in."],
  EXIT_CODE: ["invalid", "The program that was proven did not end well, so that its public values mean nothing."],
  KEY_ROOT_MISMATCH: ["invalid", "The proof was made with other recursion circuits than those of its version."],
  DIGEST_MISMATCH: ["invalid", "The file says another digest of its public values than they have."],
  CODE_MISMATCH: ["invalid", "The file brings verifier code that is not the one known for this system."],
  CALL_REVERTED: ["invalid", "The verifier contract refused the proof."],
  CALL_RETURNED_FALSE: ["invalid", "The verifier contract refused the proof."],
  GAS_UNEXPECTED: ["invalid", "The verifier contract did not do its whole work."],
  INSTANCE_MISMATCH: ["invalid", "The proof is about another block or request than the witness."],
  WITNESS_MISMATCH: ["invalid", "The parts of the witness contradict each other."],
  CLAIM_MISMATCH: ["invalid", "The file claims what its proof does not say."],
  CLAIM_UNCHECKED: ["incomplete", "Name the public values' layout with --layout, or take the claim out of the file."],
  KEY_UNKNOWN: ["incomplete", "Give a proof file that holds the verification key, or a newer version of Assay."],
  KEY_NOT_BUILT_IN: ["incomplete", "Drop --require-known-key if you trust where the key comes from."],
  VERIFIER_MISSING: ["incomplete", "Give the verifier contract: --code FILE, or --rpc URL --contract ADDRESS."],
  CONTRACT_HAS_NO_CODE: ["incomplete", "Check the address, the chain, and --block."],
  STATE_MISSING: [
    "incomplete",
    "The verifier reads state that the node did not prove; try another node, or --code FILE.",
  ],
  NOT_A_PROOF: [
    "incomplete",
    "The backends `exec` and `machine` only execute; nothing was proven. Verify the block itself.",
  ],
} as const satisfies Record<string, readonly [FaultVerdict, string]>;

export type FaultCode = keyof typeof FAULTS;

export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
}

export function fault(code: FaultCode, message: string): Fault {
  return { code, message };
}
