import { alloc, allocZeroed, resetArena } from "../memory/arena";
export { alloc, allocZeroed, resetArena };
export function target(): i32 { if (TARGET_GUEST) return 1; else return 0; }
export function fails(x: i32): i32 { assert(x > 2); return x; }
@unmanaged class A { a: u32; b: u64; c: u8; }
export function mk(): usize { const a = changetype<A>(alloc(offsetof<A>())); a.b = 5; return changetype<usize>(a); }
