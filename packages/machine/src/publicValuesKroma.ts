// The public values that Kroma's ZKProofVerifier reads: 120 bytes, three 32-byte strings each with its length as a little-endian u64 in
// front (as its SP1 program commits them): agreed output root, claimed output root, L1 head.
import { fromHex, type Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { ProgramValues } from "./publicValues.ts";

export interface KromaValues {
  readonly sourceOutputRoot: Hex;
  readonly targetOutputRoot: Hex;
  readonly l1Head: Hex;
}

const LENGTH = [32, 0, 0, 0, 0, 0, 0, 0];

export function encodeKromaValues(values: KromaValues): Uint8Array {
  const words = [values.sourceOutputRoot, values.targetOutputRoot, values.l1Head].map((word) => {
    const bytes = fromHex(word);
    if (bytes?.length !== 32) throw new InputError("FIELD_WRONG", "a word of another length than 32 bytes");
    return bytes;
  });
  return Uint8Array.from(words.flatMap((word) => [...LENGTH, ...word]));
}

/** What Kroma's contract is to be shown of a run of the program.
 *
 *  SOUNDNESS: the contract takes whatever is proven as the right output of the block after the agreed one, and knows neither the verdict
 *  nor the number of blocks. So only a claim that was found valid, about exactly that block, is put in these bytes. Chain and
 *  configuration are not in them: who verifies has to pin the program. Test: packages/machine/test/publicValues.test.ts.
 *  @throws InputError FIELD_WRONG for any other run */
export function kromaValues(values: ProgramValues): Uint8Array {
  if (values.verdict !== "valid" || values.claimedOutputRoot !== values.computedOutputRoot) {
    throw new InputError("FIELD_WRONG", `a claim found ${values.verdict} has no public values on Kroma`);
  }
  if (values.claimedNumber !== values.agreedNumber + 1n || values.reachedNumber !== values.claimedNumber) {
    throw new InputError(
      "FIELD_WRONG",
      `blocks ${values.agreedNumber} to ${values.claimedNumber}, reached ${values.reachedNumber}: Kroma proves one block`,
    );
  }
  return encodeKromaValues({
    sourceOutputRoot: values.agreedOutputRoot,
    targetOutputRoot: values.claimedOutputRoot,
    l1Head: values.l1Head,
  });
}
