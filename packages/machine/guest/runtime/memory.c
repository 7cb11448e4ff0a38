// Copying, and words that are not aligned where the machine has none.
#include "wasm-rt.h"

typedef uintptr_t __attribute__((may_alias)) word;
enum { BYTES = sizeof(word) };

// memory.copy of WebAssembly: both places may overlap.
void copy_memory(u32 to, u32 from, u32 length) {
  u8* d = (u8*)(at)(s32)to;
  const u8* s = (const u8*)(at)(s32)from;
  if (to - from < length) {
    while (length-- != 0) d[length] = s[length];
    return;
  }
  for (; ((at)d & (BYTES - 1)) != 0 && length != 0; length--) *d++ = *s++;
  u32 past = (at)s & (BYTES - 1);
  if (past == 0) {
    for (; length >= 4 * BYTES; length -= 4 * BYTES, d += 4 * BYTES, s += 4 * BYTES) {
      word a = ((word*)s)[0], b = ((word*)s)[1], c = ((word*)s)[2], e = ((word*)s)[3];
      ((word*)d)[0] = a, ((word*)d)[1] = b, ((word*)d)[2] = c, ((word*)d)[3] = e;
    }
    for (; length >= BYTES; length -= BYTES, d += BYTES, s += BYTES) *(word*)d = *(word*)s;
  } else if (length >= 2 * BYTES) {
    // Each word out of two: nothing is read that has no byte of the source in it.
    const word* from_word = (const word*)(s - past);
    word low = *from_word++;
    for (; length >= BYTES; length -= BYTES, d += BYTES, s += BYTES) {
      word high = *from_word++;
      *(word*)d = low >> (8 * past) | high << (8 * (BYTES - past));
      low = high;
    }
  }
  for (; length != 0; length--) *d++ = *s++;
}

#if __riscv_xlen == 32
// gcc takes a packed word apart into bytes.
#define BYTEWISE(t) \
  __attribute__((noinline)) t load_##t(at p) { return ((PACKED(t)*)p)->v; } \
  __attribute__((noinline)) void store_##t(at p, t x) { ((PACKED(t)*)p)->v = x; }
BYTEWISE(u16)
BYTEWISE(u32)
BYTEWISE(u64)
#endif
