export { alloc, mark, release, resetArena } from "../memory/arena";
export { modexp } from "../curves/modexp";
export { p256Verify } from "../curves/p256";
export { secp256k1Recover, secp256k1RecoverBatch } from "../curves/secp256k1";
export { splitScalar } from "../curves/secp256k1Scalar";
export { inverseModulo } from "../curves/inverse256";
export { montgomeryMultiply, multiplyModulo } from "../curves/modulus256";
export { fieldAdd, fieldHalve, fieldInverse, fieldSubtract } from "../curves/secp256k1Field";
export { fieldMultiply, fieldSquare } from "../curves/secp256k1Product";
