// Scalars of secp256k1, modulo the group's order n, by fused steps (field.ts): what secp256k1.ts and secp256k1Scalar.ts do with Montgomery
// products and long ones.
import { U1, U2, DIGEST, PRODUCT, R, S, SIGNATURE_SIZE } from "../secp256k1Signature";
import { fuse, fusedPower, product, Secp256k1Order, slot, space, times } from "./field";

/** n - 2: the exponent that inverts. */
const MINUS_TWO: usize = memory.data<u64>([
  0xbfd25e8cd036413f, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff,
]);

/** Sets u1 = -digest / r and u2 = s / r in the records from `first` to `end`, with one inversion. */
export function fusedSetMultipliers(first: usize, end: usize): void {
  const w = space<Secp256k1Order>();
  const inverse = slot<Secp256k1Order>(w, 16);
  const t = slot<Secp256k1Order>(w, 17);
  times<Secp256k1Order>(w, first + PRODUCT, 1, first + R);
  for (let at = first + SIGNATURE_SIZE; at < end; at += SIGNATURE_SIZE) {
    product<Secp256k1Order>(w, at + PRODUCT, at - SIGNATURE_SIZE + PRODUCT, at + R);
  }
  fusedPower<Secp256k1Order>(inverse, end - SIGNATURE_SIZE + PRODUCT, MINUS_TWO);
  for (let at = end - SIGNATURE_SIZE; ; at -= SIGNATURE_SIZE) {
    // t = 1 / r
    if (at == first) times<Secp256k1Order>(w, t, 1, inverse);
    else product<Secp256k1Order>(w, t, inverse, at - SIGNATURE_SIZE + PRODUCT);
    product<Secp256k1Order>(w, at + U2, t, at + S);
    times<Secp256k1Order>(w, t, -1, t);
    product<Secp256k1Order>(w, at + U1, t, at + DIGEST);
    if (at == first) break;
    product<Secp256k1Order>(w, inverse, inverse, at + R);
  }
}

/** d = a b + c modulo n; a or b below it. */
export function fusedOrderStep(d: usize, a: usize, b: usize, c: usize): void {
  fuse<Secp256k1Order>(space<Secp256k1Order>(), d, a, b, c);
}

/** d = -a modulo n */
export function fusedOrderNegate(d: usize, a: usize): void {
  times<Secp256k1Order>(space<Secp256k1Order>(), d, -1, a);
}
