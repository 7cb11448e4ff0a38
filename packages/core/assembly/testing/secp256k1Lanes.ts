// The two-lane field of secp256k1: for builds with SIMD only.
export { alloc } from "../memory/arena";
export { pairCarry, pairSubtract, pairSubtractLoose, pairTriple } from "../curves/secp256k1PairField";
export { pairSubtractAndTwice, pairSubtractFourTimes, pairTwiceMinus } from "../curves/secp256k1PairField";
export { pairSquareRoot } from "../curves/secp256k1PairField";
export { pairMultiply, pairSquare } from "../curves/secp256k1PairKernel";
export { laneFromWord, laneToWord } from "../curves/secp256k1PairLanes";
export { generatorRows, prepareGenerator } from "../curves/secp256k1PairTable";
