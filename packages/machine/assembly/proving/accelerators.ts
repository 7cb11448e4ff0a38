// Environment calls that the module carries out itself: keccak-f and modular multiply-add (docs/guests.md, "Environment calls").
//
// SOUNDNESS: addresses are the program's. All of them are checked before anything is read or written; tests: accelerators.test.ts.
import { keccakF } from "@assay/core/assembly/hash/keccakF";
import { COUNTS, Exit, Fault, GUEST, HAS_ACCELERATORS, REGISTERS } from "./layout";
import { accessFault, admitRange, isInside, setFault } from "./memory";
import { multiplyAdd, reduceTo } from "./multiplyAdd";

export const enum Call {
  KECCAK_F = 1025,
  MULTIPLY_ADD_256 = 1026,
  MULTIPLY_ADD_384 = 1027,
}

const A0: u32 = 10;
const STATE_BYTES: u32 = 200;

// @ts-ignore: decorator
@inline
function argument(index: u32): u32 {
  return load<u32>(REGISTERS + ((<usize>(A0 + index)) << 2));
}

// @ts-ignore: decorator
@inline
function operand(index: u32): usize {
  return GUEST + <usize>argument(index);
}

// @ts-ignore: decorator
@inline
function isOperand(address: u32, length: u32): bool {
  return (address & 3) == 0 && isInside(address, length);
}

/** Counts the call and answers 0. */
function done(counter: usize): Exit {
  store<u64>(COUNTS + counter, load<u64>(COUNTS + counter) + 1);
  store<u32>(REGISTERS + ((<usize>A0) << 2), 0);
  return Exit.LIMIT;
}

function callKeccakF(): Exit {
  const state = argument(0);
  if (!isOperand(state, STATE_BYTES)) return accessFault(state, 4);
  const admitted = admitRange(state, STATE_BYTES);
  if (admitted != Exit.LIMIT) return admitted;
  keccakF(GUEST + <usize>state);
  return done(0);
}

function callMultiplyAdd(limbs: usize): Exit {
  const bytes = (<u32>limbs) << 3;
  for (let i: u32 = 0; i < 5; i++) {
    if (!isOperand(argument(i), bytes)) return accessFault(argument(i), 4);
  }
  if (!multiplyAdd(limbs, operand(1), operand(2), operand(3), operand(4)))
    return setFault(Fault.BAD_ARGUMENT, argument(4));
  const admitted = admitRange(argument(0), bytes);
  if (admitted != Exit.LIMIT) return admitted;
  reduceTo(limbs, operand(0), operand(4));
  return done(limbs == 4 ? 8 : 16);
}

/** On a machine without accelerators, for comparisons: the program computes itself. */
const NOT_DONE: u32 = 0xffff_ffff;

/** Carries out the call in `a7`. LIMIT when it is done, CALL when it is none of these. */
export function accelerate(number: u32): Exit {
  if (number - <u32>Call.KECCAK_F > 2) return Exit.CALL;
  if (load<u32>(HAS_ACCELERATORS) == 0) {
    store<u32>(REGISTERS + ((<usize>A0) << 2), NOT_DONE);
    return Exit.LIMIT;
  }
  if (number == Call.KECCAK_F) return callKeccakF();
  return callMultiplyAdd(number == Call.MULTIPLY_ADD_256 ? 4 : 6);
}
