// A point on bn254's twist outside the subgroup, as the pairing precompile reads it.
import { bn254 } from "@noble/curves/bn254.js";

const { Fp2 } = bn254.fields;

export function g2Cofactor(): string {
  const b = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));
  for (let i = 1n; ; i++) {
    const x = Fp2.fromBigTuple([i, 1n]);
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    if (!Fp2.eql(Fp2.pow(square, (Fp2.ORDER - 1n) / 2n), Fp2.ONE)) continue;
    const y = Fp2.sqrt(square);
    return [x.c1, x.c0, y.c1, y.c0].map((part) => part.toString(16).padStart(64, "0")).join("");
  }
}
