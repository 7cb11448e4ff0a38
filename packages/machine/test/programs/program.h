// What the programs here need of a system: input, output, an end; and what the compiler itself calls.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long long i64;

/** The program. Its result is the exit code, 0 to 255. */
int run(void);

void write_text(const char *text);
void write_bytes(const void *bytes, u32 count);
void write_hex(u64 value, int digits);
void write_number(i64 value);
/** At most `count` bytes of what is left of the input; 0 at its end. */
u32 read_bytes(void *bytes, u32 count);

u32 text_length(const char *text);
void *memcpy(void *to, const void *from, u32 count);
void *memset(void *to, int value, u32 count);
int memcmp(const void *a, const void *b, u32 count);

/** xorshift32: the same numbers everywhere. */
static inline u32 next_random(u32 *state) {
  u32 x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}
