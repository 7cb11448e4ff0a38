// Jump tables: a machine with a stack that runs small programs, labels as values, a state machine over characters.
#include "program.h"

enum { PUSH, ADD, SUB, MUL, DIV, DUP, SWAP, DROP, OVER, JUMP, JUMP_IF, LESS, PRINT, LOAD, STORE, AND, OR, XOR, SHIFT, HALT };

static i32 memory[64];

static int interpret(const i8 *code) {
  i32 stack[32];
  int top = 0, at = 0, executed = 0;
  for (;; executed++) {
    i32 a = top > 0 ? stack[top - 1] : 0, b = top > 1 ? stack[top - 2] : 0;
    switch (code[at++]) {
      case PUSH:
        stack[top++] = code[at++];
        break;
      case ADD:
        stack[--top - 1] = b + a;
        break;
      case SUB:
        stack[--top - 1] = b - a;
        break;
      case MUL:
        stack[--top - 1] = (i32)((u32)b * (u32)a);
        break;
      case DIV:
        stack[--top - 1] = a ? b / a : 0;
        break;
      case DUP:
        stack[top++] = a;
        break;
      case SWAP:
        stack[top - 1] = b;
        stack[top - 2] = a;
        break;
      case DROP:
        top--;
        break;
      case OVER:
        stack[top++] = b;
        break;
      case JUMP:
        at += code[at];
        break;
      case JUMP_IF:
        top--;
        at += a ? code[at] : 1;
        break;
      case LESS:
        stack[--top - 1] = b < a;
        break;
      case PRINT:
        top--;
        write_number(a);
        write_text(" ");
        break;
      case LOAD:
        stack[top - 1] = memory[a & 63];
        break;
      case STORE:
        memory[a & 63] = b;
        top -= 2;
        break;
      case AND:
        stack[--top - 1] = b & a;
        break;
      case OR:
        stack[--top - 1] = b | a;
        break;
      case XOR:
        stack[--top - 1] = b ^ a;
        break;
      case SHIFT:
        stack[--top - 1] = a < 0 ? b >> (-a & 31) : (i32)((u32)b << (a & 31));
        break;
      case HALT:
        write_text("\n");
        return executed;
      default:
        return -1;
    }
  }
}

/** Labels as values: one jump by register after each step. */
static u32 threaded(const char *text) {
  static const void *const LABELS[] = {&&add, &&twist, &&turn, &&flip, &&end};
  u32 value = 1;
  goto *LABELS[*text++ - '0'];
add:
  value += 0x9e3779b9;
  goto *LABELS[*text++ - '0'];
twist:
  value ^= value << 7;
  goto *LABELS[*text++ - '0'];
turn:
  value = value >> 11 | value << 21;
  goto *LABELS[*text++ - '0'];
flip:
  value = ~value * 3;
  goto *LABELS[*text++ - '0'];
end:
  return value;
}

/** What a text of C would be made of: words, numbers, strings, comments, others. */
static void classify(const char *text) {
  enum { NONE, WORD, NUMBER, STRING, ESCAPE, SLASH, COMMENT } state = NONE;
  int counts[7] = {0};
  for (; *text; text++) {
    int is_word = (*text >= 'a' && *text <= 'z') || *text == '_', is_digit = *text >= '0' && *text <= '9';
    switch (state) {
      case STRING:
        state = *text == '"' ? NONE : *text == '\\' ? ESCAPE : STRING;
        break;
      case ESCAPE:
        state = STRING;
        break;
      case COMMENT:
        if (*text == '\n') state = NONE;
        break;
      case SLASH:
        if (*text == '/') {
          state = COMMENT;
          counts[COMMENT]++;
          break;
        }
        // It was a division.
        __attribute__((fallthrough));
      case WORD:
      case NUMBER:
      case NONE:
        if (state == WORD && (is_word || is_digit)) break;
        if (state == NUMBER && is_digit) break;
        state = is_word ? WORD : is_digit ? NUMBER : *text == '"' ? STRING : *text == '/' ? SLASH : NONE;
        counts[state]++;
    }
  }
  for (int i = 0; i < 7; i++) {
    write_number(counts[i]);
    write_text(i < 6 ? "," : "\n");
  }
}

static int month_days(int month, int year) {
  switch (month) {
    case 2:
      return year % 4 == 0 && (year % 100 || year % 400 == 0) ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
      return 30;
    default:
      return 31;
  }
}

int run(void) {
  // Squares from 0 to 19.
  static const i8 SQUARES[] = {PUSH, 0, DUP, DUP, MUL, PRINT, PUSH, 1, ADD, DUP, PUSH, 20, LESS, JUMP_IF, -12, DROP, HALT};
  // Collatz from 27: counts to memory[0].
  static const i8 COLLATZ[] = {PUSH, 27, DUP,  PUSH, 1, XOR,  JUMP_IF, 6,  PUSH, 0,    LOAD, PRINT, HALT, PUSH,
                               0,    LOAD, PUSH, 1,  ADD, PUSH, 0,   STORE, DUP, PUSH, 1,   AND,  JUMP_IF, 7,
                               PUSH, -1, SHIFT, JUMP, -30, HALT, DUP, PUSH, 3,  MUL, PUSH, 1,   ADD,  SWAP, DROP, JUMP, -42};
  int executed = interpret(SQUARES);
  executed += interpret(COLLATZ);
  write_number(executed);
  write_text("\n");
  write_hex(threaded("0123012301230123321032103210333222111000012304"), 8);
  write_text("\n");
  classify("int x1 = 42 / y; // a comment\nchar *s = \"a \\\" b\"; return x1 / 7 // end");
  int days = 0;
  for (int year = 1896; year < 2005; year++)
    for (int month = 1; month <= 12; month++) days += month_days(month, year);
  write_number(days);
  write_text("\n");
  return executed & 255;
}
