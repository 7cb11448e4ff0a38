// What the C of wasm2c needs, as far as the core uses it (translate.ts removes wasm2c's own versions). Linear memory begins at address 0, so an
// address of WebAssembly is one of the machine: no base is added. It ends below 2 GiB: a 32-bit register holds an address as it is.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8; typedef uint16_t u16; typedef uint32_t u32; typedef uint64_t u64;
typedef int8_t s8; typedef int16_t s16; typedef int32_t s32; typedef int64_t s64;
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

typedef struct { u32 pages, max; } wasm_rt_memory_t;
u32 wasm_rt_grow_memory(wasm_rt_memory_t*, u32 pages);
void copy_memory(u32 to, u32 from, u32 length);
void fill_memory(u32 to, u32 value, u32 length);
#define wasm_rt_allocate_memory(m, initial, most) ((m)->pages = (initial), (m)->max = (most))

#define I32_CLZ(x) ((x) ? __builtin_clz(x) : 32)
#define I64_CLZ(x) ((x) ? __builtin_clzll(x) : 64)
#define I32_CTZ(x) ((x) ? __builtin_ctz(x) : 32)
#define I64_CTZ(x) ((x) ? __builtin_ctzll(x) : 64)
#define I32_POPCNT(x) __builtin_popcount(x)
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
typedef u64 __attribute__((may_alias, aligned(4))) u64_a;
#define UNALIGNED(t) t load_##t(at); void store_##t(at, t);
UNALIGNED(u16) UNALIGNED(u32) UNALIGNED(u64)
#define IS_ALIGNED(t, p) LIKELY(((p) & (_Alignof(t##_a) - 1)) == 0)
#define LOAD_WORD(t, p) (IS_ALIGNED(t, p) ? *(t##_a*)(p) : load_##t(p))
#define STORE_WORD(t, p, x) (IS_ALIGNED(t, p) ? (void)(*(t##_a*)(p) = (x)) : store_##t(p, x))
#endif
#define LOAD(name, size, sign, result) INLINE result name(at p) { return (result)(sign)LOAD_WORD(size, p); }
#define STORE(name, size, value) INLINE void name(at p, value x) { STORE_WORD(size, p, (size)x); }
#define BYTES(kind, u) \
  INLINE u kind##_load8_u(at p) { return *(u8*)p; } \
  INLINE u kind##_load8_s(at p) { return (u)(s8)*(u8*)p; } \
  INLINE void kind##_store8(at p, u x) { *(u8*)p = (u8)x; }
BYTES(i32, u32) BYTES(i64, u64)
LOAD(i32_load, u32, u32, u32) LOAD(i32_load16_u, u16, u16, u32)
LOAD(i64_load, u64, u64, u64) LOAD(i64_load16_u, u16, u16, u64)
LOAD(i64_load32_s, u32, s32, u64) LOAD(i64_load32_u, u32, u32, u64)
STORE(i32_store, u32, u32) STORE(i32_store16, u16, u32)
STORE(i64_store, u64, u64) STORE(i64_store32, u32, u64)
