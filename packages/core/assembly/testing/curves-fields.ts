// Entry for the tests of the field arithmetic below the pairing curves.
import { cyclotomicSquare } from "../curves/cyclotomic";
import {
  add,
  at,
  fromNumbers,
  isBn254,
  multiply,
  multiplyLanes,
  reduce,
  square,
  squareLanes,
  sub,
  tidy,
  timesXi,
  toNumbers,
  zeroLaneBits,
} from "../curves/fp2";
import { fp12Bytes, fp12MultiplyBy013, fp12MultiplyBy023, fp12MultiplyBy02One } from "../curves/fp12";
import { fp6Multiply, fp6MultiplyBy01 } from "../curves/fp6";
import { invert } from "../curves/fpInverse";
import { Bls12381, Bn254 } from "../curves/primeFields";
export { alloc, resetArena } from "../memory/arena";

/** Does operation `op` on elements, or arrays of them, of bn254 (curve 0) or BLS12-381 (1). */
export function operate(curve: u32, op: u32, d: usize, a: usize, b: usize): u32 {
  return curve == 0 ? run<Bn254>(op, d, a, b) : run<Bls12381>(op, d, a, b);
}

function run<F>(op: u32, d: usize, a: usize, b: usize): u32 {
  switch (op) {
    case 0: {
      fromNumbers<F>(d, a, b);
      break;
    }
    case 1: {
      toNumbers<F>(d, a, b);
      break;
    }
    case 2: {
      add<F>(d, a, b);
      break;
    }
    case 3: {
      sub<F>(d, a, b);
      break;
    }
    case 4: {
      tidy<F>(d, a);
      break;
    }
    case 5: {
      multiply<F>(d, a, b);
      break;
    }
    case 6: {
      multiplyLanes<F>(d, a, b);
      break;
    }
    case 7: {
      square<F>(d, a);
      break;
    }
    case 8: {
      timesXi<F>(d, a);
      break;
    }
    case 9: {
      invert<F>(d, a);
      break;
    }
    case 10: {
      reduce<F>(d, a);
      break;
    }
    case 11:
      return zeroLaneBits<F>(a);
    case 12: {
      squareLanes<F>(d, a);
      break;
    }
    case 13: {
      fp6Multiply<F>(d, a, b);
      break;
    }
    case 14: {
      fp6MultiplyBy01<F>(d, a, b, at<F>(b, 1));
      break;
    }
    case 15: {
      cyclotomicSquare<F>(d, a);
      break;
    }
    // d = a times the line with the coefficients b; bn254 has no monic lines.
    case 16: {
      memory.copy(d, a, fp12Bytes<F>());
      if (isBn254<F>()) fp12MultiplyBy013<F>(d, b, at<F>(b, 1), at<F>(b, 2));
      else fp12MultiplyBy023<F>(d, b, at<F>(b, 1), at<F>(b, 2));
      break;
    }
    case 17: {
      memory.copy(d, a, fp12Bytes<F>());
      if (!isBn254<F>()) fp12MultiplyBy02One<F>(d, b, at<F>(b, 1));
      break;
    }
    default:
      unreachable();
  }
  return 0;
}
