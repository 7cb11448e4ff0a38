// SHA-256 (FIPS 180-4), CRC-32 with a table and bit by bit, Adler-32 and FNV-1a over texts of many lengths.
#include "program.h"

static u32 round_constants[64], start[8], crc_table[256];
static u8 data[1000];

/** Whether a power of `candidate` / 2^32 is at least `bound`. */
static int is_above(u64 candidate, int exponent, u32 bound) {
  u32 power[8] = {1};
  for (int i = 0; i < exponent; i++) {
    u32 product[8] = {0};
    for (int j = 0; j < 6; j++) {
      u64 carry = 0;
      for (int k = 0; k < 2; k++) {
        carry += (u64)power[j] * (u32)(candidate >> (32 * k)) + product[j + k];
        product[j + k] = (u32)carry;
        carry >>= 32;
      }
      product[j + 2] += (u32)carry;
    }
    memcpy(power, product, sizeof power);
  }
  return power[exponent] >= bound;
}

/** The first 32 bits of the fraction of a root of a prime. */
static u32 fraction_of_root(u32 prime, int exponent) {
  u64 low = 0, high = 1ULL << 37;
  while (high - low > 1) {
    u64 middle = (low + high) / 2;
    if (is_above(middle, exponent, prime)) high = middle;
    else low = middle;
  }
  return (u32)low;
}

static void prepare(void) {
  u32 prime = 2;
  for (int i = 0; i < 64; prime++) {
    u32 divisor = 2;
    while (prime % divisor) divisor++;
    if (divisor != prime) continue;
    if (i < 8) start[i] = fraction_of_root(prime, 2);
    round_constants[i++] = fraction_of_root(prime, 3);
  }
  for (u32 i = 0; i < 256; i++) {
    u32 crc = i;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    crc_table[i] = crc;
  }
}

static u32 turned(u32 x, int bits) { return x >> bits | x << (32 - bits); }

static void compress(u32 state[8], const u8 *block) {
  u32 w[64], v[8];
  for (int i = 0; i < 16; i++)
    w[i] = (u32)block[4 * i] << 24 | (u32)block[4 * i + 1] << 16 | (u32)block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    u32 s0 = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3;
    u32 s1 = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  for (int i = 0; i < 8; i++) v[i] = state[i];
  for (int i = 0; i < 64; i++) {
    u32 s1 = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25);
    u32 one = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + round_constants[i] + w[i];
    u32 s0 = turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22);
    u32 two = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    for (int j = 7; j > 0; j--) v[j] = v[j - 1];
    v[4] += one;
    v[0] = one + two;
  }
  for (int i = 0; i < 8; i++) state[i] += v[i];
}

static void sha256(const u8 *text, u32 length, u32 state[8]) {
  for (int i = 0; i < 8; i++) state[i] = start[i];
  u32 done = 0;
  for (; done + 64 <= length; done += 64) compress(state, text + done);
  u8 last[128];
  u32 rest = length - done, size = rest < 56 ? 64 : 128;
  memset(last, 0, sizeof last);
  memcpy(last, text + done, rest);
  last[rest] = 0x80;
  for (int i = 0; i < 8; i++) last[size - 1 - i] = (u64)length * 8 >> (8 * i);
  for (u32 at = 0; at < size; at += 64) compress(state, last + at);
}

static u32 crc_by_bits(const u8 *text, u32 length) {
  u32 crc = ~0u;
  for (u32 i = 0; i < length; i++) {
    crc ^= text[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc;
}

int run(void) {
  prepare();
  static const char CHECK[] = "123456789";
  write_hex(crc_by_bits((const u8 *)CHECK, 9), 8);
  write_text("\n");
  u32 seed = 7, last = 0;
  for (u32 i = 0; i < sizeof data; i++) data[i] = next_random(&seed);
  for (u32 length = 0; length < sizeof data; length = length * 5 / 4 + 1) {
    u32 state[8], crc = ~0u, fnv = 2166136261u, low = 1, high = 0;
    sha256(data, length, state);
    for (u32 i = 0; i < length; i++) {
      crc = crc_table[(crc ^ data[i]) & 255] ^ crc >> 8;
      fnv = (fnv ^ data[i]) * 16777619u;
      low = (low + data[i]) % 65521;
      high = (high + low) % 65521;
    }
    if (~crc != crc_by_bits(data, length)) return 255;
    for (int i = 0; i < 8; i++) write_hex(state[i], 8);
    write_text(" ");
    write_hex(~crc, 8);
    write_hex(fnv, 8);
    write_hex(high << 16 | low, 8);
    write_text("\n");
    last = state[0];
  }
  return last & 127;
}
