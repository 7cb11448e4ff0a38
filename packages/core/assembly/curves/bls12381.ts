// The precompiles on BLS12-381 (EIP-2537). All reject field elements that are not below the prime or not padded with zeros,
// and points off the curve; MSMs and the pairing also points outside the subgroups of order r.
export { blsG1Add } from "./bls12381G1";
export { blsG2Add } from "./bls12381G2";
export { blsG1Msm, blsG2Msm } from "./bls12381Msm";
export { blsMapFpToG1 } from "./bls12381MapToG1";
export { blsMapFp2ToG2 } from "./bls12381MapToG2";
export { blsPairing } from "./bls12381Pairing";
