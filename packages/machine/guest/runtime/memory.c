// Copying, and words that are not aligned where the machine has none.
#include "wasm-rt.h"

typedef uintptr_t __attribute__((may_alias)) word;
enum { BYTES = sizeof(word) };

// memory.copy of WebAssembly: both places may overlap.
void copy_memory(u32 to, u32 from, u32 length) {
  u8* d = (u8*)(at)(s32)to;
  const u8* s = (const u8*)(at)(s32)from;
  for (; to - from < length && length != 0; length--) d[length - 1] = s[length - 1];
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
    for (; length >= 2 * BYTES; length -= 2 * BYTES, d += 2 * BYTES, s += 2 * BYTES, from_word += 2) {
      word middle = from_word[0], high = from_word[1];
      ((word*)d)[0] = low >> (8 * past) | middle << (8 * (BYTES - past));
      ((word*)d)[1] = middle >> (8 * past) | high << (8 * (BYTES - past));
      low = high;
    }
  }
  for (; length != 0; length--) *d++ = *s++;
}

// memory.fill of WebAssembly.
void fill_memory(u32 to, u32 value, u32 length) {
  u8* d = (u8*)(at)(s32)to;
  word all = (word)-1 / 255 * (u8)value;
  for (; ((at)d & (BYTES - 1)) != 0 && length != 0; length--) *d++ = (u8)value;
  for (; length >= 4 * BYTES; length -= 4 * BYTES, d += 4 * BYTES) {
    ((word*)d)[0] = all, ((word*)d)[1] = all, ((word*)d)[2] = all, ((word*)d)[3] = all;
  }
  for (; length != 0; length--) *d++ = (u8)value;
}

#if __riscv_xlen == 32
// Loads from two or three aligned words: none that has no byte of the value in it. Stores byte by byte: so gcc takes a packed word apart.
u16 load_u16(at p) { return (u16)(*(u8*)p | *(u8*)(p + 1) << 8); }
__attribute__((noinline)) u32 load_u32(at p) {
  u32 past = 8 * (p & 3), *w = (u32*)(p - (p & 3));
  return w[0] >> past | w[1] << (32 - past);
}
__attribute__((noinline)) u64 load_u64(at p) {
  u32 past = 8 * (p & 3), *w = (u32*)(p - (p & 3)), middle = w[1];
  return (w[0] >> past | middle << (32 - past)) | (u64)(middle >> past | w[2] << (32 - past)) << 32;
}
#define STORE_BYTES(t) __attribute__((noinline)) void store_##t(at p, t x) { ((PACKED(t)*)p)->v = x; }
STORE_BYTES(u16) STORE_BYTES(u32) STORE_BYTES(u64)
#endif
