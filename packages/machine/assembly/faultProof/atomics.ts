// LR, SC and the atomic operations. There is one hart, so nothing comes between; a reservation is an address and nothing more.
import { combine, isAtomic } from "./arithmetic";
import { Exit, Fault, FAULT_CODE, REGISTERS, RESERVATION } from "./layout";
import { read, write } from "./pages";

const LR: u32 = 2;
const SC: u32 = 3;

/** @returns Exit.LIMIT when it is done, else why it is not */
export function atomic(operands: u32, immediate: u32): Exit {
  const isDouble = (immediate & 7) == 3;
  const operation = immediate >> 3;
  const address = load<u64>(REGISTERS + ((<usize>((operands >> 16) & 0xff)) << 3));
  const target = REGISTERS + ((<usize>((operands >> 8) & 0xff)) << 3);
  const operand = load<i64>(REGISTERS + ((<usize>(operands >> 24)) << 3));
  if (address & (isDouble ? 7 : 3)) {
    store<u64>(FAULT_CODE, <u32>Fault.MISALIGNED);
    return Exit.FAULT;
  }
  if (operation == SC) {
    const reserved = load<u64>(RESERVATION) == address;
    if (reserved) {
      const written = isDouble ? write<u64>(address, <u64>operand) : write<u32>(address, <u32>operand);
      if (!written) return Exit.MEMORY;
    }
    store<u64>(target, reserved ? 0 : 1);
    store<u64>(RESERVATION, 0);
    return Exit.LIMIT;
  }
  const old = isDouble ? read<i64>(address) : <i64>read<i32>(address);
  if (operation == LR) {
    store<u64>(RESERVATION, address);
  } else {
    if (!isAtomic(operation)) {
      store<u64>(FAULT_CODE, <u32>Fault.UNKNOWN_ATOMIC);
      return Exit.FAULT;
    }
    const value = combine(operation, old, isDouble ? operand : <i64>(<i32>operand));
    const written = isDouble ? write<u64>(address, <u64>value) : write<u32>(address, <u32>value);
    if (!written) return Exit.MEMORY;
  }
  store<i64>(target, old);
  return Exit.LIMIT;
}
