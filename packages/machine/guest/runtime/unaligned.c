// Words that are not aligned, on the machine that has none: put together from bytes.
#include "wasm-rt.h"

#if __riscv_xlen == 32
u16 load_u16(at p) {
  const u8* b = (const u8*)p;
  return (u16)(b[0] | b[1] << 8);
}
u32 load_u32(at p) {
  const u8* b = (const u8*)p;
  return b[0] | (u32)b[1] << 8 | (u32)b[2] << 16 | (u32)b[3] << 24;
}
u64 load_u64(at p) { return load_u32(p) | (u64)load_u32(p + 4) << 32; }
void store_u16(at p, u16 x) { ((u8*)p)[0] = (u8)x, ((u8*)p)[1] = (u8)(x >> 8); }
void store_u32(at p, u32 x) {
  u8* b = (u8*)p;
  b[0] = (u8)x, b[1] = (u8)(x >> 8), b[2] = (u8)(x >> 16), b[3] = (u8)(x >> 24);
}
void store_u64(at p, u64 x) { store_u32(p, (u32)x), store_u32(p + 4, (u32)(x >> 32)); }
#endif
