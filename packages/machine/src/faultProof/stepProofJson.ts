// A step's proof as JSON, in the shape of asterisc's files, which op-challenger reads. Fact sheet, section 3.
import { toHex } from "@assay/core/hex";
import type { ProvenStep } from "./fast/stepProof.ts";

export function stepProofJson(step: bigint, proven: ProvenStep, pre: Uint8Array, post: Uint8Array): string {
  const { witness, proofs, preimageRead } = proven;
  const oracle = preimageRead
    ? `,"oracle-key":"${toHex(preimageRead.key)}","oracle-value":"${toHex(preimageRead.value)}"` +
      // Left out when it is 0, as Go does it.
      (preimageRead.offset === 0n ? "" : `,"oracle-offset":${preimageRead.offset}`)
    : "";
  return `{"step":${step},"pre":"${toHex(pre)}","post":"${toHex(post)}","state-data":"${toHex(witness)}","proof-data":"${toHex(proofs)}"${oracle}}\n`;
}
