// Functions that call themselves and each other: Ackermann, Hanoi, queens, permutations, a parser that goes down; deep stacks.
#include "program.h"

static u32 ackermann(u32 m, u32 n) {
  if (m == 0) return n + 1;
  return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static u32 moves;
static void hanoi(int disks, int from, int to) {
  if (disks == 0) return;
  int other = 6 - from - to;
  hanoi(disks - 1, from, other);
  moves = moves * 31 + from * 4 + to;
  hanoi(disks - 1, other, to);
}

static int queens(int row, int count, u32 columns, u32 left, u32 right) {
  if (row == count) return 1;
  int found = 0;
  for (int i = 0; i < count; i++) {
    u32 bit = 1u << i;
    if ((columns | left | right) & bit) continue;
    found += queens(row + 1, count, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return found;
}

static u32 seen;
static void permute(char *letters, int at, int count) {
  if (at == count) {
    u32 value = 0;
    for (int i = 0; i < count; i++) value = value * 33 + letters[i];
    seen ^= value * (seen | 1);
    return;
  }
  for (int i = at; i < count; i++) {
    char swap = letters[at];
    letters[at] = letters[i];
    letters[i] = swap;
    permute(letters, at + 1, count);
    letters[i] = letters[at];
    letters[at] = swap;
  }
}

static int is_odd(u32 n);
static int is_even(u32 n) { return n == 0 ? 1 : is_odd(n - 1); }
static int is_odd(u32 n) { return n == 0 ? 0 : is_even(n - 1); }

static const char *next;
static i32 sum(void);
static i32 atom(void) {
  if (*next == '-') {
    next++;
    return -atom();
  }
  if (*next == '(') {
    next++;
    i32 value = sum();
    next++;
    return value;
  }
  i32 value = 0;
  while (*next >= '0' && *next <= '9') value = value * 10 + (*next++ - '0');
  return value;
}
static i32 product(void) {
  i32 value = atom();
  while (*next == '*' || *next == '/' || *next == '%') {
    char op = *next++;
    i32 other = atom();
    value = op == '*' ? value * other : op == '/' ? value / other : value % other;
  }
  return value;
}
static i32 sum(void) {
  i32 value = product();
  while (*next == '+' || *next == '-') {
    char op = *next++;
    i32 other = product();
    value = op == '+' ? value + other : value - other;
  }
  return value;
}

static u32 deep(u32 depth, u32 value) {
  volatile u32 frame[16];
  for (int i = 0; i < 16; i++) frame[i] = value + i * depth;
  if (depth > 0) value = deep(depth - 1, value * 1103515245 + 12345);
  for (int i = 0; i < 16; i++) value ^= frame[i];
  return value;
}

int run(void) {
  static const char *const SUMS[] = {"1+2*3", "(1+2)*-3", "2147483647+1", "-7/2*100+-7%3", "((((5))))-((2-3)-(4-5))*6"};
  char letters[] = "abcdefg";
  write_number(ackermann(2, 9));
  write_text(" ");
  hanoi(10, 1, 3);
  write_hex(moves, 8);
  write_text(" ");
  write_number(queens(0, 7, 0, 0, 0));
  write_text(" ");
  permute(letters, 0, 7);
  write_hex(seen, 8);
  write_text(" ");
  write_number(is_even(3001) * 2 + is_odd(3001));
  write_text("\n");
  for (u32 i = 0; i < sizeof SUMS / sizeof SUMS[0]; i++) {
    next = SUMS[i];
    write_number(sum());
    write_text("\n");
  }
  write_hex(deep(3000, 1), 8);
  write_text("\n");
  return queens(0, 6, 0, 0, 0);
}
