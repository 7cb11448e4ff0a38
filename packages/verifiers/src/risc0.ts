// RISC Zero: a receipt's seal is four bytes that tell the verifier's parameters, then a Groth16 proof. Its public inputs are the
// control root and the claim's digest in two halves each, byte order reversed, and the control id. The claim is "this image ran to
// a good end without assumptions and wrote this journal" (risc0 specification, ReceiptClaim).
import { equalBytes } from "@assay/core/bytes";
import { fromHex, toHex } from "@assay/core/hex";
import type { Bn254 } from "./bn254.ts";
import { type Fault, fault } from "./fault.ts";
import { type Groth16Key, verifyGroth16 } from "./groth16.ts";
import { type Constants, risc0Key } from "./keys/keyData.ts";
import { RISC0_CONSTANTS, RISC0_VERSIONS } from "./keys/risc0.ts";
import type { Judged, KeyUsed } from "./sp1.ts";
import { ascii, numberOf, sha } from "./words.ts";

export interface Risc0Statement {
  readonly imageId: Uint8Array;
  /** null: only its digest is known. */
  readonly journal: Uint8Array | null;
  readonly journalDigest: Uint8Array | null;
  readonly seal: Uint8Array;
  /** What the file brings for a version that is not built in, or says of one that is. */
  readonly parameters?: Risc0Parameters;
}

export interface Risc0Parameters {
  readonly controlRoot: Uint8Array;
  /** Big-endian. */
  readonly controlId: Uint8Array;
  readonly key: Constants;
}

const SELECTOR_BYTES = 4;
const ZERO = new Uint8Array(32);
const u16 = (value: number) => Uint8Array.of(value & 0xff, value >> 8);

/** A structure's digest: its tag's hash, the digests below it, data, and how many digests there were. */
function digest(tag: string, below: readonly Uint8Array[], data: Uint8Array = new Uint8Array(0)): Uint8Array {
  return sha(sha(ascii(tag)), ...below, data, u16(below.length));
}

function reversed(bytes: Uint8Array): Uint8Array {
  return bytes.slice().reverse();
}

/** Digest of a machine's state: what an image id is of the state that a program starts in. */
export function systemStateDigest(pc: number, memoryRoot: Uint8Array): Uint8Array {
  const counter = Uint8Array.of(pc & 0xff, (pc >> 8) & 0xff, (pc >> 16) & 0xff, pc >>> 24);
  return digest("risc0.SystemState", [memoryRoot], counter);
}

/** Digest of the claim that `imageId` ran to its end with exit code 0, no assumptions and this journal. */
export function claimDigest(imageId: Uint8Array, journalDigest: Uint8Array): Uint8Array {
  const output = digest("risc0.Output", [journalDigest, ZERO]);
  // A program that has halted is left with program counter 0 and an empty memory.
  return digest("risc0.ReceiptClaim", [ZERO, imageId, systemStateDigest(0, ZERO), output], new Uint8Array(8));
}

/** What the selector is the beginning of: the digest of all that makes a verifier. */
export function parametersDigest(controlRoot: Uint8Array, controlId: Uint8Array, key: Groth16Key): Uint8Array {
  const inputs = key.inputs.reduceRight(
    (rest, input) => digest("risc0_groth16.VerifyingKey.IC", [sha(input), rest]),
    ZERO as Uint8Array,
  );
  const points = [key.alpha, key.beta, key.gamma, key.delta].map((point) => sha(point));
  const keyDigest = digest("risc0_groth16.VerifyingKey", [...points, inputs]);
  return digest("risc0.Groth16ReceiptVerifierParameters", [controlRoot, reversed(controlId), keyDigest]);
}

/** Both halves of a digest as numbers, the bytes of each reversed. */
function halves(value: Uint8Array): [bigint, bigint] {
  const bytes = reversed(value);
  return [numberOf(bytes.subarray(16)), numberOf(bytes.subarray(0, 16))];
}

interface Choice {
  readonly used: KeyUsed;
  readonly controlRoot: Uint8Array;
  readonly controlId: Uint8Array;
  readonly key: Groth16Key;
}

function chooseParameters(statement: Risc0Statement): Choice | Fault {
  const selector = statement.seal.subarray(0, SELECTOR_BYTES);
  const name = toHex(selector);
  const { parameters } = statement;
  const fileKey = parameters && risc0Key(parameters.key);
  if (parameters && fileKey) {
    // The selector is a hash of these parameters, so a file cannot bring others under a known name.
    const expected = parametersDigest(parameters.controlRoot, parameters.controlId, fileKey).subarray(
      0,
      SELECTOR_BYTES,
    );
    if (!equalBytes(expected, selector)) {
      return fault("SELECTOR_MISMATCH", `the seal starts with ${name}, the file's parameters with ${toHex(expected)}`);
    }
  }
  const builtin = RISC0_VERSIONS.find((version) => version.selector === name);
  if (builtin) {
    const { version, deprecated, tested: keyTested } = builtin;
    const choice = {
      controlRoot: fromHex(builtin.controlRoot)!,
      controlId: fromHex(builtin.controlId)!,
      key: risc0Key(RISC0_CONSTANTS),
    };
    // Four bytes can be made to collide; all of the parameters cannot.
    if (parameters && fileKey && !sameParameters(choice, { ...parameters, key: fileKey })) {
      return fault("KEY_MISMATCH", `the file's parameters are not those that ${name} stands for`);
    }
    return { used: { keySource: "builtin", version, keyTested, deprecated }, ...choice };
  }
  if (!parameters || !fileKey) return fault("KEY_UNKNOWN", `no version of RISC Zero is known for selector ${name}`);
  return {
    used: { keySource: "file", version: null, keyTested: null, deprecated: false },
    controlRoot: parameters.controlRoot,
    controlId: parameters.controlId,
    key: fileKey,
  };
}

function sameParameters(a: Omit<Choice, "used">, b: Omit<Choice, "used">): boolean {
  const digestOf = ({ controlRoot, controlId, key }: Omit<Choice, "used">) =>
    parametersDigest(controlRoot, controlId, key);
  return equalBytes(digestOf(a), digestOf(b));
}

/** SOUNDNESS: all of `statement` is untrusted; what is believed is the key, which the answer names. Test: nativeProofs.test.ts. */
export function verifyRisc0(curve: Bn254, statement: Risc0Statement): Judged {
  const { seal, journal, imageId } = statement;
  if (seal.length < SELECTOR_BYTES)
    return { fault: fault("PROOF_LENGTH", `the seal has ${seal.length} bytes`), key: null };
  const computed = journal && sha(journal);
  if (computed && statement.journalDigest && !equalBytes(computed, statement.journalDigest)) {
    const message = `the journal's digest is ${toHex(computed)}, the file says ${toHex(statement.journalDigest)}`;
    return { fault: fault("DIGEST_MISMATCH", message), key: null };
  }
  const choice = chooseParameters(statement);
  if ("code" in choice) return { fault: choice, key: null };
  const claim = claimDigest(imageId, computed ?? statement.journalDigest!);
  const inputs = [...halves(choice.controlRoot), ...halves(claim), numberOf(choice.controlId)];
  return { fault: verifyGroth16(curve, choice.key, seal.subarray(SELECTOR_BYTES), inputs), key: choice.used };
}
