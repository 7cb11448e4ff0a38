// How an opcode can end other than by going on to the next one. Also the error numbers of trace records.
export const RUNNING: u32 = 0;
/** The state of a frame or the current frame itself has changed: the interpreter loads it anew. */
export const RELOAD: u32 = 1;
/** STOP, RETURN, SELFDESTRUCT. */
export const STOPPED: u32 = 2;
export const REVERTED: u32 = 3;
/** Everything from here on is an exceptional halt: it takes all the frame's gas and undoes what the frame did. */
export const EXCEPTION: u32 = 4;
export const OUT_OF_GAS: u32 = 5;
export const STACK_UNDERFLOW: u32 = 6;
export const STACK_OVERFLOW: u32 = 7;
export const UNDEFINED_OPCODE: u32 = 8;
export const INVALID_JUMP: u32 = 9;
export const STATIC_VIOLATION: u32 = 10;
export const RETURN_DATA_OUT_OF_BOUNDS: u32 = 11;
export const INVALID_CODE: u32 = 12;
export const CODE_TOO_LARGE: u32 = 13;
export const PRECOMPILE_FAILED: u32 = 14;
export const ADDRESS_COLLISION: u32 = 15;
