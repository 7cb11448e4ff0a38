// Integers of 8 to 64 bits at their edges: conversions, shifts, multiplications, divisions; 64 bits by libgcc; unaligned copies, bit fields.
#include "program.h"

static const u32 EDGES[] = {0, 1, 2, 31, 32, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};
#define COUNT (sizeof EDGES / sizeof EDGES[0])

static u64 mixed;
static void mix(u64 value) { mixed = (mixed ^ value) * 0x9fb21c651e98df25ULL + (mixed >> 32); }

static void words(u32 a, u32 b) {
  i32 x = a, y = b;
  mix((u64)a * b);
  mix((i64)x * y);
  mix((u64)((i64)x * (u64)b));
  mix(a << (b & 31));
  mix(a >> (b & 31));
  mix(x >> (b & 31));
  mix(x < y);
  mix(a < b);
  if (b) {
    mix(a / b);
    mix(a % b);
    if (y != -1) {
      mix(x / y);
      mix(x % y);
    }
  }
  mix((i8)a + (i16)b);
  mix((u8)a * (u16)b);
  mix(__builtin_popcount(a) + __builtin_ctz(a | 1u << 31) + __builtin_clz(b | 1));
  mix(__builtin_bswap32(a) + __builtin_bswap16(b));
}

static void pairs(u64 a, u64 b) {
  i64 x = a, y = b;
  mix(a + b);
  mix(a - b);
  mix(a * b);
  mix(a << (b & 63));
  mix(a >> (b & 63));
  mix(x >> (b & 63));
  mix(x < y);
  mix(a < b);
  if (b) {
    mix(a / b);
    mix(a % b);
    if (y != -1) {
      mix(x / y);
      mix(x % y);
    }
  }
  mix(__builtin_popcountll(a) + __builtin_clzll(b | 1) + __builtin_ctzll(a | 1ULL << 63));
  mix(__builtin_bswap64(a));
}

typedef struct {
  u32 low : 5;
  i32 middle : 13;
  u32 high : 14;
  u8 byte;
  i16 half;
} Packed;

int run(void) {
  for (u32 i = 0; i < COUNT; i++) {
    for (u32 j = 0; j < COUNT; j++) {
      words(EDGES[i], EDGES[j]);
      for (u32 k = 0; k < COUNT; k += 3) pairs((u64)EDGES[i] << 32 | EDGES[j], (u64)EDGES[k] << 32 | EDGES[(i + j) % COUNT]);
    }
    write_hex(mixed, 16);
    write_text(i % 4 == 3 ? "\n" : " ");
  }
  u8 bytes[64], copy[64];
  for (u32 i = 0; i < 64; i++) bytes[i] = i * 37 + 11;
  for (u32 offset = 0; offset < 8; offset++) {
    memset(copy, offset, sizeof copy);
    memcpy(copy + offset, bytes + 7 - offset, 40 + offset);
    for (u32 i = 0; i < 64; i += 4) mix(*(u32 *)__builtin_assume_aligned(copy + i, 1));
  }
  Packed packed[10];
  for (int i = 0; i < 10; i++) packed[i] = (Packed){i * 7, i * 1000 - 4000, i * 3333, i * 50, i * -5000};
  for (int i = 0; i < 10; i++) mix(packed[i].low + packed[i].middle * 3LL + packed[i].high + packed[i].byte + packed[i].half);
  write_hex(mixed, 16);
  write_text("\n");
  return mixed & 63;
}
