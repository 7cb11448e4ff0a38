// Entry for the tests of the pairing curves.
export { alloc, mark, release, resetArena } from "../memory/arena";
export { bn254Add, bn254Multiply, bn254Pairing } from "../curves/bn254";
export { blsG1Add, blsG1Msm, blsG2Add, blsG2Msm, blsMapFp2ToG2, blsMapFpToG1, blsPairing } from "../curves/bls12381";
export { kzgVerifyProof } from "../curves/kzg";
