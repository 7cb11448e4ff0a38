// The precompiles on bn254: ECADD and ECMUL (EIP-196), pairing check (EIP-197). All reject coordinates that are not below the
// field prime, points off the curve and, in G2, points outside the subgroup of order r.
export { bn254Add, bn254Multiply } from "./bn254G1";
export { bn254Pairing } from "./bn254Pairing";
