// The same numbers sorted four ways, over bytes, halfwords and words, with and without sign; orders by function pointers.
#include "program.h"

#define COUNT 600

typedef int (*Order)(i32, i32);
static int ascending(i32 a, i32 b) { return a < b; }
static int descending(i32 a, i32 b) { return a > b; }
static int unsigned_order(i32 a, i32 b) { return (u32)a < (u32)b; }
static int by_digits(i32 a, i32 b) { return (u32)a % 1000 == (u32)b % 1000 ? a < b : (u32)a % 1000 < (u32)b % 1000; }
static const Order ORDERS[] = {ascending, descending, unsigned_order, by_digits};

static i32 numbers[COUNT], scratch[COUNT];
static i16 halves[COUNT];
static i8 bytes[COUNT];

static void quicksort(i32 *at, int count, Order before) {
  while (count > 1) {
    i32 pivot = at[count / 2];
    int i = 0, j = count - 1;
    while (i <= j) {
      while (before(at[i], pivot)) i++;
      while (before(pivot, at[j])) j--;
      if (i > j) break;
      i32 other = at[i];
      at[i++] = at[j];
      at[j--] = other;
    }
    quicksort(at, j + 1, before);
    at += i;
    count -= i;
  }
}

static void merge_sort(i32 *at, int count, Order before) {
  if (count < 2) return;
  int half = count / 2;
  merge_sort(at, half, before);
  merge_sort(at + half, count - half, before);
  for (int k = 0, i = 0, j = half; k < count; k++)
    scratch[k] = j >= count || (i < half && !before(at[j], at[i])) ? at[i++] : at[j++];
  for (int k = 0; k < count; k++) at[k] = scratch[k];
}

static void heap_sort(i32 *at, int count, Order before) {
  for (int size = count, start = count / 2; size > 1;) {
    int root = 0;
    if (start > 0) root = --start;
    else {
      i32 largest = at[0];
      at[0] = at[--size];
      at[size] = largest;
    }
    for (int child; (child = 2 * root + 1) < size; root = child) {
      if (child + 1 < size && before(at[child], at[child + 1])) child++;
      if (!before(at[root], at[child])) break;
      i32 other = at[root];
      at[root] = at[child];
      at[child] = other;
    }
  }
}

static void insertion_sort_small(void) {
  for (int i = 0; i < COUNT; i++) {
    i16 half = halves[i];
    i8 byte = bytes[i];
    int j = i, k = i;
    for (; j > 0 && halves[j - 1] > half; j--) halves[j] = halves[j - 1];
    for (; k > 0 && bytes[k - 1] > byte; k--) bytes[k] = bytes[k - 1];
    halves[j] = half;
    bytes[k] = byte;
  }
}

static void fill(u32 seed) {
  for (int i = 0; i < COUNT; i++) {
    numbers[i] = next_random(&seed);
    halves[i] = numbers[i] >> 3;
    bytes[i] = numbers[i] >> 9;
  }
}

static u32 mixed(void) {
  u32 hash = 2166136261u;
  for (int i = 0; i < COUNT; i++) hash = (hash ^ (u32)numbers[i]) * 16777619u + (hash >> 15);
  return hash;
}

int run(void) {
  static void (*const SORTS[])(i32 *, int, Order) = {quicksort, merge_sort, heap_sort};
  u32 sum = 0;
  for (u32 order = 0; order < sizeof ORDERS / sizeof ORDERS[0]; order++)
    for (u32 sort = 0; sort < 3; sort++) {
      fill(12345 + order);
      SORTS[sort](numbers, COUNT, ORDERS[order]);
      write_hex(mixed(), 8);
      write_text(sort < 2 ? " " : "\n");
      sum += mixed();
    }
  fill(99);
  insertion_sort_small();
  for (int i = 0; i < COUNT; i += 50) {
    write_number(halves[i]);
    write_text(" ");
    write_number(bytes[i]);
    write_text("\n");
  }
  return sum & 255;
}
