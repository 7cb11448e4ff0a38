// Start, environment calls and output for the programs here: the same under Linux and on the proving machine.
#include "program.h"

static int call(int number, int a, const void *b, u32 c) {
  register int a7 asm("a7") = number;
  register int a0 asm("a0") = a;
  register const void *a1 asm("a1") = b;
  register u32 a2 asm("a2") = c;
  asm volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
  return a0;
}

// The linker shortens addresses near the global pointer, so it has to be set first.
asm(".globl _start\n"
    "_start:\n"
    ".option push\n"
    ".option norelax\n"
    "  la gp, __global_pointer$\n"
    ".option pop\n"
    "  call begin\n");

void begin(void) {
  call(93, run(), 0, 0);
  __builtin_unreachable();
}

void write_bytes(const void *bytes, u32 count) {
  const u8 *at = bytes;
  while (count > 0) {
    int written = call(64, 1, at, count);
    if (written <= 0) call(93, 250, 0, 0);
    at += written;
    count -= written;
  }
}

u32 read_bytes(void *bytes, u32 count) {
  u32 got = 0;
  while (got < count) {
    int part = call(63, 0, (u8 *)bytes + got, count - got);
    if (part < 0) call(93, 251, 0, 0);
    if (part == 0) break;
    got += part;
  }
  return got;
}

u32 text_length(const char *text) {
  u32 length = 0;
  while (text[length]) length++;
  return length;
}

void write_text(const char *text) { write_bytes(text, text_length(text)); }

void write_hex(u64 value, int digits) {
  char text[16];
  for (int i = digits - 1; i >= 0; i--) {
    text[i] = "0123456789abcdef"[value & 15];
    value >>= 4;
  }
  write_bytes(text, digits);
}

void write_number(i64 value) {
  char text[20];
  int at = sizeof text;
  u64 rest = value < 0 ? -(u64)value : (u64)value;
  do text[--at] = '0' + rest % 10;
  while (rest /= 10);
  if (value < 0) text[--at] = '-';
  write_bytes(text + at, sizeof text - at);
}

void *memcpy(void *to, const void *from, u32 count) {
  volatile u8 *target = to;
  const u8 *source = from;
  for (u32 i = 0; i < count; i++) target[i] = source[i];
  return to;
}

void *memset(void *to, int value, u32 count) {
  volatile u8 *target = to;
  for (u32 i = 0; i < count; i++) target[i] = value;
  return to;
}

int memcmp(const void *a, const void *b, u32 count) {
  const volatile u8 *x = a;
  const u8 *y = b;
  for (u32 i = 0; i < count; i++)
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  return 0;
}
