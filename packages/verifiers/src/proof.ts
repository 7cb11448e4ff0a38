// A proof as read from whatever file: which system, what it proves, the proof itself.
import type { KromaBlock } from "./kromaZkevm.ts";
import type { Risc0Statement } from "./risc0.ts";
import type { Sp1Statement } from "./sp1.ts";

/** What whoever wrote the file says it is about: names as the decoded public values have them. */
export interface Claim {
  readonly kind: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Sp1Proof extends Sp1Statement {
  readonly kind: "sp1";
}

export interface Risc0Proof extends Risc0Statement {
  readonly kind: "risc0";
  readonly system: "risc0-groth16";
}

/** Taiko's aggregated halo2 proof, with the verifier that it brings. */
export interface TaikoProof {
  readonly kind: "taiko";
  readonly system: "taiko-halo2";
  readonly instance: readonly Uint8Array[];
  readonly proof: Uint8Array;
  readonly initCode: Uint8Array;
}

export interface KromaZkevmProof {
  readonly kind: "kroma-zkevm";
  readonly system: "kroma-zkevm-halo2";
  readonly proof: readonly Uint8Array[];
  readonly pair: readonly Uint8Array[];
  readonly publicInputHash: Uint8Array;
  /** What the hash is of, where the file has it. */
  readonly block: KromaBlock | null;
}

/** Any other system: call data for its verifier contract. */
export interface ContractProof {
  readonly kind: "contract";
  readonly system: string;
  readonly data: Uint8Array;
  readonly publicValues: Uint8Array | null;
}

/** Written by a backend that only executes: the core again, or a guest program on the proving machine. */
export interface ExecProof {
  readonly kind: "exec";
  readonly system: "exec" | "machine";
  /** Id of the guest program. */
  readonly program: Uint8Array | null;
  readonly publicValues: Uint8Array | null;
}

export type Proof = (Sp1Proof | Risc0Proof | TaikoProof | KromaZkevmProof | ContractProof | ExecProof) & {
  readonly claim?: Claim | null;
};
