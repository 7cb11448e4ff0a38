// What a stage answers when it is asked for its next thing.

/** Here it is. */
export const READY: u32 = 0;
/** There is nothing more before the pipeline moves on to the next L1 block. */
export const END_OF_DATA: u32 = 1;
/** Something was done, but there is nothing to hand on yet: ask again. */
export const NOT_ENOUGH: u32 = 2;
