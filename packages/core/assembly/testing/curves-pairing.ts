// Entry for the tests of the pairing curves.
import { alloc, mark, release, resetArena } from "../memory/arena";
import { bn254Add, bn254Multiply, bn254Pairing } from "../curves/bn254";
export { alloc, mark, release, resetArena, bn254Add, bn254Multiply, bn254Pairing };
