// Where everything lies in the module's linear memory. The guest's memory is the part from GUEST on: its address A is GUEST + A, so an
// access adds a constant and nothing else. Below it are small things that the compiler places, and tables at fixed addresses.

/** Guest address 0. Always the constant offset of a load or store. */
export const GUEST: usize = 0x2000_0000;
/** The guest's memory ends here: 2 GiB. */
export const GUEST_END: u32 = 0x8000_0000;
export const PAGE_BITS: u32 = 12;

/** One byte a page of 4 KiB of the guest: a `PageState`. */
export const PAGE_MAP: usize = 0x0010_0000;
export const PAGES: u32 = 1 << 19;
/** Decoded code (operations.ts), 8 bytes an instruction, and one that stands for its end. 64 MiB of code at most. */
export const CODE: usize = 0x0100_0000;
export const MAX_CODE_BYTES: u32 = 0x0400_0000;
/** Decoded code a second time, by one bit of the address: here ENTER stands where a translated function begins (translated.ts). */
export const ENTRIES_BIT: usize = 0x1000_0000;
export const ENTRIES: usize = CODE | ENTRIES_BIT;
/** From here to ENTRIES: buffers of those who watch a run. */
export const BUFFERS: usize = 0x0910_0000;

export const enum PageState {
  /** All zero, and nothing has written to it. */
  UNTOUCHED = 0,
  WRITTEN = 1,
  /** Holds code: never written to. */
  CODE = 2,
}

/** x0 to x31, and one more that takes what is written to x0. u32 each. */
export const REGISTERS: usize = memory.data(33 * 4, 16);
export const SINK: u32 = 32;

/** Program counter (u32) and cycles done (u64). Written when a run ends. */
export const PC: usize = memory.data(4, 4);
export const CYCLE: usize = memory.data(8, 8);
/** Why, when a run ended with FAULT, and the address that it is about (u32 each). */
export const FAULT_CODE: usize = memory.data(4, 4);
export const FAULT_ADDRESS: usize = memory.data(4, 4);
/** Address and bytes of the code (u32 each). */
export const CODE_START: usize = memory.data(4, 4);
export const CODE_BYTES: usize = memory.data(4, 4);
/** Pages that are WRITTEN, and how many there may be (u32 each). */
export const PAGES_WRITTEN: usize = memory.data(4, 4);
export const MAX_PAGES: usize = memory.data(4, 4);
/** 0: the host answers calls of accelerators, too (u32). */
export const HAS_ACCELERATORS: usize = memory.data(4, 4);
/** Calls of keccak-f, multiply-add 256, multiply-add 384 (u64 each). */
export const COUNTS: usize = memory.data(3 * 8, 8);

/** What a translated function leaves of the cycles that it may take (i32). */
export const BUDGET: usize = memory.data(4, 4);

/** How a run ends. */
export const enum Exit {
  /** The limit is reached. */
  LIMIT = 0,
  /** At an environment call that the host carries out: it also counts the cycle and moves the program counter. */
  CALL = 1,
  /** At an instruction that breaks a rule; nothing of it has happened. */
  FAULT = 2,
  /** The program may not write to another page; nothing of the instruction has happened. */
  MEMORY = 3,
  /** At a translated function. Only within the module. */
  ENTER = 4,
  /** The loop has taken as many cycles itself as it was to take before the next sample. */
  SAMPLE = 5,
}

export const enum Fault {
  NONE,
  ILLEGAL_INSTRUCTION,
  JUMP_OUTSIDE_CODE,
  MISALIGNED_JUMP,
  MISALIGNED_ACCESS,
  ADDRESS_OUT_OF_RANGE,
  STORE_TO_CODE,
  BAD_ARGUMENT,
}
