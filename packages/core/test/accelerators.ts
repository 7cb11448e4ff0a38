// A machine's accelerators for the build `proving` (docs/guests.md, "Environment calls"), written anew on BigInt; and the same machine
// without them. Misuse ends the test: addresses that are not aligned, a modulus of 0, a quotient that does not fit.
import { keccakP } from "@noble/hashes/sha3.js";

export interface Accelerators {
  keccakF(state: number): number;
  multiplyAdd256(d: number, a: number, b: number, c: number, m: number): number;
  multiplyAdd384(d: number, a: number, b: number, c: number, m: number): number;
}

export const NO_ACCELERATORS: Accelerators = {
  keccakF: () => -38,
  multiplyAdd256: () => -38,
  multiplyAdd384: () => -38,
};

/** `view` gives the bytes at an address. */
export function accelerators(view: (at: number, length: number) => Uint8Array): Accelerators {
  const words = (at: number, size: number) => {
    if (at % 4 !== 0) throw new Error(`an accelerator was given address ${at}`);
    const bytes = view(at, size);
    return new DataView(bytes.buffer, bytes.byteOffset, size);
  };
  const read = (at: number, size: number) => {
    const from = words(at, size);
    let value = 0n;
    for (let i = size - 8; i >= 0; i -= 8) value = (value << 64n) | from.getBigUint64(i, true);
    return value;
  };
  const multiplyAdd = (size: number) => (d: number, a: number, b: number, c: number, m: number) => {
    const modulus = read(m, size);
    const [x, y, z] = [read(a, size), read(b, size), read(c, size)];
    const sum = x * y + z;
    if (modulus === 0n) throw new Error("a modulus of 0");
    // Below m times 2^size in any case when one of them is below m.
    if (x >= modulus && y >= modulus && (sum / modulus) >> BigInt(8 * size) !== 0n)
      throw new Error("a quotient that does not fit");
    const to = words(d, size);
    let rest = sum % modulus;
    for (let i = 0; i < size; i += 8, rest >>= 64n) to.setBigUint64(i, BigInt.asUintN(64, rest), true);
    return 0;
  };
  return {
    keccakF(state) {
      const copy = new Uint32Array(view(state, 200).slice().buffer);
      keccakP(copy);
      view(state, 200).set(new Uint8Array(copy.buffer));
      return 0;
    },
    multiplyAdd256: multiplyAdd(32),
    multiplyAdd384: multiplyAdd(48),
  };
}
