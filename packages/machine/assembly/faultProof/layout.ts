// What the host reads and writes besides pages: registers, and how the last run ended. One u64 each.

/** x0 to x31, and one more that takes what is written to x0. x0 itself keeps what the state began with. */
export const REGISTERS: usize = memory.data(33 * 8, 16);
export const SINK: u32 = 32;

/** Program counter, steps done, address reserved by LR. Written when a run ends. */
export const PC: usize = memory.data(8, 8);
export const STEP: usize = memory.data(8, 8);
export const RESERVATION: usize = memory.data(8, 8);
/** Why, when a run ended with FAULT. */
export const FAULT_CODE: usize = memory.data(8, 8);

/** Where translated code is to be entered: its index in the table of functions, and steps it may take. Written with Exit.ENTER. */
export const ENTRY: usize = memory.data(8, 8);
export const BUDGET: usize = memory.data(8, 8);

/** How a run ends. */
export const enum Exit {
  /** The limit is reached. */
  LIMIT = 0,
  /** At a system call, which the host carries out: it also counts the step and moves the program counter. */
  SYSTEM_CALL = 1,
  /** At an instruction that the contract reverts on; nothing of it has happened. */
  FAULT = 2,
  /** A page cannot be had; nothing of the instruction has happened. */
  MEMORY = 3,
  /** At an instruction from which translated code goes on (translated.ts). */
  ENTER = 4,
  /** As ENTER, but code was written over that has been translated. */
  STALE = 5,
}

/** The contract's codes. */
export const enum Fault {
  UNKNOWN_ATOMIC = 0xf001a70,
  UNKNOWN_OPCODE = 0xf001c0de,
  MISALIGNED = 0xbad10ad0,
  STORE_EXCEEDS_8_BYTES = 0xbad512e8,
  RIGHT_PROOF_OF_LOAD = 0xbad22220,
  ILLEGAL_INSTRUCTION = 0xbadc0de,
  BAD_ATOMIC_SIZE = 0xbada70,
}
