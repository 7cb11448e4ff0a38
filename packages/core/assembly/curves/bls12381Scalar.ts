// Scalars of BLS12-381's groups and their split by the endomorphisms. With x = -0xd201000000010000 the order is
// r = x⁴ - x² + 1; on G1 x² P = -phi(P), phi(x, y) = (beta x, y), and on G2 x Q = psi(Q), so digits to the base x² or |x| do.
import { u256Sub } from "../uint256/add";
import { u256Div, u256Mod } from "../uint256/divide";
import { u256Lt, wordFromBigEndian } from "../uint256/word";

/** The order r, below 2^255. */
export const BLS12381_ORDER: usize = memory.data<u64>([
  0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48,
]);

/** |x| */
export const BLS12381_X: u64 = 0xd201000000010000;

const X: usize = memory.data<u64>([0xd201000000010000, 0, 0, 0]);
const X_SQUARED: usize = memory.data<u64>([0x0000000100000000, 0xac45a4010001a402, 0, 0]);

const REST: usize = memory.data(32, 8);

/** scalar = the 32 big-endian bytes modulo the order. 2^256 is below three times the order. */
export function blsReadScalar(scalar: usize, bytes: usize): void {
  wordFromBigEndian(scalar, bytes, 32);
  while (!u256Lt(scalar, BLS12381_ORDER)) u256Sub(scalar, scalar, BLS12381_ORDER);
}

/** low + high x² = scalar, both words below 2^128. */
export function blsSplitG1(low: usize, high: usize, scalar: usize): void {
  u256Div(high, scalar, X_SQUARED);
  u256Mod(low, scalar, X_SQUARED);
}

/** The four digits of scalar to the base |x|, lowest first, `stride` bytes apart: words below 2^64. */
export function blsSplitG2(digits: usize, stride: usize, scalar: usize): void {
  memory.copy(REST, scalar, 32);
  for (let i: usize = 0; i < 4; i++) {
    u256Mod(digits + i * stride, REST, X);
    u256Div(REST, REST, X);
  }
}
