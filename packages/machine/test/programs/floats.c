// Floating point in software (libgcc): operations, comparisons, conversions and series, as bits.
#include "program.h"

static u64 bits(double value) {
  union {
    double value;
    u64 bits;
  } both = {value};
  return both.bits;
}

static u32 bits32(float value) {
  union {
    float value;
    u32 bits;
  } both = {value};
  return both.bits;
}

static double from_bits(u64 bits) {
  union {
    u64 bits;
    double value;
  } both = {bits};
  return both.value;
}

static double root(double x) {
  double guess = x > 1 ? x : 1;
  for (int i = 0; i < 60; i++) guess = (guess + x / guess) / 2;
  return guess;
}

static double exponential(double x) {
  double sum = 1, term = 1;
  for (int i = 1; i < 40; i++) sum += term = term * x / i;
  return sum;
}

static double sine(double x) {
  double sum = x, term = x;
  for (int i = 1; i < 20; i++) sum += term = -term * x * x / ((2 * i) * (2 * i + 1));
  return sum;
}

int run(void) {
  static const double VALUES[] = {0.0, -0.0, 1.0, -1.5, 3.141592653589793, 1e300, -1e-300, 5e-324, 4294967296.5, -2147483649.0};
  const int count = sizeof VALUES / sizeof VALUES[0];
  u64 mixed = 0;
  volatile double zero = 0;
  for (int i = 0; i < count; i++)
    for (int j = 0; j < count; j++) {
      double a = VALUES[i], b = VALUES[j];
      u64 results[] = {bits(a + b), bits(a - b), bits(a * b), bits(b == 0 ? a : a / b)};
      for (int k = 0; k < 4; k++) mixed = (mixed ^ results[k]) * 0x100000001b3ULL + (mixed >> 29);
      mixed += (a < b) + 2 * (a <= b) + 4 * (a == b) + 8 * (a > b) + 16 * (a != b);
      float c = (float)a, d = (float)b;
      u32 small[] = {bits32(c + d), bits32(c * d), bits32(d == 0 ? c : c / d)};
      for (int k = 0; k < 3; k++) mixed = (mixed ^ small[k]) * 0x100000001b3ULL + (mixed >> 31);
    }
  write_hex(mixed, 16);
  write_text("\n");
  for (int i = 0; i < count; i++) {
    double value = VALUES[i];
    if (value > -9e18 && value < 9e18) write_number((i64)value);
    write_text(" ");
    if (value > -2e9 && value < 2e9) write_number((i32)value);
    write_text(" ");
    write_hex(bits32((float)value), 8);
    write_text("\n");
  }
  u32 seed = 3;
  for (int i = 0; i < 20; i++) {
    u64 whole = (u64)next_random(&seed) << 32 | next_random(&seed);
    write_hex(bits((double)whole), 16);
    write_hex(bits((double)(i64)whole), 16);
    write_hex(bits32((float)(u32)whole), 8);
    write_hex(bits(from_bits(whole & ~(1ULL << 62)) + 1.0), 16);
    write_text("\n");
  }
  double series[] = {root(2), root(1e10), exponential(1), exponential(-3.5), sine(1), sine(-2.25), 1 / (zero + 3)};
  for (u32 i = 0; i < sizeof series / sizeof series[0]; i++) {
    write_hex(bits(series[i]), 16);
    write_text("\n");
  }
  write_hex(bits(1 / zero), 16);
  write_hex(bits(-1 / zero), 16);
  write_text("\n");
  return (int)(root(2) * 100);
}
