// Work on text: words of the input counted in a hash table, base64 there and back, searching, turning around, numbers parsed and written.
#include "program.h"

static char input[4096];
static u32 input_length;

typedef struct {
  u16 from, length;
  u32 count;
} Word;
static Word table[512];

static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\''; }

static void count_words(void) {
  for (u32 at = 0; at < input_length;) {
    u32 from = at, hash = 5381;
    for (; at < input_length && is_letter(input[at]); at++) hash = hash * 33 + (u8)(input[at] | 32);
    u32 length = at - from;
    if (length == 0) {
      at++;
      continue;
    }
    for (u32 slot = hash % 512;; slot = (slot + 1) % 512) {
      Word *word = &table[slot];
      u32 i = 0;
      while (word->count && word->length == length && i < length && (input[word->from + i] | 32) == (input[from + i] | 32)) i++;
      if (word->count && (word->length != length || i < length)) continue;
      if (!word->count) *word = (Word){from, length, 0};
      word->count++;
      break;
    }
  }
  for (u32 i = 0; i < 512; i++) {
    if (table[i].count < 2) continue;
    write_bytes(input + table[i].from, table[i].length);
    write_text(" ");
    write_number(table[i].count);
    write_text("\n");
  }
}

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static u32 to_base64(char *to, const u8 *from, u32 length) {
  u32 at = 0;
  for (u32 i = 0; i < length; i += 3) {
    u32 left = length - i;
    u32 bits = from[i] << 16 | (left > 1 ? from[i + 1] : 0) << 8 | (left > 2 ? from[i + 2] : 0);
    for (u32 k = 0; k < 4; k++) to[at++] = k <= left ? DIGITS[bits >> (18 - 6 * k) & 63] : '=';
  }
  to[at] = 0;
  return at;
}

static u32 from_base64(u8 *to, const char *from) {
  u32 at = 0, bits = 0, held = 0;
  for (; *from && *from != '='; from++) {
    u32 value = 0;
    while (DIGITS[value] != *from) value++;
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) to[at++] = bits >> (held -= 8);
  }
  return at;
}

/** Knuth, Morris, Pratt. */
static int occurrences(const char *wanted, const char *text, u32 length) {
  u8 border[64] = {0};
  int size = text_length(wanted), found = 0, k = 0;
  for (int i = 1, j = 0; i < size; border[++i - 1] = j) {
    while (j > 0 && wanted[i] != wanted[j]) j = border[j - 1];
    if (wanted[i] == wanted[j]) j++;
    border[i] = j;
  }
  for (u32 i = 0; i < length; i++) {
    while (k > 0 && (k == size || text[i] != wanted[k])) k = border[k - 1];
    if (text[i] == wanted[k]) k++;
    found += k == size;
  }
  return found;
}

static i32 parse(const char *text) {
  i32 value = 0, sign = 1;
  for (; *text == ' ' || *text == '-'; text++)
    if (*text == '-') sign = -sign;
  for (; *text >= '0' && *text <= '9'; text++) value = value * 10 + *text - '0';
  return sign * value;
}

int run(void) {
  u8 prefix[8];
  read_bytes(prefix, 8);
  u64 told = 0;
  for (int i = 0; i < 8; i++) told = told << 8 | prefix[i];
  input_length = read_bytes(input, sizeof input);
  write_number(told);
  write_text(told == input_length ? " bytes\n" : " bytes were told\n");
  count_words();
  static char encoded[400];
  static u8 decoded[300];
  for (u32 length = 250; length < 253 && length <= input_length; length++) {
    to_base64(encoded, (const u8 *)input, length);
    write_text(encoded);
    u32 back = from_base64(decoded, encoded);
    write_text(back == length && memcmp(decoded, input, length) == 0 ? "\nback\n" : "\nlost\n");
  }
  write_number(occurrences("the", input, input_length));
  write_text(" ");
  write_number(occurrences("ana", "bananas and ananas", 18));
  write_text("\n");
  for (u32 i = 0; i < input_length / 2; i++) {
    char swap = input[i];
    input[i] = input[input_length - 1 - i];
    input[input_length - 1 - i] = swap;
  }
  write_bytes(input, input_length < 60 ? input_length : 60);
  write_text("\n");
  static const char *const NUMBERS[] = {"0", "-1", " 2147483647", "--2147483648", "- 0042x"};
  for (int i = 0; i < 5; i++) {
    write_number(parse(NUMBERS[i]));
    write_text("\n");
  }
  return input_length % 251;
}
