export const ASSERTION_FAILED: u32 = 1;
