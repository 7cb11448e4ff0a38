// Proofs of steps as `assay machine run --proof-at` writes them, read back: what kind of step each one is, and the slow machine's word.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { fromHex, toHex } from "@assay/core/hex";
import { stepFromWitness } from "@assay/machine/faultProof/slow/step";
import { OFFSET } from "@assay/machine/faultProof/state";

export interface CheckedStep {
  readonly step: number;
  readonly pre: string;
  readonly post: string;
  /** Of a system call: its number and first argument. */
  readonly call: string | null;
  /** Type of the preimage that it read of. */
  readonly preimageType: number | null;
}

const ECALL = 0x73;

/** Reads the proof in a file, packed, and takes its step on the slow machine. @throws when that comes to another state */
export function checkedStep(file: string): CheckedStep {
  const json = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const bytes = (name: string) => fromHex(json[name])!;
  const [witness, proofs] = [bytes("state-data"), bytes("proof-data")];
  const { hash } = stepFromWitness({
    witness,
    proofs,
    preimagePart: () => {
      if (json["oracle-value"] === undefined) return null;
      const from = json["oracle-offset"] ?? 0;
      const part = bytes("oracle-value").subarray(from, from + 32);
      return { bytes: part, length: part.length };
    },
  });
  if (toHex(hash) !== json.post)
    throw new Error(`step ${json.step}: ${json.post} in ${file}, by the slow machine ${toHex(hash)}`);
  const view = new DataView(witness.buffer, witness.byteOffset);
  const register = (i: number) => view.getBigUint64(OFFSET.registers + 8 * i);
  const at = Number(view.getBigUint64(OFFSET.pc) & 31n);
  const word = new DataView(proofs.buffer, proofs.byteOffset).getUint32(at, true);
  return {
    step: json.step,
    pre: json.pre,
    post: json.post,
    call: word === ECALL ? `${register(17)} ${register(10)}` : null,
    preimageType: json["oracle-key"] === undefined ? null : bytes("oracle-key")[0]!,
  };
}
