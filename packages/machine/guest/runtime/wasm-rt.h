// What the C of wasm2c needs (packages/machine/guest/translate.ts removes its own versions). Linear memory begins at address 0, so an
// address of WebAssembly is one of the machine: no base is added. It ends below 2 GiB: a 32-bit register holds an address as it is.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef int8_t s8;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint64_t u64;
typedef int64_t s64;
/** An address: sign-extended, as registers hold 32-bit values, so that nothing has to be cut off first. */
typedef intptr_t at;
#define WASM_RT_CORE_TYPES_DEFINED

#define INLINE static inline __attribute__((always_inline))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/** Ends the run at once; start.S goes on in `trapped` with an empty stack. */
__attribute__((noreturn)) void trap(void);
#define UNREACHABLE trap()
#define TRAP(x) (trap(), 0)

typedef struct {
  u32 pages, max;
} wasm_rt_memory_t;
u32 wasm_rt_grow_memory(wasm_rt_memory_t*, u32 pages);
void copy_data(u32 to, const u8* from, u32 length);
#define LOAD_DATA(m, o, i, s) copy_data(o, i, s)
#define wasm_rt_allocate_memory(m, initial, most) ((m)->pages = (initial), (m)->max = (most))

#define I32_CLZ(x) ((x) ? __builtin_clz(x) : 32)
#define I64_CLZ(x) ((x) ? __builtin_clzll(x) : 64)
#define I32_CTZ(x) ((x) ? __builtin_ctz(x) : 32)
#define I64_CTZ(x) ((x) ? __builtin_ctzll(x) : 64)
#define I32_POPCNT(x) __builtin_popcount(x)
#define I64_POPCNT(x) __builtin_popcountll(x)
#define DIV_S(u, s, min, x, y) ((y) == 0 || ((s)(x) == min && (s)(y) == -1) ? TRAP(0) : (u)((s)(x) / (s)(y)))
#define REM_S(u, s, x, y) ((y) == 0 ? TRAP(0) : (s)(y) == -1 ? 0 : (u)((s)(x) % (s)(y)))
#define I32_DIV_S(x, y) DIV_S(u32, s32, INT32_MIN, x, y)
#define I64_DIV_S(x, y) DIV_S(u64, s64, INT64_MIN, x, y)
#define I32_REM_S(x, y) REM_S(u32, s32, x, y)
#define I64_REM_S(x, y) REM_S(u64, s64, x, y)
#define DIV_U(x, y) (UNLIKELY((y) == 0) ? TRAP(0) : (x) / (y))
#define REM_U(x, y) (UNLIKELY((y) == 0) ? TRAP(0) : (x) % (y))
#define I32_ROTL(x, y) (((x) << ((y) & 31)) | ((x) >> (-(y) & 31)))
#define I64_ROTL(x, y) (((x) << ((y) & 63)) | ((x) >> (-(y) & 63)))
#define I32_ROTR(x, y) (((x) >> ((y) & 31)) | ((x) << (-(y) & 31)))
#define I64_ROTR(x, y) (((x) >> ((y) & 63)) | ((x) << (-(y) & 63)))

// Accesses need no alignment in WebAssembly. The fault-proof machine allows that: one instruction (gcc -mno-strict-align). The proving
// machine does not: there a word that is not aligned is put together from its bytes.
#define PACKED(t) struct __attribute__((packed, may_alias)) { t v; }
#if __riscv_xlen == 64
#define LOAD_WORD(t, p) (((PACKED(t)*)(p))->v)
#define STORE_WORD(t, p, x) (((PACKED(t)*)(p))->v = (x))
#else
typedef u16 __attribute__((may_alias)) u16_a;
typedef u32 __attribute__((may_alias)) u32_a;
u16 load_u16(at);
u32 load_u32(at);
void store_u16(at, u16);
void store_u32(at, u32);
u64 load_u64(at);
void store_u64(at, u64);
INLINE u64 load_u64_aligned(at p) { return ((u32_a*)p)[0] | (u64)((u32_a*)p)[1] << 32; }
INLINE void store_u64_aligned(at p, u64 x) { ((u32_a*)p)[0] = (u32)x, ((u32_a*)p)[1] = (u32)(x >> 32); }
#define IS_ALIGNED(p, n) LIKELY(((p) & ((n) - 1)) == 0)
#define LOAD_u16(p) (IS_ALIGNED(p, 2) ? *(u16_a*)(p) : load_u16(p))
#define LOAD_u32(p) (IS_ALIGNED(p, 4) ? *(u32_a*)(p) : load_u32(p))
#define LOAD_u64(p) (IS_ALIGNED(p, 4) ? load_u64_aligned(p) : load_u64(p))
#define STORE_u16(p, x) (IS_ALIGNED(p, 2) ? (void)(*(u16_a*)(p) = (x)) : store_u16(p, x))
#define STORE_u32(p, x) (IS_ALIGNED(p, 4) ? (void)(*(u32_a*)(p) = (x)) : store_u32(p, x))
#define STORE_u64(p, x) (IS_ALIGNED(p, 4) ? store_u64_aligned(p, x) : store_u64(p, x))
#define LOAD_WORD(t, p) LOAD_##t(p)
#define STORE_WORD(t, p, x) STORE_##t(p, x)
#endif
#define LOAD(name, size, sign, result) INLINE result name(at p) { return (result)(sign)LOAD_WORD(size, p); }
#define STORE(name, size, value) INLINE void name(at p, value x) { STORE_WORD(size, p, (size)x); }
#define BYTES(kind, u) \
  INLINE u kind##_load8_u(at p) { return *(u8*)p; } \
  INLINE u kind##_load8_s(at p) { return (u)(s8)*(u8*)p; } \
  INLINE void kind##_store8(at p, u x) { *(u8*)p = (u8)x; }
BYTES(i32, u32)
BYTES(i64, u64)
LOAD(i32_load, u32, u32, u32)
LOAD(i64_load, u64, u64, u64)
LOAD(i32_load16_s, u16, s16, u32)
LOAD(i32_load16_u, u16, u16, u32)
LOAD(i64_load16_s, u16, s16, u64)
LOAD(i64_load16_u, u16, u16, u64)
LOAD(i64_load32_s, u32, s32, u64)
LOAD(i64_load32_u, u32, u32, u64)
STORE(i32_store, u32, u32)
STORE(i64_store, u64, u64)
STORE(i32_store16, u16, u32)
STORE(i64_store16, u16, u64)
STORE(i64_store32, u32, u64)
