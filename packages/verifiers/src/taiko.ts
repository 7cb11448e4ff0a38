// Taiko's proof of its alpha-6 testnet: a halo2 proof, aggregated, that a generated contract verifies. The file brings the contract's
// init code, which has to be the one known here. The proof carries one hash of the block and the prover's request; a witness file
// says what it is of.
//
// SOUNDNESS: everything in the file is untrusted. The contract itself takes numbers that are not canonical and bytes after the proof,
// so lengths and field elements are checked here, and its gas has to be exactly that of a full verification; tests:
// test/proofs/taikoMain.ts.
import { concatBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { P, R } from "./bn254.ts";
import { type ContractOutcome, callVerifier, deploy } from "./contractCall.ts";
import { type Fault, fault } from "./fault.ts";
import type { TaikoProof } from "./proof.ts";
import { numberOf, wordAt } from "./words.ts";

const INIT_CODE_HASH = "0x749ce205636623a5ffc91c21f112d7fe5f201531312e1c1e31454cc8551aaeac";
const CODE_HASH = "0xdaf23ee3bd10a514d28f056c05c30dccdf6e887e83485a5f984111d03954bec9";
export const TAIKO_VERSION = "alpha-6";
const INSTANCES = 18;
const PROOF_BYTES = 3808;
/** Words of the proof that are scalars; those before and after are points' coordinates. */
const SCALARS = { from: 54, to: 111 } as const;
/** Of the whole transaction: the rules from Shanghai to Prague agree on it, Osaka's price for modexp is another. */
const GAS = 604_658n;
const FORK = "shanghai";
const LIMBS = 4;
const LIMB_BITS = 68n;

export function verifyTaiko(core: Core, proof: TaikoProof): ContractOutcome {
  const wrong = checkNumbers(proof);
  if (wrong) return { fault: wrong, gas: null };
  const hash = toHex(keccak_256(proof.initCode));
  if (hash !== INIT_CODE_HASH) {
    return { fault: fault("CODE_MISMATCH", `the file's verifier has hash ${hash}, not ${INIT_CODE_HASH}`), gas: null };
  }
  const code = deploy(core, proof.initCode, FORK);
  if (code === null || toHex(keccak_256(code)) !== CODE_HASH) {
    throw new InputError("CORE_TRAPPED", "Taiko's verifier did not deploy as it should");
  }
  const data = concatBytes(...proof.instance, proof.proof);
  const outcome = callVerifier(core, { source: "file", code }, data, FORK, "nothing");
  if (!outcome.fault && outcome.gas !== GAS) {
    return { ...outcome, fault: fault("GAS_UNEXPECTED", `the verifier used ${outcome.gas} gas, not ${GAS}`) };
  }
  return outcome;
}

function checkNumbers({ instance, proof }: TaikoProof): Fault | null {
  if (instance.length !== INSTANCES)
    return fault("PROOF_LENGTH", `there are ${instance.length} instances, not ${INSTANCES}`);
  if (proof.length !== PROOF_BYTES)
    return fault("PROOF_LENGTH", `the proof has ${proof.length} bytes, not ${PROOF_BYTES}`);
  const tooGreat = instance.findIndex((word) => numberOf(word) >= R);
  if (tooGreat >= 0) return fault("FIELD_ELEMENT", `instance ${tooGreat} is not below the group's order`);
  for (const at of [0, 1]) {
    if (numberOf(instance[at]!) >> 128n !== 0n) return fault("FIELD_ELEMENT", `instance ${at} is not half a hash`);
  }
  for (let at = 2; at < INSTANCES; at++) {
    if (numberOf(instance[at]!) >> LIMB_BITS !== 0n) return fault("FIELD_ELEMENT", `instance ${at} is not a limb`);
  }
  for (let i = 0; i < LIMBS; i++) {
    if (coordinate(instance, i) >= P)
      return fault("FIELD_ELEMENT", "a coordinate of the accumulator is not below the field's order");
  }
  for (let i = 0; i < PROOF_BYTES / 32; i++) {
    const order = i >= SCALARS.from && i < SCALARS.to ? R : P;
    if (wordAt(proof, i) >= order)
      return fault("FIELD_ELEMENT", `word ${i} of the proof is not below the field's order`);
  }
  return null;
}

/** Coordinate `i` of the accumulator's two points, least significant limb first. */
function coordinate(instance: readonly Uint8Array[], i: number): bigint {
  let value = 0n;
  for (let limb = LIMBS - 1; limb >= 0; limb--) {
    value = (value << LIMB_BITS) | numberOf(instance[2 + LIMBS * i + limb]!);
  }
  return value;
}

/** The hash that the proof is about. */
export function publicInputHash({ instance }: TaikoProof): Uint8Array {
  return concatBytes(instance[0]!.subarray(16), instance[1]!.subarray(16));
}
