// A signature on its way to a public key, as one record for all steps of recovery.
import { POINT_SIZE } from "./secp256k1Point";

/** Words, little-endian: r (also the nonce point's x), s, digest, then u1 and u2 with Q = u1 G + u2 R, then R's y. */
export const R: usize = 0;
export const S: usize = 32;
export const DIGEST: usize = 64;
export const U1: usize = 96;
export const U2: usize = 128;
export const Y: usize = 160;
/** Running product of a batch inversion up to this signature (word). */
export const PRODUCT: usize = 192;
/** Q: a point of ./secp256k1Point.ts. */
export const Q: usize = 224;
/** u32: position in the caller's batch. */
export const INDEX: usize = 224 + POINT_SIZE;
/** u32: parity of R's y. */
export const PARITY: usize = 228 + POINT_SIZE;
/** u32: 1 when Q is there (or infinity), 0 when r is no x of the curve. */
export const RECOVERED: usize = 232 + POINT_SIZE;

export const SIGNATURE_SIZE: i32 = 344;
