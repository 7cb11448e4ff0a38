// bn254's G2: the subgroup of order r of y² = x³ + 3/xi over Fp2, as EIP-197 encodes it.
import { at, conjugate, fromNumbers, isZero, multiply, negate, reduce, square, sub } from "./fp2";
import { twistFrobenius } from "./frobenius";
import {
  g2Add,
  g2AddAffine,
  g2AffineIsInfinity,
  g2Copy,
  g2Double,
  g2Equals,
  g2FromAffine,
  g2JacobianBytes,
} from "./g2Jacobian";
import { alloc, mark, release } from "../memory/arena";
import { readFieldNumber } from "./pointBytes";
import { Bn254 } from "./primeFields";

/** 3/xi as numbers. */
const TWIST_B: usize = memory.data<u64>([
  0x3267e6dc24a138e5, 0xb5b4c5e559dbefa3, 0x81be18991be06ac3, 0x2b149d40ceb8aaae, 0xe4a2bd0685c315d2,
  0xa74fa084e52d1852, 0xcd2cafadeed8fdf4, 0x009713b03af0fed4,
]);

/** u = 4965661367192848881 in signed digits without two neighbours, highest first. */
const U_DIGITS: usize = memory.data<i8>([
  1, 0, 0, 0, 1, 0, 1, 0, 0, -1, 0, 1, 0, 1, 0, -1, 0, 0, 1, 0, 1, 0, -1, 0, -1, 0, -1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1,
  0, 1, 0, -1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 1,
]);
const U_LENGTH: usize = 63;

const REAL: usize = memory.data(32, 8);
const IMAGINARY: usize = memory.data(32, 8);
const T0: usize = memory.data(80, 16);
const T1: usize = memory.data(80, 16);
const B: usize = memory.data(80, 16);
let ready = false;

/** Reads one element of Fp2: 64 bytes, imaginary part first. False when a part is not below p. */
function readFp2(element: usize, input: usize): bool {
  if (!readFieldNumber<Bn254>(IMAGINARY, input) || !readFieldNumber<Bn254>(REAL, input + 32)) return false;
  fromNumbers<Bn254>(element, REAL, IMAGINARY);
  return true;
}

/** point (two elements) = the affine point of 128 bytes; false unless it is on the twist. Zeros are infinity (EIP-197).
 *  SOUNDNESS: `input` comes from a contract. Not a subgroup check: that is `bn254IsInG2`, or comes with the Miller loop. */
export function bn254ReadTwist(point: usize, input: usize): bool {
  const y = at<Bn254>(point, 1);
  if (!readFp2(point, input) || !readFp2(y, input + 64)) return false;
  if (g2AffineIsInfinity<Bn254>(point)) return true;
  return isOnTwist(point);
}

function isOnTwist(point: usize): bool {
  if (!ready) {
    fromNumbers<Bn254>(B, TWIST_B, TWIST_B + 32);
    ready = true;
  }
  square<Bn254>(T0, point);
  multiply<Bn254>(T0, T0, point);
  square<Bn254>(T1, at<Bn254>(point, 1));
  sub<Bn254>(T1, T1, T0);
  sub<Bn254>(T1, T1, B);
  reduce<Bn254>(T1, T1);
  return isZero<Bn254>(T1);
}

/** Whether a point of the twist other than infinity is in G2: (u + 1) Q + psi(u Q) + psi²(u Q) = psi³(2u Q) (El Housni, Guillevic and Piellard,
 *  "Co-factor clearing and subgroup membership testing on pairing-friendly curves", 2022). The norm of that polynomial in psi,
 *  where psi² - t psi + p = 0, has with the order of the twist no common factor but r, so it holds on G2 alone. */
export function bn254IsInG2(q: usize): bool {
  const start = mark();
  const size = g2JacobianBytes<Bn254>();
  const uq = alloc(size);
  const image = alloc(size);
  const sum = alloc(size);
  multiplyByU(uq, q);
  g2Copy<Bn254>(image, uq);
  g2AddAffine<Bn254>(sum, uq, q, at<Bn254>(q, 1));
  psi(image);
  g2Add<Bn254>(sum, sum, image);
  psi(image);
  g2Add<Bn254>(sum, sum, image);
  psi(image);
  g2Double<Bn254>(image, image);
  const result = g2Equals<Bn254>(sum, image);
  release(start);
  return result;
}

/** p = psi(p) in Jacobian coordinates. */
function psi(p: usize): void {
  const z = at<Bn254>(p, 2);
  twistFrobenius<Bn254>(p, at<Bn254>(p, 1), p, at<Bn254>(p, 1));
  conjugate<Bn254>(z, z);
}

/** d = u q for an affine q. */
function multiplyByU(d: usize, q: usize): void {
  const start = mark();
  const negated = alloc(offsetof<Bn254>());
  negate<Bn254>(negated, at<Bn254>(q, 1));
  g2FromAffine<Bn254>(d, q);
  for (let i: usize = 1; i < U_LENGTH; i++) {
    g2Double<Bn254>(d, d);
    const digit = load<i8>(U_DIGITS + i);
    if (digit > 0) g2AddAffine<Bn254>(d, d, q, at<Bn254>(q, 1));
    else if (digit < 0) g2AddAffine<Bn254>(d, d, q, negated);
  }
  release(start);
}
