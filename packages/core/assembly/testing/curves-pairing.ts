// Entry for the tests of the pairing curves.
import { alloc, mark, release, resetArena } from "../memory/arena";
import { bn254Add, bn254Multiply } from "../curves/bn254G1";
export { alloc, mark, release, resetArena, bn254Add, bn254Multiply };
