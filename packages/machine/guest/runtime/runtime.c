// What a guest does besides running the core: its input, its oracle, its exit (docs/guests.md).
#include "guest.h"

extern void instantiate(void);

enum { READ = 63, WRITE = 64, EXIT = 93, MMAP = 222, COMMIT = 1024, KECCAK_F = 1025, MULTIPLY_ADD_256, MULTIPLY_ADD_384 };
enum { INPUT = 0, PUBLIC = 1, HINT_ACK = 3, HINT = 4, PREIMAGE = 5, KEY = 6 };
enum { INVALID = 1, VALID = 3 };
// Pages of 64 KiB. The first one stays empty.
enum { MOST_PAGES = __riscv_xlen == 64 ? 0x7fff : 0x7000, PAGE = 65536 };

static inline long call_machine(long number, long a, long b, long c, long d, long e) {
  register long a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c, a3 __asm__("a3") = d, a4 __asm__("a4") = e;
  register long a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
  return a0;
}
#define CALL(number, a, b, c) call_machine(number, (long)(a), (long)(b), (long)(c), 0, 0)

static __attribute__((noreturn)) void leave(int code) {
  for (;;) CALL(EXIT, code, 0, 0);
}

// A machine may take fewer bytes than offered: the fault-proof machine moves at most what is left of 32 aligned ones.
// A channel ends only with its host: without it there is nothing to say.
static void move(int call, int fd, at p, u32 length) {
  while (length != 0) {
    long n = CALL(call, fd, p, length);
    if (n <= 0 || (u32)n > length) leave(2);
    p += n, length -= (u32)n;
  }
}

static u64 read_length(int fd) {
  static u8 bytes[8] __attribute__((aligned(32)));
  move(READ, fd, (at)bytes, 8);
  u64 length = 0;
  for (int i = 0; i < 8; i++) length = length << 8 | bytes[i];
  return length;
}

#if __riscv_xlen == 32
u32 Z_assayZ_inputLength(void) {
  u64 length = read_length(INPUT);
  return length >> 32 ? 0xffffffff : (u32)length;
}
// Accelerators answer 0. A machine that has none answers with an error, and the core computes itself.
u32 Z_assayZ_keccakF(u32 state) { return (u32)CALL(KECCAK_F, state, 0, 0); }
u32 Z_assayZ_multiplyAdd256(u32 dst, u32 a, u32 b, u32 c, u32 modulus) {
  return (u32)call_machine(MULTIPLY_ADD_256, (long)dst, (long)a, (long)b, (long)c, (long)modulus);
}
u32 Z_assayZ_multiplyAdd384(u32 dst, u32 a, u32 b, u32 c, u32 modulus) {
  return (u32)call_machine(MULTIPLY_ADD_384, (long)dst, (long)a, (long)b, (long)c, (long)modulus);
}
void Z_assayZ_input(u32 dst, u32 length) { move(READ, INPUT, dst, length); }
#endif

// Hints go ahead of the preimage that they are about, one for each line of the text, each acknowledged with a byte.
static void send_hints(void) {
  static u32 last;
  static u8 frame[4] __attribute__((aligned(32)));
  const u32* record = (const u32*)(at)Z_guestZ_hintRecord();
  if (record[0] == last) return;
  last = record[0];
  for (u32 from = record[2], end = from + record[1], to; from < end; from = to + 1) {
    for (to = from; to < end && *(u8*)(at)to != '\n'; to++) {}
    for (int i = 0; i < 4; i++) frame[i] = (u8)((to - from) >> (24 - 8 * i));
    move(WRITE, HINT, (at)frame, 4);
    move(WRITE, HINT, from, to - from);
    move(READ, HINT_ACK, (at)frame, 1);
  }
}

// The core asks a second time, with room enough, for what did not fit: that is then read on. `rest` bytes of `asked` wait in the channel.
u32 Z_assayZ_preimage(u32 key, u32 dst, u32 capacity) {
  static u32 asked[8] __attribute__((aligned(32)));
  static u8 dropped[32] __attribute__((aligned(32)));
  static u32 rest;
  bool same = rest != 0;
  for (u32 i = 0, part; i < 8; i++) part = i32_load((at)key + 4 * i), same &= asked[i] == part, asked[i] = part;
  if (!same) {
    for (; rest != 0; rest -= rest < 32 ? rest : 32) move(READ, PREIMAGE, (at)dropped, rest < 32 ? rest : 32);
    send_hints();
    move(WRITE, KEY, (at)asked, 32);
    u64 length = read_length(PREIMAGE);
    rest = length >> 31 ? 0x7fffffff : (u32)length;
  }
  u32 length = rest;
  if (length > capacity) return length;
  move(READ, PREIMAGE, dst, length);
  rest = 0;
  return length;
}

u32 wasm_rt_grow_memory(wasm_rt_memory_t* memory, u32 pages) {
  u32 old = memory->pages;
  if (pages > MOST_PAGES - old) return 0xffffffff;
  memory->pages = old + pages;
  return old;
}

static __attribute__((noreturn)) void finish(void) {
  static bool is_finishing;
  // A trap in here is a bug, never a verdict.
  if (is_finishing) leave(3);
  is_finishing = true;
  u32 verdict = Z_guestZ_verdict();
  if (verdict != VALID && verdict != INVALID) leave(2);
  move(WRITE, PUBLIC, Z_guestZ_publicWords(), Z_guestZ_publicLength());
#if __riscv_xlen == 32
  CALL(COMMIT, Z_guestZ_publicDigest(), 0, 0);
#endif
  leave(verdict == VALID ? 0 : 1);
}

__attribute__((noreturn)) void begin(void) {
  // Only Linux needs it: there the tests run guests, too. The machines' memory is simply there; before LINEAR_END the ELF has filled it.
  call_machine(MMAP, LINEAR_END, MOST_PAGES * PAGE - LINEAR_END, 3, 0x4032, -1);
  instantiate();
  Z_guestZ_start();
  finish();
}

// After a trap: a payload that is invalid is no verdict on the claim, the program goes on without it.
__attribute__((noreturn)) void trapped(void) {
  Z_guestZ_resume();
  finish();
}
