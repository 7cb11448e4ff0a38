// Numbers of any length in limbs of 32 bits: factorials, Fibonacci, powers modulo a number, division with remainder, decimal digits.
#include "program.h"

#define LIMBS 80

typedef struct {
  u32 limb[LIMBS];
  int count;
} Number;

static void set(Number *n, u32 value) {
  memset(n, 0, sizeof *n);
  n->limb[0] = value;
  n->count = value != 0;
}

static void trim(Number *n) {
  while (n->count > 0 && n->limb[n->count - 1] == 0) n->count--;
}

static void times_small(Number *n, u32 factor) {
  u64 carry = 0;
  for (int i = 0; i < n->count; i++) {
    carry += (u64)n->limb[i] * factor;
    n->limb[i] = (u32)carry;
    carry >>= 32;
  }
  if (carry) n->limb[n->count++] = (u32)carry;
}

static u32 divide_small(Number *n, u32 divisor) {
  u64 rest = 0;
  for (int i = n->count - 1; i >= 0; i--) {
    rest = rest << 32 | n->limb[i];
    n->limb[i] = rest / divisor;
    rest %= divisor;
  }
  trim(n);
  return rest;
}

static void add(Number *a, const Number *b) {
  u64 carry = 0;
  int count = a->count > b->count ? a->count : b->count;
  for (int i = 0; i < count; i++) {
    carry += (u64)a->limb[i] + b->limb[i];
    a->limb[i] = (u32)carry;
    carry >>= 32;
  }
  a->count = count;
  if (carry) a->limb[a->count++] = (u32)carry;
}

static void multiply(Number *to, const Number *a, const Number *b) {
  Number product;
  set(&product, 0);
  for (int i = 0; i < a->count; i++) {
    u64 carry = 0;
    for (int j = 0; j < b->count; j++) {
      carry += (u64)a->limb[i] * b->limb[j] + product.limb[i + j];
      product.limb[i + j] = (u32)carry;
      carry >>= 32;
    }
    product.limb[i + b->count] = (u32)carry;
  }
  product.count = a->count + b->count;
  trim(&product);
  *to = product;
}

/** Knuth 4.3.1, algorithm D. */
static void divide(Number *quotient, Number *rest, const Number *a, const Number *b) {
  Number u = *a, v = *b;
  set(quotient, 0);
  if (v.count == 1) {
    *quotient = u;
    set(rest, divide_small(quotient, v.limb[0]));
    return;
  }
  if (u.count < v.count) {
    *rest = u;
    return;
  }
  int shift = __builtin_clz(v.limb[v.count - 1]);
  times_small(&u, 1u << shift);
  times_small(&v, 1u << shift);
  if (u.count == a->count) u.limb[u.count++] = 0;
  int n = v.count, m = u.count - n - 1;
  for (int j = m; j >= 0; j--) {
    u64 top = (u64)u.limb[j + n] << 32 | u.limb[j + n - 1];
    u64 q = top / v.limb[n - 1], r = top % v.limb[n - 1];
    while (q >> 32 || q * v.limb[n - 2] > (r << 32 | u.limb[j + n - 2])) {
      q--;
      r += v.limb[n - 1];
      if (r >> 32) break;
    }
    i64 borrow = 0;
    u64 carry = 0;
    for (int i = 0; i < n; i++) {
      carry += q * v.limb[i];
      borrow += (i64)u.limb[i + j] - (u32)carry;
      u.limb[i + j] = (u32)borrow;
      carry >>= 32;
      borrow >>= 32;
    }
    borrow += (i64)u.limb[j + n] - (i64)carry;
    u.limb[j + n] = (u32)borrow;
    if (borrow < 0) {
      q--;
      u64 back = 0;
      for (int i = 0; i < n; i++) {
        back += (u64)u.limb[i + j] + v.limb[i];
        u.limb[i + j] = (u32)back;
        back >>= 32;
      }
      u.limb[j + n] += (u32)back;
    }
    quotient->limb[j] = (u32)q;
  }
  quotient->count = m + 1;
  trim(quotient);
  trim(&u);
  divide_small(&u, 1u << shift);
  *rest = u;
}

static void write_decimal(const Number *n) {
  char text[LIMBS * 10];
  int at = sizeof text;
  Number left = *n;
  do text[--at] = '0' + divide_small(&left, 10);
  while (left.count);
  write_bytes(text + at, sizeof text - at);
  write_text("\n");
}

static int equal(const Number *a, const Number *b) {
  return a->count == b->count && memcmp(a->limb, b->limb, 4 * a->count) == 0;
}

int run(void) {
  Number a, b, c, quotient, rest;
  set(&a, 1);
  for (u32 i = 2; i <= 200; i++) times_small(&a, i);
  write_decimal(&a);
  set(&b, 0);
  set(&c, 1);
  for (int i = 0; i < 1000; i++) {
    Number next = b;
    add(&next, &c);
    b = c;
    c = next;
  }
  write_decimal(&b);
  divide(&quotient, &rest, &a, &b);
  write_decimal(&quotient);
  write_decimal(&rest);
  // a = q b + r again, for divisors of every length and with all bits set.
  u32 seed = 5;
  int wrong = 0;
  for (int i = 0; i < 60; i++) {
    set(&a, 0);
    set(&b, 0);
    a.count = 2 + next_random(&seed) % 36;
    b.count = 1 + next_random(&seed) % a.count;
    for (int j = 0; j < a.count; j++) a.limb[j] = i % 3 ? next_random(&seed) : ~0u;
    for (int j = 0; j < b.count; j++) b.limb[j] = i % 5 ? next_random(&seed) : i % 2 ? ~0u : 1u << 31;
    divide(&quotient, &rest, &a, &b);
    multiply(&c, &quotient, &b);
    add(&c, &rest);
    wrong += !equal(&c, &a);
  }
  // 3^(2^120) modulo 2^127 - 1.
  set(&b, 0);
  b.count = 4;
  b.limb[0] = b.limb[1] = b.limb[2] = ~0u;
  b.limb[3] = ~0u >> 1;
  set(&a, 3);
  for (int i = 0; i < 120; i++) {
    multiply(&c, &a, &a);
    divide(&quotient, &a, &c, &b);
  }
  write_decimal(&a);
  write_number(wrong);
  write_text(" wrong\n");
  return wrong;
}
